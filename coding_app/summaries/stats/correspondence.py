"""Analyse correspondences (AFC) of a table of counts, and multiple ones (ACM) of several classifications.

Greenacre (1984), Theory and Applications of Correspondence Analysis; Benzécri (1979), Les cahiers de l'analyse des
données 4:377-378 for the rates of an ACM. Signs are free: the first row (or the first class) lies on the positive side.
"""

from dataclasses import dataclass

import numpy as np

from coding_app.agreement.stats.data import Floats, Ints

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Hold the eigenvalues (inertia of each axis) and the principal coordinates, rows and columns x axes."""

    eigenvalues: Floats
    rows: Floats
    columns: Floats
    row_masses: Floats
    column_masses: Floats

    @property
    def inertia(self) -> float:
        """Give the total inertia: chi-square / n."""
        return float(self.eigenvalues.sum())

    @property
    def row_contributions(self) -> Floats:
        """Give the share of each row in the inertia of each axis."""
        return np.asarray(self.row_masses[:, None] * self.rows**2 / self.eigenvalues)

    @property
    def row_cos2(self) -> Floats:
        """Give how much of each row's distance from the center each axis shows."""
        squares = self.rows**2
        return np.asarray(squares / np.maximum(squares.sum(axis=1, keepdims=True), _NOTHING))


def correspondence(table: Floats) -> Correspondence | None:
    """Analyse a table of counts; None when it has an empty row or column, or no axis."""
    share = table / table.sum() if table.sum() else table
    r, c = share.sum(axis=1), share.sum(axis=0)
    if not (r.all() and c.all()):
        return None
    left, values, right = np.linalg.svd((share - np.outer(r, c)) / np.sqrt(np.outer(r, c)), full_matrices=False)
    kept = values > np.sqrt(_NOTHING)
    if not kept.any():
        return None
    left, values, right = left[:, kept], values[kept], right[kept]
    sign = np.where(left[0] < 0, -1.0, 1.0)
    return Correspondence(
        values**2, sign * left * values / np.sqrt(r)[:, None], sign * right.T * values / np.sqrt(c)[:, None], r, c
    )


def multiple(classes: Ints) -> tuple[Correspondence, Floats] | None:
    """Analyse several classifications (units x questions, classes from 0) and give Benzécri's rates of the axes.

    The rates correct for the axes that a table of 0 and 1 brings by itself: ((Q / (Q - 1)) (value - 1 / Q))² of those
    above 1 / Q, as shares of their sum.
    """
    n_questions = classes.shape[1]
    indicator = np.hstack([np.eye(int(column.max()) + 1)[column] for column in classes.T])
    found = correspondence(indicator[:, indicator.any(axis=0)])
    if found is None or n_questions < 2:
        return None
    above = found.eigenvalues[found.eigenvalues > 1 / n_questions + _NOTHING]
    corrected = (n_questions / (n_questions - 1) * (above - 1 / n_questions)) ** 2
    return found, corrected / corrected.sum() if corrected.size else corrected
