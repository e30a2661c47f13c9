"""Tell whether somebody works on passages of a post."""

from django.db.models import Q

from coding_app.codebook.models import CodeExample
from coding_app.coding.models import Coding, Note
from coding_app.sampling.models import Unit


def has_passages(post_id: int) -> bool:
    """Say whether a passage of a post was coded, noted on, picked as an example, or is a unit.

    Another wording would shift it.
    """
    coded = Coding.objects.filter(Q(start__isnull=False), assignment__unit__post=post_id, retracted_at__isnull=True)
    picked = CodeExample.objects.filter(post=post_id, start__isnull=False)
    noted = Note.objects.filter(post=post_id, start__isnull=False, ended_at__isnull=True)
    if coded.exists() or picked.exists() or noted.exists():
        return True
    return Unit.objects.filter(post=post_id, kind=Unit.Kind.SEGMENT).exists()
