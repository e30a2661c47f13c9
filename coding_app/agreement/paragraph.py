"""The paragraph "Reliability" for a paper: the figures of a run in sentences, in the language that is active."""

from statistics import median

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from coding_app.agreement.lines import Group, Report
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.overlap import Overlap, sentences
from coding_app.agreement.verdicts import Verdict
from coding_app.agreement.words import lacking
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.tree import LANGUAGES, wording
from coding_app.templatetags.entente import coefficient, percent


def paragraphs(report: Report, drawn: Overlap) -> dict[str, str]:
    """Return the paragraph in each language of the application, by language; two queries."""
    version = report.run.round.codebook_version
    rows = list(codebook.definitions(version).filter(kind=CodeDefinition.Kind.DIMENSION))
    first = report.run.round.moves.order_by("moved_at").values_list("from_version__number", flat=True).first()
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = paragraph(
                report, drawn, first, {row.code_id: wording(row, "name", language) for row in rows}
            )
    return found


def paragraph(report: Report, drawn: Overlap, first: int | None, names: dict[int, str]) -> str:
    """Say who coded what, how agreement was computed, and what came out.

    first: number of the version under which the round began, where that was another; names: those of the dimensions.
    """
    began = [_("The round began under version %(version)s of it.") % {"version": first}] if first else []
    before = [_who(report, drawn), *began, *sentences(drawn), _how(report)]
    return " ".join([*before, _codes(report), *_dimensions(report, names), _where(report)])


def _who(report: Report, drawn: Overlap) -> str:
    units, coders = report.units, len(report.coders)
    version = {"coders": _n(coders), "version": report.run.round.codebook_version.number}
    alone = ngettext(
        "%(coders)s coder worked independently under version %(version)s of the codebook",
        "%(coders)s coders worked independently under version %(version)s of the codebook",
        coders,
    )
    together = ngettext(
        "%(coders)s coder worked under version %(version)s of the codebook and could see what others had coded",
        "%(coders)s coders worked under version %(version)s of the codebook and could see what the others had coded",
        coders,
    )
    opening = (alone if report.run.round.is_blind else together) % version
    kept = ngettext(
        "%(units)s unit in %(threads)s threads was coded by at least two of them",
        "%(units)s units in %(threads)s threads were coded by at least two of them",
        units,
    ) % {"units": _n(units), "threads": _n(report.threads)}
    whole = {"opening": opening, "kept": kept, "share": percent(drawn.share(units)), "drawn": _n(drawn.drawn)}
    return _("%(opening)s; %(kept)s (%(share)s of the %(drawn)s drawn).") % whole


def _how(report: Report) -> str:
    told = report.run.parameters
    words = {"resamples": _n(told["resamples"]), "seed": told["seed"], "level": _n(round(100 * told["level"]))}
    return (
        _(
            "Agreement before any discussion is given as Krippendorff’s alpha (distance of Passonneau, MASI, where"
            " several codes may be chosen), with %(level)s%% intervals from %(resamples)s resamples of whole threads"
            " (seed %(seed)s); codes are judged by the lower bound."
        )
        % words
    )


def _codes(report: Report) -> str:
    counts = report.counts
    words = {verdict.value: _n(counts[verdict]) for verdict in Verdict} | {"total": _n(len(report.lines))}
    said = _(
        "Codes: %(total)s; lower bound from .800 on: %(clear)s; from .667 on: %(tentative)s; below: %(doubtful)s;"
        " not judged: %(unjudged)s."
    )
    if counts[Verdict.UNJUDGED]:
        words["unjudged"] = _("%(n)s (%(reasons)s)") % {"n": words["unjudged"], "reasons": lacking(report)}
    if counts[Verdict.INTERPRETIVE]:
        said += " " + _("Read and discussed instead, without a coefficient: %(interpretive)s.")
    known = [line.alpha.value for line in report.lines if line.verdict is not Verdict.UNJUDGED and line.alpha]
    values = [value for value in known if value is not None]
    if not values:
        return said % words
    spread = {"median": coefficient(median(values)), "low": coefficient(min(values)), "high": coefficient(max(values))}
    return said % words + " " + _("Alpha of the judged codes: median %(median)s, from %(low)s to %(high)s.") % spread


def _dimensions(report: Report, names: dict[int, str]) -> list[str]:
    said = [words for group in report.groups if (words := _dimension(group, names))]
    return [_("By dimension: %(figures)s.") % {"figures": "; ".join(said)}] if said else []


def _dimension(group: Group, names: dict[int, str]) -> str:
    alpha = group.whole.alpha
    if alpha is None or alpha.value is None:
        return ""
    return f"{names[group.dimension.id]} α = {_figure(alpha)}"


def _figure(alpha: AgreementFigure) -> str:
    value = coefficient(alpha.value)
    if alpha.low is None or alpha.high is None:
        return value
    return f"{value} [{coefficient(alpha.low)}; {coefficient(alpha.high)}]"


def _where(report: Report) -> str:
    run = report.run
    return _("Computed with Entente %(version)s; data of SHA-256 %(digest)s…") % {
        "version": run.app_version,
        "digest": run.data_sha256[:12],
    }


def _n(value: int) -> str:
    return number_format(value, force_grouping=True)
