"""A codebook as no program in particular has it: nested entries in two languages, and sets of codes; pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid5

from coding_app.codebook.exchange.refusals import UnusableCodebook
from coding_app.codebook.tree import LANGUAGES, WORDINGS

MAX_ENTRIES = 5_000
MAX_DEPTH = 20
MAX_NAME = 500
MAX_TEXT = 50_000
# Identities made here for entries that came without one are the same each time.
SPACE = UUID("5b6a2f0e-6f0d-5c1e-9a57-0d5f3b1c7e42")
KINDS = ("dimension", "group", "code", "none")
# What no XML can carry, and the byte order mark, which half of all programs swallow.
_UNCARRIED = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile("[\t\n\x85\u2028\u2029]+")
_CODABLE = frozenset({"code", "none"})


def tidy(text: str) -> str:
    """Return a text with plain line ends, without blanks around it and characters that no file can carry."""
    return _UNCARRIED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Return a tidy text on one line."""
    return _LINE_ENDS.sub(" ", tidy(text))


@dataclass(frozen=True, slots=True)
class Words:
    """A text in French and in English, either of them maybe empty; always tidy."""

    fr: str = ""
    en: str = ""

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            object.__setattr__(self, language, tidy(getattr(self, language)))

    def __bool__(self) -> bool:
        """Say whether anything is written in any language."""
        return bool(self.fr or self.en)

    @classmethod
    def of(cls, text: str, language: str) -> "Words":
        """Return words in one language."""
        return cls(**{language: text})

    def read(self, language: str) -> str:
        """Return the text in a language, or in the other one while it is not translated."""
        return str(getattr(self, language)) or self.fr or self.en

    def only(self, language: str) -> "Words":
        """Return what a file in one language keeps."""
        return Words.of(self.read(language), language)

    @property
    def on_one_line(self) -> "Words":
        """Return the words, each on one line."""
        return Words(one_line(self.fr), one_line(self.en))


@dataclass(frozen=True, slots=True)
class Entry:
    """A dimension, group or code with what lies in it; ``colour`` is #rrggbb or nothing."""

    name: Words
    kind: str = "code"
    definition: Words = field(default=Words())
    use_when: Words = field(default=Words())
    do_not_use_when: Words = field(default=Words())
    positive_example: Words = field(default=Words())
    negative_example: Words = field(default=Words())
    slug: str = ""
    key: str = ""
    colour: str = ""
    selection: str = ""
    level: str = ""
    applies_to: str = ""
    is_sensitive: bool = False
    is_interpretive: bool = False
    guid: UUID | None = None
    entries: tuple["Entry", ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.on_one_line)
        for name in ("slug", "key", "selection", "level", "applies_to"):
            object.__setattr__(self, name, one_line(getattr(self, name)))

    @property
    def is_codable(self) -> bool:
        """Say whether it can be applied to a unit."""
        return self.kind in _CODABLE

    @property
    def label(self) -> str:
        """Return its name in the language it has."""
        return self.name.fr or self.name.en

    def only(self, language: str) -> "Entry":
        """Return the entry, and what lies in it, in one language."""
        wordings = {name: getattr(self, name).only(language) for name in WORDINGS}
        return replace(self, **wordings, entries=tuple(entry.only(language) for entry in self.entries))


def entry_of(*parts: Mapping[str, Any]) -> Entry:
    """Return an entry from its fields by name."""
    return Entry(**{name: value for part in parts for name, value in part.items()})


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Codes somebody put side by side, wherever they lie in the tree."""

    name: Words
    members: tuple[UUID, ...] = ()
    definition: Words = field(default=Words())
    guid: UUID | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.on_one_line)


@dataclass(frozen=True, slots=True)
class Codebook:
    """The entries of a codebook in reading order, and its sets."""

    entries: tuple[Entry, ...] = ()
    name: Words = field(default=Words())
    sets: tuple[CodeSet, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name.on_one_line)


def walk(entries: Iterable[Entry], depth: int = 0) -> Iterator[tuple[Entry, int]]:
    """Yield each entry with its depth, from 0, in reading order."""
    for entry in entries:
        yield entry, depth
        yield from walk(entry.entries, depth + 1)


def with_guids(form: Codebook) -> Codebook:
    """Give an identity to every entry and set that has none: always the same for the same place and name."""
    sets = tuple(
        one if one.guid else replace(one, guid=uuid5(SPACE, f"set\x1f{number}\x1f{one.name.fr}\x1f{one.name.en}"))
        for number, one in enumerate(form.sets)
    )
    return replace(form, entries=_identified(form.entries, ""), sets=sets)


def _identified(entries: Sequence[Entry], path: str) -> tuple[Entry, ...]:
    found = []
    for number, entry in enumerate(entries):
        here = f"{path}\x1f{number}\x1f{entry.slug or entry.label}"
        guid = entry.guid or uuid5(SPACE, here)
        found.append(replace(entry, guid=guid, entries=_identified(entry.entries, here)))
    return tuple(found)


def checked(form: Codebook) -> Codebook:
    """Return the codebook when it is one a person could have made; raises UnusableCodebook."""
    seen: dict[UUID, str] = {}
    for number, (entry, depth) in enumerate(walk(form.entries), start=1):
        if number > MAX_ENTRIES:
            raise UnusableCodebook("too_many", limit=str(MAX_ENTRIES))
        if depth >= MAX_DEPTH:
            raise UnusableCodebook("too_deep", limit=str(MAX_DEPTH))
        _check_words(entry.name, [getattr(entry, name) for name in WORDINGS[1:]], number)
        _check_identity(entry.guid, entry.label, seen)
    if len(form.sets) > MAX_ENTRIES:
        raise UnusableCodebook("too_many", limit=str(MAX_ENTRIES))
    for number, one in enumerate(form.sets, start=1):
        _check_words(one.name, [one.definition], number)
        _check_identity(one.guid, one.name.read("fr"), seen)
    return form


def _check_words(name: Words, texts: Iterable[Words], number: int) -> None:
    if not name:
        raise UnusableCodebook("name_missing", number=str(number))
    if max(len(name.fr), len(name.en)) > MAX_NAME:
        raise UnusableCodebook("name_too_long", name=name.read("fr")[:80], limit=str(MAX_NAME))
    if any(max(len(text.fr), len(text.en)) > MAX_TEXT for text in texts):
        raise UnusableCodebook("text_too_long", name=name.read("fr")[:80], limit=str(MAX_TEXT))


def _check_identity(guid: UUID | None, name: str, seen: dict[UUID, str]) -> None:
    if guid is not None and guid in seen:
        raise UnusableCodebook("guid_twice", name=seen[guid][:80], other=name[:80])
    if guid is not None:
        seen[guid] = name


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a flat list: its id there and the id of the one it lies in, empty at the top."""

    id: str
    parent: str
    entry: Entry


def nested(items: Sequence[Item]) -> tuple[Entry, ...]:
    """Return the tree of a flat list whose ids are unique, siblings in its order; raises UnusableCodebook."""
    if len(items) > MAX_ENTRIES:
        raise UnusableCodebook("too_many", limit=str(MAX_ENTRIES))
    known: dict[str, Item] = {}
    below: dict[str, list[Item]] = {}
    for item in items:
        if item.id in known:
            raise UnusableCodebook("id_twice", value=item.id[:80])
        known[item.id] = item
        below.setdefault(item.parent, []).append(item)
    for item in items:
        _check_ancestors(item, known.get)
    return _under("", below)


def _check_ancestors(item: Item, find: Callable[[str], Item | None]) -> None:
    seen = {item.id}
    above = item
    while above.parent:
        parent = find(above.parent)
        if parent is None:
            raise UnusableCodebook("parent_unknown", name=above.entry.label[:80], value=above.parent[:80])
        if parent.id in seen:
            raise UnusableCodebook("parent_circle", name=item.entry.label[:80])
        seen.add(parent.id)
        if len(seen) > MAX_DEPTH:
            raise UnusableCodebook("too_deep", limit=str(MAX_DEPTH))
        above = parent


def _under(parent: str, below: dict[str, list[Item]]) -> tuple[Entry, ...]:
    return tuple(replace(item.entry, entries=_under(item.id, below)) for item in below.get(parent, ()))
