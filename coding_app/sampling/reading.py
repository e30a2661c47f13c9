"""What the page of a round says in words: what was drawn from what, how, and by whom."""

import datetime as dt
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding_app.core.days import day_words
from coding_app.sampling.models import Round
from coding_app.sampling.recipe import Allocation, Axis, Boost, SampleRecipe
from coding_app.sampling.strata import POOLED
from corpus.models import Profession

Fact = tuple[str, str]


def facts(round: Round, sources: Mapping[str, str]) -> list[Fact]:
    """Return the recipe of a round as label and words; ``sources`` are names by uuid."""
    recipe = round.sample.recipe
    told = _check(recipe) if "check" in recipe else [*_limits(recipe, sources), *_draw(recipe)]
    return [
        *told,
        (_("Could be drawn"), number_format(round.sample.population, force_grouping=True)),
        (_("Asked for"), number_format(recipe.get("size", 0), force_grouping=True)),
        (_("Seed"), str(round.sample.seed)),
    ]


def _limits(recipe: Mapping[str, Any], sources: Mapping[str, str]) -> list[Fact]:
    """Return what the units had to be."""
    professions = [str(Profession(name).label) for name in recipe.get("professions", [])]
    names = [sources.get(uuid, uuid) for uuid in recipe.get("sources", [])]
    told = [
        (_("Professions"), ", ".join(professions) or _("all of them")),
        (_("Sources"), ", ".join(names) or _("all of them")),
        (_("Period"), _period(recipe.get("since"), recipe.get("until"))),
        (_("Threads"), _threads(recipe.get("threads", {}))),
        (_("Saved search"), recipe.get("search_name", "")),
        (_("Left out"), ", ".join(_("units of round %(n)s") % {"n": n} for n in recipe.get("without", []))),
    ]
    return [(label, words) for label, words in told if words]


def _draw(recipe: Mapping[str, Any]) -> list[Fact]:
    """Return how the units were drawn, beyond simply by lot."""
    axes = ", ".join(str(axis_words(Axis(axis))) for axis in recipe.get("strata", []))
    boosts = ", ".join(f"{one['size']} × {boost_words(Boost(**one))}" for one in recipe.get("boosts", []))
    per_batch = recipe.get("calibration", {}).get("per_batch")
    told = [
        (_("Drawn as"), _("whole threads") if recipe.get("whole_threads") else ""),
        (_("Told apart"), f"{axes} ({allocation_words(recipe['allocation'])})" if axes else ""),
        (_("Oversampled"), boosts),
        (_("Calibration units in each batch"), str(per_batch) if per_batch else ""),
    ]
    return [(label, words) for label, words in told if words]


def _check(recipe: Mapping[str, Any]) -> list[Fact]:
    """Return what a training round or a drift check took from its origin."""
    check = recipe["check"]
    if check["kind"] == Round.Kind.TRAINING:
        return [(_("Drawn from"), _("the settled units of the earlier round"))]
    until = dt.datetime.fromisoformat(check["until"])
    return [
        (_("Drawn from"), _("what each coder submitted in the earlier round until %(day)s") % {"day": _on(until)}),
        (_("For each coder"), _("%(n)s per cent") % {"n": check["size"]} if check["is_share"] else str(check["size"])),
    ]


def axis_words(axis: Axis) -> str:
    """Return what an axis is called."""
    words = {
        Axis.PROFESSION: _("profession"),
        Axis.SOURCE: _("source"),
        Axis.MONTH: _("month"),
        Axis.ANSWERS: _("number of answers"),
    }
    return words[axis]


def allocation_words(allocation: str) -> str:
    """Return how the strata share the sample."""
    words = {
        Allocation.PROPORTIONAL: _("in proportion to what there is"),
        Allocation.EQUAL: _("the same number from each"),
        Allocation.GIVEN: _("a number for each profession"),
    }
    return words[Allocation(allocation)]


def boost_words(boost: Boost) -> str:
    """Return which units a boost adds."""
    if boost.words:
        return _("with the words “%(words)s”") % {"words": boost.words}
    return _("that bore “%(code)s”") % {"code": boost.name or boost.code}


def _threads(limits: Mapping[str, int]) -> str:
    """Return in words what the threads had to look like; empty: anything."""
    words = {
        "answers_least": _("at least %(n)s answers"),
        "answers_most": _("at most %(n)s answers"),
        "depth_least": _("depth of at least %(n)s"),
        "depth_most": _("depth of at most %(n)s"),
        "participants_least": _("at least %(n)s participants"),
        "answered_within": ngettext(
            "first answer within %(n)s minute", "first answer within %(n)s minutes", limits.get("answered_within", 0)
        ),
        "asking_least": _("at least %(n)s per cent of the posts with a question mark"),
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
    return _on(date.fromisoformat(written))


def _on(day: date) -> str:
    return day_words(day)


def stratum_words(name: str, recipe: SampleRecipe, sources: Mapping[str, str]) -> str:
    """Return the name of a stratum in words; ``sources`` are names by uuid."""
    if name.startswith("+"):
        return boost_words(recipe.boosts[int(name) - 1])
    if not name:
        return _("everything else") if recipe.boosts else _("everything")
    values = name.split("/")
    axes = [*recipe.strata[: len(values) - 1], None] if values[-1] == POOLED else recipe.strata
    return " · ".join(_value(axis, value, sources) for axis, value in zip(axes, values, strict=True))


def _value(axis: Axis | None, value: str, sources: Mapping[str, str]) -> str:
    if axis is None:
        return _("small strata together")
    if axis == Axis.PROFESSION:
        return str(Profession(value).label)
    if axis == Axis.SOURCE:
        return sources.get(value, value)
    if axis == Axis.MONTH:
        return str(date_format(date.fromisoformat(f"{value}-01"), "F Y")) if value else _("without a date")
    return _("%(range)s answers") % {"range": _range(value)}


def _range(value: str) -> str:
    """Write a class of answers: from 21 on, or from one number to the other."""
    least, dash, most = value.partition("-")
    return f"{least}–{most}" if most else f"{least}+" if dash else value or "?"
