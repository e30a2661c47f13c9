"""Name colleagues in a memo of the coding screen: by an @ in its words, as the pages of notes do."""

from collections.abc import Mapping
from typing import Any

from coding_app.coding.models import Note, NoteMention
from coding_app.core.mentions import named_in
from coding_app.projects.queries import colleagues


def name_in_memo(memo: Note, *, before: Note | None) -> None:
    """Name in a memo whom its @ name, and whom the wording before named without one; who read it is not called again.

    memo: the wording that stands now. before: the one it took the place of.
    """
    seen: Mapping[int, Any] = dict(before.mentions.values_list("person", "seen_at")) if before else {}
    if "@" not in memo.text and not seen:
        return
    people = colleagues(memo.project, memo.author)
    names = {one.pk: one.display_name for one in people}
    ticked = seen.keys() - named_in(before.text, names) if before else set()
    named = named_in(memo.text, names) | ticked
    NoteMention.objects.bulk_create(
        NoteMention(note=memo, person=one, seen_at=seen.get(one.pk)) for one in people if one.pk in named
    )
