"""What the page of a round says in words: what was drawn from what, how, and by whom."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from coding_app.sampling.models import Round
from corpus.models import Profession

Fact = tuple[str, str]


def facts(round: Round, sources: Mapping[str, str]) -> list[Fact]:
    """Return the recipe of a round as label and words; ``sources`` are names by uuid."""
    recipe = round.sample.recipe
    professions = [str(Profession(name).label) for name in recipe.get("professions", [])]
    names = [sources.get(uuid, uuid) for uuid in recipe.get("sources", [])]
    return [
        (_("Professions"), ", ".join(professions) or _("all of them")),
        (_("Sources"), ", ".join(names) or _("all of them")),
        (_("Period"), _period(recipe.get("since"), recipe.get("until"))),
        *([(_("Threads"), limits)] if (limits := _threads(recipe.get("threads", {}))) else []),
        (_("Could be drawn"), number_format(round.sample.population, force_grouping=True)),
        (_("Asked for"), number_format(recipe.get("size", 0), force_grouping=True)),
        (_("Seed"), str(round.sample.seed)),
    ]


def _threads(limits: Mapping[str, int]) -> str:
    """Return in words what the threads had to look like; empty: anything."""
    words = {
        "answers_least": _("at least %(n)s answers"),
        "answers_most": _("at most %(n)s answers"),
        "depth_least": _("depth of at least %(n)s"),
        "depth_most": _("depth of at most %(n)s"),
        "participants_least": _("at least %(n)s participants"),
        "is_unanswered": _("that nobody else answered"),
        "opens_with_question": _("that open with a question"),
    }
    return ", ".join(sentence % {"n": limits[name]} for name, sentence in words.items() if name in limits)


def _period(since: str | None, until: str | None) -> str:
    if since and until:
        return _("from %(since)s to %(until)s") % {"since": _day(since), "until": _day(until)}
    if since:
        return _("from %(since)s on") % {"since": _day(since)}
    if until:
        return _("until %(until)s") % {"until": _day(until)}
    return _("all, posts without a date included")


def _day(written: str) -> str:
    return str(date_format(date.fromisoformat(written), "DATE_FORMAT"))
