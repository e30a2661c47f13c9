"""Turn what was said, in order, into the posts of one thread: each answer stands under the question above it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.importers.base import Option, PostKind, PostRecord, Problem, Recipe, Severity
from corpus.importers.interviews.speakers import who_asks
from corpus.importers.problems import gettext_noop

MAX_TITLE = 200
_OPENING_TURNS = 3

INTERVIEWER = Option(
    "interviewer",
    gettext_noop("Who asks"),
    gettext_noop("The interviewer as written before the colon, one name a line. Their turns become questions."),
    kind="people",
    is_once=True,
    names_people=True,
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Hold what one speaker said without a break; `name` is empty for a text without speakers."""

    line: int
    name: str
    said: str


def interviewers(recipe: Recipe, said: Iterable[Utterance]) -> frozenset[str]:
    """Return who asks: the names of the recipe, else the one the text shows."""
    told = frozenset(n for n in map(_same, recipe.options.get("interviewer", "").splitlines()) if n)
    if told:
        return told
    return frozenset(map(_same, who_asks((u.name, u.said) for u in said if u.name).names))


def _same(name: str) -> str:
    return " ".join(name.casefold().split()).rstrip(" :")


def posts(title: str, said: Sequence[Utterance], asking: frozenset[str]) -> Iterator[PostRecord | Problem]:
    """Yield one post a turn and one problem for a turn without words; nothing of the text is used twice.

    The ids are made of the title and the first turns, so that the same text read again gives the same posts, and two
    texts that merely share a title do not mix. Who speaks is known inside the text only: E1 of another one is another.
    """
    key = _key(title, said)
    opening = question = ""
    number = 0
    for utterance in said:
        if not utterance.said:
            yield Problem(utterance.line, "", "turn_without_words")
            continue
        number += 1
        own = f"~turn:{key}:{number}"
        opening = opening or own
        asks = bool(utterance.name) and _same(utterance.name) in asking
        yield PostRecord(
            text=utterance.said,
            line=utterance.line,
            external_id=own,
            thread_external_id=opening,
            parent_external_id="" if asks or not utterance.name else question,
            author_external_id=f"~speaker:{key}:{_same(utterance.name)}" if utterance.name else "",
            author_name=utterance.name,
            kind=PostKind.POST if not utterance.name else PostKind.QUESTION if asks else PostKind.TURN,
            title=title if number == 1 else "",
        )
        question = own if asks else question


def _key(title: str, said: Sequence[Utterance]) -> str:
    told = "\0".join((title, *(u.said for u in said[:_OPENING_TURNS])))
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def remarks(said: Sequence[Utterance], asking: frozenset[str]) -> Iterator[Problem]:
    """Warn when nobody speaks, or nobody asks."""
    if not any(u.name for u in said):
        yield Problem(0, "", "interview_without_speakers", {}, Severity.WARNING)
    elif not any(_same(u.name) in asking for u in said):
        yield Problem(0, "", "interview_without_questions", {}, Severity.WARNING)
