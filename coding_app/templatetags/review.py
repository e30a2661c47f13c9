"""Template tags of the review pages: states in words and shapes.  `{% load review %}`."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from coding_app.review.queries import State
from coding_app.templatetags.entente import review_state

register = template.Library()


@register.simple_tag
def case_state(state: State) -> SafeString:
    """Show the state of a case by its shape and words."""
    return review_state("disagree" if state == State.DIFFER else state.value)


@register.simple_tag
def state_words(state: str) -> str:
    """Say a state as the name of a list."""
    words = {
        State.DIFFER: gettext("Differ"),
        State.INCOMPLETE: gettext("Not coded by all"),
        State.SETTLED: gettext("Settled"),
        State.AGREE: gettext("Agree"),
    }
    return words[State(state)] if state in set(State) else gettext("All")


@register.filter
def entry(values: Mapping[int, str], key: int) -> str:
    """Look a word up."""
    return values.get(key, "")


@register.filter
def letter(number: int) -> str:
    """Write 1 as a, 2 as b."""
    return chr(ord("a") + number - 1)
