"""Read the small values that all forms of X posts share: ids, counts, times, words with short links."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from corpus.importers.base import Mention, Problem, Recipe
from corpus.importers.dates import DateRefused, read_moment
from corpus.importers.ids import rounding_code
from corpus.importers.records import Json, When, text_of

_UTC = ZoneInfo("UTC")
# X escapes these and nothing else; a general unescape would turn "&copy=" of an address into a sign.
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|#0?39|#x27);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}
_MEDIA_LINK = re.compile(r"https?://(?:\w+\.)?(?:twitter|x)\.com/[^/]+/status/\d+/(?:photo|video)/\d+$")
_HASHTAG = re.compile(r"[#＃](\w+)")
_REPOST = re.compile(r"RT @\w{1,30}\b:? ?")
_REMEMBERED = 50_000
MEDIA_KINDS = {"photo": "image", "image": "image", "video": "video", "animated_gif": "video"}


@dataclass(frozen=True, slots=True)
class ShortLink:
    """Pair a shortened address of a text with the real one; pictures of the post itself are dropped from the text."""

    short: str
    full: str
    is_media: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the text of a post and what was found in it."""

    text: str
    links: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    hashtags: tuple[str, ...] = ()


class Recent:
    """Remember the last ids met, in bounded memory."""

    def __init__(self, size: int = _REMEMBERED) -> None:
        self._size = size
        self._ids: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, external_id: str) -> bool:
        return external_id in self._ids

    def add(self, external_id: str) -> None:
        """Remember an id, forgetting the oldest one when there are too many."""
        self._ids[external_id] = None
        if len(self._ids) > self._size:
            self._ids.popitem(last=False)


def unescaped(text: str) -> str:
    """Return a text with the five signs X escapes put back."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda found: _CHARACTERS.get(found[1], "'"), text)


def expanded(raw: str, found: Iterable[ShortLink]) -> tuple[str, tuple[str, ...]]:
    """Put the real addresses in place of the short ones; return text and addresses."""
    text, links = unescaped(raw), dict[str, None]()
    for link in found:
        if not link.short or not link.full:
            continue
        if link.is_media or _MEDIA_LINK.search(link.full):
            text = text.replace(f" {link.short}", "").replace(link.short, "")
        else:
            text = text.replace(link.short, link.full)
            links[link.full] = None
    return text.strip(), tuple(links)


def mentions_of(pairs: Iterable[tuple[str, str]]) -> tuple[Mention, ...]:
    """Return each person named once, from pairs of handle and id; an id wins over none."""
    found: dict[str, str] = {}
    for handle, external_id in pairs:
        if handle:
            found[handle] = external_id or found.get(handle, "")
    return tuple(Mention(h, i) for h, i in found.items())


def hashtags_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return each hashtag once, without its sign."""
    return tuple(w for w in dict.fromkeys(word.strip().removeprefix("#") for word in words) if w)


def written_as(text: str, hashtags: Sequence[str]) -> tuple[str, ...]:
    """Return hashtags that a table holds in small letters as the text writes them."""
    written = {word.casefold(): word for word in _HASHTAG.findall(text)}
    return hashtags_of(written.get(h.casefold(), h) for h in hashtags)


def is_repost(text: str) -> bool:
    """Tell whether a text begins as reposts do where nothing else marks them."""
    return bool(_REPOST.match(text))


def count_of(value: object) -> int | None:
    """Return a count that may be written as text or as a decimal, or None."""
    digits = text_of(value).strip().removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def first_of(value: Json, *names: str) -> str:
    """Return the first of several values that is given, as text."""
    return next((t for t in (text_of(value.get(n)) for n in names) if t), "")


def rounded_id(line: int, **ids: str) -> Problem | None:
    """Return the problem of an id that a program kept as a decimal and rounded, or None."""
    for name, value in ids.items():
        code = rounding_code(value)
        if code:
            return Problem(line, name, code, {"value": value[:40]})
    return None


def read_time(
    written: str, line: int, column: str = "created_at", zone: ZoneInfo = _UTC
) -> tuple[When, Problem | None]:
    """Return a time and the problem that refuses it; nothing written is an unknown time."""
    if not written:
        return When(), None
    try:
        found = read_moment(written, order="dmy", zone=zone)
    except DateRefused as refused:
        return When(), Problem(line, column, refused.code, {"value": written[:60]})
    return When(found.at, found.status, found.precision), None


def takes_context(recipe: Recipe) -> bool:
    """Tell whether posts that the file only adds as context are imported too."""
    return recipe.options.get("context", "take") != "leave"
