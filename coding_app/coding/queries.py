"""Read codings: what a person may see, the state of a unit, the work of a coder."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import CodebookVersion, CodeDefinition
from coding_app.coding import rules
from coding_app.coding.models import Coding, Note, Operation
from coding_app.projects.models import Project
from coding_app.sampling.models import Assignment, Round


@dataclass(frozen=True)
class Structure:
    """What the rules need of a version, without words: the questions, and the outside name of each code."""

    questions: tuple[rules.Question, ...]
    uuids: dict[int, uuid.UUID]

    def id_of(self, code: uuid.UUID) -> int | None:
        """Return the id behind a uuid, or None when this version has no such entry."""
        return next((key for key, value in self.uuids.items() if value == code), None)


@dataclass(frozen=True)
class State:
    """Where a unit stands for its coder after an operation: what the browser is told."""

    sequence: int
    submitted_at: datetime | None
    codes: tuple[uuid.UUID, ...]
    closed: tuple[uuid.UUID, ...]
    open: tuple[uuid.UUID, ...]
    done: int
    total: int


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
        """Count what is still to submit."""
        return self.total - self.done


@dataclass(frozen=True)
class Progress:
    """How many of their units of a round a coder has submitted."""

    done: int
    total: int


# What may be seen -------------------------------------------------------------------------------------------------


def visible_codings(round: Round, by: User) -> QuerySet[Coding]:
    """Return the live codings of a round that a person may see.

    While a round is blind and not closed that is only their own, whatever their role. Every reader of codings goes
    through here: pages, fragments, counts, API, exports.
    """
    return visible_codings_of_project(round.project, by).filter(assignment__round=round)


def visible_codings_of_project(project: Project, by: User) -> QuerySet[Coding]:
    """Return the live codings of all rounds of a project that a person may see; the same rule as for one round."""
    opened = Q(assignment__round__is_blind=False) | Q(assignment__round__state=Round.State.CLOSED)
    return Coding.objects.filter(
        opened | Q(assignment__coder=by), assignment__round__project=project, retracted_at__isnull=True
    )


# The codebook as rules --------------------------------------------------------------------------------------------


def structure(version: CodebookVersion) -> Structure:
    """Return the questions of a version; a published one is frozen by the database, so it is read once a process."""
    if version.state == CodebookVersion.State.PUBLISHED:
        return _frozen_structure(version.pk, version.uuid)
    return _structure(version.pk)


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


def questions(assignment: Assignment) -> list[rules.Question]:
    """Return the dimensions asked of the unit of an assignment."""
    post = assignment.unit.post
    found = structure(assignment.round.codebook_version).questions
    return rules.asked(found, is_reply=rules.is_reply(post.position if post else None))


# One unit ---------------------------------------------------------------------------------------------------------


def live_marks(assignment: Assignment) -> dict[rules.Mark, int]:
    """Return the live codings of an assignment: which row stands behind each mark."""
    rows = Coding.objects.filter(assignment=assignment, retracted_at__isnull=True).order_by("made_by_operation", "pk")
    return {rules.Mark(code, start, end): pk for pk, code, start, end in rows.values_list("pk", "code", "start", "end")}


def marks_at(assignment: Assignment, sequence: int) -> rules.Marks:
    """Return the marks that were live just after an operation, however long ago."""
    rows = Coding.objects.filter(
        Q(retracted_by_operation=None) | Q(retracted_by_operation__sequence__gt=sequence),
        assignment=assignment,
        made_by_operation__sequence__lte=sequence,
    )
    return frozenset(rules.Mark(*row) for row in rows.values_list("code", "start", "end"))


def submitted_at(assignment: Assignment, sequence: int) -> datetime | None:
    """Return when the unit had been submitted just after an operation, or None if it was not."""
    last = (
        Operation.objects.filter(assignment=assignment, sequence__lte=sequence, kind__in=["submit", "reopen"])
        .order_by("-sequence")
        .first()
    )
    return last.made_at if last and last.kind == Operation.Kind.SUBMIT else None


def last_sequence(assignment: Assignment) -> int:
    """Return the sequence of the last operation of an assignment, 0 before the first."""
    last = Operation.objects.filter(assignment=assignment).order_by("-sequence").values_list("sequence", flat=True)
    return last.first() or 0


def state(
    assignment: Assignment, *, sequence: int, marks: Iterable[rules.Mark], submitted_at: datetime | None
) -> State:
    """Put together what the browser is told about a unit."""
    live = frozenset(marks)
    uuids = structure(assignment.round.codebook_version).uuids
    asked = questions(assignment)
    unanswered = {question.id for question in rules.still_open(asked, live)}
    progress = progress_of(assignment.round, assignment.coder_id)
    return State(
        sequence=sequence,
        submitted_at=submitted_at,
        codes=tuple(sorted({uuids[mark.code] for mark in live})),
        closed=tuple(uuids[question.id] for question in asked if question.id not in unanswered),
        open=tuple(uuids[question.id] for question in asked if question.id in unanswered),
        done=progress.done,
        total=progress.total,
    )


def current_state(assignment: Assignment) -> State:
    """Return where a unit stands now."""
    assignment.refresh_from_db(fields=["submitted_at"])
    return state(
        assignment,
        sequence=last_sequence(assignment),
        marks=live_marks(assignment),
        submitted_at=assignment.submitted_at,
    )


def memo(assignment: Assignment) -> Note | None:
    """Return the coder's own memo on the unit of an assignment."""
    return Note.objects.filter(assignment=assignment, author=assignment.coder_id, ended_at__isnull=True).first()


# The work of a coder ----------------------------------------------------------------------------------------------


def assignments_of(project: Project, coder: User) -> QuerySet[Assignment]:
    """Return a person's own assignments in the rounds of a project that have been opened."""
    return Assignment.objects.filter(
        round__project=project, coder=coder, round__state__in=[Round.State.OPEN, Round.State.CLOSED]
    ).select_related("round__codebook_version", "round__project", "unit__thread__source", "unit__post")


def progress_of(round: Round, coder_id: int) -> Progress:
    """Count a coder's submitted units of a round."""
    counts = Assignment.objects.filter(round=round, coder=coder_id).aggregate(
        done=Count("pk", filter=Q(submitted_at__isnull=False)), total=Count("pk")
    )
    return Progress(**counts)


def round_works(project: Project, coder: User) -> list[RoundWork]:
    """Return the opened rounds in which a person codes, open ones first, each with their own progress."""
    own = Q(assignments__coder=coder)
    todo = own & Q(assignments__submitted_at__isnull=True)
    first = Assignment.objects.filter(round=OuterRef("pk"), coder=coder, submitted_at__isnull=True).order_by("position")
    coded = Coding.objects.filter(assignment=OuterRef("assignments__pk"), retracted_at__isnull=True)
    rounds = (
        Round.objects.filter(project=project, state__in=[Round.State.OPEN, Round.State.CLOSED])
        .filter(own)
        .annotate(
            mine=Count("assignments", filter=own, distinct=True),
            todo=Count("assignments", filter=todo, distinct=True),
            begun=Count("assignments", filter=todo & Q(Exists(coded)), distinct=True),
            first=Subquery(first.values("uuid")[:1]),
        )
        .order_by("-state", "-number")
    )
    return [
        RoundWork(round=row, total=row.mine, done=row.mine - row.todo, started=row.begun, next=row.first)
        for row in rounds
    ]


def queue(round: Round, coder: User) -> QuerySet[Assignment]:
    """Return a coder's units of a round in their order, each with whether it was begun."""
    coded = Coding.objects.filter(assignment=OuterRef("pk"), retracted_at__isnull=True)
    return (
        Assignment.objects.filter(round=round, coder=coder)
        .select_related("unit__thread", "unit__post")
        .annotate(is_begun=Exists(coded), source_name=F("unit__thread__source__name"))
        .order_by("position")
    )


def words(version: CodebookVersion, ids: Iterable[int]) -> list[str]:
    """Return the names of some dimensions in their order."""
    wanted = set(ids)
    return [dimension.name for dimension in codebook.dimensions(version) if dimension.id in wanted]
