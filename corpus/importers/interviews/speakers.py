"""Find out who speaks in a transcript: which words before a colon are names, and who asks; pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.importers.mapping import fold

_SPACE = " \t\u00a0\u202f\u2009"
# A time in front of a turn: [00:12:34], (0:12), #00:12:34-5#, 00:00:01.000 --> 00:00:04.000, 12:34 -
_CLOCK = r"[\[({#]*\d{1,2}:\d{2}(?::\d{2})?(?:[.,-]\d{1,3})?[\])}#]*"
_TIME = re.compile(rf"[{_SPACE}]*{_CLOCK}(?:\s*(?:-->|->|-|–|à)\s*{_CLOCK})?[{_SPACE}]*[-–:]?[{_SPACE}]*(?=\D|$)")
_NAME = r"[^\W_][^\n:;!?…«»\"()\[\]{}<>|=/\\]{0,39}?"
# What is said of a speaker or of a turn between name and colon: Marie (infirmière) : … or P2 (rires) : …
_ASIDE = rf"(?:[{_SPACE}]*[(\[](?P<aside>[^()\[\]\n:]{{1,40}})[)\]])?"
_BEFORE_COLON = re.compile(
    rf"[\[(*<]*(?P<name>{_NAME}){_ASIDE}[\])*>]*[{_SPACE}]*[:：](?![/\d])[*]*[{_SPACE}]*(?P<rest>.*)$", re.S
)
_BEFORE_TAB = re.compile(rf"(?P<name>{_NAME})[ ]*\t+(?P<rest>.*)$", re.S)
_NAME_AND_TIME = re.compile(rf"(?P<name>{_NAME})[{_SPACE}]+{_CLOCK}[{_SPACE}]*$")
_MOST_WORDS = 5
_FEWEST_TURNS = 2
# Words that stand before a colon in the notes around a talk, and are nobody's name.
_NOBODY_WORDS = """
exemple example note notes remarque nb ps date lieu duree titre contexte sujet source sources conclusion total heure
objet theme age sexe profession fonction ville place duration title subject topic language langue kind http https
mailto donc alors enfin resultat attention important oui non ouais parexemple cestadire entretien interview
transcription transcripteur fichier file page resume summary transcript
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())
_ASKS_WORDS = """
interviewer intervieweur intervieweuse intervieweureuse interviewers enqueteur enquetrice enqueteurice chercheur
chercheuse chercheureuse researcher question q i int itw moderateur moderatrice moderator animateur animatrice
journaliste sociologue enq
"""
_ASKS = frozenset(_ASKS_WORDS.split())


@dataclass(frozen=True, slots=True)
class Labelled:
    """Hold a line cut into what may be a speaker, what is said, and what stands in brackets between both."""

    name: str
    said: str
    aside: str = ""


def cut(line: str) -> Labelled:
    """Cut a line into a possible speaker and the rest; a time in front is dropped when a speaker follows it."""
    time = _TIME.match(line)
    bare = line[time.end() :] if time else line
    found = _BEFORE_COLON.match(bare)
    if found and _may_be_name(found["name"]):
        return Labelled(_tidy(found["name"]), found["rest"].strip(), (found["aside"] or "").strip())
    found = _BEFORE_TAB.match(bare)
    if found and _may_be_name(found["name"]):
        return Labelled(_tidy(found["name"]), found["rest"].strip())
    found = _NAME_AND_TIME.match(line)
    if found and _may_be_name(found["name"]):
        return Labelled(_tidy(found["name"]), "")
    return Labelled("", (bare if time else line).strip())


def with_asides(cut_lines: Sequence[Labelled]) -> list[Labelled]:
    """Put what stood in brackets before the words it goes with; repeated beside one name, it is a role and no words."""
    seen = Counter((c.name, c.aside) for c in cut_lines if c.aside)
    return [replace(c, said=f"({c.aside}) {c.said}".strip()) if seen[(c.name, c.aside)] == 1 else c for c in cut_lines]


def _may_be_name(written: str) -> bool:
    name = _tidy(written)
    words = name.split()
    ends_sentence = re.search(r"[^\W\d_]{3,}\.\s", name + " ") is not None
    return 0 < len(words) <= _MOST_WORDS and "," not in name and not ends_sentence and fold(name) not in _NOBODY


def _tidy(name: str) -> str:
    return " ".join(name.strip(f"*_-–—.{_SPACE}").split())


def speakers(names: Sequence[str]) -> frozenset[str]:
    """Return which of the possible names, one for each line in order (empty: none), are speakers.

    Who speaks twice is one; who speaks once is one when the name is built like that of another. In a short text where
    nobody speaks twice, two names in at least half of the lines are enough.
    """
    counted = Counter(n for n in names if n)
    lasting = {n for n, times in counted.items() if times >= _FEWEST_TURNS}
    if not lasting:
        return frozenset(counted) if len(counted) >= 2 and 2 * len(counted) >= len(names) else frozenset()
    shapes = {shape(n) for n in lasting}
    first = next(at for at, n in enumerate(names) if n in lasting)
    once = {n for n in names[first:] if n and n not in lasting and shape(n) in shapes}
    return frozenset(lasting | once)


def shape(name: str) -> str:
    """Return how a name is built: `P12` gives A0, `Speaker 3` gives Aa 0, `Mme Roche` gives mme Aa."""
    built = []
    for word in name.split():
        bare = re.sub(r"\d+", "0", word)
        if fold(word) in ("m", "mr", "mme", "mlle", "mrs", "ms", "dr"):
            built.append(fold(word))
        elif bare != word:
            built.append(re.sub(r"[^\W\d_]+", "A", bare))
        else:
            built.append("A" if word.isupper() else "Aa" if word[0].isupper() else "a")
    return " ".join(built)


@dataclass(frozen=True, slots=True)
class Asker:
    """Hold who asks, and whether that is sure."""

    names: frozenset[str]
    is_sure: bool


def who_asks(turns: Iterable[tuple[str, str]]) -> Asker:
    """Return who asks, from pairs of speaker and words: who is named so, else who asks most often.

    It is sure when the name says so, or when more than half of the turns of one speaker hold a question mark and nobody
    else comes near.
    """
    spoken: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for name, words in turns:
        spoken[name] += 1
        asked[name] += "?" in words
    named = frozenset(n for n in spoken if fold(re.sub(r"\d+$", "", n).strip()) in _ASKS)
    if named and (len(spoken) > len(named)):
        return Asker(named, is_sure=True)
    shares = sorted(((asked[n] / spoken[n], asked[n], n) for n in spoken), reverse=True)
    if not shares or not shares[0][1]:
        return Asker(frozenset(), is_sure=False)
    second = shares[1][0] if len(shares) > 1 else 0.0
    return Asker(frozenset({shares[0][2]}), is_sure=shares[0][0] > 0.5 and second <= shares[0][0] / 2)
