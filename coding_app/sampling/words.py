"""What drawing a sample again came to, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding_app.sampling.redrawing import Redraw


def redraw_sentences(found: Redraw) -> list[str]:
    """Return the verdict first, then what changed since the draw."""
    return [_verdict(found), *_changes(found)]


def _verdict(found: Redraw) -> str:
    if found.is_same:
        words = ngettext("The recipe redraws the same unit.", "The recipe redraws the same %(n)s units.", found.units)
        return words % {"n": found.units}
    words = ngettext(
        "%(missing)s of %(n)s units is not drawn again.",
        "%(missing)s of %(n)s units are not drawn again.",
        found.missing,
    )
    return words % {"missing": found.missing, "n": found.units}


def _changes(found: Redraw) -> list[str]:
    told = []
    if found.population_now != found.population_then:
        words = _("The recipe could choose from %(then)s units then, from %(now)s now: texts or threads changed.")
        told.append(words % {"then": found.population_then, "now": found.population_now})
    if found.grown:
        words = ngettext(
            "The corpus has grown by %(n)s post since; the check leaves it aside.",
            "The corpus has grown by %(n)s posts since; the check leaves them aside.",
            found.grown,
        )
        told.append(words % {"n": found.grown})
    return told
