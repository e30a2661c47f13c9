"""Tell apart what a person wrote in a WhatsApp message and what the application wrote in its place or beside it."""

import re
import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from corpus.importers.base import Medium, Mention, PollOption
from corpus.importers.messaging.whatsapp_lines import MARKS

_LRM = "\u200e"
_SEPARATOR = re.compile(r"\S(?P<at>:)[ \u00a0]")
_QUOTES = frozenset('"«»“”„')
# What the application says of a chat, as it stands in a line without author, or behind a mark in a line with one.
_OWN_WORDS = re.compile(
    r"(?:created|changed|added|removed|joined|left|pinned|deleted|reset|requested to join|turned (?:on|off))\b"
    r"|(?:was|were|are|is now|you're now)\b.{0,20}\b(?:added|removed|admins?|blocked)\b"
    r"|end-to-end encrypt|security code|disappearing messages|^waiting for this message"
    r"|^(?:missed )?(?:(?:group )?(?:voice|video) )?call\b|business account"
    r"|(?:avez|a|ont)(?: été)? (?:créé|changé|modifié|ajouté|retiré|supprimé|épinglé|rejoint|quitté|réinitialisé)"
    r"|(?:chiffrés?|chiffrement) de bout en bout|code de sécurité|messages éphémères"
    r"|(?:est|êtes) (?:désormais|maintenant) (?:un )?admin|^(?:appel|vous avez manqué un appel)\b|^en attente de ce",
    re.I,
)
_ENCRYPTED = re.compile(
    r"(?:messages (?:and calls|to this (?:chat|group))|les messages (?:et (?:les )?appels|envoyés)).{0,80}"
    r"(?:end-to-end encrypt|(?:chiffrés?|chiffrement) de bout en bout)",
    re.I,
)
_DELETED = re.compile(
    r"(?:this message was deleted|you deleted this message|ce message a été supprimé|vous avez supprimé ce message)"
    r"(?: (?:by|par) .{1,80})?\.?$",
    re.I,
)
_EDITED = re.compile(r"<(?:this message was edited|ce message a été modifié)\.?>$", re.I)
_LONGEST_MARK = 60
_LONGEST_CHOICE = 1_000
_NAME = r"(?P<name>[^<>\n/]{1,200}\.\w{0,5})"
_ATTACHED = re.compile(
    rf"{_LRM}?<(?:attached|pièce jointe|fichier joint|adjunto|archivo adjunto|anhang|allegato|anexo)\s?:\s?{_NAME}>",
    re.I,
)
_FILE = re.compile(
    rf"{_NAME}(?: • {_LRM}?\d+ \w+)? {_LRM}?\((?:file attached|fichier joint|archivo adjunto|datei angehängt"
    r"|file allegato|arquivo anexado)\)$",
    re.I,
)
_LEFT_OUT = r"(?:omitted|omis|omise|omises|absent|absente|omitido|omitida|weggelassen|ausgeschlossen|omesso|omessa)"
_OMITTED = re.compile(rf"<[^<>:\n]{{3,30}} {_LEFT_OUT}\.?>$", re.I)
_KIND_OMITTED = re.compile(
    r"(?P<kind>image|photo|imagen|bild|video|vidéo|note vidéo|video note|gif|sticker|autocollant|audio|document"
    rf"|contact card|fiche contact|carte de contact) {_LEFT_OUT}$",
    re.I,
)
_PAGES = re.compile(r"(?P<title>.+?) • \d+ \w+$")
_KINDS = {
    "image": "image jpg jpeg png webp gif heic photo imagen bild sticker autocollant img stk",
    "video": "video vidéo mp4 mov 3gp avi mkv webm vid",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_POLL = re.compile(r"(?:POLL|SONDAGE|ENCUESTA|UMFRAGE|SONDAGGIO|ENQUETE)\s?:\s*")
_CHOICE = re.compile(r"(?:OPTION|OPCIÓN|OPZIONE|OPÇÃO)\s?:\s*(?P<text>.*?)(?:\s*\((?P<votes>[^()]*)\))?$")
_NAMED = re.compile("@\u2068~?\\s?(?P<name>[^\u2068\u2069\n]{1,100})\u2069")
_PHONE = re.compile(r"\+\d[\d\s().-]{5,20}$")
_UNSEEN = dict.fromkeys(map(ord, _LRM + "\u2068\u2069"))

# Words, pictures and poll of a message.
_Said = tuple[str, tuple[Medium, ...], tuple[PollOption, ...]]


@dataclass(frozen=True, slots=True)
class Author:
    """Name who wrote; for a number that is in nobody's address book, the digits by which others mention it."""

    name: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """Hold the words of a message and what came with them."""

    text: str
    media: tuple[Medium, ...] = ()
    poll: tuple[PollOption, ...] = ()
    mentions: tuple[Mention, ...] = ()
    is_edited: bool = False
    is_deleted: bool = False


def split_author(rest: str, known: AbstractSet[str]) -> tuple[str, str]:
    """Return the author as written and the words; no author: the application itself speaks.

    A colon without a space after it ends a name only when the name is known from other messages.
    """
    first = rest.partition("\n")[0]
    found = _SEPARATOR.search(f"{first} ")
    name = first[: found.start("at")] if found else ""
    if not found or (_QUOTES & set(name) and _OWN_WORDS.search(name)):
        glued = first.partition(":")[0]
        return (glued, rest[len(glued) + 1 :]) if glued != first and glued in known else ("", rest)
    return name, rest[found.end() :]


def author_of(written: str) -> Author:
    """Return who wrote, without the marks and the ~ that stands before a name from outside the address book."""
    name = written.translate(_UNSEEN).strip(MARKS + " \u00a0\u202f~")
    digits = "".join(c for c in name if c.isdigit()) if _PHONE.match(name) else ""
    return Author(name, digits)


def is_own_line(words: str) -> bool:
    """Tell whether a line with an author is the application's: encryption, arrivals and calls on some phones."""
    plain = words.strip(MARKS + " ")
    if "\n" in plain or _DELETED.match(plain):
        return False
    return bool(_ENCRYPTED.match(plain)) or (words.startswith(_LRM) and bool(_OWN_WORDS.search(plain)))


def read_body(words: str, members: Mapping[str, str]) -> Body:
    """Read the words of a message; `members` leads from the name of a file to its place inside the imported zip."""
    mentions = tuple(Mention(m["name"].strip()) for m in _NAMED.finditer(words))
    if _DELETED.match(words.strip(MARKS + " ")):
        return Body("", is_deleted=True)
    whole = words.rstrip(MARKS + " ")
    edited = _EDITED.search(whole, max(0, len(whole) - _LONGEST_MARK))
    said = whole[: edited.start()].rstrip(MARKS) if edited else whole
    text, media, poll = _poll(said) or _media(said, members)
    return Body(_plain(text), media, poll, mentions, is_edited=bool(edited))


def _plain(text: str) -> str:
    return text.translate(_UNSEEN).strip()


def _poll(words: str) -> _Said | None:
    lines = [_plain(line) for line in words.split("\n")]
    head = _POLL.match(lines[0])
    if not head:
        return None
    choices = [_CHOICE.match(line) if len(line) <= _LONGEST_CHOICE else None for line in lines]
    if not any(choices):
        return None
    lines[0] = lines[0][head.end() :]
    question = "\n".join(line for line, choice in zip(lines, choices, strict=True) if line and not choice)
    return question, (), tuple(PollOption(found["text"], _votes(found["votes"])) for found in choices if found)


def _votes(written: str | None) -> int | None:
    if written is None:
        return None
    digits = "".join(c for c in written if c.isdigit())[:9]
    return int(digits) if digits else 0


def _media(words: str, members: Mapping[str, str]) -> _Said:
    attached = list(_ATTACHED.finditer(words))
    if attached:
        return _attached(words, [m["name"] for m in attached], members)
    first, _, caption = words.partition("\n")
    named = _FILE.match(first.strip(MARKS + " "))
    if named:
        return _file(named["name"], caption, members)
    if _OMITTED.match(first.strip(MARKS + " ")):
        return caption, (Medium("file"),), ()
    return _kind_omitted(first, caption) or (words, (), ())


def _attached(words: str, names: list[str], members: Mapping[str, str]) -> _Said:
    caption = _plain(_ATTACHED.sub("", words))
    paged = _PAGES.match(caption)
    if paged:  # on some phones the title of a document stands before its file
        return "", tuple(_medium(n, members, paged["title"]) for n in names), ()
    return caption, tuple(_medium(n, members) for n in names), ()


def _file(name: str, caption: str, members: Mapping[str, str]) -> _Said:
    stem = name.rpartition(".")[0]
    first, _, more = caption.partition("\n")
    if _plain(first) == stem:  # the name of a document is repeated below it
        return more, (_medium(name, members, stem),), ()
    return caption, (_medium(name, members),), ()


def _medium(name: str, members: Mapping[str, str], description: str = "") -> Medium:
    clean = unicodedata.normalize("NFC", _plain(name))
    ending, start = clean.rpartition(".")[2].lower(), clean.partition("-")[0].lower()
    kind = _KIND_OF.get(ending) or (_KIND_OF.get(start) if not ending else None) or "file"
    return Medium(kind, description, members.get(clean, ""))


def _kind_omitted(first: str, caption: str) -> _Said | None:
    """Read “image omitted”, which counts only behind the mark the application puts there."""
    before, mark, told = first.rpartition(_LRM)
    found = _KIND_OMITTED.match(told.strip()) if mark else None
    if not found:
        return None
    kind = _KIND_OF.get(found["kind"].split()[-1].lower()) or _KIND_OF.get(found["kind"].split()[0].lower(), "file")
    paged = _PAGES.match(_plain(before))
    title = paged["title"] if paged else ""
    said = "" if paged else _plain(before)
    return "\n".join(part for part in (said, caption) if part), (Medium(kind, title),), ()
