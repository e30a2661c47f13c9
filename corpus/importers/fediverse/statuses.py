"""Turn one status of the Mastodon API, or one Note of an ActivityPub archive, into a canonical post."""

import re
from collections import Counter
from urllib.parse import urlsplit

from corpus.importers.base import Medium, Mention, PollOption, PostKind, PostRecord, Reading
from corpus.importers.markup import Markup, read_html
from corpus.importers.records import Clock, Json, count_of, objects, part, settle, text_of

_KINDS = {"image": "image", "gifv": "video", "video": "video", "audio": "file"}
_STATUS_NUMBER = re.compile(r"/(?:statuses|@[^/]+)/(\d+)$")
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def is_message(visibility: str, addressed: list[str]) -> bool:
    """Tell whether a status was meant for the people it names only: such messages are never imported."""
    if visibility:
        return visibility == "direct"
    return PUBLIC not in addressed and "as:Public" not in addressed and not any("/followers" in a for a in addressed)


def read_status(status: Json, line: int, clock: Clock) -> Reading:
    """Yield the post of a status; a boost gets the words of what it repeats, behind RT and the name of the author."""
    account, repeated = part(status, "account"), part(status, "reblog")
    told = repeated or status
    body = read_html(text_of(told.get("content")))
    mentions = [(text_of(m.get("username")), text_of(m.get("acct")), text_of(m.get("id"))) for m in _mentions(told)]
    text = _with_warning(text_of(told.get("spoiler_text")), full_mentions(body.text, [(u, a) for u, a, _ in mentions]))
    if repeated:
        handle = text_of(part(repeated, "account").get("acct"))
        text = f"RT @{handle}: {text}" if handle else f"RT {text}"
    parent = text_of(status.get("in_reply_to_id"))
    when, remark = clock.read(status.get("created_at"), line, "created_at")
    record = PostRecord(
        text=text,
        line=line,
        external_id=text_of(status.get("id")),
        parent_external_id=parent,
        author_external_id=text_of(account.get("id")),
        author_name=text_of(account.get("display_name")),
        author_handle=text_of(account.get("acct")),
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=_kind(parent, is_boost=bool(repeated), is_quote=bool(part(status, "quote"))),
        language=text_of(told.get("language"))[:10],
        likes=count_of(status.get("favourites_count")),
        reposts=count_of(status.get("reblogs_count")),
        replies=count_of(status.get("replies_count")),
        media=tuple(
            Medium(_KINDS.get(text_of(m.get("type")), "file"), text_of(m.get("description")))
            for m in objects(told.get("media_attachments"))
        ),
        links=body.links,
        hashtags=tuple(text_of(t.get("name")) for t in objects(told.get("tags")) if t.get("name")),
        mentions=tuple(Mention(acct, person) for _, acct, person in mentions if acct),
        poll=tuple(
            PollOption(text_of(o.get("title")), count_of(o.get("votes_count")))
            for o in objects(part(told, "poll").get("options"))
        ),
        is_edited=bool(status.get("edited_at")),
    )
    yield from settle(record, remark)


def _mentions(status: Json) -> list[Json]:
    return objects(status.get("mentions"))


def _kind(parent: str, *, is_boost: bool, is_quote: bool) -> PostKind:
    if is_boost:
        return PostKind.REPOST
    if parent:
        return PostKind.REPLY
    return PostKind.QUOTE if is_quote else PostKind.POST


def _with_warning(warning: str, text: str) -> str:
    """Put the warning a reader sees first in front of the text it folds away."""
    return f"{warning}\n\n{text}".strip() if warning else text


def full_mentions(text: str, named: list[tuple[str, str]]) -> str:
    """Write @name@server where the text shows @name only; two people of one short name stay as they are."""
    count = Counter(short.casefold() for short, _ in named)
    for short, full in dict(named).items():
        if short and short != full and count[short.casefold()] == 1:
            shown = re.compile(rf"(?<![\w@./])@{re.escape(short)}(?![\w@])", re.I)
            text = shown.sub(f"@{full}".replace("\\", r"\\"), text)
    return text


def number_of(address: str, server: str = "") -> str:
    """Return the number of a status from its address on its own server, else the whole address."""
    found = _STATUS_NUMBER.search(address)
    return found[1] if found and (not server or server_of(address) == server) else address


def server_of(address: str) -> str:
    """Return the server of an address, or nothing."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def read_note(note: Json, line: int, clock: Clock, thread: str, members: frozenset[str]) -> Reading:
    """Yield the post of an ActivityPub note or question; `members` are the names of the files beside it."""
    address, actor = text_of(note.get("id")), text_of(note.get("attributedTo"))
    server = server_of(address)
    body, language = _body(note)
    tags = objects(note.get("tag"))
    people = [_account(text_of(t.get("name")), server) for t in tags if t.get("type") == "Mention"]
    parent = text_of(note.get("inReplyTo"))
    when, remark = clock.read(note.get("published"), line, "published")
    text = full_mentions(body.text, [(p.partition("@")[0], p) for p in people])
    record = PostRecord(
        text=_with_warning(text_of(note.get("summary")), text),
        line=line,
        external_id=number_of(address),
        thread_external_id=thread,
        parent_external_id=number_of(parent, server),
        author_handle=actor.rstrip("/").rpartition("/")[2].removeprefix("@"),
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=PostKind.REPLY if parent else PostKind.POST,
        language=language[:10],
        media=tuple(_medium(m, members) for m in objects(note.get("attachment"))),
        links=body.links,
        hashtags=tuple(text_of(t.get("name")).removeprefix("#") for t in tags if t.get("type") == "Hashtag"),
        mentions=tuple(Mention(p) for p in people if p),
        poll=tuple(
            PollOption(text_of(o.get("name")), count_of(part(o, "replies").get("totalItems")))
            for o in objects(note.get("oneOf")) + objects(note.get("anyOf"))
        ),
        is_edited=bool(note.get("updated")),
    )
    yield from settle(record, remark)


def _body(note: Json) -> tuple[Markup, str]:
    languages = part(note, "contentMap")
    content = text_of(note.get("content")) or next((text_of(v) for v in languages.values()), "")
    return read_html(content), next(iter(languages), "") if len(languages) == 1 else ""


def _account(name: str, server: str) -> str:
    """Return an account as the API of the server writes it: without the server when it is its own."""
    return name.removeprefix("@").removesuffix(f"@{server}")


def _medium(attachment: Json, members: frozenset[str]) -> Medium:
    kind = text_of(attachment.get("mediaType")).partition("/")[0]
    place = text_of(attachment.get("url")).lstrip("/")
    return Medium(
        kind if kind in ("image", "video") else "file",
        text_of(attachment.get("name") or attachment.get("summary")),
        place if place in members else "",
    )
