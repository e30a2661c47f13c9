"""The neutral form and the rows of our own codebooks, as the starters have them and the actions take them; pure.

Ours is three levels deep: dimensions, in them groups and codes, in groups codes. Trees of other programs are as deep as
their authors liked: what lies deeper moves up, under a name that says where it was, and each change is noted.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from coding_app.codebook.checks import NONE_KEY, key_problem
from coding_app.codebook.exchange import colours
from coding_app.codebook.exchange.neutral import Codebook, Entry, Item, Words, entry_of, nested, walk
from coding_app.codebook.slugs import LONGEST, unique_slug
from coding_app.codebook.tree import FLAGS, LANGUAGES, WORDINGS, Row, in_reading_order
from corpus.importers.problems import gettext_noop

LONGEST_NAME = 200
SELECTIONS = ("any", "one")
LEVELS = ("nominal", "ordinal")
APPLIES_TO = ("any", "thread", "post", "reply", "segment")
NONE_NAMES = Words("Aucun code ne convient", "None applies")
NONE_COLOUR = 16
LOOSE_NAMES = Words("Codes", "Codes")
_SLUG = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*", re.ASCII)
_PLAIN = ("kind", "slug", "key", "selection", "level", "applies_to")
FILLED = ("key", "colour", "selection", "level", "applies_to")
SENTENCES: dict[str, str] = {
    "parent_not_codable": gettext_noop("“%(name)s” holds codes: it was made a dimension or group, no code itself."),
    "moved_up": gettext_noop("“%(name)s” lay deeper than a group: it became a group of its dimension."),
    "codes_gathered": gettext_noop("Codes that lay in no category were put into one dimension."),
    "none_again": gettext_noop("“%(name)s” became an ordinary code: its dimension says already that none applies."),
    "key_dropped": gettext_noop("“%(name)s” lost its key %(value)s, which is taken or cannot be used here."),
    "slug_changed": gettext_noop("“%(name)s” got another stable name: “%(value)s” is taken or not plain."),
    "name_shortened": gettext_noop("The name of “%(name)s” was shortened; all of it stands in the definition."),
    "rule_changed": gettext_noop("“%(name)s” had the rule “%(value)s”, which is not known here: it was left out."),
    "kind_differs": gettext_noop(
        "“%(name)s” holds codes on one side and none on the other: yours stays, and a new entry is made."
    ),
    "colours_nearest": gettext_noop("Colors that are not among the sixteen here became the nearest of them."),
    "sets_left_out": gettext_noop("Sets of codes were left out: a codebook has none here."),
}


@dataclass(frozen=True)
class Note:
    """Something that changed on the way in: a reason of SENTENCES, the entry and a word of the sentence."""

    reason: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Rows:
    """A codebook as a starter has it, rows in reading order, with what had to change."""

    name: Words
    rows: tuple[dict[str, Any], ...]
    notes: tuple[Note, ...]
    filled: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)
    """By stable name, the fields of a row that the file said nothing about."""


def to_neutral(rows: Iterable[Mapping[str, Any]], name: Words) -> Codebook:
    """Return the form of a codebook from rows that name their parent by slug; raises UnusableCodebook."""
    items = [Item(row.get("slug") or f"#{n}", row.get("parent") or "", _entry(row)) for n, row in enumerate(rows)]
    return Codebook(entries=nested(items), name=name)


def of_definitions(rows: Sequence[Row], name: Words) -> Codebook:
    """Return the form of a version from its definitions; each code keeps its identity."""
    ordered = in_reading_order(rows)
    slugs = {row.code_id: row.code.slug for row in ordered}
    fields = [f"{wording}_{language}" for wording in WORDINGS for language in LANGUAGES]
    read = [
        {wording: getattr(row, wording) for wording in fields}
        | {plain: getattr(row, plain) for plain in _PLAIN if plain != "slug"}
        | {
            "slug": row.code.slug,
            "parent": slugs[row.parent_id] if row.parent_id else None,
            "colour": row.colour,
            **{flag: getattr(row, flag, False) for flag in FLAGS},
            "uuid": str(row.code.uuid),
        }
        for row in ordered
    ]
    return to_neutral(read, name)


def _entry(row: Mapping[str, Any]) -> Entry:
    words = {
        wording: Words(*(str(row.get(f"{wording}_{language}") or "") for language in LANGUAGES)) for wording in WORDINGS
    }
    plain = {name: str(row.get(name) or "") for name in _PLAIN}
    plain["kind"] = plain["kind"] or "code"
    colour = colours.written(row.get("colour") or 0)
    guid = UUID(row["uuid"]) if row.get("uuid") else None
    return entry_of(words, plain, {"colour": colour, "guid": guid} | {flag: bool(row.get(flag)) for flag in FLAGS})


def from_neutral(form: Codebook, *, keep_parents: bool = False) -> Rows:
    """Return the rows of a codebook, the first dimension first, and what had to change.

    Entries of the top level that hold others become dimensions, those in them that hold others groups. With
    ``keep_parents``, one that could be applied itself also becomes a code of the same name inside.
    """
    made = _Making(keep_parents)
    loose = [entry for entry in form.entries if not _holds(entry)]
    for entry in form.entries:
        if _holds(entry):
            made.dimension(entry)
    if loose:
        made.notes.append(Note("codes_gathered"))
        made.dimension(Entry(LOOSE_NAMES, kind="dimension", entries=tuple(loose)))
    if any(entry.colour and entry.colour not in colours.PALETTE for entry, _depth in walk(form.entries)):
        made.notes.append(Note("colours_nearest"))
    if form.sets:
        made.notes.append(Note("sets_left_out"))
    return Rows(form.name, tuple(made.rows), tuple(made.notes), made.filled)


def _holds(entry: Entry) -> bool:
    return bool(entry.entries) or not entry.is_codable


@dataclass
class _Making:
    """The rows made so far, and what is taken."""

    keep_parents: bool
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    slugs: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    dimensions: int = 0
    filled: dict[str, frozenset[str]] = field(default_factory=dict)

    def dimension(self, entry: Entry) -> None:
        """Add a dimension with all that lies in it, and "none applies" last."""
        self.keys = set()
        colour = colours.nearest(entry.colour) if entry.colour else self.dimensions % (NONE_COLOUR - 1) + 1
        self.dimensions += 1
        slug = self._add(entry, "dimension", None, colour)
        none = next((one for one in entry.entries if one.kind == "none" and not one.entries), None)
        self._keep_parent(entry, slug, colour)
        for one in entry.entries:
            if one is none:
                continue
            if _holds(one):
                self._group(one, slug, colour, "")
            else:
                self._code(one, slug, colour)
        made = self._add(none or Entry(NONE_NAMES, kind="none"), "none", slug, NONE_COLOUR)
        if none is None:
            self.filled[made] = frozenset(self.rows[-1])

    def _group(self, entry: Entry, dimension: str, colour: int, above: str) -> None:
        if above:
            self.notes.append(Note("moved_up", entry.label))
            names = Words(*(f"{above} / {name}" if (name := getattr(entry.name, one)) else "" for one in LANGUAGES))
            entry = replace(entry, name=names)
        colour = colours.nearest(entry.colour) if entry.colour else colour
        slug = self._add(entry, "group", dimension, colour)
        self._keep_parent(entry, slug, colour)
        for one in entry.entries:
            if not _holds(one):
                self._code(one, slug, colour)
        for one in entry.entries:
            if _holds(one):
                self._group(one, dimension, colour, entry.label)

    def _keep_parent(self, entry: Entry, slug: str, colour: int) -> None:
        """Note that a code that holds others cannot be applied, or add a code for it."""
        if entry.is_codable and self.keep_parents:
            self._add(replace(entry, guid=None, slug="", key=""), "code", slug, colour)
        elif entry.is_codable:
            self.notes.append(Note("parent_not_codable", entry.label))

    def _code(self, entry: Entry, parent: str, colour: int) -> None:
        if entry.kind == "none":
            self.notes.append(Note("none_again", entry.label))
        self._add(entry, "code", parent, colour)

    def _add(self, entry: Entry, kind: str, parent: str | None, colour: int) -> str:
        slug = self._slug(entry, kind, parent)
        row: dict[str, Any] = {"slug": slug, "kind": kind, "parent": parent}
        row |= self._wordings(entry)
        row["colour"] = colours.nearest(entry.colour) if entry.colour else colour
        row["key"] = self._key(entry, kind)
        if kind == "dimension":
            row["selection"] = self._rule(entry, "selection", SELECTIONS)
            row["level"] = self._rule(entry, "level", LEVELS)
            row["applies_to"] = self._rule(entry, "applies_to", APPLIES_TO)
        row |= {flag: True for flag in FLAGS if getattr(entry, flag)}
        if entry.guid:
            row["uuid"] = str(entry.guid)
        self.rows.append(row)
        self.filled[slug] = frozenset(name for name in FILLED if not getattr(entry, name))
        return slug

    def _wordings(self, entry: Entry) -> dict[str, str]:
        row = {f"{name}_{one}": str(getattr(getattr(entry, name), one)) for name in WORDINGS for one in LANGUAGES}
        for one in LANGUAGES:
            name = row[f"name_{one}"]
            if len(name) > LONGEST_NAME:
                row[f"name_{one}"] = name[: LONGEST_NAME - 1].rstrip() + "…"
                row[f"definition_{one}"] = f"{name}\n\n{row[f'definition_{one}']}".rstrip()
                self.notes.append(Note("name_shortened", name[:80]))
        return row

    def _slug(self, entry: Entry, kind: str, parent: str | None) -> str:
        slug = entry.slug
        if not _SLUG.fullmatch(slug) or len(slug) > LONGEST or slug in self.slugs:
            prefix = parent or "" if kind in {"code", "none"} else ""
            name = "none" if kind == "none" else entry.name.en or entry.name.fr
            slug = unique_slug(name, prefix=prefix, taken=self.slugs)
            if entry.slug:
                self.notes.append(Note("slug_changed", entry.label, entry.slug[:80]))
        self.slugs.add(slug)
        return slug

    def _key(self, entry: Entry, kind: str) -> str:
        if kind == "none":
            return NONE_KEY
        key = entry.key.lower()
        if not key or (not key_problem(key, kind) and key not in self.keys):
            self.keys.add(key)
            return key
        self.notes.append(Note("key_dropped", entry.label, key[:20]))
        return ""

    def _rule(self, entry: Entry, name: str, known: Sequence[str]) -> str:
        value = str(getattr(entry, name))
        if value and value not in known:
            self.notes.append(Note("rule_changed", entry.label, value[:40]))
        return value if value in known else known[0]
