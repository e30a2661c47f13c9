"""Template tags of the codebook pages: figures and names by code, colors in words, excerpts.  `{% load codebook %}`."""

from collections.abc import Mapping
from typing import Any

from django import template

from coding_app.codebook import colours, passages

register = template.Library()


@register.filter
def of_code(found: Mapping[int, Any] | None, code_id: int) -> Any:
    """Return what a mapping by code id holds for a code, or nothing."""
    return found.get(code_id) if found else None


@register.filter
def colour_name(number: int) -> str:
    """Say a color and its pattern."""
    return colours.colour_words(int(number))


@register.filter
def words_of(excerpt: passages.Excerpt) -> str:
    """Return the words of an excerpt of a post."""
    return passages.words_of(excerpt)
