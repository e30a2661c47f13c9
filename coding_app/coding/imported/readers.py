"""Choose how a file of codings is read; pure."""

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from coding_app.coding.imported import doccano, label_studio, long_table
from coding_app.coding.imported.rows import Rows, UnknownFile
from corpus.importers import sheets
from corpus.importers.base import UnreadableFile
from corpus.importers.head import Head


def read(path: Path, *, coder: str = "", coders: Mapping[str, str] | None = None) -> Rows:
    """Yield the codings of a file; `coder` is whose they are in doccano, `coders` who is who in Label Studio.

    Raises UnknownFile.
    """
    try:
        head = Head(path)
        kind = head.container
        first = _first_value(path, head) if kind == "json" else None
        if label_studio.fits(first):
            return label_studio.read(path, coders)
        if doccano.fits(first):
            return doccano.read(path, coder)
        if kind == "text" and long_table.fits(path):
            return long_table.read(path)
        if kind in sheets.KINDS and long_table.fits_workbook(path, kind):
            return long_table.read_workbook(path, kind)
    except UnreadableFile as error:
        raise UnknownFile from error
    raise UnknownFile


def _first_value(path: Path, head: Head) -> Any:
    if head.values:
        return head.values[0]
    with path.open(encoding=head.encoding, errors="replace") as stream:
        line = next(islice((part for part in stream if part.strip()), 1), "")
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
