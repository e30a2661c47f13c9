"""Look at the beginning of a file once, for every importer that wants to recognize it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import ijson

from corpus.importers.archive import check_archive, open_member
from corpus.importers.base import Problem, UnreadableFile
from corpus.importers.delimited import MAX_COLUMNS, Row, read_rows
from corpus.importers.encoding import detect_encoding
from corpus.importers.json_stream import Value, is_too_deep, read_values

_BYTES = 1 << 18
_CHARACTERS = 1 << 16
_VALUES = 5
_LEVELS = 4
_FIRST_LINES = 1_000
_DELIMITERS = (",", ";", "\t", "|")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_RTF = b"{\\rtf"
_MARKUP = re.compile(r"<\?xml\b|<!--|<!doctype\b|<html\b", re.I)
_YAML_LINE = re.compile(r"(?P<indent> *)(?:(?:- )*[a-z'\"][\w.'\"/-]*:(?P<bare>\s*$)?(?:\s|$)|(?:- )+)")
# Inside of Head the name is taken.
Bytes = bytes
# What a zip is, by a part that only this kind holds.
_KINDS = (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"))
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


@dataclass(frozen=True)
class Head:
    """The beginning of a file, read on demand and once."""

    path: Path

    @cached_property
    def bytes(self) -> bytes:
        """Return the first bytes of the file; raise UnreadableFile when there are none."""
        with self.path.open("rb") as stream:
            found = stream.read(_BYTES)
        if not found:
            raise UnreadableFile("file_empty")
        return found

    @cached_property
    def container(self) -> str:
        """Return zip, xlsx, docx, odt, ods, rtf, gzip, json or text."""
        if self.bytes.startswith(_OLE):
            raise UnreadableFile("archive_encrypted")
        if self.bytes.startswith(_ZSTD):
            raise UnreadableFile("archive_zstandard")
        if self.bytes.startswith(_ZIP):
            return self._zip_kind()
        if self.bytes.startswith(_RTF):
            return "rtf"
        if self.bytes.startswith(_GZIP):
            return "gzip"
        plain = self.bytes[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        return "json" if opens_json(plain) or _lines_of_json(plain) else "text"

    def _zip_kind(self) -> str:
        names = set(self.members)
        for name, kind in _KINDS:
            if name in names:
                return kind
        if "mimetype" in names:
            with open_member(self.path, "mimetype") as stream:
                return _OPEN_DOCUMENTS.get(stream.read(100).strip(), "zip")
        return "zip"

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Return the names of the files inside a zip that may be opened; empty for any other file."""
        return check_archive(self.path) if self.bytes.startswith(_ZIP) else ()

    @cached_property
    def encoding(self) -> str:
        """Return how the text of the file is encoded; raise UnreadableFile when it is no text."""
        return detect_encoding(self.path)

    @cached_property
    def text(self) -> str:
        """Return the first characters of a text file."""
        with self.path.open("r", encoding=self.encoding, errors="replace", newline="") as stream:
            return stream.read(_CHARACTERS).lstrip("\ufeff")

    @cached_property
    def is_markup(self) -> bool:
        """Tell XML, HTML and YAML from prose and tables: no reader of either finds posts in them."""
        text = self.text.lstrip()
        return bool(_MARKUP.match(text)) or _is_yaml(text.splitlines()[:400])

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """Return the first values of a JSONL file or of a JSON array; of a single value too large to hold, nothing."""
        if self.container != "json" or len(self.keys) > MAX_COLUMNS:
            return ()
        with suppress(UnreadableFile):
            found = islice(read_values(self.path, self.encoding), _VALUES)
            return tuple(v.data for v in found if isinstance(v, Value) and not _is_too_wide(v.data))
        return ()

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return the names at the top of a single JSON object, as far as its beginning shows them."""
        return frozenset(path for path, event in self._shape if event == "name" and "\0" not in path)

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """Return the paths of the lists inside of a JSON object that are reached by names alone, such as data.items."""
        return tuple(path.replace("\0", ".") for path, event in self._shape if event == "list" and "." not in path)

    @cached_property
    def _shape(self) -> tuple[tuple[str, str], ...]:
        """Return paths (names joined by NUL) to names and lists of objects, down to a few levels, without lists."""
        found: dict[tuple[str, str], None] = {}
        names: list[str] = []
        in_lists, last = 0, ""
        with suppress(ijson.JSONError, UnicodeError):
            for event, value in ijson.basic_parse(BytesIO(self._json), use_float=True):
                if event == "map_key" and not in_lists:
                    names[-1] = str(value)
                    found[("\0".join(names), "name")] = None
                elif event == "start_map" and not in_lists:
                    names.append("")
                elif event == "end_map" and not in_lists:
                    names.pop()
                elif event in ("start_array", "end_array"):
                    in_lists += 1 if event == "start_array" else -1
                if last == "start_array" and event == "start_map" and in_lists == 1 and 0 < len(names) <= _LEVELS:
                    found[("\0".join(names), "list")] = None
                last = event
        return tuple(found)

    @cached_property
    def _json(self) -> Bytes:
        """Return the beginning of a JSON file as UTF-8; nothing of a file made to nest without end."""
        if self.container != "json":
            return b""
        text = self.bytes.decode(self.encoding, "ignore").lstrip("\ufeff")
        return b"" if is_too_deep(text) else text.encode("utf-8", "ignore")

    def items(self, prefix: str, count: int = _VALUES) -> tuple[Any, ...]:
        """Return the first elements under a path of a single JSON value, such as `messages.item`."""
        return tuple(islice(_partial_items(self._json, prefix), count))

    @cached_property
    def columns(self) -> tuple[str, tuple[str, ...]]:
        """Return delimiter and names of the first line of a delimited file: the delimiter that gives most names."""
        if self.container != "text":
            return "", ()
        found = [(d, first_row(self.path, self.encoding, d)) for d in _DELIMITERS]
        return max(found, key=lambda pair: len(pair[1]))


def _partial_items(raw: bytes, prefix: str) -> Iterator[Any]:
    """Yield the elements that the beginning of a JSON value holds whole."""
    with suppress(ijson.JSONError):
        yield from ijson.items(BytesIO(raw), prefix, use_float=True)


def first_row(path: Path, encoding: str, delimiter: str) -> tuple[str, ...]:
    """Return the cells of the first row of a delimited file, without spaces around."""
    for row in islice(read_rows(path, encoding, delimiter, most_lines=_FIRST_LINES), 1):
        if isinstance(row, Row):
            return tuple(cell.strip() for cell in row.cells[:MAX_COLUMNS])
        if isinstance(row, Problem):
            break
    return ()


def _is_yaml(lines: list[str]) -> bool:
    """Tell whether names without a value open deeper lines on several levels, and most lines are names or items."""
    found = [m for line in lines if line.strip() and (m := _YAML_LINE.match(line))]
    opening = {m["indent"] for m, below in pairwise(found) if m["bare"] is not None and below["indent"] >= m["indent"]}
    return len(opening) >= 2 and 2 * len(found) > sum(bool(line.strip()) for line in lines)


def _is_too_wide(data: object) -> bool:
    return isinstance(data, dict) and len(data) > MAX_COLUMNS


def _lines_of_json(plain: bytes) -> bool:
    """Tell lines of JSON with some garbage among the first of them."""
    lines = [line.strip() for line in plain.split(b"\n")[:10] if line.strip()]
    fitting = sum(line.startswith(b'{"') and opens_json(line) for line in lines)
    return fitting >= 2 and 2 * fitting > len(lines)


def opens_json(plain: bytes) -> bool:
    """Tell whether the first bytes are JSON: a CSV header may begin with a bracket, JSON goes on with a value."""
    rest = plain[1:].lstrip(b" \t\r\n")[:1]
    if plain[:1] == b"{":
        return rest in (b'"', b"}")
    return plain[:1] == b"[" and rest in (b"{", b"[", b"]", b"")
