"""What pins keep of posts that are erased: nothing, and the place is free again."""

from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.apps import apps

from coding_app.quotes.models import PinnedQuote


def forget_pins(posts: Sequence[int]) -> None:
    """Delete the pins of posts, live or ended, with their history; inside the transaction of a lawful erasure."""
    pins = list(PinnedQuote.objects.filter(post__in=posts).values_list("pk", flat=True))
    PinnedQuote.objects.filter(pk__in=pins).delete()
    # History is append-only by a trigger of its own, which no setting opens.
    with pgtrigger.ignore("coding_app.PinnedQuoteEvent:append_only"):
        events: Any = apps.get_model("coding_app", "PinnedQuoteEvent")
        events.objects.filter(pgh_obj__in=pins).delete()
