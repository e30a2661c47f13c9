"""Read the codings that wait for their coder to say which part of a split code they mean. One's own only."""

from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from coding_app.accounts.models import User
from coding_app.codebook.models import CodebookVersion
from coding_app.codebook.queries import latest_published
from coding_app.coding.models import Coding
from coding_app.projects.models import Project
from coding_app.sampling.models import Round
from coding_app.surgery import lineage
from coding_app.surgery.fates import Fate, Way
from coding_app.surgery.models import SplitAnswer, SplitChoice


@dataclass(frozen=True)
class Splits:
    """What was split between the versions of rounds and the latest one.

    fates: by version the fate of its codes. parts: by (version, code) the parts to choose from.
    """

    latest: CodebookVersion
    fates: dict[int, dict[int, Fate]]

    @property
    def parts(self) -> dict[tuple[int, int], tuple[int, ...]]:
        """Return the parts of each split code, by version and code."""
        return {
            (version, code): end.codes
            for version, found in self.fates.items()
            for code, end in found.items()
            if end.way == Way.SPLIT
        }


def splits(project: Project) -> Splits | None:
    """Return what was split since the versions under which the project codes; None when nothing was."""
    latest = latest_published(project)
    if latest is None:
        return None
    if not latest.codebook.versions.filter(lineage__kind="split", state="published").exists():
        return None
    older = latest.codebook.versions.filter(state="published", number__lt=latest.number)
    found = Splits(latest, {one.pk: lineage.fates_between(one, latest) for one in older})
    return found if found.parts else None


def concerned(project: Project, by: User, found: Splits) -> QuerySet[Coding]:
    """Return a person's own live codings on split codes, answered or not, open rounds first, in reading order."""
    codes = Q()
    for version, code in found.parts:
        codes |= Q(version=version, code=code)
    return (
        Coding.objects.filter(codes, assignment__round__project=project, assignment__coder=by)
        .filter(retracted_at__isnull=True, assignment__released_at__isnull=True)
        .filter(assignment__round__state__in=[Round.State.OPEN, *Round.OVER])
        .exclude(assignment__round__kind=Round.Kind.EXPLORATION)
        .annotate(is_answered=is_answered(found))
        .order_by(
            Case(When(assignment__round__state=Round.State.OPEN, then=0), default=1),
            "assignment__round__number",
            "code",
            "assignment__position",
            "start",
            "pk",
        )
    )


def is_answered(found: Splits) -> Exists:
    """Say of each coding whether it has an answer that still means something in the latest version."""
    unclear = Q(pk__in=[])
    for version, code in found.parts:
        unclear |= Q(answer__version=version, code=code)
    answers = SplitAnswer.objects.filter(coding=OuterRef("pk"), superseded_at__isnull=True)
    return Exists(answers.filter(~Exists(SplitChoice.objects.filter(unclear, answer=OuterRef("pk")))))


def waiting(project: Project, by: User) -> int:
    """Count the codings of open rounds that wait for this person's answer: what counts when the rounds move."""
    found = splits(project)
    if found is None:
        return 0
    return concerned(project, by, found).filter(~is_answered(found), assignment__round__state=Round.State.OPEN).count()


def live_answer(coding: Coding) -> SplitAnswer | None:
    """Return the answer that stands for a coding, with its choices."""
    rows = SplitAnswer.objects.filter(coding=coding, superseded_at__isnull=True).prefetch_related("choices")
    return rows.order_by("-version__number").first()


def last_answered(project: Project, by: User) -> SplitAnswer | None:
    """Return the answer a person gave last and that stands: what "undo" takes back."""
    rows = SplitAnswer.objects.filter(
        answered_by=by, superseded_at__isnull=True, coding__assignment__round__project=project,
        coding__retracted_at__isnull=True,
    )  # fmt: skip
    return rows.select_related("coding").order_by("-pk").first()
