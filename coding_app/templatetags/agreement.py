"""Template tags of the agreement pages: the chart of alphas, reasons and verdicts in words.  `{% load agreement %}`."""

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.verdicts import CLEAR, TENTATIVE, Verdict
from coding_app.agreement.words import REASONS, TONES, VERDICTS
from coding_app.templatetags.entente import coefficient

register = template.Library()

LOW, HIGH, WIDTH, MARGIN = -0.2, 1.0, 200.0, 14.0
BOUNDS = (TENTATIVE, CLEAR)


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
    """Place a value on the scale; what lies beyond stands at its end."""
    return (min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * WIDTH


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
