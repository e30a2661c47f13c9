"""The codebooks a project may begin with, read from files beside this module."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("starters")
# The order in which they are offered.
NAMES = ("care_and_work", "debate", "empty")


class UnknownStarter(LookupError):
    """Say that no starter has this name."""


@dataclass(frozen=True)
class Starter:
    """A codebook to begin with: its names and its rows in reading order, parents before children."""

    name_fr: str
    name_en: str
    rows: tuple[dict[str, Any], ...]


def starter(name: str) -> Starter:
    """Read one starter; raises UnknownStarter."""
    if name not in NAMES:
        raise UnknownStarter(name)
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Starter(content["name"]["fr"], content["name"]["en"], tuple(content["codes"]))
