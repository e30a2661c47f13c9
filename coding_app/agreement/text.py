"""The agreement of a round as plain text, for a message or a spreadsheet: columns are parted by tabs."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from coding_app.agreement.lines import Line, Report
from coding_app.agreement.words import REASONS, VERDICTS, headline
from coding_app.templatetags.entente import coefficient, number, percent


def as_text(report: Report, paragraphs: Mapping[str, str]) -> str:
    """Write the sentence, the table, how it was computed, and the paragraphs for a paper."""
    run = report.run
    method = _("Round %(round)s, codebook v%(version)s, seed %(seed)s, Entente %(app)s, data of SHA-256 %(digest)s") % {
        "round": run.round.number,
        "version": run.round.codebook_version.number,
        "seed": run.parameters.get("seed"),
        "app": run.app_version,
        "digest": run.data_sha256,
    }
    return "\n".join([headline(report), "", *_table(report), "", method, "", *paragraphs.values(), ""])


def _table(report: Report) -> Iterator[str]:
    heads = (_("Code"), _("units"), _("pairs"), "%", _("alpha"), _("from"), _("to"), "AC1", _("chosen"), _("verdict"))
    yield "\t".join(heads)
    for group in report.groups:
        yield _row(group.dimension.name, group.whole)
        for line in group.codes:
            yield _row(f"  {line.entry.name}", line)


def _row(name: str, line: Line) -> str:
    alpha = line.alpha
    low, high = (alpha.low, alpha.high) if alpha else (None, None)
    cells = [
        number(alpha.units if alpha else None),
        number(alpha.pairs if alpha else None),
        percent(line.percent.value if line.percent else None, 1),
        coefficient(alpha.value if alpha else None),
        coefficient(low),
        coefficient(high),
        coefficient(line.ac1.value if line.ac1 else None),
        "" if line.is_dimension else percent(alpha.prevalence if alpha else None, 1),
        _said(line),
    ]
    return "\t".join([name, *cells])


def _said(line: Line) -> str:
    if line.alpha and line.alpha.undefined_because:
        return str(REASONS.get(line.alpha.undefined_because, ""))
    return str(VERDICTS[line.verdict])
