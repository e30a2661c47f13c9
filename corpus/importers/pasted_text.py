"""Take a thread apart that somebody copied from a screen or typed: who wrote, when, what, in answer to what; pure.

Three shapes are met: what a browser copies from a Facebook page (names, texts, "2 sem.", "J’aime", "Répondre" on lines
of their own), lines that name their writer ("Name · 2 sem.", "Name : text"), and plain text with indentation, "> " or
"- ". What is found is a proposal: a person corrects it before anything is imported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from corpus.importers.base import TimeStatus
from corpus.importers.dates import DateRefused, Moment, read_moment, relative

PARIS = ZoneInfo("Europe/Paris")
_TAB = 4
_LEVEL = 2
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200e": "", "\u200f": "", "\ufeff": ""})
_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<marks>(?:(?:>|↳|[-–—*•]{1,6}(?=\s|$))[ \t]*)*)(?P<content>.*)$")
_BULLET = re.compile(r"[-–—*•↳]")
_ACTIONS = re.compile(
    r"\b(?:j['’]aime|je n['’]aime plus|répondre|commenter|partager|modifiée?|masquer|voir la traduction|like|reply|"
    r"comment|share|edited|hide|see translation)\b",
    re.I,
)
_NOISE = re.compile(
    r"(?:voir|afficher|view|see)\b.{0,20}\b(?:commentaires?|réponses?|comments?|repl(?:y|ies))\b.*"
    r"|\d[\d\s.,]*\s?[kK]?\s*(?:commentaires?|réponses?|partages?|comments?|repl(?:y|ies)|shares?)"
    r"|(?:les )?plus pertinents?|most relevant|tous les commentaires|all comments|(?:les )?plus récents?"
    r"|toutes les réactions ?:?.*|all reactions ?:?.*"
    r"|(?:écrivez|rédigez) un commentaire.*|write a comment.*|(?:vu|seen) (?:par|by) \d+.*|suivre|follow|·",
    re.I,
)
# Only names: "mon employeur a répondu" is a text.
_ANSWERED = re.compile(r"[A-ZÀ-Ý][\w'’-]*(?: [A-ZÀ-Ý][\w'’-]*){1,3} (?:a répondu|replied)")
_BADGE = re.compile(
    r"auteure?|autrice|author|admin(?:istrat(?:eur|rice))?|modérat(?:eur|rice)|moderator|super ?fan|top fan"
    r"|moteur de conversation|conversation starter|meilleure? contribut(?:eur|rice)|top contributor"
    r"|(?:contribut(?:eur|rice) .{1,30}|rising contributor)|nouveau membre|nouvelle membre|new member",
    re.I,
)
_MORE = re.compile(r"(?:…|\.\.\.)\s*(?:(?:en )?voir plus|afficher la suite|see more)$", re.I)
_NUMBER = re.compile(r"\d[\d\s.,]*[kK]?$")
_WITH_DOT = re.compile(r"(?P<name>[^·•|]{1,60}?)\s*[·•|]\s*(?P<when>[^·•|:]{1,40}?)\s*(?:[·•|].{0,40})?$")
_IN_BRACKETS = re.compile(
    r"(?P<name>[^()\[\]]{1,60}?)\s*[(\[](?P<when>[^()\[\]]{1,40})[)\]]\s*(?P<rest>(?:[:–—-]\s.*)?)$"
)
_WITH_COMMA = re.compile(r"(?P<name>[^,:]{1,60}?)\s*(?:,|\s[–—-])\s+(?P<when>[^:]{1,40}?)\s*(?P<rest>(?::\s.*)?)$")
_NAMED = re.compile(r"(?P<name>[^:«»\"/]{1,40}?)\s*:\s+(?P<rest>\S.*)$")
_NO_NAME = re.compile(
    r"(?:bonjour|bonsoir|salut|coucou|question|questions|réponse|reponse|ps|p\.s\.?|nb|n\.b\.?|edit|info|exemple|ex|"
    r"attention|rappel|note|merci|donc|sinon|résultat|conclusion|source|lien|hello|answer|example|update)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """One post as it was pasted; `answers` is the place, from 0, of the post it answers (None: it opens)."""

    author: str
    when: str
    text: str
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    width: int
    marks: str
    content: str


@dataclass(frozen=True, slots=True)
class _Item:
    """A post found, at the width of its first line."""

    width: int
    author: str
    when: str
    lines: list[str]

    @property
    def text(self) -> str:
        """Return the lines as one text, without what a page writes where it folds a text."""
        return _MORE.sub("…", "\n".join(self.lines).strip())


def moment_of(when: str, captured_on: date | None, *, zone: ZoneInfo = PARIS, order: str = "dmy") -> Moment | None:
    """Return the moment that words such as "2 sem." or "03/02/2020 08:15" mean; None when they mean none."""
    words = when.strip().strip("·•").strip()
    if not words:
        return None
    told = relative(words, captured_on, zone) if captured_on else None
    if told:
        return told
    try:
        return read_moment(words, order=order, zone=zone)
    except DateRefused:
        return None


def parse(text: str, captured_on: date, *, most: int | None = None) -> list[Pasted]:
    """Return the posts of a pasted thread in order; the first opens it, every other answers one before it.

    Whoever wants no more than `most` posts gets one more at the end: the rest is not looked at.
    """
    lines = [_line(raw) for raw in text.translate(_BLANKS).splitlines()]
    if sum(_is_action(line.content) for line in lines) >= 2:
        items = _of_page(lines, captured_on)
    elif _has_writers(lines, captured_on):
        items = _of_writers(lines, captured_on)
    else:
        items = (_Item(first.width, "", "", [one.content for one in block]) for first, block in _blocks(lines))
    found = (item for item in items if item.text or item.author)
    return _answering(list(islice(found, None if most is None else most + 1)))


def _line(raw: str) -> _Line:
    found = _LINE.match(raw)
    indent, marks, content = found.groups() if found else ("", "", raw)
    signs = "".join(marks.split())
    return _Line(len(indent.expandtabs(_TAB)) + _LEVEL * len(signs), signs, content.strip())


# What a browser copies from a page.


def _is_noise(content: str) -> bool:
    return bool(_NOISE.fullmatch(content) or _ANSWERED.fullmatch(content))


def _is_action(content: str) -> bool:
    return bool(content) and _footer_time(content) is not None


def _footer_time(content: str) -> str | None:
    """Return the time told in a line of "2 sem. · J’aime · Répondre" ("" when it tells none); None for another line."""
    rest, actions = _ACTIONS.subn(" ", content)
    rest = " ".join(rest.replace("·", " ").split())
    if not actions or len(content) > 80:
        return None
    words = re.sub(r"(?:^|\s)\d+$", "", rest).strip() if not _is_time(rest) else rest
    return words if not words or _is_time(words) else None


def _is_time(content: str, captured_on: date = date(2030, 1, 1)) -> bool:
    # Any later day does to tell whether words are a time.
    found = moment_of(content, captured_on)
    return found is not None and (found.status is TimeStatus.ESTIMATED or not _NUMBER.match(content))


def _of_page(lines: list[_Line], captured_on: date) -> Iterator[_Item]:
    """Yield the posts between the footers; the name is the first line, the time stands below it or in the footer."""
    kept = [line for line in lines if line.content and not _is_noise(line.content)]
    block: list[str] = []
    width, when = 0, ""
    for at, line in enumerate(kept):
        after = kept[at + 1].content if at + 1 < len(kept) else ""
        footer = _footer_time(line.content)
        is_time = footer is None and _is_time(line.content, captured_on)
        if is_time and len(block) == 1 and after and not _is_action(after):
            when = line.content.strip("· ")
        elif footer is not None or is_time:
            told = (footer if footer is not None else line.content).strip("· ")
            if block:
                yield _Item(width, block[0], when or told or _time_below(kept, at + 1), block[1:])
            block, when = [], ""
        elif len(block) <= 1 and (_BADGE.fullmatch(line.content) or (not block and _NUMBER.match(line.content))):
            continue
        else:
            block.append(line.content)
            width = line.width if len(block) == 1 else width
    if block:
        yield _Item(width, block[0], when, block[1:])


def _time_below(lines: list[_Line], first: int) -> str:
    """Return the time that stands among the lines of a footer, from `first` on and before the next name."""
    for at in range(first, len(lines)):
        content = lines[at].content
        told = _footer_time(content)
        if told is None:
            return content.strip("· ") if _is_time(content) else ""
        if told:
            return told
    return ""


# Lines that name their writer.


def _header(content: str, captured_on: date, *, takes_names: bool) -> tuple[str, str, str] | None:
    """Return name, time and what follows on the line that begins a post; None for another line."""
    for pattern in (_WITH_DOT, _IN_BRACKETS, _WITH_COMMA):
        found = pattern.match(content)
        if found and _is_name(found["name"]) and _is_time(found["when"], captured_on):
            rest = found.groupdict().get("rest") or ""
            if pattern is not _WITH_COMMA or rest or _is_full_name(found["name"]):
                return found["name"].strip(), found["when"].strip(), rest.lstrip(":–—- ")
    found = _NAMED.match(content) if takes_names else None
    if found and _is_name(found["name"]):
        return found["name"].strip(), "", found["rest"]
    return None


def _is_name(words: str) -> bool:
    words = words.strip()
    return (
        bool(re.match(r"@?[^\W\d_]", words))
        and not re.search(r"[?!;:.…]$", words.removesuffix("."))
        and len(words.split()) <= 5
        and not _NO_NAME.fullmatch(words)
        and not words.lower().startswith("http")
    )


def _is_full_name(words: str) -> bool:
    parts = words.split()
    return len(parts) >= 2 and all(part[0].isupper() for part in parts)


def _has_writers(lines: list[_Line], captured_on: date) -> bool:
    """Tell whether lines of the paste name their writers, with a time or before a colon."""
    if any(_starts(lines, at, captured_on, takes_names=False) for at in range(len(lines))):
        return True
    return _takes_names(lines)


def _takes_names(lines: list[_Line]) -> bool:
    """Tell whether "Name : text" is how this paste is written, and not a colon in a sentence."""
    firsts = [first.content for first, _block in _blocks(lines)]
    named = sum(1 for content in firsts if (m := _NAMED.match(content)) and _is_name(m["name"]))
    everywhere = sum(1 for line in lines if (m := _NAMED.match(line.content)) and _is_name(m["name"]))
    return everywhere >= 2 and named * 2 >= len(firsts)


def _starts(lines: list[_Line], at: int, captured_on: date, *, takes_names: bool) -> tuple[str, str, str, int] | None:
    """Return name, time, rest and how many lines they take when a post begins here."""
    content = lines[at].content
    found = _header(content, captured_on, takes_names=takes_names)
    if found:
        return *found, 1
    below = lines[at + 1].content if at + 1 < len(lines) else ""
    alone = at == 0 or not lines[at - 1].content or lines[at].width != lines[at - 1].width
    if alone and below and _is_name(content) and len(content) <= 60 and _is_time(below, captured_on):
        return content, below.strip("· "), "", 2
    return None


def _of_writers(lines: list[_Line], captured_on: date) -> Iterator[_Item]:
    takes_names = _takes_names(lines)
    item = _Item(0, "", "", [])
    skip = 0
    for at, line in enumerate(lines):
        if skip:
            skip -= 1
            continue
        found = _starts(lines, at, captured_on, takes_names=takes_names) if line.content else None
        if found:
            yield item
            name, when, rest, taken = found
            item, skip = _Item(line.width, name, when, [rest] if rest else []), taken - 1
        elif not _BADGE.fullmatch(line.content) or item.lines:
            item.lines.append(line.content)
    yield item


# Plain text.


def _blocks(lines: list[_Line]) -> Iterator[tuple[_Line, list[_Line]]]:
    """Yield runs of lines that stand together: a blank line, a dash or another indentation begins the next."""
    block: list[_Line] = []
    for line in lines:
        if not line.content:
            if block:
                yield block[0], block
            block = []
            continue
        begins = bool(_BULLET.search(line.marks)) or (block and line.width != block[-1].width)
        if begins and block:
            # Lines under a dash stand deeper than the dash, and belong to it.
            if not line.marks and _BULLET.search(block[0].marks) and line.width == block[0].width:
                block.append(line)
                continue
            yield block[0], block
            block = []
        block.append(line)
    if block:
        yield block[0], block


# Who answers whom.


def _answering(items: list[_Item]) -> list[Pasted]:
    """Give each post the one it answers: by depth, else by the name its text begins with, else the opening."""
    posts: list[Pasted] = []
    above: list[tuple[int, int]] = []  # (width, place), each deeper than the one before
    for place, item in enumerate(items):
        while above and above[-1][0] >= item.width:
            above.pop()
        under = above[-1][1] if above else None
        above.append((item.width, place))
        post = Pasted(item.author, item.when, item.text)
        if place:
            spoken_to = _spoken_to(post, posts)
            post = replace(post, answers=under if under is not None else spoken_to if spoken_to is not None else 0)
        posts.append(post)
    return posts


def _spoken_to(post: Pasted, earlier: list[Pasted]) -> int | None:
    """Return the latest post by the person whose name begins the text, as Facebook writes an answer to an answer."""
    text = post.text.removeprefix("@").casefold()
    for place in range(len(earlier) - 1, -1, -1):
        name = earlier[place].author.casefold()
        if len(name) > 2 and text.startswith(name) and not text[len(name) : len(name) + 1].isalnum():
            return place
    return None
