"""Training score: each coder against the reference, what was decided or agreed in the round this one is measured by."""

from collections.abc import Container, Mapping

import numpy as np

from coding_app.agreement.readings import Reference, cards
from coding_app.agreement.stability import Sheet, sheets
from coding_app.agreement.stats.data import Floats
from coding_app.coding.evidence import Evidence, Ids, evidence
from coding_app.coding.queries import structure
from coding_app.review.queries import Answer, reference
from coding_app.sampling.models import Round


def scores(round: Round) -> list[Sheet]:
    """Return a sheet for each coder who met units of the reference in the origin of a round; by name.

    A dimension on which the coders of the origin differ, and nobody decided, is left out. Raise RoundIsBlind early.
    """
    return sheets(cards(*both_readings(round, round.origin)), round) if round.origin else []


def both_readings(round: Round, origin: Round) -> tuple[Evidence, Reference]:
    """Read what coders made of the units of the reference, and the reference itself."""
    # A training round is of units of the reference alone; any other has those that were seeded into it.
    found = evidence(round, is_calibration=round.kind != Round.Kind.TRAINING)
    offered = structure(origin.codebook_version).uuids
    return found, _by_unit(reference(origin), offered, found)


def _by_unit(answers_of: Mapping[tuple[int, int], Answer], offered: Container[int], found: Evidence) -> Reference:
    """Read the reference unit by unit; it is silent on codes that its version of the codebook did not offer."""
    columns = [
        (code, dimension if code in offered else 0)
        for code, dimension in zip(found.code_ids.tolist(), found.code_dimension_ids.tolist(), strict=True)
    ]

    def first(_coder: int, units: Ids) -> Floats:
        found = np.full((units.size, len(columns)), np.nan)
        for row, unit in enumerate(units.tolist()):
            for column, (code, dimension) in enumerate(columns):
                answer = answers_of.get((unit, dimension))
                if answer is not None:
                    found[row, column] = code in answer
        return found

    return first
