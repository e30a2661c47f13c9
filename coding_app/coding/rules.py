"""What one act does to the codes of a unit and its passages, and when a dimension is closed; no database here.

`static/js/coding/rules.js` says the same in the browser; tests/browser compares the two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Mark(NamedTuple):
    """A code on the whole unit, or on a span of it (code points, end exclusive)."""

    code: int
    start: int | None = None
    end: int | None = None


Marks = frozenset[Mark]


@dataclass(frozen=True)
class Question:
    """A dimension as the rules see it: the codes one may choose, and the one that says that none applies."""

    id: int
    selection: str
    applies_to: str
    codes: frozenset[int]
    none: int | None = None

    @property
    def choices(self) -> frozenset[int]:
        """Return every code of the dimension, "none applies" included."""
        return self.codes if self.none is None else self.codes | {self.none}


@dataclass(frozen=True)
class Change:
    """What an act takes away and what it adds."""

    removed: Marks = frozenset()
    added: Marks = frozenset()


class Act(NamedTuple):
    """One act on the codes of a unit: "apply" or "retract" a mark."""

    kind: str
    mark: Mark


def asked(questions: Iterable[Question], *, kind: str, is_reply: bool) -> list[Question]:
    """Keep the dimensions that are asked of a unit of a kind ("thread", "post" or "segment"), in their order.

    A dimension of passages is asked where passages can be selected: of posts and of segments.
    """
    fitting = {"any", kind}
    if is_reply:
        fitting.add("reply")
    if kind == "post":
        fitting.add("segment")
    return [question for question in questions if question.applies_to in fitting]


def is_reply(position: int | None) -> bool:
    """Say whether a unit is a reply: a post (or a segment of one) after the opening. A thread has no position."""
    return position is not None and position > 0


def question_of(code: int, questions: Iterable[Question]) -> Question | None:
    """Return the dimension a code belongs to, or None when it is not asked."""
    return next((question for question in questions if code in question.choices), None)


def misplaced(mark: Mark, question: Question, *, kind: str) -> str:
    """Say why a mark cannot stand where it stands: "passage_only", "whole_only", or "" when it can.

    A code of a dimension of passages is never put on a whole post; one of whole posts, and "none applies", never on a
    passage.
    """
    if mark.code == question.none or question.applies_to == "post":
        return "" if mark.start is None else "whole_only"
    is_bare = mark.start is None and kind == "post" and question.applies_to == "segment"
    return "passage_only" if is_bare else ""


def applied(mark: Mark, live: Marks, question: Question) -> Change:
    """Say what applying a mark changes. Applying what is there already changes nothing.

    One code at most in a place (the whole unit, or the same passage) where the selection is "one"; "none applies"
    stands alone in its dimension.
    """
    if mark in live:
        return Change()
    same = {other for other in live if other.code in question.choices}
    if mark.code == question.none:
        return Change(frozenset(same), frozenset({mark}))
    gone = {other for other in same if other.code == question.none}
    if question.selection == "one":
        gone |= {other for other in same if other[1:] == mark[1:]}
    return Change(frozenset(gone), frozenset({mark}))


def retracted(mark: Mark, live: Marks) -> Change:
    """Say what retracting a mark changes."""
    return Change(removed=frozenset({mark}) & live)


def after(change: Change, live: Marks) -> Marks:
    """Return the marks that are live after a change."""
    return (live - change.removed) | change.added


def is_closed(question: Question, live: Marks) -> bool:
    """Say whether a dimension has its answer: a code of it, or "none applies"."""
    return any(mark.code in question.choices for mark in live)


def still_open(questions: Iterable[Question], live: Marks) -> list[Question]:
    """Return the dimensions that have no answer yet, in their order."""
    return [question for question in questions if not is_closed(question, live)]


def perform(act: Act, live: Marks, questions: Sequence[Question]) -> Marks:
    """Return the marks after one act. Raise KeyError for a code that is not asked."""
    question = question_of(act.mark.code, questions)
    if question is None:
        raise KeyError(act.mark.code)
    change = applied(act.mark, live, question) if act.kind == "apply" else retracted(act.mark, live)
    return after(change, live)


def way_back(now: Marks, then: Marks, question: Question) -> list[Act]:
    """Return the acts that bring one dimension from `now` back to `then`: how an act is undone.

    Both are states that acts can reach. What is to come back is applied first, for it may push out what must go.
    """
    here = {mark for mark in now if mark.code in question.choices}
    there = {mark for mark in then if mark.code in question.choices}
    acts: list[Act] = []
    marks = frozenset(here)
    for mark in sorted(there - here, key=_place):
        acts.append(Act("apply", mark))
        marks = after(applied(mark, marks, question), marks)
    return acts + [Act("retract", mark) for mark in sorted(marks - there, key=_place)]


def _place(mark: Mark) -> tuple[int, int, int]:
    return mark.code, -1 if mark.start is None else mark.start, mark.end or 0
