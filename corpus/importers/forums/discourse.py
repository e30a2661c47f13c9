"""Read topics of Discourse forums as their `/t/ID.json` addresses give them."""

import re
from pathlib import Path

from corpus.importers.base import (
    Availability,
    Medium,
    PollOption,
    PostKind,
    PostRecord,
    Problem,
    Reading,
    Recipe,
    Sniff,
)
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.json_stream import read_values
from corpus.importers.markup import read_html, text_of_html
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Clock, Json, count_of, not_objects, objects, part, settle, text_of, warning

NAME = "discourse"
VERSION = "1"
LABEL = gettext_noop("Discourse forum (topic JSON)")
# What a picture says of its file stands beside it in the page; it is no word of the author.
_PICTURE_FACTS = re.compile(r'<div class="meta">.*?</div>', re.S)
_WRITTEN = (1, 2)  # posts and words of moderators; the others are actions and whispers of the staff
_LIKE = 2


def sniff(head: Head) -> Sniff | None:
    """Recognize the stream of posts of a topic."""
    if head.container == "json" and ("post_stream" in head.keys or _has_stream(head)):
        return Sniff(NAME, 0.95, encoding=head.encoding, reason="post_stream")
    return None


def _has_stream(head: Head) -> bool:
    return any(isinstance(v, dict) and "post_stream" in v for v in head.values)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of each topic of the file; say how many posts of a topic the file does not hold."""
    clock = Clock(recipe)
    number = 0
    for value in read_values(path, recipe.encoding or detect_encoding(path)):
        if isinstance(value, Problem):
            yield value
            continue
        stream = part(value.data, "post_stream") if isinstance(value.data, dict) else {}
        if "posts" not in stream:
            yield Problem(value.line, "post_stream", "discourse_no_posts")
            continue
        posts = objects(stream["posts"])
        yield from not_objects(stream["posts"], value.line)
        for post in posts:
            number += 1
            if post.get("post_type", 1) in _WRITTEN:
                yield from _post(post, value.data, number, clock)
        yield from _left_out(stream, posts)


def _left_out(stream: Json, posts: list[Json]) -> Reading:
    """Yield what the topic has and the file or the corpus has not."""
    there = {text_of(p.get("id")) for p in posts}
    listed = stream.get("stream")
    missing = sum(text_of(i) not in there for i in listed) if isinstance(listed, list) else 0
    actions = sum(p.get("post_type", 1) not in _WRITTEN for p in posts)
    if missing:
        yield warning("discourse_posts_missing", count=str(missing))
    if actions:
        yield warning("discourse_actions", count=str(actions))


def _post(post: Json, topic: Json, line: int, clock: Clock) -> Reading:
    thread, number = text_of(post.get("topic_id") or topic.get("id")), text_of(post.get("post_number"))
    is_opening = number == "1"
    body = read_html(_PICTURE_FACTS.sub("", text_of(post.get("cooked"))))
    when, remark = clock.read(post.get("created_at"), line, "created_at")
    above = text_of(post.get("reply_to_post_number")) or "1"
    record = PostRecord(
        text=body.text,
        line=line,
        # Answers name the number of a post in its topic and not its id.
        external_id=f"{thread}:{number}",
        thread_external_id=f"{thread}:1",
        parent_external_id="" if is_opening else f"{thread}:{above}",
        author_external_id=text_of(post.get("user_id")),
        author_name=text_of(post.get("name") or post.get("display_username")),
        author_handle=text_of(post.get("username")),
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=PostKind.POST if is_opening else PostKind.REPLY,
        title=text_of(topic.get("title")) if is_opening else "",
        likes=_likes(post),
        replies=count_of(post.get("reply_count")),
        media=tuple(Medium("image", d) for d in body.images),
        links=body.links,
        poll=tuple(
            PollOption(text_of_html(text_of(o.get("html"))), count_of(o.get("votes")))
            for each in objects(post.get("polls"))[:1]
            for o in objects(each.get("options"))
        ),
        is_edited=(count_of(post.get("version")) or 1) > 1,
        availability=_availability(post),
    )
    yield from settle(record, remark)


def _likes(post: Json) -> int | None:
    if not isinstance(post.get("actions_summary"), list):
        return count_of(post.get("like_count"))
    return next((count_of(a.get("count")) for a in objects(post["actions_summary"]) if a.get("id") == _LIKE), 0)


def _availability(post: Json) -> Availability:
    if post.get("deleted_at") or post.get("user_deleted"):
        return Availability.DELETED
    return Availability.WITHHELD if post.get("hidden") else Availability.PRESENT
