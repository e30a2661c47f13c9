"""Unfold the answers that a JSON record holds in a list of its own, and hang each under the record it lies in."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from corpus.importers.base import PostKind, PostRecord, Problem
from corpus.importers.json_stream import Value, flatten
from corpus.importers.mapping import guess_mapping
from corpus.importers.records import Json, Marks, not_objects, objects

DEPTH_COLUMN = "depth of the answer"
_SURE_TEXT = 0.6
_SAMPLE = 50
_LONGEST_RUNNING = 6


def unfolded(value: Value, children: str) -> Iterator[tuple[int, Value | Problem]]:
    """Yield a record and the answers inside of it, in the order of reading, each with how deep it lies (0: on top)."""
    waiting: list[tuple[int, Any]] = [(0, value.data)]
    while waiting:
        depth, found = waiting.pop()
        yield depth, Value(value.line, found)
        inner = at_path(found, children)
        yield from ((depth + 1, problem) for problem in not_objects(inner, value.line))
        waiting += [(depth + 1, answer) for answer in reversed(objects(inner))]


def at_path(record: Json, path: str) -> Any:
    """Return what lies under names joined by points, or under a name that holds points itself; None: nothing."""
    if path in record:
        return record[path]
    found: Any = record
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def lists_with_text(records: Sequence[Json]) -> dict[str, tuple[int, bool]]:
    """Return the lists of objects with a text that records hold: name -> (how many objects, whether they look said).

    What looks said has a writer or a date. A list may lie in an object of the record, such as `comments.data`.
    """
    held: dict[str, list[Json]] = {}
    for record in records:
        flat = {f"{name}.{inner}": v for name, o in record.items() if isinstance(o, dict) for inner, v in o.items()}
        for name, value in (*record.items(), *flat.items()):
            if answers := objects(value):
                held.setdefault(name, []).extend(answers)
    found = {}
    for name, answers in held.items():
        guesses = guess_mapping(*_table(answers))
        if "text" in guesses and guesses["text"].confidence >= _SURE_TEXT:
            is_said = any(field == "posted_at" or field.startswith("author") for field in guesses)
            found[name] = (len(answers), is_said)
    return found


def guess_children(records: Sequence[Json]) -> str:
    """Return the name of the list that holds the answers to the records; "" when none looks like it."""
    said = {name: count for name, (count, is_said) in lists_with_text(records).items() if is_said}
    return max(said, key=said.__getitem__, default="")


def own_columns(records: Sequence[Json], children: str, columns: Mapping[str, str]) -> dict[str, str]:
    """Return where answers keep what the mapping seeks, as far as they name it in their own way: column -> name."""
    inner = (
        v.data
        for record in records
        for depth, v in unfolded(Value(0, record), children)
        if depth and isinstance(v, Value)
    )
    names, rows = _table(list(islice(inner, _SAMPLE)))
    guesses = guess_mapping(names, rows)
    return {column: guesses[field].column for field, column in columns.items() if field in guesses}


def _table(records: Sequence[Json]) -> tuple[list[str], list[list[str]]]:
    flat = [flatten(record) for record in records[:_SAMPLE]]
    names = list(dict.fromkeys(name for row in flat for name in row))
    return names, [[row.get(name, "") for name in names] for row in flat]


class Nesting:
    """Hang the posts of unfolded records, which come in the order of reading, under one another."""

    def __init__(self) -> None:
        self._marks = Marks()
        self._above: list[str] = []

    def hang(self, item: PostRecord | Problem, depth: int) -> PostRecord | Problem:
        """Return a post with the id of what it lies in; a made-up id where the file gives none.

        A short number counts inside of its thread only. Answers to a refused row hang under what that row answered.
        """
        del self._above[depth:]
        above = self._above[-1] if self._above else ""
        if isinstance(item, Problem):
            self._above += [above or f"~{item.line}"] * (depth + 1 - len(self._above))
            return item
        top = self._above[0] if self._above else ""
        own = item.external_id
        if not own:
            own = self._marks.mark(
                top, above, item.author_external_id or item.author_name or item.author_handle, item.text
            )
        elif depth and own.isdigit() and len(own) <= _LONGEST_RUNNING:
            own = f"~{top}/{own}"
        item.external_id = own
        if depth:
            item.parent_external_id = above
            item.kind = PostKind.REPLY if item.kind is PostKind.POST else item.kind
        self._above += [own] * (depth + 1 - len(self._above))
        return item
