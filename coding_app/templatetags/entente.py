"""Template tags of the design system: icons, fields, numbers, intervals, times.  `{% load entente %}`."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from coding_app.core.days import day_words

register = template.Library()

THEMES = ("light", "dark", "auto")
NOTHING = "–"
NARROW_SPACE = "\u202f"
# Width and height, in user units, of the drawing made by `interval`.
INTERVAL_WIDTH, INTERVAL_HEIGHT = 120.0, 16.0
# Five review states: an icon and words each, so that colour is never alone.
STATE_ICONS = {
    "incomplete": "circle-dashed",
    "agree": "circle-check",
    "disagree": "equal-not",
    "discussed": "messages-square",
    "settled": "gavel",
}


@register.simple_tag(takes_context=True)
def theme_name(context: Context) -> str:
    """Name the theme for <html data-theme>: this browser's cookie, then the account's preference, else auto."""
    request = context.get("request")
    cookie = request.COOKIES.get("theme", "") if request else ""
    wanted = cookie or str(context.get("theme") or "")
    return wanted if wanted in THEMES else "auto"


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """Draw one icon of the sprite; with a label it speaks, without it is decoration."""
    return _drawn_icon(name, str(label), extra)


@lru_cache(maxsize=512)
def _drawn_icon(name: str, label: str, extra: str) -> SafeString:
    # A page has hundreds: each is worked out once a process.
    sprite = static("icons/sprite.svg")
    voice = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    return format_html(
        '<svg class="icon{}" width="16" height="16" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" {extra}" if extra else "",
        voice,
        sprite,
        name,
    )


@register.inclusion_tag("_field.html")
def field(bound: BoundField, **attrs: Any) -> dict[str, Any]:
    """Show a form field with label, help and error tied together; attrs go to the control (data_x becomes data-x)."""
    identity = bound.id_for_label or bound.auto_id
    described = [f"{identity}-{part}" for part, there in (("help", bound.help_text), ("error", bound.errors)) if there]
    widget = bound.field.widget
    is_group = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
    is_checkbox = isinstance(widget, forms.CheckboxInput)
    wanted = {name.replace("_", "-"): value for name, value in attrs.items()}
    if not is_group:
        wanted.setdefault("class", _control_class(widget))
        if described:
            wanted["aria-describedby"] = " ".join(described)
        if bound.errors:
            wanted["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=wanted),
        "group": is_group,
        "checkbox": is_checkbox,
        "described_by": " ".join(described),
        "identity": identity,
    }


def _control_class(widget: forms.Widget) -> str:
    """Choose the class of a form control from its widget."""
    own = str(widget.attrs.get("class", ""))
    if isinstance(widget, forms.CheckboxInput):
        return f"check {own}".strip()
    if isinstance(widget, forms.Select):
        return f"select {own}".strip()
    return f"input {own}".strip()


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage in the reader's language; nothing is a dash."""
    if value is None or value != value:
        return NOTHING
    sign = "%" if (get_language() or "en").startswith("en") else f"{NARROW_SPACE}%"
    return f"{_rounded(_exact(value) * 100, digits)}{sign}"


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """Write 'part / whole (percentage)'; a whole of zero has no percentage."""
    if part is None or not whole:
        return NOTHING
    both = f"{formats.number_format(part, force_grouping=True)} / {formats.number_format(whole, force_grouping=True)}"
    return f"{both} ({percent(part / whole)})"


@register.filter
def coefficient(value: float | None, digits: int = 2) -> str:
    """Write an agreement coefficient with a fixed number of decimals and a true minus sign."""
    if value is None or value != value:
        return NOTHING
    return _rounded(_exact(value), digits)


def _exact(value: float) -> Decimal:
    """Take a number as it is written, so that 62.5 rounds as it does by hand and in a spreadsheet."""
    return Decimal(repr(float(value)))


def _rounded(value: Decimal, digits: int) -> str:
    """Round half up, then write in the reader's language; Django's own formatting cuts the digits off instead."""
    return _written(get_language(), value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0, digits)


@lru_cache(1 << 12)
def _written(_language: str | None, rounded: Decimal, digits: int) -> str:
    """Write a rounded number; a page of figures has the same hundred numbers again and again."""
    return formats.number_format(rounded, decimal_pos=digits).replace("-", "−")


@register.filter
def number(value: float | None) -> str:
    """Write a count with the separators of the reader's language."""
    return NOTHING if value is None else _grouped(get_language(), value)


@lru_cache(1 << 12, typed=True)
def _grouped(_language: str | None, value: float) -> str:
    """Write a count; a page of counts has the same hundred again and again."""
    return formats.number_format(value, force_grouping=True)


@register.simple_tag
def interval(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    min: float = 0.0,
    max: float = 1.0,
    text: str = "",
    tone: str = "",
) -> SafeString:
    """Draw a point and its interval on a scale from min to max; the same figures are its accessible name."""
    spoken = text or _interval_words(value, low, high)
    zero = _position(0.0, min, max) if min < 0 < max else None
    parts = [format_html('<line class="interval-scale" x1="0" x2="{}" y1="8" y2="8"/>', _n(INTERVAL_WIDTH))]
    if zero is not None:
        parts.append(format_html('<line class="interval-zero" x1="{0}" x2="{0}" y1="2" y2="14"/>', _n(zero)))
    if low is not None and high is not None:
        left, right = _position(low, min, max), _position(high, min, max)
        parts.append(
            format_html(
                '<rect class="interval-range" x="{}" y="5" width="{}" height="6" rx="3"/>',
                _n(left),
                _n(right - left or 1.0),
            )
        )
    if value is not None:
        parts.append(
            format_html('<circle class="interval-point" cx="{}" cy="8" r="4"/>', _n(_position(value, min, max)))
        )
    return format_html(
        '<svg class="interval{}" viewBox="-5 0 {} {}" role="img" aria-label="{}">{}</svg>',
        f" is-{tone}" if tone else "",
        _n(INTERVAL_WIDTH + 10),
        _n(INTERVAL_HEIGHT),
        spoken,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _interval_words(value: float | None, low: float | None, high: float | None) -> str:
    """Say an estimate and its interval in words."""
    if value is None:
        return gettext("No value")
    if low is None or high is None:
        return coefficient(value)
    return gettext("%(value)s, between %(low)s and %(high)s") % {
        "value": coefficient(value),
        "low": coefficient(low),
        "high": coefficient(high),
    }


def _position(value: float, low: float, high: float) -> float:
    """Place a value on the drawing's scale, kept inside it."""
    part = (value - low) / (high - low) if high > low else 0.0
    return sorted((0.0, part, 1.0))[1] * INTERVAL_WIDTH


def _n(value: float) -> str:
    """Write a coordinate: a point as decimal mark whatever the language, no useless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def moment(at: dt.datetime | dt.date | None, status: str = "", precision: str = "minute") -> SafeString:
    """Write a time with what is known of it: `estimated` and `local` times are marked, days have no hour."""
    if at is None:
        return format_html('<span class="quiet">{}</span>', pgettext("time", "undated"))
    shown = timezone.localtime(at) if isinstance(at, dt.datetime) and timezone.is_aware(at) else at
    coarse = {"year": "Y", "month": "YEAR_MONTH_FORMAT"}.get(precision)
    words = formats.date_format(shown, coarse) if coarse else day_words(shown)
    if isinstance(shown, dt.datetime) and precision in {"second", "minute", "hour"}:
        words = f"{words}, {shown:%H:%M}"
    doubt = ""
    if status.startswith("estimated"):
        words, doubt = f"≈{NARROW_SPACE}{words}", gettext("estimated time")
    elif status.startswith("local"):
        doubt = gettext("time zone assumed")
    note = (
        format_html(' <abbr class="time-status" title="{0}">?<span class="visually-hidden"> {0}</span></abbr>', doubt)
        if doubt
        else ""
    )
    return format_html('<time datetime="{}">{}</time>{}', at.isoformat(), words, note)


@register.simple_tag
def code_chip(name: str, color: int | str = 1, key: str = "", extra: str = "", removed: bool = False) -> SafeString:
    """Draw one code as a chip: its key letter, its pattern, its colour, its name."""
    cap = (
        format_html("<kbd>{}</kbd>", key)
        if key
        else format_html('<span class="swatch" aria-hidden="{}"></span>', "true")
    )
    css = f"{color_class(color)}{' is-removed' if removed else ''}{f' {extra}' if extra else ''}"
    return format_html('<span class="chip {}">{}{}</span>', css, cap, name)


@register.filter
def color_class(color: int | str | None) -> str:
    """Turn a code's colour number (1 to 16, or 'k3') into its class; anything else is k15, the grey one."""
    text = str(color or "").removeprefix("k")
    return f"k{int(text)}" if text.isdecimal() and 1 <= int(text) <= 16 else "k15"


@register.simple_tag
def review_state(state: str, label: str = "") -> SafeString:
    """Show one of the five review states (incomplete, agree, disagree, discussed, settled) by shape and words."""
    words = {
        "incomplete": gettext("Not coded by all"),
        "agree": gettext("Agree"),
        "disagree": gettext("Disagree"),
        "discussed": gettext("Discussed"),
        "settled": gettext("Settled"),
    }
    return format_html('<span class="state is-{}">{}{}</span>', state, icon(STATE_ICONS[state]), label or words[state])


@register.simple_tag
def progress(done: int, total: int, label: str) -> SafeString:
    """Draw a progress bar with its figures beside it; the label names it."""
    return format_html(
        '<span class="progress"><progress max="{}" value="{}" aria-label="{}"></progress>'
        '<span class="progress-figures">{} / {}</span></span>',
        total or 1,
        done,
        label,
        number(done),
        number(total),
    )
