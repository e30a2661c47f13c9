"""A codebook as a table: ours with both languages, or anybody's with a column of names; pure.

Cells that a spreadsheet would take for a formula get an apostrophe, which is taken off again.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from coding_app.codebook.exchange import colours
from coding_app.codebook.exchange.neutral import (
    KINDS,
    MAX_ENTRIES,
    SPACE,
    Codebook,
    Entry,
    Item,
    Words,
    checked,
    entry_of,
    nested,
    one_line,
)
from coding_app.codebook.exchange.refusals import UnusableCodebook
from coding_app.codebook.tree import FLAGS, LANGUAGES, WORDINGS

MAX_MB = 20
DELIMITERS = ",;\t"
_PLAIN = ("kind", "key", "colour", "selection", "level", "applies_to", *FLAGS, "slug", "guid")
COLUMNS = ("id", "parent", *(f"{name}_{one}" for name in WORDINGS for one in LANGUAGES), *_PLAIN)
# What people and other programs call the columns; these hold one language.
_ALIASES: dict[str, str] = {
    **dict.fromkeys(("name", "code", "nom", "tag", "label", "libellé", "code name"), "name"),
    **dict.fromkeys(("definition", "description", "définition", "memo", "mémo"), "definition"),
    **dict.fromkeys(("use when", "inclusion", "à utiliser quand"), "use_when"),
    **dict.fromkeys(("do not use when", "exclusion", "ne pas utiliser quand"), "do_not_use_when"),
    **dict.fromkeys(("example", "exemple"), "positive_example"),
    **dict.fromkeys(("counter-example", "contre-exemple"), "negative_example"),
    **dict.fromkeys(("color", "couleur"), "colour"),
    **dict.fromkeys(("category", "catégorie", "categorie", "dimension", "theme", "thème"), "category"),
    **dict.fromkeys(("touche", "shortcut", "raccourci"), "key"),
}
_YES = frozenset({"true", "1", "yes", "oui", "vrai"})
_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")


def write_csv(form: Codebook) -> bytes:
    """Write the entries in reading order, both languages, as UTF-8 with a byte order mark for spreadsheets."""
    checked(form)
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for number, parent, entry in _numbered(form.entries):
        words = [getattr(getattr(entry, name), one) for name in WORDINGS for one in LANGUAGES]
        plain = [_cell(getattr(entry, name)) for name in _PLAIN]
        table.writerow([number, parent, *map(_guarded, [*words, *plain])])
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _numbered(entries: Sequence[Entry]) -> Iterator[tuple[int, int | str, Entry]]:
    """Yield each entry with its number and that of the one it lies in, from 1, in reading order."""
    number = 0
    stack: list[tuple[int | str, Entry]] = [("", entry) for entry in reversed(entries)]
    while stack:
        parent, entry = stack.pop()
        number += 1
        yield number, parent, entry
        stack += [(number, one) for one in reversed(entry.entries)]


def _cell(value: str | bool | UUID | None) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return str(value or "")


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def read_csv(data: bytes, language: str) -> Codebook:
    """Read a table with a header; columns without a language are in the one said; raises UnusableCodebook."""
    text = decoded(data, MAX_MB)
    rows = _rows(text)
    header = _header(next(rows, []), language)
    found: list[_Found] = []
    for cells in rows:
        row = {name: _bare(cell) for name, cell in zip(header, cells, strict=False) if name}
        if any(row.values()):
            found.append(_found(row, len(found) + 1, language))
        if len(found) > MAX_ENTRIES:
            raise UnusableCodebook("too_many", limit=str(MAX_ENTRIES))
    return checked(Codebook(entries=nested(_items(found, language))))


def decoded(data: bytes, limit_mb: int) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, else the Windows page of Western Europe."""
    if len(data) > limit_mb << 20:
        raise UnusableCodebook("too_large", limit=str(limit_mb))
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        if is_wide:
            raise UnusableCodebook("text_unreadable") from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnusableCodebook("text_unreadable") from error


def _rows(text: str) -> Iterator[list[str]]:
    first = text.lstrip().split("\n", 1)[0]
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    try:
        yield from table
    except csv.Error as error:
        raise UnusableCodebook("csv_broken", line=str(table.line_num)) from error


def _bare(cell: str) -> str:
    plain = cell.strip()
    return plain[1:] if _GUARDED.match(plain) else plain


def _header(cells: Sequence[str], language: str) -> list[str]:
    """Return what each column is, nothing for those that are not known."""
    header = []
    for cell in cells:
        name = one_line(cell).lower()
        name = _ALIASES.get(name, name)
        name = f"{name}_{language}" if name in WORDINGS else name
        name = name if name in {*COLUMNS, "category"} else ""
        if name and name in header:
            raise UnusableCodebook("column_twice", name=one_line(cell)[:80])
        header.append(name)
    if not {f"name_{one}" for one in LANGUAGES} & set(header):
        raise UnusableCodebook("csv_no_name")
    return header


@dataclass(frozen=True, slots=True)
class _Found:
    """A row: its id, what it says it lies in, and whether that is the name of a category."""

    id: str
    parent: str
    category: str
    entry: Entry


def _found(row: dict[str, str], number: int, language: str) -> _Found:
    words = {name: Words(*(row.get(f"{name}_{one}", "") for one in LANGUAGES)) for name in WORDINGS}
    name = words["name"].read(language)
    plain: dict[str, Any] = {name: row.get(name, "") for name in _PLAIN}
    if plain["kind"] not in KINDS:
        plain["kind"] = "code"
    plain["colour"] = colours.read(plain["colour"], name)
    plain |= {name: plain[name].lower() in _YES for name in FLAGS}
    plain["guid"] = _guid(plain["guid"])
    entry = entry_of(words, plain)
    return _Found(row.get("id", "") or f"#{number}", row.get("parent", ""), row.get("category", ""), entry)


def _guid(value: str) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        return uuid5(SPACE, f"guid\x1f{value}")


def _items(found: Sequence[_Found], language: str) -> list[Item]:
    """Place each row in its parent, named by id, stable name or name, or in its category, made when it is no row."""
    ids = {row.id for row in found}
    places: dict[str, str] = {}
    # A code may have the name of its category: only what holds codes is one.
    holders = {name: row.id for row in found if not row.entry.is_codable for name in _names(row.entry)}
    for row in found:
        for name in _names(row.entry):
            places.setdefault(name, row.id)
    categories: dict[str, str] = {}
    items: list[Item] = []
    for row in found:
        parent = row.parent if row.parent in ids or not row.parent else places.get(row.parent, row.parent)
        if not row.parent and row.category:
            parent = holders.get(row.category) or categories.get(row.category, "")
            if not parent:
                parent = categories[row.category] = f"#category {len(categories) + 1}"
                items.append(Item(parent, "", Entry(Words.of(row.category, language), kind="dimension")))
        items.append(Item(row.id, parent, row.entry))
    return items


def _names(entry: Entry) -> tuple[str, str, str]:
    return entry.slug, entry.name.fr, entry.name.en
