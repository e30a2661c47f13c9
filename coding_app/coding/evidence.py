"""Which codings enter a statistic: the one place where it is decided.

Rules (the conventions of the method page):

* One round at a time; two rounds are never pooled here.
* Only submitted assignments count: a draft is missing, whatever codes it carries; so is what was handed to somebody
  else.
* Calibration units, whose answer is known, are kept out of the figures of the round they are seeded into, whatever its
  kind: every coder meets them, and they were picked because they were agreed or settled. They have scores of their own.
* Of a blind round nothing is given before it is closed; its codings were then all made independently.
* Of an exploration nothing is given ever: it is one person's reading, not a second opinion on anything.
* An assignment holds the last codings its coder left when submitting; what was retracted is not there.
* A dimension closed by its coder says 1 for each code chosen in it and 0 for each other ("none applies" is a column
  like the others). A dimension that was not asked of the unit says nothing: NaN. Nor does what was submitted before the
  round moved to a version with more codes say anything of these, unless they came of a merge or a split (`eras`).
* A code on a passage counts for its unit: does the unit carry the code?
* Consensus never enters: it is another table, and consensus is nobody's coding.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.utils.translation import gettext_lazy as _

from coding_app.coding.eras import Ids, offered
from coding_app.coding.queries import structure
from coding_app.coding.selection import Flags, Values, said
from coding_app.core.errors import Conflict
from coding_app.sampling.models import Round

__all__ = ["Evidence", "Flags", "Ids", "RoundIsBlind", "RoundIsExploration", "Values", "evidence"]

# One row of arrays: rows of their own would have to be made one by one.
SUBMITTED = """
    FROM coding_app_assignment a
    JOIN coding_app_unit u ON u.id = a.unit_id
    CROSS JOIN (SELECT array_agg(moved_at ORDER BY moved_at) AS moments
                  FROM coding_app_roundmove WHERE round_id = %(round)s) m
    LEFT JOIN coding_app_sampleunit s ON s.sample_id = %(sample)s AND s.unit_id = a.unit_id
    WHERE a.round_id = %(round)s AND a.submitted_at IS NOT NULL AND COALESCE(s.is_calibration, false) = %(seeded)s
"""
# How often the round moved to another version since: the moments of its moves, less those before the submission.
SINCE = "COALESCE(cardinality(m.moments) - width_bucket(a.submitted_at, m.moments), 0)"
ASSIGNMENTS = f"""
    SELECT array_agg(a.id), array_agg(a.unit_id), array_agg(u.thread_id), array_agg(a.coder_id), array_agg(a.position),
           array_agg({SINCE})
    {SUBMITTED}
"""
CHOSEN = """
    SELECT array_agg(c.assignment_id), array_agg(c.code_id)
    FROM coding_app_coding c JOIN coding_app_assignment a ON a.id = c.assignment_id
    WHERE a.round_id = %(round)s AND a.submitted_at IS NOT NULL AND c.retracted_at IS NULL
"""


class RoundIsBlind(Conflict):
    """Refuse figures over codings that colleagues may not see yet."""

    def __init__(self) -> None:
        super().__init__(_("This round is blind until it is closed: there are no figures yet. Close the round first."))


class RoundIsExploration(Conflict):
    """Refuse figures over the free coding of one person."""

    def __init__(self) -> None:
        super().__init__(_("This is an exploration of one person: no figure is made of it. Choose a round."))


@dataclass(frozen=True, eq=False)
class Evidence:
    """The codings of one round as arrays. A rows: submitted assignments; C columns: codes; D dimensions.

    assignment_ids, unit_ids, thread_ids, coder_ids: (A,) keys, ordered by unit, then coder. A unit and a coder meet
    at most once. positions: (A,) place in the coder's queue. code_ids, code_dimension_ids: (C,) in the order of the
    codebook, "none applies" included (is_none). dimension_ids: (D,). values: (A, C) 1.0 chosen, 0.0 not chosen, NaN
    not asked. closed: (A, D).
    """

    assignment_ids: Ids
    unit_ids: Ids
    thread_ids: Ids
    coder_ids: Ids
    positions: Ids
    code_ids: Ids
    code_dimension_ids: Ids
    is_none: Flags
    dimension_ids: Ids
    values: Values
    closed: Flags

    def column(self, code_id: int) -> Values:
        """Return the (A,) values of one code. Raise KeyError for a code that this version does not have."""
        found = np.flatnonzero(self.code_ids == code_id)
        if found.size == 0:
            raise KeyError(code_id)
        return self.values[:, found[0]]

    def columns(self, dimension_id: int) -> Ids:
        """Return the positions of the columns of one dimension, "none applies" included."""
        return np.flatnonzero(self.code_dimension_ids == dimension_id)

    def choice(self, dimension_id: int) -> Values:
        """Return, for a dimension of which one code is chosen, which one: (A,) position in `columns`, or NaN.

        Raise ValueError when an assignment holds several codes of it.
        """
        block = self.values[:, self.columns(dimension_id)]
        if np.any(np.nansum(block, axis=1) > 1):
            raise ValueError("Several codes were chosen in this dimension.")
        chosen = np.argmax(np.nan_to_num(block), axis=1).astype(np.float64)
        return np.where(np.nansum(block, axis=1) == 1, chosen, np.nan)


def evidence(round: Round, *, is_calibration: bool = False) -> Evidence:
    """Read a round in two queries (and its codebook once a process); is_calibration: only the units seeded into it.

    Raise RoundIsBlind before it may be seen, RoundIsExploration for somebody's own reading.
    """
    if round.kind == Round.Kind.EXPLORATION:
        raise RoundIsExploration
    if round.is_blind and not round.is_over:
        raise RoundIsBlind
    frozen = structure(round.codebook_version)
    questions = frozen.questions
    dimension_of = {code: question.id for question in questions for code in question.choices}
    code_ids = np.array([code for code in frozen.uuids if code in dimension_of], dtype=np.int64)
    rows = _assignments(round, is_calibration=is_calibration)
    assignment_ids = rows[:, 0]
    code_dimension_ids = np.array([dimension_of[code] for code in code_ids.tolist()], dtype=np.int64)
    chosen = _chosen(round, assignment_ids, code_ids)
    dimension_ids = np.array([question.id for question in questions], dtype=np.int64)
    belongs = code_dimension_ids[:, None] == dimension_ids[None, :]
    values, closed = said(chosen, belongs, offered(round, rows[:, 5], code_ids))
    return Evidence(
        assignment_ids=assignment_ids,
        unit_ids=rows[:, 1],
        thread_ids=rows[:, 2],
        coder_ids=rows[:, 3],
        positions=rows[:, 4],
        code_ids=code_ids,
        code_dimension_ids=code_dimension_ids,
        is_none=np.isin(code_ids, [question.none for question in questions if question.none is not None]),
        dimension_ids=dimension_ids,
        values=values,
        closed=closed,
    )


def _assignments(round: Round, *, is_calibration: bool) -> Ids:
    """Return the submitted assignments by unit, then coder: (A, 6), the last how often the round has moved since."""
    rows = _columns(ASSIGNMENTS, {"round": round.pk, "sample": round.sample_id, "seeded": is_calibration}, 6)
    return rows[np.lexsort((rows[:, 3], rows[:, 1]))]


def _chosen(round: Round, assignment_ids: Ids, code_ids: Ids) -> Flags:
    """Return (A, C): whether the assignment holds a live coding of the code."""
    found = _columns(CHOSEN, {"round": round.pk}, 2)
    found = found[np.isin(found[:, 0], assignment_ids)]
    chosen = np.zeros((assignment_ids.size, code_ids.size), dtype=np.bool_)
    if found.size:
        chosen[_positions(assignment_ids, found[:, 0]), _positions(code_ids, found[:, 1])] = True
    return chosen


def _columns(statement: str, parameters: dict[str, Any], width: int) -> Ids:
    """Return the numbers of a statement that gives one row of arrays: (rows, width)."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchone()
    return np.array([column or [] for column in found], dtype=np.int64).reshape(width, -1).T


def _positions(among: Ids, wanted: Ids) -> npt.NDArray[np.intp]:
    """Return where each wanted id stands in `among`, which holds them all once."""
    order = np.argsort(among)
    return order[np.searchsorted(among, wanted, sorter=order)]
