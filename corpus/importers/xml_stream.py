"""Walk through one XML part of a zip without building a tree, and refuse what no real file declares."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from corpus.importers.archive import open_member
from corpus.importers.base import UnreadableFile

MAX_DEPTH = 500
_BLOCK = 1 << 16
START, END, TEXT = 1, 2, 3
# What happened, the name ("namespace local") or the characters, and the attributes.
Event = tuple[int, str, dict[str, str]]
_NO_ATTRIBUTES: dict[str, str] = {}


def events(path: Path, member: str, *, limit_mb: int) -> Iterator[Event]:
    """Yield the starts, ends and characters of a part; raise UnreadableFile on a DOCTYPE, bad XML, depth or size."""
    found: list[Event] = []
    parser = _parser(found)
    seen = 0
    with open_member(path, member) as stream:
        while True:
            block = stream.read(_BLOCK)
            seen += len(block)
            if seen > limit_mb << 20:
                raise UnreadableFile("archive_too_large", limit=str(limit_mb))
            try:
                parser.Parse(block, not block)
            except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two: encodings it cannot read
                raise UnreadableFile("archive_damaged") from error
            yield from found
            found.clear()
            if not block:
                return


def _parser(found: list[Event]) -> Any:
    """Return a parser that adds to the list; characters in a row come as one event."""
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableFile("xml_too_deep")
        found.append((START, name, attributes))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        found.append((END, name, _NO_ATTRIBUTES))

    def doctype(*_: object) -> None:
        raise UnreadableFile("archive_doctype")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda data: found.append((TEXT, data, _NO_ATTRIBUTES))
    parser.StartDoctypeDeclHandler = doctype
    return parser
