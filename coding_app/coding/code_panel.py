"""The panel of codes as HTML: most of a page, and the same on nearly all of them.

It is made of values alone (no request, no person, no row), and kept by these values: what is kept cannot be stale,
and nothing of one person reaches another. A browser that has a panel names its key and is not sent it again.
"""

import hashlib
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from coding_app.coding import panels
from coding_app.coding.panels import Panel
from coding_app.coding.workbench import Workbench


@dataclass(frozen=True)
class CodePanel:
    """The codes to press, their definitions, and the same for the modules of the browser."""

    codes: SafeString
    definitions: SafeString
    model: SafeString


def key_of(work: Workbench) -> str:
    """Return the name under which browsers keep a panel; what is chosen on a unit does not change it."""
    parts = [work.version.uuid, get_language(), work.is_open, work.is_training, *sorted(work.asked)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def code_panel(work: Workbench) -> CodePanel:
    """Render the panel as it stands for the current unit."""
    found = panels.read(work.version, work.asked)
    language = get_language() or ""
    in_vivo = work.project.slug if work.is_open and work.is_training else ""
    current = work.current
    live = frozenset(mark.code for mark in current.live if mark.start is None)
    closed = frozenset(mark.code for mark in current.live)
    return CodePanel(
        codes=_codes(found, language, work.is_open, frozenset(current.asked), live, closed),
        definitions=_definitions(found, language),
        model=_model(found, in_vivo),
    )


@lru_cache(maxsize=64)
def _codes(
    found: tuple[Panel, ...],
    _language: str,
    is_open: bool,
    asked: frozenset[uuid.UUID],
    live: frozenset[int],
    chosen: frozenset[int],
) -> SafeString:
    """Render the buttons; `live` are the codes on the whole unit, `chosen` those on it or on a passage of it."""
    closed = {one.dimension.uuid for one in found if chosen & {entry.id for entry in one.dimension.entries}}
    context = {"panels": found, "is_open": is_open, "asked": asked, "live": live, "closed": closed}
    return render_to_string("coding/_dimensions.html", context)


@lru_cache(maxsize=32)
def _definitions(found: tuple[Panel, ...], _language: str) -> SafeString:
    return render_to_string("coding/_definitions.html", {"panels": found})


@lru_cache(maxsize=32)
def _model(found: tuple[Panel, ...], in_vivo: str) -> SafeString:
    """Write the dimensions for the browser; `in_vivo` is the project where codes are proposed in the words of posts."""
    dimensions = [_dimension(panel, in_vivo) for panel in found]
    return json_script({"dimensions": dimensions, "inVivo": dimensions[0]["inVivo"] if found else ""}, "panel-model")


def _dimension(panel: Panel, in_vivo: str) -> dict[str, Any]:
    dimension = panel.dimension
    return {
        "uuid": str(dimension.uuid),
        "name": dimension.name,
        "selection": dimension.selection,
        "level": dimension.level,
        "appliesTo": dimension.applies_to,
        "inVivo": reverse("codebook:question_new", args=[in_vivo, dimension.uuid]) if in_vivo else "",
        "none": str(dimension.none.uuid) if dimension.none else None,
        "codes": [
            {
                "uuid": str(choice.entry.uuid),
                "key": choice.entry.key,
                "name": choice.entry.name,
                "colour": choice.entry.colour,
                "depth": choice.entry.depth,
                "path": choice.path,
            }
            for choice in panel.choices
            if choice.entry.kind != "group"
        ],
    }
