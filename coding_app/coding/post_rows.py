"""The posts of a thread with all that is shown of them, read in one statement (pictures in another, where some are)."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coding_app.core.prepared import prepared_cursor
from corpus.models import Attachment

# Planned once a connection, whatever the length of the list: see unit_works.
_POSTS = """
    SELECT p.id, p.uuid, p.position, p.text, p.language, p.posted_at, p.time_precision, p.time_status,
           coalesce(a.alias, ''), coalesce(w.text, ''), coalesce(w.uuid::text, ''),
           (SELECT array_agg(h.written ORDER BY h.id) FROM corpus_hashtag h WHERE h.post_id = p.id),
           (SELECT jsonb_agg(jsonb_build_object('text', o.text, 'votes', o.votes) ORDER BY o.position)
              FROM corpus_polloption o WHERE o.post_id = p.id),
           EXISTS (SELECT FROM corpus_attachment x WHERE x.post_id = p.id)
      FROM corpus_post p
      LEFT JOIN corpus_author a ON a.id = p.author_id
      LEFT JOIN coding_app_contentwarning w ON w.post_id = p.id AND w.project_id = %s AND w.ended_at IS NULL
     WHERE p.id = ANY(ARRAY(SELECT unnest(%s::bigint[])))
"""


@dataclass(frozen=True)
class PostRow:
    """A post as it is shown, masked or erased as it is stored; `poll` are {"text", "votes"}."""

    id: int
    uuid: UUID
    position: int
    text: str
    language: str
    posted_at: datetime | None
    time_precision: str
    time_status: str
    alias: str
    warning: str
    warning_uuid: str
    hashtags: list[str]
    poll: list[dict[str, Any]]
    attachments: list[Attachment]


def read(project: int, posts: Collection[int]) -> dict[int, PostRow]:
    """Return posts by id, with the warnings of a project."""
    with prepared_cursor() as cursor:
        cursor.execute(_POSTS, [project, list(posts)])
        rows = cursor.fetchall()
    pictures = _pictures([key for key, *_plain, has_some in rows if has_some])
    return {row[0]: _post(row, pictures[row[0]]) for row in rows}


def _post(row: tuple[Any, ...], pictures: list[Attachment]) -> PostRow:
    key, name, position, text, language, at, precision, status, alias, warning, warned, tags, poll, _has_pictures = row
    return PostRow(
        key, name, position, text, language, at, precision, status, alias, warning, warned,
        tags or [], json.loads(poll or "[]"), pictures,
    )  # fmt: skip


def _pictures(posts: list[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = defaultdict(list)
    if posts:
        for row in Attachment.objects.filter(post__in=posts).select_related("post").order_by("position"):
            found[row.post_id].append(row)
    return found
