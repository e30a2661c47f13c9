"""Read what doccano exports: JSON lines with labels of the whole text, or of passages; pure.

doccano writes a file a person, `<name>.jsonl`, and none of them names the coder: it is told, or it is the file's name.
Offsets are code points.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coding_app.coding.imported.rows import CodingRow, Rows, WrongRow

_ITEMS = ("item", "uuid", "post_id", "external_id", "id_str", "id")
_CODERS = ("coder", "username", "annotator", "user")
_LABELS = ("label", "labels", "entities", "cats")


def fits(first: Any) -> bool:
    """Tell whether the first value of a file is an example of doccano."""
    return isinstance(first, dict) and bool({"text", "data"} & set(first)) and bool(set(_LABELS) & set(first))


def read(path: Path, coder: str = "") -> Rows:
    """Yield the codings of the examples, one a line."""
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                example = json.loads(line)
            except (ValueError, RecursionError):
                yield WrongRow(number, "json_invalid")
                continue
            if isinstance(example, dict):
                yield from _codings(number, example, coder or path.stem)
            else:
                yield WrongRow(number, "json_invalid")


def _codings(line: int, example: dict[str, Any], coder: str) -> Rows:
    meta = example.get("meta") if isinstance(example.get("meta"), dict) else {}
    told = {**(meta or {}), **example}
    item = _first(told, _ITEMS)
    text = str(example.get("text") or example.get("data") or "")
    if not item:
        yield WrongRow(line, "row_incomplete", "item")
        return
    for name, start, end in _labels(example):
        if not name:
            yield WrongRow(line, "row_incomplete", "code")
        else:
            yield CodingRow(line, item, _first(told, _CODERS) or coder, name, start, end, text)


def _first(told: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(told[n]) for n in names if isinstance(told.get(n), str | int) and str(told[n]).strip()), "")


def _labels(example: dict[str, Any]) -> Iterator[tuple[str, int | None, int | None]]:
    for key in _LABELS:
        given = example.get(key) or []
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, dict):
                yield str(one.get("label", "")), _place(one.get("start_offset")), _place(one.get("end_offset"))
            elif isinstance(one, list) and len(one) == 3:
                yield str(one[2]), _place(one[0]), _place(one[1])
            else:
                yield str(one), None, None


def _place(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
