"""Put together what the pages of agreement show of a run: stored figures only, nothing is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from coding_app.accounts.models import User
from coding_app.agreement import paragraph, queries, sections, trend, words
from coding_app.agreement.breakdowns import Breakdown, Row, breakdown, spread, unlike
from coding_app.agreement.lines import Line, Report
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.agreement.overlap import described, overlap
from coding_app.agreement.pairing import matrices, matrix
from coding_app.agreement.passages import has_passages
from coding_app.agreement.sections import KINDS, Kind, Section, section
from coding_app.codebook import queries as codebook
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.sampling.models import Round

WIDEST = 10
Subset = AgreementFigure.Subset


@dataclass(frozen=True)
class Shown:
    """A section as it is shown: with what stands out, and small charts where it goes over time.

    moved: the batches from which on another version of the codebook was coded.
    """

    section: Section
    unlike: Sequence[Row] = ()
    widest: Sequence[tuple[Row, float]] = ()
    courses: Sequence[trend.Course] = ()
    moved: Sequence[int] = ()


def followed(run: AgreementRun) -> list[Dimension | CodeEntry]:
    """Return what is followed from round to round on the page of a round: of many codes their dimensions only."""
    dimensions = codebook.dimensions(run.round.codebook_version)
    codes = [code for dimension in dimensions for code in dimension.codes]
    return [*dimensions, *(codes if len(codes) <= queries.FEW_CODES else [])]


def body(run: AgreementRun) -> dict[str, Any]:
    """Return what the page of a round shows of the figures of a run alone: it stays the same while they are stored."""
    report, drawn = queries.brief(run), overlap(run.round)
    is_brief = len(report.lines) > queries.FEW_CODES
    return {
        "run": run,
        "round": run.round,
        "report": report,
        "threads": report.threads,
        "headline": words.headline(report),
        "paragraphs": paragraph.paragraphs(report, drawn),
        "described": described(drawn, report.units),
        "sections": [shown(report, kind, report.everything, is_brief=is_brief) for kind in KINDS],
        "is_brief": is_brief,
        "matrices": matrices(report),
    }


def around(run: AgreementRun, by: User) -> dict[str, Any]:
    """Return what the page shows around the figures: other rounds and other runs."""
    return {
        "run": run,
        "history": trend.history(run, by, followed(run)),
        "moves": trend.moves(run.round),
        "earlier": [row for row in queries.runs(run.round)[:10] if row != run],
        "is_other_version": run.app_version != settings.VERSION,
    }


def besides(round: Round, by: User) -> dict[str, Any]:
    """Return what a round has besides its figures, whether these are computed or not."""
    return {
        "has_passages": has_passages(round),
        "has_measure": round.origin is not None and queries.is_comparable(round.origin, by),
    }


def shown(report: Report, kind: Kind, lines: Sequence[Line], *, is_brief: bool = False) -> Shown:
    """Lay out a section and pick what stands out in it; of many coders' tendencies a brief page has the widest gaps."""
    found = section(report, kind, lines)
    if kind.subset == Subset.PROFESSION:
        names = sections.names(report, lines, Subset.DIFFERENCE)
        return Shown(found, unlike=unlike(breakdown(lines, Subset.DIFFERENCE, names)))
    if kind.subset == Subset.CODER:
        widest = spread(found.table)[:WIDEST]
        if is_brief:
            found = Section(kind, Breakdown(found.table.columns, [row for row, _gap in widest]))
        return Shown(found, widest=widest)
    if not found.table or kind.subset not in {Subset.BATCH, Subset.WINDOW}:
        return Shown(found)
    moved = trend.moved_batches(report.run.round)
    return Shown(found, courses=trend.courses(found.table, moved), moved=moved)


def division(run: AgreementRun, kind: Kind) -> Shown:
    """Lay out one section for every code of a run."""
    also = [Subset.DIFFERENCE] if kind.subset == Subset.PROFESSION else []
    report = queries.report(run, Q(subset__in=[kind.subset, *also]) | queries.of_the_whole())
    return shown(report, kind, report.everything)


def of_code(run: AgreementRun, code_id: int, by: User) -> dict[str, Any]:
    """Return what the page of a code, or of a dimension, shows of a run: its figures, whole and divided."""
    report = queries.report(run, Q(code=code_id))
    line = next((line for line in report.everything if line.entry.id == code_id), None)
    if line is None:
        return {}
    return {
        "line": line,
        "sections": [each for kind in KINDS if (each := shown(report, kind, [line])).section.table],
        "matrix": matrix(line, report.by_name),
        "history": trend.history(run, by, [line.entry]),
        "run": run,
    }
