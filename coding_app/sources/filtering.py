"""The state of the corpus browser, read from its address and written back to it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding_app.sources import metrics
from coding_app.sources.marks import MarkFacet
from corpus.filters import ASKING, DELAYS, PARTICIPANTS
from corpus.models import Platform, Post, Profession
from corpus.post_search import BY_DATE, PARTS, FoundPosts
from corpus.search import ANSWER_BOUNDS, DEPTH_BOUNDS, KINDS, ORDERS, Count, Filters, Found

_MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_WORDS = 300
FLAGS = ("question", "poll", "picture", "emoticon", "alone", "rough", "outside")
MOST_HASHTAGS = 20
LISTED = ("profession", "source", "platform", "kind", "answers", "depth", "hashtag", *FLAGS)
KEYS = ("after", "before")
_QUOTES = ' \u00a0\u202f"«»“”'


@dataclass(frozen=True)
class Option:
    """A value of a facet on the page."""

    value: str
    label: str
    threads: int
    is_chosen: bool


def filters_of(query: QueryDict, extra: Sequence[MarkFacet] = (), *, for_posts: bool = False) -> Filters:
    """Read the filters of an address; what is not understood counts as not asked.

    `for_posts`: those of single posts too, and their orders; a list of threads knows neither.
    """
    orders = {**ORDERS, **BY_DATE} if for_posts else ORDERS

    def known(name: str, values: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value in query.getlist(name) if value in values))

    return Filters(
        words=query.get("q", "")[:LONGEST_WORDS],
        professions=known("profession", Profession.values),
        sources=tuple(UUID(v) for v in query.getlist("source") if _UUID.fullmatch(v)),
        platforms=known("platform", Platform.values),
        since=_month(query.get("since", "")),
        until=_month(query.get("until", "")),
        kinds=known("kind", KINDS),
        hashtags=_hashtags(query),
        answers=known("answers", list(ANSWER_BOUNDS)),
        depths=known("depth", list(DEPTH_BOUNDS)),
        participants=_one(query, "participants", PARTICIPANTS),
        delay=_one(query, "delay", DELAYS),
        asking=_one(query, "asking", ASKING),
        orphans=query.get("orphans") == "1",
        author=query.get("author", "")[:20],
        marks=tuple((facet.name, v) for facet in extra for v in known(facet.name, ["0", *facet.threads])),
        part=query.get("part", "") if for_posts and query.get("part") in PARTS else "",
        asks=for_posts and query.get("asks") == "1",
        order=query.get("order", "") if query.get("order") in orders else "recent",
        **{name: query.get(name) == "1" for name in FLAGS},  # type: ignore[arg-type]
    )


def key_of(query: QueryDict) -> dict[str, Any]:
    """Read where the page begins or ends: the thread it comes after, or before."""
    asked = {name: query.get(name, "") for name in KEYS}
    return {name: UUID(value) if _UUID.fullmatch(value) else None for name, value in asked.items()}


def is_of_posts(query: QueryDict) -> bool:
    """Tell whether the address asks for single posts rather than threads."""
    return query.get("view") == "posts"


def views_of(query: QueryDict) -> dict[str, str]:
    """Return the addresses of the same state as threads and as posts, and of all of what is shown now."""
    return {
        "threads_url": with_values(query, view=""),
        "posts_url": with_values(query, view="posts"),
        "all_query": "?view=posts" if is_of_posts(query) else "",
    }


def neighbours(query: QueryDict, found: Found | FoundPosts) -> dict[str, str]:
    """Return the addresses of the pages on both sides, empty where there is none."""
    made = {"previous_url": "", "next_url": ""}
    if found.hits and found.has_previous:
        made["previous_url"] = with_values(query, before=str(found.hits[0].uuid))
    if found.hits and found.has_next:
        made["next_url"] = with_values(query, after=str(found.hits[-1].uuid))
    return made


def options(
    facets: Mapping[str, Sequence[Count]], filters: Filters, extra: Sequence[MarkFacet] = ()
) -> dict[str, list[Option]]:
    """Return the options of the facets in words; a chosen value that finds nothing stays, so that it can be let go."""
    chosen = {name: set(values) for name, values in filters.chosen().items()}
    chosen |= {"hashtag": set(filters.hashtags), "month": set()}
    chosen |= {facet.name: {v for name, v in filters.marks if name == facet.name} for facet in extra}
    labels = {facet.name: facet.labels for facet in extra}
    made = {}
    for name, counts in facets.items():
        picked = chosen.get(name, set())
        left = picked - {count.value for count in counts}
        every = [*counts, *(Count(value, _named(name, value), 0) for value in sorted(left))]
        made[name] = [
            Option(c.value, labels[name].get(c.value, c.value) if name in labels else label(name, c), c.threads,
                   c.value in picked)
            for c in every
        ]  # fmt: skip
    return made


def chips(
    query: QueryDict, filters: Filters, shown: dict[str, list[Option]], extra: Sequence[MarkFacet] = ()
) -> list[tuple[str, str]]:
    """Return what narrows the list down, in words, each with the address that lets go of it."""
    made = []
    for name, words in (
        ("q", filters.words.strip(_QUOTES)),
        ("author", filters.author),
        ("since", filters.since),
        ("until", filters.until),
        ("part", {"opening": _("openings"), "answer": _("answers")}.get(filters.part)),
        ("asks", _("with a question mark") if filters.asks else ""),
        ("orphans", _("answers to a missing post") if filters.orphans else ""),
        *((name, metrics.words(filters, name)) for name in metrics.NAMES),
    ):
        if words:
            made.append((_LEADS.get(name, lambda: "%(value)s")() % {"value": words}, _without(query, name, None)))
    for name in LISTED:
        made += [(o.label, _without(query, name, o.value)) for o in shown.get(name, []) if o.is_chosen]
    for facet in extra:
        made += [
            (f"{facet.title} {o.label}", _without(query, facet.name, o.value)) for o in shown[facet.name] if o.is_chosen
        ]
    return made


_LEADS = {
    "q": lambda: _("“%(value)s”"),
    "author": lambda: _("by %(value)s"),
    "since": lambda: _("from %(value)s"),
    "until": lambda: _("until %(value)s"),
    "part": lambda: _("only %(value)s"),
    "asks": lambda: _("only %(value)s"),
}


def with_values(query: QueryDict, **values: str) -> str:
    """Return the address of the same state with other values, from its first page."""
    left = [(k, v) for k, vs in query.lists() for v in vs if v and k not in (*KEYS, *values)]
    return f"?{urlencode([*left, *((k, v) for k, v in values.items() if v)])}"


def state(query: QueryDict) -> str:
    """Return the address of the state without its page: what a saved search keeps."""
    return with_values(query).removeprefix("?")


def _without(query: QueryDict, name: str, value: str | None) -> str:
    values = _hashtags(query) if name == "hashtag" else query.getlist(name)
    left = [(k, v) for k, vs in query.lists() for v in vs if v and k not in (*KEYS, name)]
    return f"?{urlencode([*left, *((name, v) for v in values if v and value not in (None, v))])}"


def _hashtags(query: QueryDict) -> tuple[str, ...]:
    """Read the hashtags of an address, which may write several in one value, and with their signs."""
    written = (one for value in query.getlist("hashtag") for one in re.split(r"[\s,;]+", value[:200]))
    return tuple(dict.fromkeys(filter(None, map(_hashtag, written))))[:MOST_HASHTAGS]


def _hashtag(written: str) -> str:
    return written.lstrip("#").casefold()


def _one(query: QueryDict, name: str, known: Collection[str]) -> str:
    value = query.get(name, "")
    return value if value in known else ""


def _named(name: str, value: str) -> str:
    return _("the chosen source") if name == "source" else value


def label(name: str, count: Count) -> str:
    """Return the words of a value of a facet."""
    if name in ("answers", "depth"):
        return _range(name, count.value)
    if name == "hashtag":
        return f"#{count.label}"
    choices = {"profession": Profession, "platform": Platform, "kind": Post.Kind}.get(name)
    if choices:
        return str(choices(count.value).label)  # type: ignore[call-overload]
    words = {
        "question": _("asks a question"),
        "poll": _("has a poll"),
        "picture": _("has a picture"),
        "emoticon": _("has an emoticon"),
        "alone": _("nobody else answered"),
        "rough": _("has estimated or unknown times"),
        "outside": _("leaves the declared period"),
    }
    return words.get(name, count.label)


def _range(name: str, value: str) -> str:
    low, high = (ANSWER_BOUNDS if name == "answers" else DEPTH_BOUNDS)[value]
    if high == 0:
        return _("no answer")
    if name == "depth":
        if high > 1_000_000:
            return _("%(low)s levels or more") % {"low": low}
        if low < high:
            return _("%(low)s to %(high)s levels") % {"low": low, "high": high}
        return ngettext("%(low)s level", "%(low)s levels", low) % {"low": low}
    if high > 1_000_000:
        return ngettext("%(low)s answer or more", "%(low)s answers or more", low) % {"low": low}
    return _("%(low)s to %(high)s answers") % {"low": low, "high": high}


def _month(value: str) -> str:
    return value if _MONTH.fullmatch(value) else ""


def place_of(query: QueryDict) -> tuple[int, UUID | None]:
    """Read which page of a thread is asked for, and the post it should hold."""
    number = query.get("page", "")
    post = query.get("post", "")
    return (int(number) if re.fullmatch(r"[0-9]{1,6}", number) else 1), (UUID(post) if _UUID.fullmatch(post) else None)


def pages_around(number: int, pages: int) -> dict[str, str]:
    """Return the addresses of the pages of a thread on both sides, empty where there is none."""
    return {
        "previous_url": f"?page={number - 1}" if number > 1 else "",
        "next_url": f"?page={number + 1}" if number < pages else "",
    }
