"""Reads about review: where coders differ, what was decided, the consensus layer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.db.models import Count, QuerySet

from coding_app.accounts.models import User
from coding_app.agreement.queries import computable_rounds
from coding_app.codebook.models import Code
from coding_app.coding.evidence import Evidence, evidence
from coding_app.coding.queries import questions, structure
from coding_app.projects.models import Project
from coding_app.review.models import Adjudication, ConsensusCoding
from coding_app.sampling.models import Round, SampleUnit, Unit
from coding_app.sampling.queries import held

Answer = frozenset[int]
"""The codes chosen in a dimension, "none applies" included; ids of codes."""


class State(StrEnum):
    """Where a dimension of a unit stands among its coders."""

    DIFFER = "differ"
    INCOMPLETE = "incomplete"
    SETTLED = "settled"
    AGREE = "agree"


@dataclass(frozen=True)
class Case:
    """One dimension of a unit that two people or more were to code: their answers, and the decision if there is one."""

    unit: Unit
    dimension: Code
    state: State
    answers: Mapping[int, Answer]
    coders: tuple[User, ...]
    decision: Adjudication | None = None

    @property
    def codes_in_question(self) -> Answer:
        """Return the codes that some coder chose and another did not."""
        if not self.answers:
            return frozenset()
        return frozenset.union(*self.answers.values()) - frozenset.intersection(*self.answers.values())

    def differs_between(self, first: int, second: int) -> bool:
        """Say whether two coders (ids) both answered, and not the same."""
        both = self.answers.get(first), self.answers.get(second)
        return None not in both and both[0] != both[1]


def cases(round: Round) -> list[Case]:
    """Return the cases of a round, thread by thread in reading order, dimensions in the order of the codebook.

    Only units that two people or more were to code. Raise RoundIsBlind while the round is blind. Six queries, however
    many cases.
    """
    found = evidence(round)
    expected = _expected(round)
    units = Unit.objects.select_related("thread", "post").in_bulk(list(expected))
    dimensions = Code.objects.in_bulk([question.id for question in structure(round.codebook_version).questions])
    coders = User.objects.in_bulk(np.unique(found.coder_ids).tolist())
    decisions = {(row.unit_id, row.dimension_id): row for row in decisions_of([round])}
    answers = _answers(found)
    return [
        _case(
            unit,
            dimensions[question.id],
            answers.get((unit.pk, question.id), {}),
            expected[unit.pk],
            coders,
            decisions.get((unit.pk, question.id)),
        )
        for unit in sorted(units.values(), key=_reading_order)
        for question in questions(round, unit)
    ]


def reference(round: Round) -> dict[tuple[int, int], Answer]:
    """Return by (unit id, dimension id) the answer others are measured by: what was decided, else what all agreed on.

    The same cases by which a unit counts as settled, see `Knowledge.settled_units`. Raise RoundIsBlind early.
    """
    agreed = {
        (case.unit.pk, case.dimension.pk): next(iter(case.answers.values()))
        for case in cases(round)
        if case.state == State.AGREE
    }
    return agreed | consensus(round.project, [round])


def units_in_dispute(round: Round) -> int:
    """Count the units of a round on which coders differ and nothing was decided."""
    return len({case.unit.pk for case in cases(round) if case.state == State.DIFFER})


def _reading_order(unit: Unit) -> tuple[int, int, int]:
    return unit.thread_id, unit.post.position if unit.post else -1, unit.start or 0


def _expected(round: Round) -> dict[int, int]:
    """Count the coders of each unit that two or more were to code; those of the reference have their answer already."""
    seeded = SampleUnit.objects.filter(sample=round.sample_id, is_calibration=True).values("unit")
    drawn = held().filter(round=round).exclude(unit__in=seeded)
    counts = drawn.values("unit").annotate(coders=Count("pk")).filter(coders__gt=1)
    return dict(counts.values_list("unit", "coders"))


def _answers(found: Evidence) -> dict[tuple[int, int], dict[int, Answer]]:
    """Return by (unit, dimension) what each coder chose, where the dimension was closed."""
    answers: dict[tuple[int, int], dict[int, Answer]] = {}
    rows, positions = np.nonzero(found.closed)
    for row, position in zip(rows.tolist(), positions.tolist(), strict=True):
        key = int(found.unit_ids[row]), int(found.dimension_ids[position])
        answers.setdefault(key, {})[int(found.coder_ids[row])] = frozenset()
    rows, columns = np.nonzero(found.values == 1)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        key, coder = (int(found.unit_ids[row]), int(found.code_dimension_ids[column])), int(found.coder_ids[row])
        answers[key][coder] |= {int(found.code_ids[column])}
    return answers


def _case(
    unit: Unit,
    dimension: Code,
    answers: Mapping[int, Answer],
    expected: int,
    coders: Mapping[int, User],
    decision: Adjudication | None,
) -> Case:
    if decision is not None:
        state = State.SETTLED
    elif len(set(answers.values())) > 1:
        state = State.DIFFER
    else:
        state = State.INCOMPLETE if len(answers) < expected else State.AGREE
    return Case(unit, dimension, state, answers, _by_name(coders[coder] for coder in answers), decision)


def _by_name(coders: Iterable[User]) -> tuple[User, ...]:
    return tuple(sorted(coders, key=lambda coder: (coder.display_name, coder.pk)))


def decisions_of(rounds: Iterable[Round]) -> QuerySet[Adjudication]:
    """Return the decisions that stand in some rounds, with who made them and whose codings were kept."""
    return Adjudication.objects.filter(round__in=list(rounds), superseded_at__isnull=True).select_related(
        "made_by", "kept_coder"
    )


def decided(round: Round) -> dict[int, Answer]:
    """Return the codes of each decision that stands in a round, by the id of the decision."""
    rows = ConsensusCoding.objects.filter(adjudication__round=round, adjudication__superseded_at__isnull=True)
    found: dict[int, Answer] = {}
    for decision, code in rows.values_list("adjudication", "code"):
        found[decision] = found.get(decision, frozenset()) | {code}
    return found


def history(round: Round, unit: Unit) -> QuerySet[Adjudication]:
    """Return every decision on a unit, those that were replaced included, newest first."""
    return (
        Adjudication.objects.filter(round=round, unit=unit)
        .select_related("made_by", "kept_coder", "superseded_by")
        .prefetch_related("consensus_codings")
        .order_by("-made_at", "-pk")
    )


def consensus(project: Project, rounds: Iterable[Round]) -> dict[tuple[int, int], Answer]:
    """Return what was decided: by (unit id, dimension id) the ids of the codes, "none applies" included.

    Only decisions that stand, of rounds that may be compared; where two rounds decided on the same unit, the later
    decision. What was not decided is not there: no consensus is made up from codings that agree.
    """
    allowed = computable_rounds(project).filter(pk__in=[each.pk for each in rounds])
    rows = (
        ConsensusCoding.objects.filter(adjudication__round__in=allowed, adjudication__superseded_at__isnull=True)
        .order_by("adjudication__made_at", "adjudication")
        .values_list("adjudication", "adjudication__unit", "adjudication__dimension", "code")
    )
    decided: dict[tuple[int, int], tuple[int, Answer]] = {}
    for decision, unit, dimension, code in rows:
        last, codes = decided.get((unit, dimension), (decision, frozenset()))
        decided[unit, dimension] = decision, (codes | {code} if last == decision else frozenset({code}))
    return {key: codes for key, (_decision, codes) in decided.items()}
