"""Read the codes and sets of REFI-QDA XML as a stream, whatever else the file holds; pure.

Source: REFI-QDA 1.5, sections 5.2 (codebook) and 5.3 (project). Programs write the namespace with 1.0 or 1:0.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from coding_app.codebook.exchange import colours
from coding_app.codebook.exchange.descriptions import parted
from coding_app.codebook.exchange.neutral import (
    KINDS,
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_TEXT,
    SPACE,
    Codebook,
    CodeSet,
    Entry,
    Words,
    checked,
    entry_of,
    one_line,
)
from coding_app.codebook.exchange.refusals import UnusableCodebook
from coding_app.codebook.tree import FLAGS

MAX_ELEMENT_DEPTH = 100
_NAMESPACE = re.compile(r"urn:QDA-XML:(?:codebook|project):\d+[.:]\d+", re.ASCII)
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?", re.ASCII)
_FALSE = frozenset({"false", "0"})
# All wordings of a code may stand in one description.
MAX_DESCRIPTION = 6 * MAX_TEXT


@dataclass(slots=True)
class _Draft:
    """A code or set while its element is open; ``depth`` is the number of open elements, itself included."""

    depth: int
    guid: UUID | None
    name: str
    colour: str = ""
    is_codable: bool = True
    is_of_codes: bool = True
    text: list[str] = field(default_factory=list)
    length: int = 0
    below: list["_Draft"] = field(default_factory=list)
    members: list[UUID] = field(default_factory=list)


def parse(chunks: Iterable[bytes], language: str) -> Codebook:
    """Read a codebook from the bytes of a .qdc or a project.qde, its words in one language; raises UnusableCodebook."""
    reader = _Reader()
    parser = DefusedExpatParser(namespaceHandling=1, forbid_dtd=True)
    parser.setFeature(feature_namespaces, 1)
    parser.setContentHandler(reader)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except DefusedXmlException as error:
        raise UnusableCodebook("archive_doctype") from error
    except SAXParseException as error:
        raise UnusableCodebook("xml_broken", line=str(error.getLineNumber() or 1)) from error
    except (SAXException, ValueError, LookupError) as error:
        raise UnusableCodebook("xml_broken", line="1") from error
    return checked(reader.codebook(language))


class _Reader(ContentHandler):
    """Keep the Code, Set, MemberCode and Description elements; pass over all others."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.open: list[_Draft] = []
        self.codes: list[_Draft] = []
        self.sets: list[_Draft] = []
        self.count = 0

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: N802
        """Open an element."""
        namespace, local = name
        if not self.path:
            _check_root(namespace, local)
        if len(self.path) >= MAX_ELEMENT_DEPTH:
            raise UnusableCodebook("too_deep", limit=str(MAX_DEPTH))
        parent = self.path[-1] if self.path else ""
        above = self._draft_at(len(self.path))
        self.path.append(local)
        read = {key[1]: value for key, value in attrs.items() if key[0] is None}
        if local == "Code" and ((parent == "Code" and above) or (parent == "Codes" and not self.open)):
            self._open_code(read, above)
        elif local == "Set" and parent == "Sets" and not self.open:
            self._count()
            self.open.append(_Draft(len(self.path), _guid(read.get("guid", "")), read.get("name", "")))
            self.sets.append(self.open[-1])
        elif parent == "Set" and above:
            _add_member(above, local, read)

    def _draft_at(self, depth: int) -> _Draft | None:
        """Return the code or set whose element is the innermost open one."""
        return self.open[-1] if self.open and self.open[-1].depth == depth else None

    def _open_code(self, read: dict[str, str], above: _Draft | None) -> None:
        self._count()
        name = one_line(read.get("name", ""))
        draft = _Draft(
            depth=len(self.path),
            guid=_guid(read.get("guid", "")),
            name=name,
            colour=colours.read(read.get("color", ""), name),
            is_codable=read.get("isCodable", "true").strip().lower() not in _FALSE,
        )
        (above.below if above else self.codes).append(draft)
        self.open.append(draft)
        if len(self.open) > MAX_DEPTH:
            raise UnusableCodebook("too_deep", limit=str(MAX_DEPTH))

    def _count(self) -> None:
        self.count += 1
        if self.count > MAX_ENTRIES:
            raise UnusableCodebook("too_many", limit=str(MAX_ENTRIES))

    def characters(self, content: str) -> None:
        """Keep the text of a description."""
        draft = self._draft_at(len(self.path) - 1)
        if draft is None or self.path[-1] != "Description":
            return
        draft.text.append(content)
        draft.length += len(content)
        if draft.length > MAX_DESCRIPTION:
            raise UnusableCodebook("text_too_long", name=draft.name[:80], limit=str(MAX_TEXT))

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        """Close an element."""
        if self._draft_at(len(self.path)):
            self.open.pop()
        self.path.pop()

    def codebook(self, language: str) -> Codebook:
        """Return what was read; a set of sources or notes is none of codes."""
        known = {draft.guid for draft in _all(self.codes)}
        return Codebook(
            entries=tuple(_entry(draft, 0, language) for draft in self.codes),
            sets=tuple(
                CodeSet(
                    name=Words.of(one.name, language),
                    members=tuple(member for member in one.members if member in known),
                    definition=Words.of("".join(one.text), language),
                    guid=one.guid,
                )
                for one in self.sets
                if one.members or one.is_of_codes
            ),
        )


def _add_member(draft: _Draft, element: str, read: dict[str, str]) -> None:
    """Keep a code of a set: its attribute is guid in the codebook schema, targetGUID in the project schema."""
    if element == "MemberCode":
        member = _guid(read.get("guid") or read.get("targetGUID") or "")
        draft.members += [member] if member else []
    elif element != "Description":
        draft.is_of_codes = False


def _check_root(namespace: str | None, local: str) -> None:
    if local not in {"CodeBook", "Project"} or (namespace and not _NAMESPACE.fullmatch(namespace)):
        raise UnusableCodebook("xml_other", name=f"{local} {namespace or ''}".strip()[:120])


def _guid(value: str) -> UUID | None:
    """Return an identity; one that is no UUID gets always the same UUID."""
    plain = value.strip()
    found = _GUID.fullmatch(plain)
    if found:
        return UUID(found[1])
    return uuid5(SPACE, f"guid\x1f{plain}") if plain else None


def _all(drafts: Iterable[_Draft]) -> Iterable[_Draft]:
    for draft in drafts:
        yield draft
        yield from _all(draft.below)


def implied_kind(is_codable: bool, depth: int) -> str:
    """Return the kind an entry has when its file says nothing but whether it can be applied."""
    if is_codable:
        return "code"
    return "group" if depth else "dimension"


def _entry(draft: _Draft, depth: int, language: str) -> Entry:
    wordings, details = parted("".join(draft.text))
    if details.get("kind") not in KINDS:
        details["kind"] = implied_kind(draft.is_codable, depth)
    return entry_of(
        {name: Words.of(text, language) for name, text in wordings.items()},
        details | {name: details.get(name) == "true" for name in FLAGS},
        {"name": Words.of(draft.name, language), "colour": draft.colour, "guid": draft.guid},
        {"entries": tuple(_entry(one, depth + 1, language) for one in draft.below)},
    )
