"""What rests on a code: its codings as the reader may see them, what was settled, and how well coders agreed."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from coding_app.accounts.models import User
from coding_app.agreement import figures
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.codebook import tree
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition
from coding_app.coding.models import Coding
from coding_app.coding.queries import visible_codings_of_project
from coding_app.projects.models import Project
from coding_app.review.models import Adjudication
from coding_app.sampling.blindness import shown_to
from coding_app.sampling.models import Round
from coding_app.sampling.queries import study_rounds
from coding_app.surgery.held import held


@dataclass(frozen=True)
class RoundShare:
    """The codings of a code in one round, under the version they were made under."""

    number: int
    name: str
    state: str
    version: int
    codings: int
    coders: int
    threads: int


@dataclass(frozen=True)
class Consequences:
    """What a change of a code touches; ``hidden`` rounds are blind: in them only the reader's own codings count.

    The alpha is that of the latest closed round whose agreement was computed, as it was computed then.
    """

    codings: int
    coders: int
    threads: int
    settled: int
    rounds: list[RoundShare]
    hidden: list[Round]
    run: AgreementRun | None
    alpha: AgreementFigure | None


def consequences(project: Project, by: User, code: Code) -> Consequences:
    """Return what rests on a code and on what lay below it in any version; six statements."""
    codes, dimensions = _family(code)
    found = visible_codings_of_project(project, by).filter(code__in=codes)
    run = latest_run(project, by)
    return Consequences(
        **_counts(found, dimensions),
        rounds=_by_round(found),
        hidden=_hidden(project, codes, by),
        run=run,
        alpha=alphas(run, [code.pk]).get(code.pk),
    )


def in_short(project: Project, by: User, code: Code) -> Consequences:
    """Return what rests on a code without the rounds one by one; over many codings as it was some minutes ago."""
    codes, dimensions = _family(code)
    found = visible_codings_of_project(project, by).filter(code__in=codes)
    about = ("rests", *sorted(codes), *sorted(dimensions))
    counts = held(project, by, about, lambda: _counts(found, dimensions), lambda counted: counted["codings"])
    run = latest_run(project, by)
    return Consequences(**counts, rounds=[], hidden=[], run=run, alpha=alphas(run, [code.pk]).get(code.pk))


def _counts(found: QuerySet[Coding], dimensions: Collection[int]) -> dict[str, int]:
    counted: dict[str, int] = found.aggregate(
        codings=Count("pk"),
        coders=Count("assignment__coder", distinct=True),
        threads=Count("assignment__unit__thread", distinct=True),
        settled=Count("pk", filter=Q(_is_settled(dimensions))),
    )
    return counted


def _family(code: Code) -> tuple[set[int], set[int]]:
    """Return a code with all that ever lay below it, and the dimensions it ever lay in."""
    rows: dict[int, list[CodeDefinition]] = {}
    for row in CodeDefinition.objects.filter(version__codebook=code.codebook_id).order_by("version", "position"):
        rows.setdefault(row.version_id, []).append(row)
    codes, dimensions = {code.pk}, set()
    for of_version in rows.values():
        ordered = tree.in_reading_order(of_version)
        codes |= tree.with_all_below(ordered, {code.pk})
        dimensions |= {top for one, top in tree.dimension_of(ordered).items() if one == code.pk}
    return codes, dimensions


def _is_settled(dimensions: Collection[int]) -> Exists:
    """Say of a coding whether the review decided on its unit in one of the dimensions."""
    return Exists(
        Adjudication.objects.filter(
            round=OuterRef("assignment__round"),
            unit=OuterRef("assignment__unit"),
            dimension__in=list(dimensions),
            superseded_at__isnull=True,
        )
    )


def _by_round(found: QuerySet[Coding]) -> list[RoundShare]:
    path = "assignment__round__"
    rows = (
        found.order_by()
        .values(f"{path}number", f"{path}name", f"{path}state", "version__number")
        .annotate(
            codings=Count("pk"),
            coders=Count("assignment__coder", distinct=True),
            threads=Count("assignment__unit__thread", distinct=True),
        )
    )
    told = rows.values_list(
        f"{path}number", f"{path}name", f"{path}state", "version__number", "codings", "coders", "threads"
    )
    return sorted((RoundShare(*row) for row in told), key=lambda one: (one.number, one.version))


def _hidden(project: Project, codes: Collection[int], by: User) -> list[Round]:
    """Return the blind rounds that code under a version with the code and hide what others coded there."""
    versions = CodebookVersion.objects.filter(definitions__code__in=list(codes))
    rounds = study_rounds(project).filter(is_blind=True, codebook_version__in=versions).exclude(shown_to(by, project))
    return list(rounds.exclude(state=Round.State.DRAFT).distinct().order_by("number"))


def alphas(run: AgreementRun | None, codes: Collection[int] | None = None) -> dict[int, AgreementFigure]:
    """Return the alpha over all coders of each code, or of some, as a run computed it."""
    if run is None:
        return {}
    wanted = [figures.ALPHA, figures.SET_ALPHA]
    rows = AgreementFigure.objects.filter(run=run, metric__in=wanted, subset="", coder_a__isnull=True)
    return {row.code_id: row for row in (rows if codes is None else rows.filter(code__in=list(codes)))}


def latest_run(project: Project, by: User) -> AgreementRun | None:
    """Return the newest computation, made after closing, of the latest closed round that this person sees."""
    closed = study_rounds(project).filter(shown_to(by, project), state__in=Round.OVER)
    runs = AgreementRun.objects.filter(round__in=closed, made_at__gte=F("round__closed_at"))
    return runs.select_related("round").order_by("-round__number", "-pk").first()
