"""Keep the French complete: find every string of the product, bring locale/fr up to date, compile it.

Run ``.venv/bin/python -m tests.promises.messages [french.json ...]`` after adding strings; a JSON file maps msgids to
French (a plural msgid to [singular, plural]; a context stands before its msgid, with U+0004 between). No gettext tool
is needed.
"""

import ast
import io
import json
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "locale/fr/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
CALL = re.compile(r"\b(n?p?gettext|_)\(")
HEADER = "# French of Entente."


def found() -> dict[tuple[str, str], str]:
    """Return every (context, msgid) of the product with its plural, or an empty text."""
    strings: dict[tuple[str, str], str] = {}
    for folder in ("corpus", "coding_app"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            with path.open("rb") as file:
                for _line, name, message, _comments in extract_python(file, list(KEYWORDS), [], {}):
                    _add(strings, name, [part for part in message if part] if isinstance(message, tuple) else [message])
    for path in sorted((ROOT / "templates").rglob("*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for match in CALL.finditer(code):
            _add(strings, match[1], _arguments(code, match.end()))
    return strings


def _add(strings: dict[tuple[str, str], str], name: str, parts: list[str]) -> None:
    context = parts.pop(0) if name.startswith(("pgettext", "npgettext")) else ""
    if parts and parts[0]:
        plural = parts[1] if "ngettext" in name or "npgettext" in name else ""
        strings[context, parts[0]] = strings.get((context, parts[0])) or plural


def _arguments(code: str, start: int) -> list[str]:
    """Return the string arguments of the call whose opening bracket ends at ``start``."""
    for end in (match.start() for match in re.finditer(r"\)", code[start:])):
        try:
            call = ast.parse(f"f({code[start : start + end]})", mode="eval").body
        except SyntaxError:
            continue
        assert isinstance(call, ast.Call)
        return [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    raise ValueError(code[start : start + 80])


def catalog() -> Catalog:
    """Read the French catalog."""
    if not PO.exists():
        return Catalog(locale="fr", header_comment=HEADER)
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def compiled(french: Catalog) -> bytes:
    """Return the catalog as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, french)
    return buffer.getvalue()


def update(translations: dict[str, str | list[str]]) -> list[str]:
    """Write catalog and compiled file for exactly the strings of the product; return what lacks its French."""
    old, strings, missing = catalog(), found(), []
    new = Catalog(locale="fr", project="Entente", header_comment=HEADER, charset="utf-8", fuzzy=False)
    for (context, msgid), plural in sorted(strings.items()):
        known = old.get(msgid, context or None)
        key = f"{context}\x04{msgid}" if context else msgid
        french = translations.get(key) or (known.string if known else "")
        if plural:
            french = tuple(french) if isinstance(french, (list, tuple)) and len(french) == 2 else ("", "")
        elif isinstance(french, (list, tuple)):
            french = french[0]
        if not (all(french) if plural else french):
            missing.append(msgid)
        new.add((msgid, plural) if plural else msgid, french, context=context or None)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, new, width=120, sort_output=True, ignore_obsolete=True, omit_header=False)
    MO.write_bytes(compiled(catalog()))
    return missing


if __name__ == "__main__":
    given: dict[str, str | list[str]] = {}
    for name in sys.argv[1:]:
        given |= json.loads(Path(name).read_text(encoding="utf-8"))
    lacking = update(given)
    print(json.dumps(lacking, ensure_ascii=False, indent=1))
    print(f"{len(lacking)} without French", file=sys.stderr)
