"""The state of the corpus browser, read from its address and written back to it."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corpus.models import Profession
from corpus.search import ANSWER_BOUNDS, ORDERS, Count, Filters, Found

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])$")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
LONGEST_WORDS = 300
_QUOTES = ' \u00a0\u202f"«»“”'


@dataclass(frozen=True)
class Option:
    """A value of a facet on the page."""

    value: str
    label: str
    threads: int
    is_chosen: bool


def filters_of(query: QueryDict) -> Filters:
    """Read the filters of an address; what is not understood counts as not asked."""
    return Filters(
        words=query.get("q", "")[:LONGEST_WORDS],
        professions=tuple(v for v in query.getlist("profession") if v in Profession.values),
        sources=tuple(UUID(v) for v in query.getlist("source") if _UUID.match(v)),
        since=_month(query.get("since", "")),
        until=_month(query.get("until", "")),
        question=query.get("question") == "1",
        poll=query.get("poll") == "1",
        picture=query.get("picture") == "1",
        hashtag=query.get("hashtag", "").lstrip("#").casefold()[:200],
        answers=tuple(v for v in query.getlist("answers") if v in ANSWER_BOUNDS),
        author=query.get("author", "")[:20],
        order=query.get("order", "") if query.get("order") in ORDERS else "recent",
    )


def options(found: Found, filters: Filters) -> dict[str, list[Option]]:
    """Return the options of the facets in words; a chosen value that finds nothing stays, so that it can be let go."""
    chosen = {
        "profession": set(filters.professions),
        "source": {str(uuid) for uuid in filters.sources},
        "answers": set(filters.answers),
        "hashtag": {filters.hashtag} - {""},
        "question": {"1"} if filters.question else set(),
        "poll": {"1"} if filters.poll else set(),
        "picture": {"1"} if filters.picture else set(),
        "month": set(),
    }
    made = {name: [_option(name, count, chosen[name]) for count in counts] for name, counts in found.facets.items()}
    for name in ("profession", "hashtag", "answers", "source"):
        missing = chosen[name] - {option.value for option in made[name]}
        made[name] += [_option(name, Count(value, _named(name, value), 0), chosen[name]) for value in sorted(missing)]
    return made


def chips(query: QueryDict, filters: Filters, shown: dict[str, list[Option]]) -> list[tuple[str, str]]:
    """Return what narrows the list down, in words, each with the address that lets go of it."""
    made = []
    for name, words in (
        ("q", filters.words.strip(_QUOTES)),
        ("author", filters.author),
        ("since", filters.since),
        ("until", filters.until),
    ):
        if words:
            made.append((_LEADS[name]() % {"value": words}, _without(query, name, None)))
    for name in ("profession", "source", "answers", "hashtag", "question", "poll", "picture"):
        # There is one hashtag at a time, and an address may write it with its sign.
        made += [
            (o.label, _without(query, name, None if name == "hashtag" else o.value)) for o in shown[name] if o.is_chosen
        ]
    return made


_LEADS = {
    "q": lambda: _("“%(value)s”"),
    "author": lambda: _("by %(value)s"),
    "since": lambda: _("from %(value)s"),
    "until": lambda: _("until %(value)s"),
}


def _without(query: QueryDict, name: str, value: str | None) -> str:
    left = [
        (k, v) for k, vs in query.lists() for v in vs if v and k != "page" and not (k == name and value in (None, v))
    ]
    return f"?{urlencode(left)}"


def _named(name: str, value: str) -> str:
    return _("the chosen source") if name == "source" else value


def _option(name: str, count: Count, chosen: set[str]) -> Option:
    return Option(count.value, _label(name, count), count.threads, count.value in chosen)


def _label(name: str, count: Count) -> str:
    if name == "profession":
        return str(Profession(count.value).label)
    if name == "hashtag":
        return f"#{count.label}"
    if name == "answers":
        low, high = ANSWER_BOUNDS[count.value]
        if high == 0:
            return _("no answer")
        if high > 1_000_000:
            return ngettext("%(low)s answer or more", "%(low)s answers or more", low) % {"low": low}
        return _("%(low)s to %(high)s answers") % {"low": low, "high": high}
    words = {"question": _("asks a question"), "poll": _("has a poll"), "picture": _("has a picture")}
    return words.get(name, count.label)


def _month(value: str) -> str:
    return value if _MONTH.match(value) else ""
