"""Read the cues of VTT and SRT subtitles forgivingly; times are read to find the cues and give their order only."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.importers.base import Problem

# The times themselves are not kept, so a damaged one still opens a cue.
_TIMING = re.compile(r"\s*\d{1,3}(?::\d{1,2}){1,2}(?:[.,:]\d{0,3})?\s*-{1,2}>")
_BLOCKS = ("NOTE", "STYLE", "REGION")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?\s{1,9}(?P<name>[^<>]{1,80})>", re.I)
# Only what the formats know as markup: a smaller-than sign in a sentence stays.
_MARKUP = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang|font)(?:[.\s][^<>]{0,200})?>|<\d{2}:[\d:.]+>|\{\\an?\d\}", re.I)
_FEW_LINES = 60


@dataclass(frozen=True, slots=True)
class Cue:
    """Hold the words of one cue or, cut by voices, of a part of one; `line` is the line of its first words."""

    line: int
    name: str
    text: str


def has_cues(head: str) -> bool:
    """Say whether a text begins like subtitles: with WEBVTT, or with lines that tell from when to when."""
    first = head.lstrip("\ufeff \t\r\n")[:6]
    return first == "WEBVTT" or any(map(_TIMING.match, head.splitlines()[:_FEW_LINES]))


@dataclass(slots=True)
class _Open:
    """Hold the words since the last line of times, and where the last piece after an empty line begins."""

    words: list[tuple[int, str]] = field(default_factory=list)
    piece: int = 0
    is_cue: bool = False

    def without_id(self) -> list[tuple[int, str]]:
        """Return the words without the number or name that stands just before the next line of times."""
        alone = self.piece == len(self.words) - 1 and (self.piece > 0 or not self.is_cue)
        if self.words and (alone or self.words[-1][1].isdigit()):
            return self.words[:-1]
        return self.words


def cues(lines: Iterator[tuple[int, str]], left_out: Counter[str]) -> Iterator[Cue | Problem]:
    """Yield the cues of numbered lines in file order, and a problem for each line of words before the first cue.

    A cue goes from its line of times to the next one: an empty line inside it, which the formats forbid and people
    write, loses nothing. NOTE, STYLE and REGION are no words; notes are counted.
    """
    found, block = _Open(), False
    for number, line in lines:
        text = line.strip().strip("\ufeff").strip()
        if _TIMING.match(text):
            yield from _closed(found, found.without_id())
            found, block = _Open(is_cue=True), False
        elif not text:
            found.piece, block = len(found.words), False
        elif found.piece == len(found.words) and (found.words or not found.is_cue) and _opens_block(text):
            block = True
            left_out["comments_left_out"] += text.startswith("NOTE")
        elif not block:
            found.words.append((number, text))
    yield from _closed(found, found.words)


def _opens_block(text: str) -> bool:
    return text.split()[0] in ("WEBVTT", *_BLOCKS)


def _closed(found: _Open, words: list[tuple[int, str]]) -> Iterator[Cue | Problem]:
    if found.is_cue:
        yield from _voices(words)
    else:
        yield from (Problem(number, "", "words_outside_cue") for number, text in words if not text.isdigit())


def _voices(words: list[tuple[int, str]]) -> Iterator[Cue]:
    """Cut the words of a cue where another voice begins."""
    if not words:
        return
    text = "\n".join(text for _, text in words)
    at, name = 0, ""
    for voice in _VOICE.finditer(text):
        yield from _cue(words[0][0], name, text[at : voice.start()])
        at, name = voice.end(), voice["name"].strip()
    yield from _cue(words[0][0], name, text[at:])


def _cue(line: int, name: str, text: str) -> Iterator[Cue]:
    plain = html.unescape(_MARKUP.sub("", text)).strip()
    if plain or name:
        yield Cue(line, html.unescape(name), plain)
