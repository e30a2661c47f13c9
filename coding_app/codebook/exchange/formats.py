"""The formats of codebook files: write any of them, and read a file after finding out which it is."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coding_app.codebook.exchange.labels import (
    read_doccano,
    read_label_studio,
    read_list,
    write_doccano,
    write_label_studio,
    write_list,
)
from coding_app.codebook.exchange.neutral import Codebook
from coding_app.codebook.exchange.own_json import loaded, read_json, write_json
from coding_app.codebook.exchange.qdc import MAX_CODEBOOK_MB, read_qdc, read_qdpx, write_qdc
from coding_app.codebook.exchange.refusals import UnusableCodebook
from coding_app.codebook.exchange.tables import read_csv, write_csv


@dataclass(frozen=True)
class Format:
    """A kind of file: its ending, its media type, and what writes and reads its bytes in a language."""

    suffix: str
    media_type: str
    write: Callable[[Codebook, str], bytes]
    read: Callable[[bytes, str], Codebook]


FORMATS: dict[str, Format] = {
    "qdc": Format(".qdc", "application/xml", write_qdc, read_qdc),
    "csv": Format(".csv", "text/csv; charset=utf-8", lambda form, _: write_csv(form), read_csv),
    "json": Format(
        ".json", "application/json", lambda form, _language: write_json(form), lambda data, _language: read_json(data)
    ),
    "doccano": Format(".doccano.json", "application/json", write_doccano, read_doccano),
    "label_studio": Format(".label-studio.xml", "application/xml", write_label_studio, read_label_studio),
    "list": Format(".txt", "text/plain; charset=utf-8", write_list, read_list),
}


def read_file(path: Path, name: str, language: str) -> Codebook:
    """Read a codebook file of any of these formats, or the codebook of a .qdpx; raises UnusableCodebook.

    ``name`` is what its owner calls it; only its ending is looked at, to tell tables from plain lists.
    """
    with path.open("rb") as stream:
        data = stream.read((MAX_CODEBOOK_MB << 20) + 1)
    if data.startswith(b"PK\x03\x04"):
        return read_qdpx(path, language)
    if len(data) > MAX_CODEBOOK_MB << 20:
        raise UnusableCodebook("too_large", limit=str(MAX_CODEBOOK_MB))
    return FORMATS[recognized(data, name)].read(data, language)


def recognized(data: bytes, name: str) -> str:
    """Return the format of a file from its first character, and from the ending of its name; raises when empty."""
    begin = data[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        begin = begin.decode("utf-16", "ignore").encode()
    if not begin:
        raise UnusableCodebook("file_empty")
    if begin.startswith(b"<"):
        return "label_studio" if b"<View" in begin else "qdc"
    if begin.startswith((b"{", b"[")):
        return "doccano" if isinstance(loaded(data), list) else "json"
    return "list" if name.lower().endswith(".txt") else "csv"
