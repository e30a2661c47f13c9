"""Consequences in words: one sentence, and what became of a code."""

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.words import REASONS
from coding_app.surgery.consequences import Consequences
from coding_app.surgery.fates import Way

WAYS: dict[Way, str | Promise] = {
    Way.MERGED: gettext_lazy("merged"),
    Way.SPLIT: gettext_lazy("split"),
    Way.RETIRED: gettext_lazy("retired"),
}


def sentence(found: Consequences) -> str:
    """Say what rests on a code: "312 codings by 3 coders in 41 threads, 57 settled; alpha 0.52 [0.41, 0.63]"."""
    if not found.codings:
        return _("No codings that you may see; %(alpha)s") % {"alpha": alpha_words(found.alpha)}
    parts = {
        "codings": _counted(ngettext("%(n)s coding", "%(n)s codings", found.codings), found.codings),
        "coders": _counted(ngettext("by %(n)s coder", "by %(n)s coders", found.coders), found.coders),
        "threads": _counted(ngettext("in %(n)s thread", "in %(n)s threads", found.threads), found.threads),
        "settled": _counted(ngettext("%(n)s settled", "%(n)s settled", found.settled), found.settled),
        "alpha": alpha_words(found.alpha),
    }
    return _("%(codings)s %(coders)s %(threads)s, %(settled)s; %(alpha)s") % parts


def _counted(words: str, count: int) -> str:
    return words % {"n": number_format(count, force_grouping=True)}


def alpha_words(figure: AgreementFigure | None) -> str:
    """Say an alpha with its interval, or why there is none."""
    if figure is None:
        return _("agreement not computed")
    if figure.value is None:
        return _("alpha %(reason)s") % {"reason": REASONS.get(figure.undefined_because, "")}
    value = number_format(figure.value, decimal_pos=2)
    if figure.low is None or figure.high is None:
        return _("alpha %(value)s") % {"value": value}
    bounds = {"low": number_format(figure.low, decimal_pos=2), "high": number_format(figure.high, decimal_pos=2)}
    # Translators: French separates the bounds by a semicolon, for a comma is its decimal sign.
    return _("alpha %(value)s [%(low)s, %(high)s]") % (bounds | {"value": value})
