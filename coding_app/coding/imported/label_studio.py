"""Read what Label Studio exports as JSON: tasks with the work of each person; pure.

It counts passages in the units of JavaScript (UTF-16): they are turned into code points by the text of the task.
Whatever is no choice, taxonomy or passage of a text (boxes on pictures, ratings, relations) is named as such.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coding_app.coding.imported.rows import CodingRow, Rows, WrongRow

_ITEMS = ("item", "uuid", "post_id", "external_id", "id_str", "id")
_KINDS = ("choices", "labels", "hypertextlabels", "taxonomy")


def fits(first: Any) -> bool:
    """Tell whether the first value of a file is a task of Label Studio."""
    return (
        isinstance(first, dict) and isinstance(first.get("data"), dict) and isinstance(first.get("annotations"), list)
    )


def read(path: Path, coders: Mapping[str, str] | None = None) -> Rows:
    """Yield the codings of the tasks; `line` is the place of the task in the file, from 1.

    `coders` gives the account behind the number of a person, where the export names nobody.
    """
    with path.open(encoding="utf-8-sig") as stream:
        try:
            tasks = json.load(stream)
        except (ValueError, RecursionError):
            yield WrongRow(1, "json_invalid")
            return
    for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], start=1):
        if fits(task):
            yield from _of_task(number, task, coders or {})
        else:
            yield WrongRow(number, "json_invalid")


def _of_task(line: int, task: dict[str, Any], coders: Mapping[str, str]) -> Rows:
    told = task["data"] | ({"id": task["id"]} if "id" in task and "id" not in task["data"] else {})
    item = next((str(told[n]) for n in _ITEMS if isinstance(told.get(n), str | int) and str(told[n]).strip()), "")
    text = next((str(told[n]) for n in ("text", "data", "message", "body") if isinstance(told.get(n), str)), "")
    for work in task["annotations"]:
        if not isinstance(work, dict) or work.get("was_cancelled"):
            continue
        coder = _coder(work.get("completed_by"), coders)
        for result in work.get("result") or []:
            if not isinstance(result, dict) or result.get("type") not in _KINDS:
                kind = result.get("type") if isinstance(result, dict) else result
                yield WrongRow(line, "result_of_another_kind", str(kind)[:60])
        for name, start, end in _results(work.get("result"), text):
            if item and coder and name:
                yield CodingRow(line, item, coder, name, start, end, text)
            else:
                yield WrongRow(line, "row_incomplete", "item" if not item else "coder" if not coder else "code")


def _coder(person: Any, coders: Mapping[str, str]) -> str:
    if isinstance(person, dict):
        named = str(person.get("username") or person.get("email") or person.get("id") or "")
        return coders.get(str(person.get("id", "")), coders.get(named, named))
    return coders.get(str(person), str(person)) if person is not None else ""


def _results(results: Any, text: str) -> Iterator[tuple[str, int | None, int | None]]:
    for result in results if isinstance(results, list) else []:
        kind = str(result.get("type", "")) if isinstance(result, dict) else ""
        value = result.get("value") if kind in _KINDS else None
        if not isinstance(value, dict):
            continue
        start, end = _span(value, text)
        for name in value.get(kind) or []:
            # A taxonomy gives the way from the top; the last step is the code.
            yield (str(name[-1]) if isinstance(name, list) and name else str(name)), start, end


def _span(value: Mapping[str, Any], text: str) -> tuple[int | None, int | None]:
    start, end = value.get("start"), value.get("end")
    if not (isinstance(start, int) and isinstance(end, int)):
        return None, None
    quote = value.get("text")
    if not text or (end <= len(text) and text[start:end] == quote):
        return start, end
    return _code_points(text, start), _code_points(text, end)


def _code_points(text: str, units: int) -> int:
    """Return how many code points the first UTF-16 units of a text make."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))
