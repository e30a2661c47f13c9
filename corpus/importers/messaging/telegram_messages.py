"""Turn one message of a Telegram export into a canonical post."""

from dataclasses import dataclass, field

from corpus.importers.base import (
    Medium,
    Mention,
    PollOption,
    PostKind,
    PostRecord,
    Problem,
    Recipe,
)
from corpus.importers.messaging.gaps import MadeUpIds
from corpus.importers.records import Clock, Json, When, count_of, objects, part, text_of

_MEDIA_KINDS = {
    "sticker": "image", "animation": "video", "video_message": "video", "video_file": "video",
    "voice_message": "file", "audio_file": "file",
}  # fmt: skip


@dataclass(slots=True)
class Chat:
    """Hold what messages share: the chat they stand in, its topics, and where the files of the export are."""

    timezone: str
    folder: str
    members: frozenset[str]
    id: str = ""
    name: str = ""
    type: str = ""
    topics: dict[str, str] = field(default_factory=dict)
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(Recipe(timezone=self.timezone))

    def see_service(self, message: Json) -> None:
        """Remember a topic that a line of the application opens or renames."""
        own = text_of(message.get("id"))
        if message.get("action") == "topic_created" and own:
            self.topics[own] = text_of(message.get("title"))

    def key(self, message_id: str) -> str:
        """Return the id of a message, which is unique only together with its chat."""
        if not message_id:
            return ""
        return f"{self.id}:{message_id}" if self.id else f"~{self.name}:{message_id}"


def read_message(message: Json, line: int, chat: Chat, ids: MadeUpIds) -> tuple[PostRecord, Problem | None]:
    """Return the post of a message and what is wrong with its time."""
    text, mentions, links = _words(message.get("text"))
    question, poll = _poll(part(message, "poll"))
    when, remark = _when(message, line, chat)
    author = text_of(message.get("from_id"))
    name = text_of(message.get("from"))
    thread, parent, title = _place(message, chat)
    own = chat.key(text_of(message.get("id")))
    return PostRecord(
        text=text or question,
        line=line,
        external_id=own or ids.make(author or name, when.at.isoformat() if when.at else "", text),
        thread_external_id=thread,
        parent_external_id=parent,
        author_external_id=author,
        author_name=name,
        posted_at=when.at,
        time_status=when.status,
        time_precision=when.precision,
        kind=_kind(message, parent),
        title=title,
        likes=_likes(message.get("reactions")),
        media=_media(message, chat),
        links=links,
        mentions=mentions,
        poll=poll,
        is_edited=bool(text_of(message.get("edited")) or text_of(message.get("edited_unixtime"))),
    ), remark


def _place(message: Json, chat: Chat) -> tuple[str, str, str]:
    """Return thread, parent and title: what answers the line that opened a topic stands in that topic."""
    above = text_of(message.get("reply_to_message_id"))
    peer = "".join(c for c in text_of(message.get("reply_to_peer_id")) if c.isdigit())
    if peer and peer != chat.id:
        return "", f"{peer}:{above}" if above else "", ""
    if above in chat.topics:
        return chat.key(above), "", chat.topics[above]
    return "", chat.key(above), ""


def _kind(message: Json, parent: str) -> PostKind:
    if parent:
        return PostKind.REPLY
    return PostKind.REPOST if "forwarded_from" in message else PostKind.POST


def _when(message: Json, line: int, chat: Chat) -> tuple[When, Problem | None]:
    """Return the time, in UTC where the export says it, else on the clock of the computer that exported."""
    for name in ("date_unixtime", "date"):
        if text_of(message.get(name)):
            return chat.clock.read(message[name], line, name)
    return When(), None


def _words(value: object) -> tuple[str, tuple[Mention, ...], tuple[str, ...]]:
    """Return text, mentions and links of a text, which is a string or a mixed list of strings and objects."""
    if not isinstance(value, list):
        return text_of(value), (), ()
    pieces, mentions, links = [], {}, []
    for piece in value:
        words = text_of(piece.get("text")) if isinstance(piece, dict) else text_of(piece)
        pieces.append(words)
        kind = piece.get("type") if isinstance(piece, dict) else ""
        if kind == "mention" and words.strip("@ "):
            mentions[words.strip("@ ")] = ""
        elif kind == "mention_name" and words.strip("@ "):
            user = text_of(piece.get("user_id"))
            mentions[words.strip("@ ")] = f"user{user}" if user else ""
        elif kind in ("link", "text_link"):
            links.append(text_of(piece.get("href")) or words)
    return "".join(pieces), tuple(Mention(handle, own) for handle, own in mentions.items()), tuple(links)


def _poll(poll: Json) -> tuple[str, tuple[PollOption, ...]]:
    options = tuple(
        PollOption(_words(answer.get("text"))[0], count_of(answer.get("voters")))
        for answer in objects(poll.get("answers"))
    )
    return _words(poll.get("question"))[0], options


def _likes(value: object) -> int | None:
    """Return how many reactions a message drew, of whatever sort."""
    counts = [count_of(reaction.get("count")) or 0 for reaction in objects(value)]
    return sum(counts) if counts else None


def _media(message: Json, chat: Chat) -> tuple[Medium, ...]:
    """Return the one picture or file of a message; several sent at once are several messages."""
    photo = text_of(message.get("photo"))
    if photo:
        return (Medium("image", "", _inside(photo, chat)),)
    media_type = text_of(message.get("media_type"))
    mime = text_of(message.get("mime_type")).partition("/")[0]
    file = text_of(message.get("file"))
    if not (media_type or mime or file):
        return ()
    kind = _MEDIA_KINDS.get(media_type) or (mime if mime in ("image", "video") else "file")
    named = text_of(message.get("sticker_emoji")) or text_of(message.get("file_name"))
    return (Medium(kind, named, _inside(file, chat) if kind == "image" else ""),)


def _inside(written: str, chat: Chat) -> str:
    """Return the place of a file inside the imported zip, or nothing when the file was not exported with it."""
    member = chat.folder + written
    return member if member in chat.members else ""
