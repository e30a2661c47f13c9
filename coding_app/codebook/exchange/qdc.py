"""REFI-QDA codebooks: .qdc in and out, and the codebook inside a .qdpx project.

Source: REFI-QDA 1.5, section 5.2. What the schema has no place for stands in the description, in words.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree as ET  # writes only; files are read by defusedxml

from coding_app.codebook.exchange.descriptions import DETAILS, described
from coding_app.codebook.exchange.neutral import Codebook, CodeSet, Entry, checked, with_guids
from coding_app.codebook.exchange.qda_xml import implied_kind, parse
from coding_app.codebook.exchange.refusals import UnusableCodebook, archive_refusals
from coding_app.codebook.tree import FLAGS, WORDINGS
from corpus.importers import archive

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Entente"
MAX_CODEBOOK_MB = 20
# A project holds its codings beside its codebook: tens of megabytes for a large study.
MAX_PROJECT_MB = 200
_CHUNK = 1 << 16


def read_qdc(data: bytes, language: str) -> Codebook:
    """Read a .qdc or a bare project.qde, its words in the language said; raises UnusableCodebook."""
    if len(data) > MAX_CODEBOOK_MB << 20:
        raise UnusableCodebook("too_large", limit=str(MAX_CODEBOOK_MB))
    return parse([data], language)


def read_qdpx(path: Path, language: str) -> Codebook:
    """Read the codebook of a .qdpx project, and nothing else of it; raises UnusableCodebook."""
    with archive_refusals():
        name = _project_in(archive.check_archive(path))
        with archive.open_member(path, name) as stream:
            return parse(_chunks(stream), language)


def _project_in(names: Iterable[str]) -> str:
    """Return the name of project.qde, which some programs write Project.qde."""
    found = [name for name in names if PurePosixPath(name.lower()).name == "project.qde"]
    if not found:
        raise UnusableCodebook("no_project")
    return min(found, key=lambda name: (name.count("/"), name))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > MAX_PROJECT_MB << 20:
            raise UnusableCodebook("too_large", limit=str(MAX_PROJECT_MB))
        yield chunk


def write_qdc(form: Codebook, language: str) -> bytes:
    """Write a codebook in one language, valid after the schema; raises UnusableCodebook when it holds no code."""
    form = checked(with_guids(form))
    if not form.entries:
        raise UnusableCodebook("nothing_to_write")
    root = ET.Element("CodeBook", {"xmlns": NAMESPACE, "origin": ORIGIN})
    codes = ET.SubElement(root, "Codes")
    for entry in form.entries:
        _add_code(codes, entry, 0, language)
    if form.sets:
        sets = ET.SubElement(root, "Sets")
        for one in form.sets:
            _add_set(sets, one, language)
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _add_code(parent: ET.Element, entry: Entry, depth: int, language: str) -> None:
    attributes = {
        "guid": str(entry.guid),
        "name": entry.name.read(language),
        "isCodable": "true" if entry.is_codable else "false",
    }
    if entry.colour:
        attributes["color"] = entry.colour
    code = ET.SubElement(parent, "Code", attributes)
    details: dict[str, str] = {name: getattr(entry, name) for name in DETAILS if name not in FLAGS}
    details |= {name: "true" if getattr(entry, name) else "" for name in FLAGS}
    if entry.kind == implied_kind(entry.is_codable, depth):
        details["kind"] = ""
    wordings = {name: getattr(entry, name).read(language) for name in WORDINGS}
    if text := described(wordings, details, language):
        ET.SubElement(code, "Description").text = text
    for one in entry.entries:
        _add_code(code, one, depth + 1, language)


def _add_set(parent: ET.Element, one: CodeSet, language: str) -> None:
    element = ET.SubElement(parent, "Set", {"guid": str(one.guid), "name": one.name.read(language)})
    if text := one.definition.read(language):
        ET.SubElement(element, "Description").text = text
    for member in one.members:
        ET.SubElement(element, "MemberCode", {"guid": str(member)})
