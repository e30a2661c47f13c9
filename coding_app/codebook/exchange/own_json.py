"""Our own JSON of a codebook, which loses nothing, and the JSON of the starters; pure."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coding_app.codebook.exchange import colours
from coding_app.codebook.exchange.neutral import KINDS, MAX_DEPTH, Codebook, CodeSet, Entry, Words, checked, entry_of
from coding_app.codebook.exchange.refusals import UnusableCodebook
from coding_app.codebook.exchange.rows import to_neutral
from coding_app.codebook.tree import FLAGS, LANGUAGES, WORDINGS

FORMAT = "entente-codebook"
VERSION = 1
MAX_MB = 20
_PLAIN = ("kind", "slug", "key", "colour", "selection", "level", "applies_to")


def write_json(form: Codebook) -> bytes:
    """Write everything a codebook holds, in both languages."""
    checked(form)
    content = {
        "format": FORMAT,
        "version": VERSION,
        "name": _of_words(form.name),
        "entries": [_of_entry(entry) for entry in form.entries],
        "sets": [_of_set(one) for one in form.sets],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"


def _of_words(words: Words) -> dict[str, str]:
    return {language: text for language in LANGUAGES if (text := getattr(words, language))}


def _of_entry(entry: Entry) -> dict[str, Any]:
    content: dict[str, Any] = {"guid": str(entry.guid) if entry.guid else ""}
    content |= {name: getattr(entry, name) for name in _PLAIN}
    content |= {name: getattr(entry, name) for name in FLAGS}
    content |= {name: _of_words(getattr(entry, name)) for name in WORDINGS}
    content["entries"] = [_of_entry(one) for one in entry.entries]
    return {name: value for name, value in content.items() if value}


def _of_set(one: CodeSet) -> dict[str, Any]:
    content = {
        "guid": str(one.guid) if one.guid else "",
        "name": _of_words(one.name),
        "definition": _of_words(one.definition),
        "members": [str(member) for member in one.members],
    }
    return {name: value for name, value in content.items() if value}


def loaded(data: bytes) -> Any:
    """Return the value of a JSON file; raises UnusableCodebook."""
    if len(data) > MAX_MB << 20:
        raise UnusableCodebook("too_large", limit=str(MAX_MB))
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnusableCodebook("text_unreadable") from error
    except json.JSONDecodeError as error:
        raise UnusableCodebook("json_broken", line=str(error.lineno)) from error
    except ValueError as error:
        raise UnusableCodebook("json_broken", line="1") from error
    except RecursionError as error:
        raise UnusableCodebook("too_deep", limit=str(MAX_DEPTH)) from error


def read_json(data: bytes) -> Codebook:
    """Read our own JSON, or that of a starter; raises UnusableCodebook."""
    content = loaded(data)
    if not isinstance(content, dict) or not (content.get("format") == FORMAT or "codes" in content):
        raise UnusableCodebook("json_other")
    if content.get("format") != FORMAT:
        rows = [_starter_row(row) for row in _list(content, "codes")]
        return checked(to_neutral(rows, _words(content, "name")))
    version = content.get("version")
    if not isinstance(version, int) or version < 1:
        raise UnusableCodebook("json_field", field="version")
    if version > VERSION:
        raise UnusableCodebook("version_newer")
    form = Codebook(
        entries=_entries(content, 0),
        name=_words(content, "name"),
        sets=tuple(_set(one) for one in _list(content, "sets")),
    )
    return checked(form)


def _entries(content: Mapping[str, Any], depth: int) -> tuple[Entry, ...]:
    if depth > MAX_DEPTH:
        raise UnusableCodebook("too_deep", limit=str(MAX_DEPTH))
    return tuple(_entry(one, depth) for one in _list(content, "entries"))


def _entry(content: Any, depth: int) -> Entry:
    if not isinstance(content, dict):
        raise UnusableCodebook("json_field", field="entries")
    plain = {name: _text(content, name) for name in _PLAIN}
    words = {name: _words(content, name) for name in WORDINGS}
    plain["kind"] = plain["kind"] or "code"
    if plain["kind"] not in KINDS:
        raise UnusableCodebook("json_field", field="kind")
    plain["colour"] = colours.read(plain["colour"], words["name"].read("fr"))
    below = _entries(content, depth + 1)
    others = {"guid": _guid(_text(content, "guid")), "entries": below}
    return entry_of(words, plain, others | {name: _flag(content, name) for name in FLAGS})


def _set(content: Any) -> CodeSet:
    if not isinstance(content, dict):
        raise UnusableCodebook("json_field", field="sets")
    members = [_guid(one) if isinstance(one, str) else None for one in _list(content, "members")]
    return CodeSet(
        name=_words(content, "name"),
        members=tuple(member for member in members if member),
        definition=_words(content, "definition"),
        guid=_guid(_text(content, "guid")),
    )


def _starter_row(row: Any) -> dict[str, Any]:
    """Return a row of a starter when its values are what they should be."""
    if not isinstance(row, dict):
        raise UnusableCodebook("json_field", field="codes")
    number = row.get("colour", 0)
    if not isinstance(number, int) or isinstance(number, bool):
        raise UnusableCodebook("json_field", field="colour")
    read: dict[str, Any] = {name: _text(row, name) for name in row if name not in {"colour", *FLAGS}}
    if read.get("kind", "code") not in KINDS:
        raise UnusableCodebook("json_field", field="kind")
    _guid(read.get("uuid", ""), "uuid")
    return read | {"colour": number} | {name: _flag(row, name) for name in FLAGS}


def _list(content: Mapping[str, Any], name: str) -> list[Any]:
    value = content.get(name) or []
    if not isinstance(value, list):
        raise UnusableCodebook("json_field", field=name)
    return value


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnusableCodebook("json_field", field=name[:80])
    return value


def _flag(content: Mapping[str, Any], name: str) -> bool:
    value = content.get(name, False)
    if not isinstance(value, bool):
        raise UnusableCodebook("json_field", field=name)
    return value


def _words(content: Mapping[str, Any], name: str) -> Words:
    value = content.get(name) or {}
    if not isinstance(value, dict):
        raise UnusableCodebook("json_field", field=name)
    return Words(**{language: _text(value, language) for language in LANGUAGES})


def _guid(value: str, field: str = "guid") -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise UnusableCodebook("json_field", field=field) from error
