"""Template tags of quotes.  `{% load quotes %}`."""

from django import template

from coding_app.quotes.shown import words
from corpus.models import Post

register = template.Library()


@register.simple_tag
def passage(post: Post, start: int | None, end: int | None) -> str:
    """Write the words of a passage, escaped by the template engine; of a post that is gone, what became of it."""
    return words(post, start, end)
