"""Negotiated agreement as a process: what coders agreed on before any discussion, and what became of the rest."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from coding_app.review.queries import Answer, Case, State


@dataclass
class Tally:
    """Count the cases of one dimension that two people or more answered.

    agreed: before any discussion. Of the others: open ones; settled ones by whose answer was kept (`in_favor`, by id
    of the coder; with three coders two can have had it), by codes of several put together, or by codes that nobody had
    chosen so. overturned: all had agreed, and yet another answer was settled on.
    """

    agreed: int = 0
    open: int = 0
    together: int = 0
    neither: int = 0
    overturned: int = 0
    settled: int = 0
    in_favor: Counter[int] = field(default_factory=Counter)

    @property
    def differed(self) -> int:
        """Count the cases where the first answers differed."""
        return self.open + self.settled

    @property
    def cases(self) -> int:
        """Count all cases."""
        return self.agreed + self.differed

    @property
    def initial(self) -> float | None:
        """Return the share of cases agreed on before any discussion."""
        return self.agreed / self.cases if self.cases else None

    @property
    def negotiated(self) -> float | None:
        """Return the share of cases that have one answer now: agreed on, or settled."""
        return (self.agreed + self.settled) / self.cases if self.cases else None

    def count(self, case: Case, decided: Answer | None) -> None:
        """Add one case, and what was decided on it (None: nothing)."""
        answers = set(case.answers.values())
        if len(answers) == 1:
            self.agreed += 1
            self.overturned += decided is not None and decided not in answers
        elif decided is None:
            self.open += 1
        else:
            self.settled += 1
            self._favor(case.answers, decided)

    def _favor(self, answers: Mapping[int, Answer], decided: Answer) -> None:
        kept = [coder for coder, answer in answers.items() if answer == decided]
        if kept:
            self.in_favor.update(kept)
        elif decided == frozenset.union(*answers.values()):
            self.together += 1
        else:
            self.neither += 1


def tallies(cases: Iterable[Case], decided: Mapping[int, Answer]) -> dict[int, Tally]:
    """Count the cases by dimension (id); decided: the codes of each decision that stands, by its id."""
    found: dict[int, Tally] = {}
    for case in cases:
        if len(case.answers) > 1:
            answer = decided.get(case.decision.pk, frozenset()) if case.decision else None
            found.setdefault(case.dimension.pk, Tally()).count(case, answer)
    return found


def total(found: Iterable[Tally]) -> Tally:
    """Add the dimensions up."""
    whole = Tally()
    for each in found:
        for name in ("agreed", "open", "together", "neither", "overturned", "settled"):
            setattr(whole, name, getattr(whole, name) + getattr(each, name))
        whole.in_favor.update(each.in_favor)
    return whole


def flagged(cases: Iterable[Case], beginnings: Collection[str]) -> list[tuple[int, list[Case]]]:
    """Return the codes (ids) in question where the reason calls a definition unclear, most cases first."""
    found: dict[int, list[Case]] = {}
    for case in cases:
        if case.state == State.SETTLED and case.decision and case.decision.reason.startswith(tuple(beginnings)):
            for code in sorted(case.codes_in_question):
                found.setdefault(code, []).append(case)
    return sorted(found.items(), key=lambda each: -len(each[1]))
