"""The sixteen colors of codes in words: a hue, and the pattern that says the same without it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HUES = (
    _("blue"), _("amber"), _("rose"), _("green"), _("violet"), pgettext_lazy("color", "orange"), _("teal"),
    _("magenta"), _("lime"), _("sky"), _("brown"), _("plum"), _("cyan"), pgettext_lazy("color", "red"), _("slate"),
    _("olive"),
)  # fmt: skip
PATTERNS = (_("plain"), _("stripes"), _("dots"), _("lines"))


def colour_words(number: int) -> str:
    """Return a color as it is read aloud: "blue, plain"."""
    return f"{HUES[number - 1]}, {PATTERNS[(number - 1) % len(PATTERNS)]}"
