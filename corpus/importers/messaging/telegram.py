"""Read what Telegram Desktop exports as JSON: one chat, or the chats of an account."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.importers.archive import check_archive
from corpus.importers.base import Option, PostRecord, Problem, Reading, Recipe, Sniff, UnreadableFile
from corpus.importers.dates import zone_named
from corpus.importers.head import Head
from corpus.importers.json_walk import walk
from corpus.importers.messaging.gaps import CUT_AT, JOIN_AT, Conversations, MadeUpIds, gap_option, minutes_of
from corpus.importers.messaging.telegram_messages import Chat, read_message
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Json, open_part, settle, text_of, warning

NAME = "telegram"
LABEL = gettext_noop("Telegram Desktop: result.json")
VERSION = "1"
GAP_DEFAULT = "0"
GAP_LABEL = gettext_noop("Group by time: a new thread opens after a silence of (minutes)")
GAP_HELP = gettext_noop(
    "0 keeps to what the export says: a message that answers nothing opens a thread, and its answers follow. "
    "Otherwise such a message joins the conversation going on, unless there was silence before it."
)
_CHATS = "chats"
OPTIONS = (
    gap_option(GAP_LABEL, GAP_HELP, GAP_DEFAULT),
    CUT_AT,
    JOIN_AT,
    Option(
        _CHATS,
        gettext_noop("Chats of an exported account"),
        gettext_noop("Private chats hold words of people who never wrote in a group."),
        kind="choice",
        choices=(("groups", gettext_noop("Groups and channels")), ("all", gettext_noop("All chats"))),
        default="groups",
    ),
)
_PRIVATE = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies", "verify_codes"})
_ROOTS = ((), ("chats", "list"), ("left_chats", "list"))
_WANTED = frozenset((*root, name) for root in _ROOTS for name in ("id", "name", "type", "messages"))
_ACCOUNT = frozenset({"personal_information", "frequent_contacts", "sessions", "other_data", "left_chats"})
_SHAPES = (("messages", "messages.item", "chat"), ("chats", "chats.list.item.messages.item", "account"))
_FILE = "result.json"


def sniff(head: Head) -> Sniff | None:
    """Recognize an export by its messages, or by the parts of an account that stand before its chats."""
    if head.container == "zip":
        member = _member(head.members)
        return Sniff(NAME, 0.9, reason="zip") if member else None
    if head.container != "json":
        return None
    for keys, prefix, reason in (
        ("messages", "messages.item", "chat"),
        ("chats", "chats.list.item.messages.item", "account"),
    ):
        if keys in head.keys and any(_is_message(m) for m in head.items(prefix)):
            return Sniff(NAME, 0.97, encoding=head.encoding, reason=reason)
    return Sniff(NAME, 0.7, encoding=head.encoding, reason="account") if len(_ACCOUNT & head.keys) > 1 else None


def _is_message(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.get("type") in ("message", "service")
        and bool({"date", "date_unixtime"} & set(value))
    )


def _member(members: tuple[str, ...]) -> str:
    found = [m for m in members if PurePosixPath(m).name == _FILE]
    return min(found, key=lambda m: m.count("/"), default="")


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the messages in file order; what the application itself says is counted and left out."""
    if zone_named(recipe.timezone) is None:
        raise UnreadableFile("time_zone_unknown", value=recipe.timezone)
    with path.open("rb") as stream:
        is_zip = stream.read(4) == b"PK\x03\x04"
    members = check_archive(path) if is_zip else ()
    member = _member(members)
    if is_zip and not member:
        raise UnreadableFile("archive_unknown")
    export = _Export(recipe, member, frozenset(members))
    with open_part(path, member) as opened:
        for found in walk(opened, _WANTED):
            if isinstance(found, Problem):
                yield replace(found, line=export.number + 1)
            else:
                yield from export.take(*found)
    yield from export.left_out()


class _Export:
    """Follow the chats of one file."""

    def __init__(self, recipe: Recipe, member: str, members: frozenset[str]) -> None:
        self.number = 0
        self._recipe = recipe
        self._folder = member.removesuffix(_FILE)
        self._members = members
        self._minutes = minutes_of(recipe, GAP_DEFAULT)
        self._takes_private = recipe.options.get(_CHATS) == "all"
        self._counts: Counter[str] = Counter()
        self._begin(())

    def _begin(self, root: tuple[str, ...]) -> None:
        self._root = root
        self._chat = Chat(self._recipe.timezone, self._folder, self._members)
        self._has_messages = False
        self._talks = Conversations.of(self._recipe, GAP_DEFAULT)
        self._ids = MadeUpIds()

    def take(self, path: tuple[str, ...], value: Any) -> Reading:
        """Take in what names a chat, or yield what a message becomes."""
        root, name = path[:-1], path[-1]
        # An account holds chat after chat; what names the next one stands before its messages.
        if root != self._root or (name != "messages" and self._has_messages):
            self._begin(root)
        if name == "messages":
            self._has_messages = True
            self.number += 1
            yield from self._message(value)
        else:
            setattr(self._chat, name, text_of(value))

    def _message(self, value: Any) -> Reading:
        if not isinstance(value, dict):
            yield Problem(self.number, "", "json_not_object")
            return
        kind = text_of(value.get("type"))
        if self._chat.type in _PRIVATE and self._root and not self._takes_private:
            self._counts["private_chats_left_out"] += 1
        elif kind == "service":
            self._counts["app_speaks"] += 1
            self._chat.see_service(value)
        elif kind != "message":
            yield Problem(self.number, "type", "telegram_type_unknown", {"value": kind[:40]})
        else:
            yield from self._post(value)

    def _post(self, message: Json) -> Reading:
        record, remark = read_message(message, self.number, self._chat, self._ids)
        for item in settle(record, remark):
            yield self._placed(item) if isinstance(item, PostRecord) else item

    def _placed(self, post: PostRecord) -> PostRecord:
        """Put a message that answers nothing into the conversation going on, where that is asked."""
        if not self._minutes:
            return post
        if post.parent_external_id or post.thread_external_id:
            self._talks.keep(post.posted_at)
            return post
        thread = self._talks.place(post.external_id, post.posted_at, post.line)
        self._talks.keep(post.posted_at, thread)
        return replace(post, thread_external_id=thread)

    def left_out(self) -> Iterator[Problem]:
        """Yield how much was left out on purpose."""
        for code, count in sorted(self._counts.items()):
            yield warning(code, count=str(count))
