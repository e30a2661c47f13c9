"""Put back what was taken out of a draft, as the history last saw it."""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import F

from coding_app.codebook.models import CodebookVersion, CodeDefinition, CodeExample

NOT_OURS = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id", "id"}


def revive(draft: CodebookVersion, codes: Collection[int]) -> list[CodeDefinition]:
    """Put the definitions of codes back into the draft they were taken out of, each as it last was, with examples.

    What the draft holds again already is left alone, and the caller numbers the draft anew. An entry whose parent is
    gone lies in what was above that, and a key that another code took meanwhile is left blank.
    """
    here = {row.code_id: row for row in CodeDefinition.objects.filter(version=draft)}
    rows = _definitions(draft, set(codes) - here.keys())
    back = [CodeDefinition(**row) for row in rows]
    every = here | {row.code_id: row for row in back}
    for row in back:
        row.parent_id = place_of(row, every)
    placed = [row for row in back if row.kind == CodeDefinition.Kind.DIMENSION or row.parent_id]
    free_keys(placed, every)
    _make_room(draft, placed)
    CodeDefinition.objects.bulk_create(placed)
    examples = _gone_with(draft, {row.code_id for row in placed})
    CodeExample.objects.bulk_create([CodeExample(**row) for row in examples], ignore_conflicts=True)
    return placed


def _make_room(draft: CodebookVersion, coming: Collection[CodeDefinition]) -> None:
    """Move what stands at the place of returning entries down; the caller numbers the whole draft anew."""
    first = min((row.position for row in coming), default=0)
    below = CodeDefinition.objects.filter(version=draft, position__gte=first)
    below.update(position=F("position") + len(coming))


def place_of(row: CodeDefinition, every: dict[int, CodeDefinition]) -> int | None:
    """Return the nearest thing above an entry that the version still has, going up by what older versions say."""
    parent = row.parent_id
    while parent is not None and parent not in every:
        above = CodeDefinition.objects.filter(code=parent).order_by("-version__number").first()
        parent = above.parent_id if above else None
    return parent


def free_keys(back: Collection[CodeDefinition], every: dict[int, CodeDefinition]) -> None:
    """Blank the keys of returning codes that another code of their dimension has by now."""
    returning = {row.code_id for row in back}
    taken = {(_top(row, every), row.key) for row in every.values() if row.key and row.code_id not in returning}
    for row in back:
        place = _top(row, every), row.key
        if row.kind == CodeDefinition.Kind.CODE and place in taken:
            row.key = ""
        taken.add(place)


def _top(row: CodeDefinition, every: dict[int, CodeDefinition]) -> int:
    while row.parent_id is not None and row.parent_id in every:
        row = every[row.parent_id]
    return row.code_id


def _last_seen(model: str, draft: CodebookVersion, codes: Collection[int]) -> list[dict[str, Any]]:
    """Return the history of deletions of a draft's rows of some codes, as columns, oldest first."""
    events = apps.get_model("coding_app", f"{model}Event")
    rows = events.objects.filter(pgh_label="delete", version=draft, code__in=list(codes))
    return list(rows.order_by("pgh_id").values())


def _definitions(draft: CodebookVersion, codes: Collection[int]) -> list[dict[str, Any]]:
    last = {seen["code_id"]: seen for seen in _last_seen("CodeDefinition", draft, codes)}
    return [_columns(seen) for seen in last.values()]


def _gone_with(draft: CodebookVersion, codes: Collection[int]) -> list[dict[str, Any]]:
    """Return the examples that left in the transaction in which their code last did; others left for themselves."""
    left = {seen["code_id"]: seen["pgh_created_at"] for seen in _last_seen("CodeDefinition", draft, codes)}
    examples = _last_seen("CodeExample", draft, codes)
    last = {seen["uuid"]: seen for seen in examples if seen["pgh_created_at"] == left[seen["code_id"]]}
    return [_columns(seen) for seen in last.values()]


def _columns(seen: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a row as the history saw it, without its key."""
    return {name: value for name, value in seen.items() if name not in NOT_OURS}
