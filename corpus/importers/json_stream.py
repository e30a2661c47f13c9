"""Read JSON lines, JSON arrays and single JSON values strictly, one value at a time."""

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, NoReturn, TextIO

import ijson

from corpus.importers.base import Problem, UnreadableFile
from corpus.importers.text_stream import character_problem, open_text

MAX_VALUE_CHARACTERS = 24 << 20
# No export nests deeper; each level costs recursion, and the square of the levels in a walk with paths.
MAX_DEPTH = 200
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
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.S)
_BRACKET = re.compile(r"[\[{\]}]")
_STEP = 1 << 14


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
    if is_too_deep(text):
        return Problem(line, "", "json_too_deep")
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


def is_too_deep(text: str) -> bool:
    """Say whether brackets outside of strings nest deeper than any export does."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return False
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def items_under(path: Path, encoding: str, prefix: str) -> Iterator[Value | Problem]:
    """Stream the elements under a path of one JSON value too large to hold, such as `messages.item`, numbered from 1.

    Whole numbers stay exact; a syntax error is the last thing yielded; nesting too deep raises UnreadableFile.
    """
    number = 0
    with closing(_Guarded(path, encoding)) as stream:
        try:
            for number, data in enumerate(ijson.items(stream, prefix, buf_size=_STEP), start=1):
                yield Value(number, _native(data))
        except (ijson.JSONError, ValueError) as error:
            detail = str(error).partition("\n")[0][:80]  # the next lines of the message would show what is in the file
            yield Problem(number + 1, "", "json_invalid", {"detail": detail})


def _native(value: Any) -> Any:
    """Return a value with floats where the walk gives decimals; its whole numbers are exact already."""
    if isinstance(value, dict):
        return {key: _native(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_native(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


class _Guarded:
    """Hand out the UTF-8 bytes of a file in small steps, and stop when brackets are opened without end."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path, self._encoding = path, encoding
        self._stream: IO[Any] = path.open("rb")
        if encoding not in ("utf-8", "utf-8-sig", "ascii"):
            self._stream = codecs.EncodedFile(self._stream, "utf-8", encoding, "replace")  # type: ignore[assignment]
        self._mark = codecs.BOM_UTF8
        self._open, self._limit = 0, 5 * MAX_DEPTH

    def read(self, size: int = _STEP) -> bytes:
        """Return the next bytes."""
        block: bytes = self._stream.read(min(size, _STEP) if size > 0 else size)
        if self._mark and size:
            block, self._mark = block.removeprefix(self._mark), b""
        # Brackets inside of strings count here too: this only decides when to look closely.
        self._open += block.count(b"{") + block.count(b"[") - block.count(b"}") - block.count(b"]")
        if self._open > self._limit:
            self._look_closely()
        return block

    def _look_closely(self) -> None:
        depth = 0
        with suppress(ijson.JSONError), self._path.open("rb") as raw:
            for event, _ in ijson.basic_parse(raw, use_float=True):
                depth += event.startswith("start") - event.startswith("end")
                if depth > MAX_DEPTH:
                    raise UnreadableFile("json_too_deep")
        self._limit = 2 * self._open

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _lines(path: Path, encoding: str) -> Iterator[Value | Problem]:
    with open_text(path, encoding, newline="\n") as stream:
        number = 0
        while line := stream.readline(MAX_VALUE_CHARACTERS):
            number += 1
            if len(line) == MAX_VALUE_CHARACTERS:
                yield Problem(number, "", "json_too_large")
                while line and not line.endswith("\n"):
                    line = stream.readline(_CHUNK)
                continue
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
            yield window.value()
            if window.is_lost:
                return


class _Window:
    """Keep the undecoded part of a stream; grow it by doubling when a value is cut."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self.line = 1
        self.is_lost = False

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
                return self._lost("json_too_deep")
            except ValueError as error:
                if len(self._text) - self._at < MAX_VALUE_CHARACTERS and self._fill(size):
                    size *= 2
                    continue
                if len(self._text) - self._at >= MAX_VALUE_CHARACTERS:
                    return self._lost("json_too_large")
                return self._lost("json_invalid", error.msg if isinstance(error, json.JSONDecodeError) else "number")
            if end == len(self._text) and self._fill(size):
                continue  # a number at the edge of the window may go on
            return self._taken(end, data, refused)

    def _lost(self, code: str, detail: str = "") -> Problem:
        """Say that the end of the value is unknown: nothing after it is sure, so the array ends there."""
        self.is_lost = True
        return Problem(self.line, "", code, {"detail": detail} if detail else {})

    def _taken(self, end: int, data: object, refused: Problem | None) -> Value | Problem:
        start, raw = self.line, self._text[self._at : end]
        self.line += raw.count("\n")
        self._at = end
        if is_too_deep(raw):
            return Problem(start, "", "json_too_deep")
        return refused or character_problem(raw, start, "") or Value(start, data)


def flatten(value: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return nested values as one level of text, keys joined by dots, lists of plain values joined by commas."""
    flat: dict[str, str] = {}
    for key, item in value.items():
        if isinstance(item, dict):
            flat.update(flatten(item, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = leaf(item)
    return flat


def picked(value: dict[str, Any], path: str) -> str:
    """Return what `flatten` gives under one path, without flattening the rest."""
    found: Any = value.get(path)
    if found is None and "." in path:
        found = value
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if found is None:  # a name may hold a dot itself
            return flatten(value).get(path, "")
    return "" if isinstance(found, dict) else leaf(found)


def leaf(value: object) -> str:
    """Return a value that is no object as text."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return plain(value)
    if any(isinstance(item, dict | list) for item in value):
        return json.dumps(value, ensure_ascii=False)
    return ", ".join(plain(item) for item in value)


def plain(value: object) -> str:
    """Return a JSON value as text; a float too large for its digits stays in scientific notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
