"""The figures of a run as plain rows, for the command, the download and whoever computes them again."""

from collections.abc import Iterator
from typing import Any

from coding_app.agreement.lines import Line, Report
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.questions import n_categories
from coding_app.codebook.tree import CodeEntry, Dimension

Cell = str | int | float | None


def rows(report: Report) -> Iterator[dict[str, Cell]]:
    """Yield every figure of a run with outside names; a figure that does not exist has its reason instead."""
    for group in report.groups:
        for line in (group.whole, *group.codes):
            code = "" if line is group.whole else line.entry.slug
            pairs = [line.pairs[pair] for pair in sorted(line.pairs)]
            subsets = [line.subsets[key] for key in sorted(line.subsets, key=str)]
            for found in (line.figures, *pairs, *subsets):
                for metric in sorted(found):
                    yield _row(report, group.dimension.slug, code, line, found[metric])


def _row(report: Report, dimension: str, code: str, line: Line, figure: AgreementFigure) -> dict[str, Cell]:
    first, second = report.coders.get(figure.coder_a_id or 0), report.coders.get(figure.coder_b_id or 0)
    return {
        "dimension": dimension,
        "code": code,
        "metric": figure.metric,
        "subset": figure.subset,
        "subset_value": figure.subset_value,
        "coder_a": str(first.uuid) if first else "",
        "coder_b": str(second.uuid) if second else "",
        "value": figure.value,
        "se": figure.se,
        "low": figure.low,
        "high": figure.high,
        "below_667": figure.below_667,
        "below_800": figure.below_800,
        "no_interval": figure.no_interval,
        "undefined_share": figure.undefined_share,
        "units": figure.units,
        "pairs": figure.pairs,
        "prevalence": figure.prevalence,
        "undefined_because": figure.undefined_because,
        "verdict": line.verdict.value if code and first is None and not figure.subset else "",
        **_measured(line.entry),
    }


def _measured(entry: CodeEntry | Dimension) -> dict[str, Cell]:
    """Say what whoever computes the figures again must know of the question: level of measurement, categories."""
    if isinstance(entry, CodeEntry):
        return {"level": "nominal", "categories": 2}
    if entry.selection != "one":
        return {"level": "set", "categories": None}
    return {"level": entry.level, "categories": n_categories(entry)}


def as_json(report: Report) -> dict[str, Any]:
    """Return a run as JSON: how it was computed, the coders behind the uuids, and every figure."""
    run = report.run
    return {
        "project": run.round.project.slug,
        "round": run.round.number,
        "codebook_version": run.round.codebook_version.number,
        "is_blind": run.round.is_blind,
        "app_version": run.app_version,
        "made_at": run.made_at.isoformat(),
        "data_sha256": run.data_sha256,
        "parameters": run.parameters,
        "threads": report.threads,
        "verdicts": {verdict.value: count for verdict, count in report.counts.items()},
        "coders": {str(coder.uuid): coder.display_name for coder in report.coders.values()},
        "figures": list(rows(report)),
    }
