"""Template tags of the agreement pages: the chart of alphas, reasons and verdicts in words.  `{% load agreement %}`."""

from functools import lru_cache

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from coding_app.agreement import figures
from coding_app.agreement.breakdowns import Cell
from coding_app.agreement.drawing import BOUNDS, HIGH, LOW, Multiple, place, written
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.pairing import Meeting
from coding_app.agreement.trend import Course
from coding_app.agreement.verdicts import CLEAR, TENTATIVE, Verdict, landis_koch
from coding_app.agreement.words import LANDIS_KOCH, REASONS, TONES, VERDICTS
from coding_app.codebook.tree import Dimension
from coding_app.templatetags.entente import NOTHING, coefficient, number, percent

register = template.Library()

WIDTH, MARGIN = 200.0, 14.0


@register.filter
def why(reason: str) -> str:
    """Say why a figure does not exist."""
    return str(REASONS.get(reason, ""))


@register.simple_tag
def verdict_badge(verdict: Verdict) -> SafeString:
    """Show a verdict in words."""
    return format_html('<span class="badge is-{}">{}</span>', TONES[verdict], VERDICTS[verdict])


@register.simple_tag
def alpha_chart(figure: AgreementFigure, verdict: Verdict = Verdict.UNJUDGED) -> SafeString:
    """Draw one alpha with its interval over the two bounds; the figures are its accessible name."""
    parts = [_line("interval-scale", LOW, HIGH, 9, 9), *(_bar("bound", bound, 1, 17) for bound in BOUNDS)]
    parts.append(_bar("interval-zero", 0.0, 4, 14))
    if figure.low is not None and figure.high is not None:
        left, right = _x(figure.low), _x(figure.high)
        shape = '<rect class="interval-range" x="{}" y="5" width="{}" height="8" rx="4"/>'
        parts.append(format_html(shape, _n(left), _n(max(right - left, 1.0))))
    if figure.value is not None:
        parts.append(format_html('<circle class="interval-point" cx="{}" cy="9" r="4.5"/>', _n(_x(figure.value))))
    return _svg(f"interval alpha-chart is-{verdict}", 18, _spoken(figure), parts)


@register.simple_tag
def alpha_axis() -> SafeString:
    """Draw the scale of the charts below it, with the two bounds."""
    marks = (0.0, TENTATIVE, CLEAR)
    parts = [
        format_html('<text x="{}" y="12" text-anchor="{}">{}</text>', _n(_x(mark)), _anchor(mark), _short(mark))
        for mark in (*marks, HIGH)
    ]
    parts += [_bar("axis", mark, 15, 18) for mark in (*marks, HIGH)]
    return _svg(
        "alpha-axis",
        18,
        gettext("Scale from %(low)s to 1, with the bounds .667 and .800") % {"low": coefficient(LOW, 1)},
        parts,
    )


def _anchor(mark: float) -> str:
    # The two bounds are close: their words lean away from each other.
    return {TENTATIVE: "end", CLEAR: "start"}.get(mark, "middle")


def _short(mark: float) -> str:
    digits = 3 if mark == TENTATIVE else 1 if mark == CLEAR else 0
    return formats.number_format(mark, decimal_pos=digits)


def _spoken(figure: AgreementFigure) -> str:
    if figure.value is None:
        return str(REASONS.get(figure.undefined_because, ""))
    if figure.low is None:
        return coefficient(figure.value)
    return gettext("%(value)s, between %(low)s and %(high)s") % {
        "value": coefficient(figure.value),
        "low": coefficient(figure.low),
        "high": coefficient(figure.high),
    }


def _svg(css: str, height: int, words: str, parts: list[SafeString]) -> SafeString:
    return format_html(
        '<svg class="{}" viewBox="{} 0 {} {}" role="img" aria-label="{}">{}</svg>',
        css,
        _n(-MARGIN),
        _n(WIDTH + 2 * MARGIN),
        height,
        words,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _line(css: str, start: float, end: float, top: int, bottom: int) -> SafeString:
    return format_html(
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', css, _n(_x(start)), _n(_x(end)), top, bottom
    )


def _bar(css: str, at: float, top: int, bottom: int) -> SafeString:
    return _line(css, at, at, top, bottom)


def _x(value: float) -> float:
    return place(value, WIDTH)


def _n(value: float) -> str:
    return written(value)


@register.simple_tag
def course_chart(course: Course) -> SafeString:
    """Draw alphas from left to right over the two bounds; the first and the last are its accessible name."""
    chart = course.chart
    words = gettext("%(name)s: from %(first)s to %(last)s") % {
        "name": course.line.entry.name,
        "first": coefficient(course.first),
        "last": coefficient(course.last),
    }
    shape = '<svg class="course-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    return format_html(
        shape, _n(chart.width), _n(chart.height), words, format_html_join("", "{}", ((part,) for part in _drawn(chart)))
    )


def _drawn(chart: Multiple) -> list[SafeString]:
    across = '<line class="{}" x1="0" x2="{}" y1="{}" y2="{}"/>'
    parts = [
        format_html(across, css, _n(chart.width), _n(y), _n(y))
        for css, y in (("interval-zero", chart.zero), *(("bound", bound) for bound in chart.bounds))
    ]
    upright = '<line class="new-version" x1="{}" x2="{}" y1="0" y2="{}"/>'
    parts += [format_html(upright, _n(x), _n(x), _n(chart.height)) for x in chart.marks]
    parts += [
        format_html('<polyline class="course-line" points="{}"/>', " ".join(f"{_n(x)},{_n(y)}" for x, y in run))
        for run in chart.runs
    ]
    return parts + [
        format_html('<circle class="interval-point" cx="{}" cy="{}" r="3"/>', _n(x), _n(y)) for x, y in chart.dots
    ]


@register.simple_tag
def landis_koch_word(figure: AgreementFigure | None) -> str:
    """Say the word of Landis and Koch for a value, for those who asked for it."""
    return NOTHING if figure is None or figure.value is None else str(LANDIS_KOCH[landis_koch(figure.value)])


@register.simple_tag
def dimension_kind(dimension: Dimension) -> str:
    """Say how many codes a unit takes, and whether they are a scale."""
    if dimension.selection != "one":
        return gettext("any number of codes")
    return gettext("one code a unit, on a scale") if dimension.level == "ordinal" else gettext("one code a unit")


@register.filter
def value_of(figure: AgreementFigure | None, name: str = "value") -> str:
    """Write a coefficient; a dash where there is no figure."""
    return coefficient(getattr(figure, name, None))


@register.filter
def share_of(figure: AgreementFigure | None, name: str = "value") -> str:
    """Write a share as a percentage; a dash where there is no figure."""
    return percent(getattr(figure, name, None))


@register.filter
def points(share: float) -> str:
    """Write a difference of shares in percentage points."""
    return coefficient(share * 100, 0)


@register.filter
def plain(value: float) -> str:
    """Write a sum as shortly as it can be: no decimals when there are none, else two."""
    return number(int(value)) if value == int(value) else coefficient(value)


@register.simple_tag
def figure_cell(figure: AgreementFigure | None) -> SafeString:
    """Show alpha with its interval and its units in a cell of a table."""
    return _cell(figure, is_few=False)


@register.simple_tag
def subset_cell(cell: Cell, behind: str = "") -> SafeString:
    """Show the figure of a subset; gray and with a question mark on few units, with a sign when it leaves out 0.

    behind: address of the page of its code, which shows what the figure rests on.
    """
    mark = _leaves_out_zero() if cell.excludes_zero else ""
    return _cell(cell.figure, is_few=cell.is_few, mark=mark, link=_asking(behind, cell.asks))


def _leaves_out_zero() -> SafeString:
    return format_html(' <abbr class="mark" title="{}">≠</abbr>', gettext("the interval leaves out 0"))


@register.simple_tag
def pair_cell(meeting: Meeting, behind: str = "") -> SafeString:
    """Show what two coders have in common: alpha, or percent agreement below the diagonal; behind: as above."""
    if meeting.is_self:
        return format_html(
            '<td class="num is-self"><span class="visually-hidden">{}</span></td>', gettext("the same person")
        )
    kappa = meeting.kappa.value if meeting.is_alpha and meeting.kappa else None
    said = gettext("Cohen’s kappa %(kappa)s") % {"kappa": coefficient(kappa)} if kappa is not None else ""
    return _cell(meeting.figure, is_few=meeting.is_few, title=said, link=_asking(behind, meeting.asks))


def _asking(behind: str, asks: str) -> str:
    """Return the address of what a figure rests on, empty where no page shows it."""
    return f"{behind}{'&' if '?' in behind else '?'}{asks}#inputs" if behind and asks else ""


def _cell(
    figure: AgreementFigure | None, *, is_few: bool, mark: str = "", title: str = "", link: str = ""
) -> SafeString:
    if figure is None:
        return format_html('<td class="num quiet">{}</td>', NOTHING)
    if figure.value is None:
        because = str(REASONS.get(figure.undefined_because, ""))
        shape = '<td class="num quiet"><abbr title="{}">{}</abbr>{}</td>'
        return format_html(shape, because, _linked(gettext("undefined"), link), _units(figure, is_few=is_few))
    value = _linked(percent(figure.value) if figure.metric in SHARES else coefficient(figure.value), link)
    css = " is-few" if is_few else ""
    said = format_html(' title="{}"', title) if title else ""
    shape = '<td class="num{}"{}><span>{}</span>{}{}{}</td>'
    return format_html(shape, css, said, value, mark, _interval(figure), _units(figure, is_few=is_few))


def _linked(words: str, link: str) -> str:
    return format_html('<a class="behind" href="{}">{}</a>', link, words) if link else words


SHARES = frozenset({figures.PERCENT, figures.PREVALENCE})


def _interval(figure: AgreementFigure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return format_html(' <span class="quiet">[{}; {}]</span>', coefficient(figure.low), coefficient(figure.high))


def _units(figure: AgreementFigure, *, is_few: bool) -> SafeString:
    return _counted(get_language(), figure.units, is_few)


@lru_cache(1 << 10)
def _counted(_language: str | None, units: int, is_few: bool) -> SafeString:  # a key, not a choice
    # A table has the same few numbers of units in hundreds of cells.
    hint = (
        format_html('<abbr title="{}">\u202f?</abbr>', gettext("rests on fewer than 30 units: a hint only"))
        if is_few
        else ""
    )
    return format_html('<small class="quiet n">n = {}{}</small>', number(units), hint)
