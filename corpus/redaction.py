"""Find in a text what may lead to a person: addresses, numbers, names, employers; pure.

Rules and a list of first names, no model: each hit is shown to a person, who decides. No method makes a text anonymous.
Offsets count Unicode code points, ends exclusive.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus.redaction_rules import (
    ADDRESSES,
    CAPITAL_TRIGGERS,
    EMAIL,
    EMPLOYERS,
    IBAN_LENGTHS,
    IBAN_START,
    LINK,
    NIR,
    NOT_A_NAME,
    NOT_AN_EMPLOYER,
    ORG_ARTICLES,
    PHONES,
    PROFILE,
    SHORT_TITLED,
    TITLED,
    TRIGGERS,
)
from corpus.text import fold_in_place

FIRST_NAMES = Path(__file__).with_name("first_names.txt")
_SIGNS = re.compile(r"[0-9@/\]]")
# An address may be spelled out: "nom (at) domaine.fr". In brackets the sign above tells.
_SPELLED = ("(at)", "(AT)", "(arobase)", "(Arobase)", "(AROBASE)")
# What an e-mail address, and a street number, cannot be without: cheap tests before dear patterns.
_AT_DOMAIN = re.compile(r"[@\])] ?[\w-]{1,63}\.")
_DIGIT = re.compile(r"\d")
_LONE_NUMBER = re.compile(r"\d(?<![\w/.,-]\d)")
_FEWEST_DIGITS = {"phone": 8, "nir": 12, "iban": 2, "address": 1}
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SURNAME = re.compile(r"(?: (?:(?:de|du|da|dos|ben|el|van|von) )?[^\W\d_a-zà-ÿ][^\W\d_]+(?:[-'’][^\W\d_]+)*){1,2}")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;•\n]|[.!?…] ?[»\"”)])[\s«\"“(–—-]*$")
_NOT_BEFORE_A_NAME = re.compile(
    r"(?:[@#/\w-]|\b(?:saint|sainte|st|ste|rue|avenue|boulevard|bd|place|quai|hôpital|hopital|lycée|collège|école|loi"
    r"|métro|station|clinique|prix|fête|syndrome|maladie)[ -](?:de |d['’])?)$",
    re.I,
)
_TRAILING = ".,;:!?…)]}'’\""

TOKENS = {
    "fr": {
        "email": "[e-mail]", "phone": "[téléphone]", "profile": "[profil {}]", "link": "[lien {}]",
        "nir": "[numéro de sécurité sociale]", "iban": "[compte bancaire]", "titled_name": "[nom]",
        "first_name": "[prénom]", "employer": "[employeur]", "address": "[adresse]", "other": "[masqué]",
    },
    "en": {
        "email": "[e-mail]", "phone": "[phone]", "profile": "[profile {}]", "link": "[link {}]",
        "nir": "[social security number]", "iban": "[bank account]", "titled_name": "[name]",
        "first_name": "[first name]", "employer": "[employer]", "address": "[address]", "other": "[masked]",
    },
}  # fmt: skip


class Hit(NamedTuple):
    """Mark a passage that may name somebody: code points, end exclusive; what it seems to be; what to write instead."""

    start: int
    end: int
    kind: str
    token: str


LEFT_OUT = {"fr": "[personne effacée]", "en": "[erased person]"}
"""What stands for somebody who asked to be left out, where others name them; French until the language is known."""


def left_out_in(text: str, language: str) -> str:
    """Return a text with the word for those who were left out in its own language."""
    return text.replace(LEFT_OUT["fr"], LEFT_OUT["en"]) if language.startswith("en") else text


def token_of(kind: str, language: str = "fr") -> str:
    """Return the neutral word of a kind; links are told from one another by `find` alone."""
    return TOKENS["en" if language.startswith("en") else "fr"][kind].replace(" {}", "")


def finds_nothing(text: str, words: Iterable[str]) -> bool:
    """Tell, at the speed of C, that `find` finds nothing in a text of these words; False says nothing.

    The words are all those of the text, as `fold_in_place` writes them.
    """
    return not _has_signs(text) and _quick_words_lowered().isdisjoint(words)


def _has_signs(text: str) -> bool:
    return bool(_SIGNS.search(text)) or ("(" in text and any(sign in text for sign in _SPELLED))


def find(text: str, language: str = "fr") -> list[Hit]:
    """Return what may name somebody, in order, without overlaps; where two rules meet, the surer one stands."""
    rules = _sign_rules(text) if _has_signs(text) else ()
    words = _WORD.findall(text)
    if not _quick_words().isdisjoint(words):
        rules += tuple(rule for rule in _WORD_RULES if not _words_of(rule[0]).isdisjoint(words))
    if not rules:
        return []  # the way of most texts
    tokens = TOKENS["en" if language.startswith("en") else "fr"]
    found: list[Hit] = []
    for kind, rule in rules:
        for start, end, detail in rule(text):
            if start < end and not any(start < hit.end and hit.start < end for hit in found):
                found.append(Hit(start, end, kind, tokens[kind].format(detail)))
    return sorted(found)


def _sign_rules(text: str) -> "tuple[tuple[str, _Rule], ...]":
    """Return the rules about signs that can find something in a text with so many digits."""
    digits = len(_DIGIT.findall(text))
    return tuple(rule for rule in _SIGN_RULES if digits >= _FEWEST_DIGITS.get(rule[0], 0))


Passage = tuple[int, int, str]


def _profiles(text: str) -> Iterator[Passage]:
    yield from _links(text, PROFILE)


def _other_links(text: str) -> Iterator[Passage]:
    yield from _links(text, LINK)


def _links(text: str, pattern: re.Pattern[str]) -> Iterator[Passage]:
    """Give links that lead further than a domain, without the punctuation that ended the sentence."""
    if "/" not in text:
        return
    for m in pattern.finditer(text):
        end = m.start() + len(m[0].rstrip(_TRAILING))
        groups = m.groupdict("")
        host, path = groups["host"] or groups["host2"], groups["path"] or groups["path2"]
        if path.rstrip(_TRAILING + "/"):
            yield m.start(), end, host.lower().removeprefix("www.")


def _emails(text: str) -> Iterator[Passage]:
    if _AT_DOMAIN.search(text):
        yield from ((m.start(), m.end(), "") for m in EMAIL.finditer(text))


def _ibans(text: str) -> Iterator[Passage]:
    """Give account numbers of a known length whose check sum is right (ISO 13616: remainder 1 by 97)."""
    for m in IBAN_START.finditer(text):
        length, taken, end = IBAN_LENGTHS.get(m[1].upper(), 0), "", m.start()
        while (
            len(taken) < length
            and end < len(text)
            and ((text[end].isascii() and text[end].isalnum()) or text[end] in "  -")
        ):
            taken += text[end] if text[end].isalnum() else ""
            end += 1
        if length and len(taken) == length and not text[end : end + 1].isalnum() and _remainder(taken) == 1:
            yield m.start(), end, ""


def _remainder(account: str) -> int:
    moved = account[4:] + account[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97


def _nirs(text: str) -> Iterator[Passage]:
    """Give French social security numbers: written in groups, or 15 digits with the right key (97 - n mod 97)."""
    for m in NIR.finditer(text):
        digits = re.sub(r"\W", "", m[0]).upper()
        number = int(digits[:13].replace("2A", "19").replace("2B", "18"))
        is_grouped = not m[0].isalnum()
        if is_grouped or (len(digits) == 15 and int(digits[13:]) == 97 - number % 97):
            yield m.start(), m.end(), ""


def _phones(text: str) -> Iterator[Passage]:
    yield from ((m.start(), m.end(), "") for pattern in PHONES for m in pattern.finditer(text))


def _addresses(text: str) -> Iterator[Passage]:
    if _LONE_NUMBER.search(text):
        yield from ((m.start(), m.end(), "") for pattern in ADDRESSES for m in pattern.finditer(text))


def _titled(text: str) -> Iterator[Passage]:
    """Give the names behind a title; the title stays, it tells the part played and not who."""
    for m in TITLED.finditer(text):
        if fold(m["name"].split()[0]) not in NOT_A_NAME and not _is_alias(m["name"]):
            yield m.start("name"), m.end("name"), ""
    for m in SHORT_TITLED.finditer(text):
        if fold(m["name"]) not in NOT_A_NAME:
            yield m.start("name"), m.end("name"), ""


def _employers(text: str) -> Iterator[Passage]:
    """Give the names of employers and places of work; the word before (association, EHPAD) stays."""
    for number, pattern in enumerate(EMPLOYERS):
        for m in pattern.finditer(text):
            words = [fold(word) for word in m["name"].split()]
            telling = next((word for word in words if word not in ORG_ARTICLES), "")
            # Behind "chez" a first name is a person; behind "EHPAD" it is a place.
            is_person = number > 0 and telling in _first_names()
            if telling and telling not in NOT_AN_EMPLOYER and not is_person and not _is_alias(m["name"]):
                yield m.start("name"), m.end("name"), ""


def _is_alias(name: str) -> bool:
    return re.match(r"@?[A-Z]{2}-\d{3}", name) is not None


def _given_names(text: str) -> Iterator[Passage]:
    """Give first names, and the family name that follows."""
    names = _first_names()
    for m in _NAME.finditer(text):
        mark = _mark_of(m[0], names)
        if mark is None or _NOT_BEFORE_A_NAME.search(text, max(0, m.start() - 24), m.start()):
            continue
        is_capital = m[0][0].isupper()
        if (mark and not is_capital) or (mark == "?" and _SENTENCE_START.search(text, 0, m.start())):
            continue
        following = _SURNAME.match(text, m.end()) if is_capital and not m[0].isupper() else None
        is_surname = following and fold(following[0].split()[0]) not in NOT_A_NAME
        yield m.start(), following.end() if following and is_surname else m.end(), ""


def _mark_of(word: str, names: dict[str, str]) -> str | None:
    """Return how sure a word is a first name; of two with a hyphen, as sure as the surer; None: it is none."""
    whole = names.get(fold(word))
    if whole is not None:
        return whole
    parts = [names.get(fold(part)) for part in word.split("-")]
    if len(parts) > 1 and all(part is not None for part in parts):
        return ""
    elided = re.match(r"[dDlLqQ]u?['’](.+)", word)
    return names.get(fold(elided[1])) if elided else None


@cache
def _first_names() -> dict[str, str]:
    """Return the first names, folded, with their marks: "" any case, "-" with a capital, "?" inside sentences."""
    return {fold(name): mark for name, mark in reversed(_listed())}


@cache
def _listed() -> list[tuple[str, str]]:
    rows = (line.partition(" ") for line in FIRST_NAMES.read_text("utf-8").splitlines() if line and line[0] != "#")
    return [(name, mark) for name, _space, mark in rows]


@cache
def _quick_words() -> frozenset[str]:
    """Return the words without which no rule about names can find anything."""
    return frozenset().union(*(_words_of(kind) for kind, _rule in _WORD_RULES))


@cache
def _quick_words_lowered() -> frozenset[str]:
    return frozenset(map(fold_in_place, _quick_words()))


@cache
def _words_of(kind: str) -> frozenset[str]:
    """Return the words without which the rule of a kind finds nothing, in each way they are written."""
    if kind != "first_name":
        ways = {way for word in TRIGGERS[kind] for way in (word, word.capitalize(), word.upper())}
        return frozenset(ways | CAPITAL_TRIGGERS[kind])
    names: set[str] = set()
    for name, mark in _listed():
        for way in (name, fold(name)):
            names |= {way.capitalize(), way.upper()} | (set() if mark else {way})
    return frozenset(names)


@cache
def _fold_table() -> dict[int, str]:
    plain = {code: unicodedata.normalize("NFD", chr(code))[0] for code in range(0xC0, 0x180)}
    return plain | {0x153: "oe", 0xE6: "ae"}


def fold(word: str) -> str:
    """Return a word as names are compared: lower case, without accents."""
    lowered = word.lower()
    return lowered if lowered.isascii() else lowered.translate(_fold_table())


_Rule = Callable[[str], Iterator[Passage]]
_SIGN_RULES: tuple[tuple[str, _Rule], ...] = (
    ("profile", _profiles),
    ("link", _other_links),
    ("email", _emails),
    ("iban", _ibans),
    ("nir", _nirs),
    ("phone", _phones),
    ("address", _addresses),
)
_WORD_RULES: tuple[tuple[str, _Rule], ...] = (
    ("titled_name", _titled),
    ("employer", _employers),
    ("first_name", _given_names),
)
