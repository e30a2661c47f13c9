"""Say figures about professions in words."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding_app.agreement.stats.undefined import Undefined
from coding_app.sampling.models import Unit
from coding_app.summaries.confound import Confound, Tie
from coding_app.summaries.stats.differences import Difference
from corpus.models import Platform, Profession

REASONS: dict[str, str | Promise] = {
    Undefined.NO_DATA: gettext_lazy("undefined, because nothing was coded here"),
    Undefined.ONE_CLUSTER: gettext_lazy("no interval, because there is one thread only"),
}
LAYER = gettext_lazy("consensus where there is one, else the majority of the coders")
UNITS: dict[str, str | Promise] = {
    Unit.Kind.POST: gettext_lazy("posts"),
    Unit.Kind.THREAD: gettext_lazy("threads"),
    Unit.Kind.SEGMENT: gettext_lazy("segments"),
}


def reason(why: str | None) -> str:
    """Say why a figure or its interval is missing."""
    return str(REASONS.get(why or "", why or ""))


def points(difference: Difference) -> str:
    """Write a difference in percentage points with its sign and its interval."""
    if difference.value is None:
        return reason(difference.reason)
    value = ngettext("%(value)s point", "%(value)s points", abs(round(difference.value * 100))) % {
        "value": _signed(difference.value)
    }
    if difference.low is None or difference.high is None:
        return value
    return f"{value} [{_signed(difference.low)}; {_signed(difference.high)}]"


def _signed(value: float) -> str:
    rounded = round(value * 100)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{formats.number_format(abs(rounded))}"


def confound_sentences(found: Confound) -> list[str]:
    """Say what a difference between professions may also come from; for every page that compares them."""
    if found.tie == Tie.ONE_PROFESSION:
        return [_("The chosen rounds hold one profession only: there is nothing to compare.")]
    first = {
        Tie.COINCIDE: _(
            "In this material profession and platform coincide: a difference may come from the platform as much as"
            " from the profession."
        ),
        Tie.NEARLY: _(
            "In this material profession and platform coincide but for %(shared)s units of %(total)s: a difference may"
            " come from the platform as much as from the profession."
        ),
        Tie.OVERLAP: _(
            "In this material %(shared)s units of %(total)s come from platforms that several professions use; the"
            " others do not: a difference may come from the platform as well as from the profession."
        ),
    }[found.tie]
    order = sorted(found.platforms, key=Profession.values.index)
    counted = {"shared": formats.number_format(found.shared), "total": formats.number_format(found.total)}
    return [
        first % counted,
        " ".join(
            _("%(profession)s: %(platforms)s.")
            % {"profession": Profession(profession).label, "platforms": _platforms(found.platforms[profession])}
            for profession in order
        ),
        _("The intervals speak of the threads of these communities, not of the professions as such."),
    ]


def _platforms(platforms: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{Platform(platform).label} {formats.number_format(count)}" for platform, count in platforms)


def basis(*, applied: int, answered: int, is_decided: bool) -> str:
    """Say what the value of a unit rests on."""
    if is_decided:
        return _("decided in review")
    return ngettext(
        "applied by %(applied)s of %(answered)s coder", "applied by %(applied)s of %(answered)s coders", answered
    ) % {"applied": applied, "answered": answered}
