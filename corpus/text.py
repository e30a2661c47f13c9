"""Clean imported text and find in it what leads to a person; pure, offsets in Unicode code points."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# A mention starts a word: the @ of an e-mail address follows a letter.
_MENTION = re.compile(r"(?<![\w@./])@(\w(?:[\w.-]{0,62}\w)?)")
_LINE_END = re.compile(r"\r\n?")
_WORD = re.compile(r"\w+")
# What stands beside a word in most texts.
_BESIDE_WORDS = ".,!?'’:;-…#@/()\"«»"


def clean(text: str) -> str:
    """Return the text in NFC, with plain line ends, without spaces around and without what no database can hold."""
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        try:
            text.encode()
        except UnicodeEncodeError:  # half of a surrogate pair
            text = text.encode(errors="replace").decode()
    return text.strip()


def fold_name(name: str) -> str:
    """Return a handle or a name as it is compared: NFC, casefolded, single spaces, no leading @."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split()).removeprefix("@")


class Span(NamedTuple):
    """Mark a passage of a text: code points from `start` up to, not including, `end`."""

    start: int
    end: int
    word: str


def mentions(text: str) -> Iterator[Span]:
    """Yield each @mention; the span covers the @, the word does not."""
    if "@" in text:
        for found in _MENTION.finditer(text):
            yield Span(found.start(), found.end(), found[1])


def fold_in_place(text: str) -> str:
    """Lower a text without changing its length, so that offsets stay true."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def words_of(text: str) -> list[str]:
    r"""Return the words of a text, as the pattern `\w+` finds them, at twice its speed for most texts."""
    spaced = text
    for sign in _BESIDE_WORDS:
        if sign in spaced:
            spaced = spaced.replace(sign, " ")
    words = spaced.split()
    return words if "".join(words).isalnum() else _WORD.findall(text)
