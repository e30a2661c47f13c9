"""Read codings: what a person may see, the state of a unit, the work of a coder."""

import uuid
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from coding_app.accounts.models import User
from coding_app.codebook.models import CodebookVersion, CodeDefinition
from coding_app.coding import rules
from coding_app.coding.models import Coding, ContentWarning, Note
from coding_app.projects.models import Project
from coding_app.sampling.blindness import shown_to
from coding_app.sampling.models import Assignment, Round, Unit
from coding_app.sampling.queries import held, study_rounds, to_do

CHECKS = (Round.Kind.DRIFT, Round.Kind.TRAINING)
"""Rounds that measure a coder by earlier answers on the same units."""


@dataclass(frozen=True)
class Structure:
    """What the rules need of a version, without words: the questions, and the outside name of each code."""

    questions: tuple[rules.Question, ...]
    uuids: dict[int, uuid.UUID]

    @cached_property
    def ids(self) -> dict[uuid.UUID, int]:
        """Return the id behind each outside name."""
        return {outside: key for key, outside in self.uuids.items()}


@dataclass(frozen=True)
class RoundWork:
    """A round as one coder sees it: their own units and nothing of the others."""

    round: Round
    total: int
    done: int
    started: int
    next: uuid.UUID | None

    @property
    def left(self) -> int:
        """Count what is still to do."""
        return self.total - self.done


# What may be seen -------------------------------------------------------------------------------------------------


def visible_codings(round: Round, by: User) -> QuerySet[Coding]:
    """Return the live codings of a round that a person may see.

    Their own always, those of others as `sampling.blindness` says; of an exploration only its maker's. Every reader of
    codings goes through here: pages, fragments, counts, API, exports. Whoever asks for one round gets the whole of it.
    """
    if round.kind == Round.Kind.EXPLORATION:
        return own_codings(round.project, by).filter(assignment__round=round)
    return _visible(round.project, by).filter(assignment__round=round)


def visible_codings_of_project(project: Project, by: User) -> QuerySet[Coding]:
    """Return the live codings of all rounds of the study that a person may see; the same rule as for one round.

    What was coded on a unit before it was handed on to somebody else stays a row and is shown nowhere. What was coded
    on a unit that waits for the person in a check is not shown until they have submitted it.
    """
    return _visible(project, by).exclude(to_code_again(project, by))


def _visible(project: Project, by: User) -> QuerySet[Coding]:
    shown = shown_to(by, project, "assignment__round__")
    return Coding.objects.filter(
        shown | Q(assignment__coder=by),
        assignment__round__in=study_rounds(project),
        assignment__released_at__isnull=True,
        retracted_at__isnull=True,
    )


def to_code_again(project: Project, by: User) -> Q:
    """Return the codings that a person should not meet now: earlier ones of units that wait for them in a check.

    A drift check measures whether they answer as before, training whether they answer as the others did.
    """
    checks = Round.objects.filter(project=project, state=Round.State.OPEN, kind__in=CHECKS)
    waiting = to_do().filter(coder=by, round__in=checks).order_by().values("unit")
    return Q(assignment__unit__in=waiting, assignment__round__state__in=Round.OVER)


def own_codings(project: Project, by: User) -> QuerySet[Coding]:
    """Return a person's own live codings, those of their explorations among them."""
    return Coding.objects.filter(assignment__coder=by, assignment__round__project=project, retracted_at__isnull=True)


# The codebook as rules --------------------------------------------------------------------------------------------


def structure(version: CodebookVersion) -> Structure:
    """Return the questions of a version; a published one is frozen by the database, so it is read once a process."""
    return structure_of(version.pk, version.uuid, is_published=version.state == CodebookVersion.State.PUBLISHED)


def structure_of(version_id: int, version_uuid: uuid.UUID, *, is_published: bool) -> Structure:
    """Return the questions of a version known by its keys."""
    return _frozen_structure(version_id, version_uuid) if is_published else _structure(version_id)


@lru_cache(maxsize=64)
def _frozen_structure(version_id: int, version_uuid: uuid.UUID) -> Structure:
    # The uuid is there for the cache: a number may come back in another database, a uuid does not.
    return _structure(version_id)


def _structure(version_id: int) -> Structure:
    definitions = list(CodeDefinition.objects.filter(version=version_id).select_related("code").order_by("position"))
    top = {definition.code_id: definition.parent_id for definition in definitions}

    def dimension_of(code: int) -> int:
        parent = top[code]
        return code if parent is None else dimension_of(parent)

    return Structure(
        questions=tuple(
            rules.Question(
                id=dimension.code_id,
                selection=dimension.selection,
                applies_to=dimension.applies_to,
                codes=frozenset(
                    d.code_id for d in definitions if d.kind == "code" and dimension_of(d.code_id) == dimension.code_id
                ),
                none=next(
                    (d.code_id for d in definitions if d.kind == "none" and d.parent_id == dimension.code_id), None
                ),
            )
            for dimension in definitions
            if dimension.kind == "dimension"
        ),
        uuids={definition.code_id: definition.code.uuid for definition in definitions},
    )


def questions(round: Round, unit: Unit) -> list[rules.Question]:
    """Return the dimensions that a round asks of a unit."""
    is_reply = rules.is_reply(unit.post.position if unit.post else None)
    return rules.asked(structure(round.codebook_version).questions, kind=unit.kind, is_reply=is_reply)


# One unit ---------------------------------------------------------------------------------------------------------


def memo(assignment: Assignment) -> Note | None:
    """Return the coder's own memo on the unit of an assignment."""
    return Note.objects.filter(assignment=assignment, author=assignment.coder_id, ended_at__isnull=True).first()


# The work of a coder ----------------------------------------------------------------------------------------------


def assignments_of(project: Project, coder: User) -> QuerySet[Assignment]:
    """Return a person's own assignments in the rounds of a project that have been opened."""
    return Assignment.objects.filter(
        round__project=project, coder=coder, round__state__in=[Round.State.OPEN, *Round.OVER]
    ).select_related("round__codebook_version", "round__project", "unit__thread__source", "unit__post")


def round_works(project: Project, coder: User) -> list[RoundWork]:
    """Return the opened rounds in which a person codes, open ones first, each with their own progress."""
    own = Q(assignments__coder=coder, assignments__released_at__isnull=True)
    todo = own & Q(assignments__submitted_at__isnull=True, assignments__skipped_at__isnull=True)
    first = to_do().filter(round=OuterRef("pk"), coder=coder).order_by("position")
    coded = Coding.objects.filter(assignment=OuterRef("assignments__pk"), retracted_at__isnull=True)
    rounds = (
        Round.objects.filter(project=project, state__in=[Round.State.OPEN, *Round.OVER])
        .filter(own)
        .annotate(
            mine=Count("assignments", filter=own, distinct=True),
            todo=Count("assignments", filter=todo, distinct=True),
            begun=Count("assignments", filter=todo & Q(Exists(coded)), distinct=True),
            first=Subquery(first.values("uuid")[:1]),
        )
        .order_by(
            Case(When(state=Round.State.OPEN, then=0), default=1),
            Case(When(kind=Round.Kind.EXPLORATION, then=1), default=0),
            "-number",
        )
    )
    return [
        RoundWork(round=row, total=row.mine, done=row.mine - row.todo, started=row.begun, next=row.first)
        for row in rounds
    ]


def queue(round: Round, coder: User) -> QuerySet[Assignment]:
    """Return a coder's units of a round in their order, each with whether it was begun, and a warning on its post."""
    coded = Coding.objects.filter(assignment=OuterRef("pk"), retracted_at__isnull=True)
    warned = ContentWarning.objects.filter(project=round.project_id, post=OuterRef("unit__post"), ended_at__isnull=True)
    return (
        held()
        .filter(round=round, coder=coder)
        .select_related("unit__thread", "unit__post")
        .annotate(
            is_begun=Exists(coded), warning=Subquery(warned.values("text")), source_name=F("unit__thread__source__name")
        )
        .order_by("position")
    )


def before_first_to_do(round: Round, coder: User) -> int:
    """Count the units of a coder's queue that stand before the first one to do; none when all is done."""
    first = to_do().filter(round=round, coder=coder).order_by("position").values("position")[:1]
    return held().filter(round=round, coder=coder, position__lt=Subquery(first)).count()


def next_open(assignment: Assignment) -> uuid.UUID | None:
    """Return the next unit of the coder's queue that is still to do, after this one, or None."""
    later = to_do().filter(round=assignment.round_id, coder=assignment.coder_id, position__gt=assignment.position)
    return later.order_by("position").values_list("uuid", flat=True).first()
