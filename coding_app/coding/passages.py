"""Tell whether somebody works on passages of a post."""

from django.db.models import Q

from coding_app.coding.models import Coding
from coding_app.sampling.models import Unit


def has_passages(post_id: int) -> bool:
    """Say whether a passage of a post was coded, or is a unit of its own: another wording would shift it."""
    coded = Coding.objects.filter(Q(start__isnull=False), assignment__unit__post=post_id, retracted_at__isnull=True)
    return coded.exists() or Unit.objects.filter(post=post_id, kind=Unit.Kind.SEGMENT).exists()
