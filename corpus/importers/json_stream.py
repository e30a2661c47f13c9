"""Read JSON lines, JSON arrays and single JSON values strictly, one value at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from corpus.importers.base import Problem, UnreadableFile
from corpus.importers.text_stream import character_problem, open_text

MAX_VALUE_CHARACTERS = 64 << 20
_CHUNK = 1 << 18
_SPACE = " \t\r\n\ufeff"


class _Refused(ValueError):
    """Carry the reason why a value that json would accept is refused."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code)
        self.code = code
        self.value = value


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Refused("json_duplicate_key", twice[:80])
    return found


def _no_constant(name: str) -> NoReturn:
    raise _Refused("json_not_a_number", name)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise _Refused("json_not_a_number", digits[:40])
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys, parse_constant=_no_constant, parse_float=_finite)
# Finds where a refused value ends, so that the next one can be read.
_LENIENT = json.JSONDecoder()
# After these nothing is sure, so an array ends there.
_FATAL = frozenset({"json_invalid", "json_too_deep"})


@dataclass(frozen=True, slots=True)
class Value:
    """Hold one decoded value with the line of the file where it starts, from 1."""

    line: int
    data: Any


def read_values(path: Path, encoding: str) -> Iterator[Value | Problem]:
    """Yield each line of a JSONL file, each element of a JSON array, or the one value of a pretty-printed file."""
    with open_text(path, encoding, newline="\n") as stream:
        heads = [line for line in (stream.readline(_CHUNK) for _ in range(5)) if line.strip(_SPACE)]
    if heads and heads[0].strip(_SPACE).startswith("["):
        yield from _elements(path, encoding)
    elif heads and _is_pretty_printed(heads):
        yield from _single(path, encoding)
    else:
        yield from _lines(path, encoding)


def _is_pretty_printed(heads: list[str]) -> bool:
    """Tell a value spread over lines from lines of values; a first line longer than a chunk is a line of values."""
    first, second = heads[0].strip(_SPACE), heads[1].strip(_SPACE) if len(heads) > 1 else ""
    if len(heads[0]) >= _CHUNK or second.startswith("{"):
        return False
    return first.startswith("{") and bool(second) and isinstance(decode(first, 1), Problem)


def decode(text: str, line: int) -> Value | Problem:
    """Decode one strict JSON value; return the Problem when it is none."""
    bad = character_problem(text, line, "")
    if bad:
        return bad
    try:
        data, end = _DECODER.raw_decode(text)
    except _Refused as refusal:
        return Problem(line, "", refusal.code, {"value": refusal.value})
    except json.JSONDecodeError as error:
        return Problem(line, str(error.pos + 1), "json_invalid", {"detail": error.msg})
    except RecursionError:
        return Problem(line, "", "json_too_deep")
    except ValueError as error:  # int() refuses numbers of more than 4,300 digits
        return Problem(line, "", "json_not_a_number", {"value": str(error)[:40]})
    if text[end:].strip(_SPACE):
        return Problem(line, str(end + 1), "json_invalid", {"detail": "extra text"})
    return Value(line, data)


def _lines(path: Path, encoding: str) -> Iterator[Value | Problem]:
    with open_text(path, encoding, newline="\n") as stream:
        number = 0
        while line := stream.readline(MAX_VALUE_CHARACTERS):
            number += 1
            if len(line) == MAX_VALUE_CHARACTERS:
                yield Problem(number, "", "json_too_large")
                return
            text = line.strip(_SPACE)
            if text:
                yield decode(text, number)


def _single(path: Path, encoding: str) -> Iterator[Value | Problem]:
    with open_text(path, encoding, newline="\n") as stream:
        text = stream.read(MAX_VALUE_CHARACTERS)
        if stream.read(1):
            raise UnreadableFile("json_too_large")
    yield decode(text.strip(_SPACE), 1)


def _elements(path: Path, encoding: str) -> Iterator[Value | Problem]:
    """Walk through one array with a window over the file; a syntax error ends it, because nothing after it is sure."""
    with open_text(path, encoding, newline="\n") as stream:
        window = _Window(stream)
        window.skip(_SPACE)
        window.skip_one()
        while True:
            window.skip(_SPACE + ",")
            head = window.peek()
            if head == "]":
                return
            if head == "":
                yield Problem(window.line, "", "json_invalid", {"detail": "the array is not closed"})
                return
            found = window.value()
            yield found
            if isinstance(found, Problem) and found.code in _FATAL:
                return


class _Window:
    """Keep the undecoded part of a stream; grow it by doubling when a value is cut."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self.line = 1

    def _fill(self, size: int = _CHUNK) -> bool:
        more = self._stream.read(size)
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)

    def peek(self) -> str:
        """Return the next character, or an empty string at the end."""
        if self._at >= len(self._text) and not self._fill():
            return ""
        return self._text[self._at]

    def skip(self, characters: str) -> None:
        """Skip all of the given characters."""
        while (head := self.peek()) and head in characters:
            self.line += head == "\n"
            self._at += 1

    def skip_one(self) -> None:
        """Skip one character that is no line end."""
        self._at += 1

    def value(self) -> Value | Problem:
        """Decode the next value, reading on while it is cut; a refused value is passed over by a lenient decoder."""
        size, decoder, refused = _CHUNK, _DECODER, None
        while True:
            try:
                data, end = decoder.raw_decode(self._text, self._at)
            except _Refused as refusal:
                refused = Problem(self.line, "", refusal.code, {"value": refusal.value})
                decoder = _LENIENT
                continue
            except RecursionError:
                return Problem(self.line, "", "json_too_deep")
            except ValueError as error:
                if len(self._text) - self._at < MAX_VALUE_CHARACTERS and self._fill(size):
                    size *= 2
                    continue
                detail = error.msg if isinstance(error, json.JSONDecodeError) else "number"
                return Problem(self.line, "", "json_invalid", {"detail": detail})
            if end == len(self._text) and self._fill(size):
                continue  # a number at the edge of the window may go on
            return self._taken(end, data, refused)

    def _taken(self, end: int, data: object, refused: Problem | None) -> Value | Problem:
        start, raw = self.line, self._text[self._at : end]
        self.line += raw.count("\n")
        self._at = end
        return refused or character_problem(raw, start, "") or Value(start, data)


def flatten(value: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested values as one level of text, keys joined by dots, lists of plain values joined by commas."""
    flat: dict[str, str] = {}
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict):
            flat.update(flatten(item, f"{name}."))
        elif isinstance(item, list) and any(isinstance(i, dict | list) for i in item):
            flat[name] = json.dumps(item, ensure_ascii=False)
        elif isinstance(item, list):
            flat[name] = ", ".join(plain(i) for i in item)
        else:
            flat[name] = plain(item)
    return flat


def plain(value: object) -> str:
    """Return a JSON value as text; a float too large for its digits stays in scientific notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
