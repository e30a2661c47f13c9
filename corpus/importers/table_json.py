"""Read a table from JSON: lines, an array, or the records somewhere inside of one object."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from corpus.importers.base import Problem, Recipe, UnreadableFile
from corpus.importers.delimited import MAX_COLUMNS, Row
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import MAX_VALUE_CHARACTERS, Value, flatten, items_under, picked, read_values
from corpus.importers.mapping import guess_mapping
from corpus.importers.table_nested import DEPTH_COLUMN, guess_children, lists_with_text, own_columns, unfolded
from corpus.importers.text_stream import legible

_SAMPLE = 50
_SURE_TEXT = 0.6
# Names that hold the text of a task in the tools people code with; beside them, a task lists what was coded.
_TASK_TEXTS = ("text", "data")


def json_rows(
    path: Path, recipe: Recipe, wanted: Collection[str] | None = None
) -> tuple[list[str], Iterator[Row | Problem]]:
    """Flatten objects to rows; the columns are those of the first objects and of the recipe.

    When only some columns are `wanted`, the cells of the others stay empty. When answers lie inside of the objects,
    each is a row too, and a last column says how deep it lies.
    """
    children = recipe.options.get("children", "")
    sample = _sample(path, recipe)
    names = dict.fromkeys(name for data in sample for name in flatten(data) if name != children)
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))
    written = {legible(name): name for name in names}
    written |= {name: name for name in recipe.columns.values() if name not in written}
    columns = list(written)
    taken = frozenset(columns if wanted is None else wanted)
    places = [written[c] if c in taken else "" for c in columns]
    own = own_columns(sample, children, {f: written[c] for f, c in recipe.columns.items()}) if children else {}
    below = [own.get(name, "") for name in places]

    def rows() -> Iterator[Row | Problem]:
        for value in _objects(path, recipe):
            if isinstance(value, Problem):
                yield value
            elif children:
                for depth, one in unfolded(value, children):
                    yield one if isinstance(one, Problem) else _nested_row(one, places, below, depth)
            else:
                yield Row(value.line, _cells(value, places))

    return [*columns, DEPTH_COLUMN] if children else columns, rows()


def _cells(value: Value, places: Sequence[str]) -> list[str]:
    return [picked(value.data, name) if name else "" for name in places]


def _nested_row(value: Value, places: Sequence[str], below: Sequence[str], depth: int) -> Row:
    """Return an answer as a row: what it does not have under the names of its opening, by names of its own."""
    cells = _cells(value, places)
    if depth:
        cells = [cell or own for cell, own in zip(cells, _cells(value, below), strict=True)]
    return Row(value.line, [*cells, str(depth)])


def _sample(path: Path, recipe: Recipe) -> list[dict[str, Any]]:
    return [value.data for value in islice(_objects(path, recipe), _SAMPLE) if isinstance(value, Value)]


def lists_left_out(path: Path, recipe: Recipe) -> list[str]:
    """Return the names of lists that hold objects with a text, which no row shows: they may be answers."""
    chosen = {recipe.options.get("children", ""), *recipe.columns.values()}
    return [name for name in lists_with_text(_sample(path, recipe)) if name not in chosen]


def _objects(path: Path, recipe: Recipe) -> Iterator[Value | Problem]:
    """Yield the objects of a JSON file; one object that only wraps a list of objects gives that list."""
    encoding, records = recipe.encoding or detect_encoding(path), recipe.options.get("records", "")
    if records and path.stat().st_size > MAX_VALUE_CHARACTERS:
        found: Iterator[Value | Problem] = items_under(path, encoding, f"{records}.item")
    elif records:
        found = _under(path, encoding, records)
    elif recipe.options.get("children"):
        found = read_values(path, encoding)
    else:
        found = _only_unwrapped(read_values(path, encoding))
    for value in found:
        if isinstance(value, Value) and not isinstance(value.data, dict):
            yield Problem(value.line, "", "json_not_object")
        else:
            yield value


def _only_unwrapped(found: Iterator[Value | Problem]) -> Iterator[Value | Problem]:
    """Open the wrapping of a file that holds one value; among several, each is a record whatever it lists."""
    first = list(islice(found, 2))
    if len(first) == 1 and isinstance(first[0], Value) and isinstance(first[0].data, dict):
        yield from _unwrapped(first[0])
    else:
        yield from chain(first, found)


def _under(path: Path, encoding: str, records: str) -> Iterator[Value | Problem]:
    """Yield the elements of the list under a path of names, in each value of the file."""
    for value in read_values(path, encoding):
        if isinstance(value, Problem):
            yield value
            continue
        found: Any = value.data
        for name in records.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if not isinstance(found, list):
            raise UnreadableFile("header_missing", value=records)
        yield from (Value(number, item) for number, item in enumerate(found, start=1))


def has_records(head: Head) -> bool:
    """Say whether a JSON file reads as a table: several values, a single record, or records inside of one object.

    A single answer of some system nests its posts somewhere inside; read as a table it would be one absurd row.
    """
    if len(head.keys) > MAX_COLUMNS:  # seen in its beginning, before all of it is decoded
        raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))
    if head.path.stat().st_size > MAX_VALUE_CHARACTERS and _is_one_object(head):
        return bool(guess_records(head))
    values = list(islice(read_values(head.path, head.encoding), 2))
    only = values[0] if len(values) == 1 else None
    if isinstance(only, Problem) and only.code in ("json_too_deep", "json_too_large"):
        raise UnreadableFile(only.code)
    if not isinstance(only, Value) or not isinstance(only.data, dict):
        return True
    if len(only.data) > MAX_COLUMNS:
        raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))
    if all(isinstance(item, Problem) or _is_record(item.data) for item in islice(_unwrapped(only), _SAMPLE)):
        return True
    return bool(guess_options(head))


def _is_one_object(head: Head) -> bool:
    """Tell one huge object from lines of objects: the first line ends before the object does."""
    first = head.text.lstrip("\ufeff \t\r\n")
    return first.startswith("{") and not head.values


def guess_records(head: Head) -> str:
    """Return the path of the list of records inside of one object, such as `data.items`; empty when there is none."""
    if len(head.values) > 1 or not head.bytes.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"{"):
        return ""
    best, best_count = "", 0
    for path in (p for p in head.lists if p == legible(p)):
        items = head.items(f"{path}.item", _SAMPLE)
        is_list = len(items) > best_count and all(isinstance(i, dict) for i in items)
        inner = guess_children(items).partition(".")[0] if is_list else ""
        if is_list and all(_is_record(_without(i, inner)) for i in items) and _have_text(items):
            best, best_count = path, len(items)
    return best


def guess_options(head: Head) -> dict[str, str]:
    """Return where the records are inside of a JSON file, and the list in which each holds its answers."""
    only = head.values[0] if len(head.values) == 1 else None
    if isinstance(only, dict):
        inner = guess_children([only])
        if inner and _have_text((_without(only, inner.partition(".")[0]),)):
            return {"children": inner}
    records = guess_records(head)
    items = head.items(f"{records}.item", _SAMPLE) if records else head.values if only is None else ()
    told = {"records": records, "children": guess_children([i for i in items if isinstance(i, dict)])}
    return {name: value for name, value in told.items() if value}


def _without(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


def _have_text(items: tuple[dict[str, Any], ...]) -> bool:
    flat = [flatten(i) for i in items]
    names = list(dict.fromkeys(name for row in flat for name in row))[:MAX_COLUMNS]
    guess = guess_mapping(names, [[row.get(n, "") for n in names] for row in flat]).get("text")
    return guess is not None and guess.confidence >= _SURE_TEXT


def _is_record(data: Mapping[str, Any]) -> bool:
    """Say whether an object holds plain values, lists of them, and at most one more level of the same."""
    if any(isinstance(data.get(name), str) for name in _TASK_TEXTS):
        return all(_is_plain(v) or _is_flat_list(v) for v in data.values())
    inner = [v for v in data.values() if isinstance(v, dict)]
    return all(_is_plain(v) for v in data.values() if not isinstance(v, dict)) and all(
        _is_plain(v) for each in inner for v in each.values()
    )


def _is_plain(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return not any(isinstance(item, dict | list) for item in items)


def _is_flat_list(value: object) -> bool:
    """Say whether a value is an object or a list of spans or objects that hold plain values only."""
    items = value if isinstance(value, list) else [value]
    return all(_is_plain(v) for i in items for v in (i.values() if isinstance(i, dict) else [i]))


def _unwrapped(value: Value) -> Iterator[Value | Problem]:
    lists = [v for v in value.data.values() if isinstance(v, list) and v and all(isinstance(i, dict) for i in v)]
    plain = [v for v in value.data.values() if isinstance(v, str | int | float)]
    is_task = any(isinstance(value.data.get(name), str) for name in _TASK_TEXTS)
    if len(lists) == 1 and len(lists[0]) > 1 and len(plain) <= 1 and not is_task:
        yield from (Value(value.line, item) for item in lists[0])
    else:
        yield value
