"""The invented posts of the demo corpus, and the files they are imported from.

Each line of ``texts/*.jsonl`` is one post with the codes a careful coder would apply. The posts are written out in the
formats that a team really holds, so that the demo goes through the same importers as everybody's material.
"""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
FIRST_ID = 1_190_000_000_000_000_000
HASHTAG = re.compile(r"#(\w+)")


@dataclass(frozen=True)
class DemoPost:
    """One invented post; ``codes`` are slugs of the starter codebook."""

    external_id: str
    thread_id: str
    parent_id: str
    author: str
    at: datetime
    text: str
    likes: int
    poll: tuple[tuple[str, int], ...]
    images: tuple[str, ...]
    codes: frozenset[str]


def load(name: str) -> list[DemoPost]:
    """Read one file of posts, in order; ids are digits, as platforms give them."""
    rows = [json.loads(line) for line in (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    base = FIRST_ID + 1_000_000 * sum(name.encode())
    threads = {key: base + 1_000 * place for place, key in enumerate(dict.fromkeys(row["t"] for row in rows))}
    return [
        DemoPost(
            external_id=str(threads[row["t"]] + row["i"]),
            thread_id=str(threads[row["t"]]),
            parent_id=str(threads[row["t"]] + row["p"]) if "p" in row else "",
            author=row["a"],
            at=datetime.fromisoformat(row["at"]),
            text=row["x"],
            likes=row.get("likes", 0),
            poll=tuple((text, votes) for text, votes in row.get("poll", [])),
            images=tuple(row.get("img", [])),
            codes=frozenset(row["g"]),
        )
        for row in rows
    ]


def write_x_pages(posts: Sequence[DemoPost], path: Path) -> None:
    """Write posts as response pages of the X API v2, one page a line."""
    users = {author: str(2_000 + place) for place, author in enumerate(dict.fromkeys(post.author for post in posts))}
    authors = {post.external_id: post.author for post in posts}
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, len(posts), 100):
            page = posts[start : start + 100]
            named = {user for post in page for user in users if user == post.author or f"@{user}" in post.text}
            includes = {
                "users": [{"id": users[name], "username": name, "name": name} for name in sorted(named)],
                "media": [
                    {"media_key": f"m{post.external_id}_{place}", "type": "photo", "alt_text": words}
                    for post in page
                    for place, words in enumerate(post.images)
                ],
                "polls": [_poll(post) for post in page if post.poll],
            }
            data = [_tweet(post, users, authors) for post in page]
            line = {"data": data, "includes": includes, "meta": {"result_count": len(data)}}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def write_table(posts: Iterable[DemoPost], path: Path) -> None:
    """Write posts as the semicolon CSV that a team makes by hand from a group; polls are lines of the text."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["id", "fil", "réponse à", "auteur", "date", "message", "j'aime", "photo"])
        for post in posts:
            text = "\n".join([post.text, *(f"☐ {option} ({votes} votes)" for option, votes in post.poll)])
            when = post.at.isoformat()
            row = [post.external_id, post.thread_id, post.parent_id, post.author, when, text, post.likes]
            writer.writerow([*row, " | ".join(post.images)])


def _tweet(post: DemoPost, users: dict[str, str], authors: dict[str, str]) -> dict[str, object]:
    tweet: dict[str, object] = {
        "id": post.external_id,
        "conversation_id": post.thread_id,
        "author_id": users[post.author],
        "created_at": post.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "text": post.text,
        "lang": "fr",
        "public_metrics": {"like_count": post.likes, "retweet_count": 0, "reply_count": 0, "quote_count": 0},
        "entities": {
            "hashtags": [{"start": m.start(), "end": m.end(), "tag": m[1]} for m in HASHTAG.finditer(post.text)],
            "mentions": [
                {
                    "start": post.text.index(f"@{name}"),
                    "end": post.text.index(f"@{name}") + len(name) + 1,
                    "username": name,
                    "id": users[name],
                }
                for name in users
                if re.search(rf"@{re.escape(name)}\b", post.text)
            ],
        },
        "attachments": {"media_keys": [f"m{post.external_id}_{place}" for place in range(len(post.images))]}
        | ({"poll_ids": [f"p{post.external_id}"]} if post.poll else {}),
    }
    if post.parent_id:
        tweet["referenced_tweets"] = [{"type": "replied_to", "id": post.parent_id}]
        if post.parent_id in authors:
            tweet["in_reply_to_user_id"] = users[authors[post.parent_id]]
    return tweet


def _poll(post: DemoPost) -> dict[str, object]:
    options = [{"position": place, "label": text, "votes": votes} for place, (text, votes) in enumerate(post.poll, 1)]
    return {"id": f"p{post.external_id}", "options": options, "voting_status": "closed"}
