"""The figures beside each code of a version, as one reader may see them; the codebook asks for them by a setting."""

from collections.abc import Mapping, Sequence

from django.db.models import Case, Count, QuerySet, When

from coding_app.accounts.models import User
from coding_app.agreement.models import AgreementFigure
from coding_app.codebook import tree
from coding_app.codebook.figures import CodeFigures
from coding_app.codebook.models import CodebookVersion, CodeDefinition
from coding_app.coding.models import Coding
from coding_app.coding.queries import own_codings, visible_codings_of_project
from coding_app.projects.models import Project
from coding_app.sampling.queries import study_rounds
from coding_app.surgery.consequences import alphas, latest_run
from coding_app.surgery.held import held

Counts = tuple[dict[int, tuple[int, int]], dict[int, int]]
"""(codings, units) by code, units by dimension."""


def by_code(project: Project, by: User, version: CodebookVersion) -> dict[int, CodeFigures]:
    """Return the figures of each entry of a version, by code; six statements.

    Live codings of all rounds are counted that the reader may see, under whatever version they were made; many of them
    at most every few minutes. Prevalence is the share of units with the code among the units with any code of its
    dimension, "none applies" included.
    """
    rows = tree.in_reading_order(list(CodeDefinition.objects.filter(version=version)))
    dimension = tree.dimension_of(rows)
    counts, totals = held(
        project, by, tuple(sorted(dimension.items())), lambda: _count(project, by, dimension), _all_codings
    )
    run = latest_run(project, by)
    agreed = alphas(run)
    note = run.round.name if run else ""
    below = _below(rows, {code: codings for code, (codings, _units) in counts.items()})
    return {
        row.code_id: _figures(
            row, counts.get(row.code_id, (0, 0)), below[row.code_id], totals.get(dimension[row.code_id], 0),
            agreed.get(row.code_id), note,
        )
        for row in rows
    }  # fmt: skip


def _count(project: Project, by: User, dimension: Mapping[int, int]) -> Counts:
    """Count by code the codings and their units, and the units of each dimension."""
    found = visible_codings_of_project(project, by).order_by()
    counted = found.values("code").annotate(codings=Count("pk"), units=Count("assignment__unit", distinct=True))
    counts = {code: (codings, units) for code, codings, units in counted.values_list("code", "codings", "units")}
    return counts, _units_by_dimension(found, dimension)


def _all_codings(counted: Counts) -> int:
    return sum(codings for codings, _units in counted[0].values())


def own_by_code(project: Project, by: User, version: CodebookVersion) -> dict[int, int]:
    """Count a person's own live codings made under versions before this one, by code; the news ask by a setting."""
    found = own_codings(project, by).filter(
        assignment__round__in=study_rounds(project),
        assignment__released_at__isnull=True,
        version__number__lt=version.number,
    )
    return dict(found.order_by().values("code").annotate(n=Count("pk")).values_list("code", "n"))


def _figures(
    row: CodeDefinition, counts: tuple[int, int], below: int, total: int, alpha: AgreementFigure | None, note: str
) -> CodeFigures:
    codings, units = counts
    is_judged = alpha is not None and alpha.value is not None
    has_interval = alpha is not None and alpha.low is not None and alpha.high is not None
    return CodeFigures(
        codings=codings,
        codings_below=below,
        prevalence=units / total if total and row.kind in {"code", "none"} else None,
        agreement=alpha.value if alpha else None,
        agreement_interval=(alpha.low, alpha.high) if has_interval and alpha else None,  # type: ignore[arg-type]
        note=note if is_judged else "",
    )


def _units_by_dimension(found: QuerySet[Coding], dimension: Mapping[int, int]) -> dict[int, int]:
    """Count the units that have any code of each dimension."""
    inside: dict[int, list[int]] = {}
    for code, top in dimension.items():
        inside.setdefault(top, []).append(code)
    if not inside:
        return {}
    lies_in = Case(*(When(code__in=codes, then=top) for top, codes in inside.items()))
    rows = (
        found.annotate(dimension=lies_in).values("dimension").annotate(units=Count("assignment__unit", distinct=True))
    )
    return dict(rows.values_list("dimension", "units"))


def _below(rows: Sequence[CodeDefinition], counts: Mapping[int, int]) -> dict[int, int]:
    """Add the codings of everything below to those of each entry; rows come in reading order."""
    total = {row.code_id: counts.get(row.code_id, 0) for row in rows}
    for row in reversed(rows):
        if row.parent_id is not None:
            total[row.parent_id] += total[row.code_id]
    return total
