"""Training score: each coder against the reference, the consensus of the round that this one is measured by."""

from collections.abc import Mapping

import numpy as np

from coding_app.agreement.readings import Reference, cards
from coding_app.agreement.stability import Sheet, sheets
from coding_app.agreement.stats.data import Floats
from coding_app.coding.evidence import Evidence, Ids, evidence
from coding_app.review.queries import Answer, consensus
from coding_app.sampling.models import Round


def scores(round: Round) -> list[Sheet]:
    """Return a sheet for each coder who met units with a decision in the origin of a round; by name.

    Only what was decided there is a reference: a dimension without a decision is left out. Raise RoundIsBlind early.
    """
    if round.origin is None:
        return []
    # Of a main round only what was seeded into it has a reference; the round goes on from another, which is no measure.
    found = evidence(round, is_calibration=round.kind == Round.Kind.MAIN)
    decided = consensus(round.project, [round.origin])
    return sheets(cards(found, _decided(decided, found)), round)


def _decided(decided: Mapping[tuple[int, int], Answer], found: Evidence) -> Reference:
    dimensions = found.code_dimension_ids.tolist()
    codes = found.code_ids.tolist()

    def reference(_coder: int, units: Ids) -> Floats:
        answers = [[decided.get((unit, dimension)) for dimension in dimensions] for unit in units.tolist()]
        return np.array(
            [
                [np.nan if answer is None else float(code in answer) for code, answer in zip(codes, row, strict=True)]
                for row in answers
            ]
        ).reshape(len(answers), len(codes))

    return reference
