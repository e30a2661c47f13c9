"""All words about a code as one text, for programs that keep a single description, and back again; pure.

The definition comes first, then each other wording under a line such as "— Use when —", then what only this program
knows (key, selection…) under "— Entente —". A line of a text that looks like such a heading gets a backslash.
"""

import re
from collections.abc import Mapping

from coding_app.codebook.exchange.neutral import tidy
from coding_app.codebook.tree import FLAGS

OWN = "Entente"
HEADINGS: dict[str, dict[str, str]] = {
    "fr": {
        "use_when": "À utiliser quand",
        "do_not_use_when": "Ne pas utiliser quand",
        "positive_example": "Exemple à coder",
        "negative_example": "Exemple à ne pas coder",
    },
    "en": {
        "use_when": "Use when",
        "do_not_use_when": "Do not use when",
        "positive_example": "Example to code",
        "negative_example": "Example not to code",
    },
}
DETAILS = ("kind", "slug", "key", "selection", "level", "applies_to", *FLAGS)
_NAMES = {heading: name for language in HEADINGS.values() for name, heading in language.items()} | {OWN: OWN}
_HEADING = re.compile(rf"(\\*)— ({'|'.join(map(re.escape, _NAMES))}) —")
_DETAIL = re.compile(rf"({'|'.join(DETAILS)}): (.+)")


def described(wordings: Mapping[str, str], details: Mapping[str, str], language: str) -> str:
    """Return one text for a definition, the other wordings and details; empty ones are left out."""
    parts = [_escaped(wordings.get("definition", ""))]
    parts += [
        f"— {heading} —\n{_escaped(wordings[name])}"
        for name, heading in HEADINGS[language].items()
        if wordings.get(name)
    ]
    lines = [f"{name}: {details[name]}" for name in DETAILS if details.get(name)]
    if lines:
        parts.append("\n".join([f"— {OWN} —", *lines]))
    return "\n\n".join(part for part in parts if part)


def parted(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the wordings and the details of a description; one by another program is all definition."""
    sections: dict[str, list[str]] = {}
    here = "definition"
    for line in tidy(text).split("\n"):
        found = _HEADING.fullmatch(line)
        if found and not found[1]:
            here = _NAMES[found[2]]
        else:
            sections.setdefault(here, []).append(line[1:] if found else line)
    details = {m[1]: m[2] for line in sections.pop(OWN, []) if (m := _DETAIL.fullmatch(line))}
    return {name: tidy("\n".join(lines)) for name, lines in sections.items()}, details


def _escaped(text: str) -> str:
    return "\n".join(f"\\{line}" if _HEADING.fullmatch(line) else line for line in text.split("\n"))
