"""The layer that summaries count on: consensus if there is one, else the coders by majority.

The rule, for each unit and code:

1. Decided in review: what was decided, whatever the coders said.
2. Otherwise the code counts when more than half of the coders who answered the dimension applied it.
   A tie counts as not applied; what one coder alone answered counts as it is.
3. Nobody was asked, or nobody answered: the unit is not counted for this code, neither with it nor without.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from coding_app.agreement.stats.data import MISSING, Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Hold one value a unit and code, and what it rests on. All arrays: units x codes.

    values: 1, 0, or MISSING. applied, answered: numbers of coders. is_decided: whether the value comes from review.
    """

    values: Ints
    applied: Ints
    answered: Ints
    is_decided: Bools


def majority(codings: Floats, unit: Ints, n_units: int) -> Layer:
    """Reduce the coders of each unit to one value a code.

    codings: assignments x codes, 1.0 applied, 0.0 not, NaN where the dimension was not answered. unit: the position
    of each assignment's unit, from 0.
    """
    known = ~np.isnan(codings)
    shape = n_units, codings.shape[1]
    answered, applied = np.zeros(shape, dtype=np.intp), np.zeros(shape, dtype=np.intp)
    np.add.at(answered, unit, known)
    np.add.at(applied, unit, codings == 1)
    values = np.where(answered == 0, MISSING, (2 * applied > answered).astype(np.intp))
    return Layer(values, applied, answered, np.zeros(shape, dtype=np.bool_))


def decided(layer: Layer, decisions: Mapping[tuple[int, int], Collection[int]], dimension: Ints) -> Layer:
    """Put decisions over the majority.

    decisions: by (position of the unit, dimension), the positions of the codes decided. dimension: of each code.
    """
    values, is_decided = layer.values.copy(), layer.is_decided.copy()
    for (unit, question), codes in decisions.items():
        columns = np.flatnonzero(dimension == question)
        values[unit, columns] = np.isin(columns, list(codes)).astype(np.intp)
        is_decided[unit, columns] = True
    return Layer(values, layer.applied, layer.answered, is_decided)
