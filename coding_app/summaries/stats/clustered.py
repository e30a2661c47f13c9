"""Test whether two classifications of posts are independent when posts come in threads.

Rao & Scott (1984), On chi-squared tests for multiway contingency tables with cell proportions estimated from survey
data, Annals of Statistics 12:46-60; second-order correction as an F (Thomas & Rao 1987, JASA 82:630). The same figure
as svychisq of R's survey package.
"""

from dataclasses import dataclass

import numpy as np

from coding_app.agreement.stats.data import Floats, Ints
from coding_app.agreement.stats.quantiles import f_tail


@dataclass(frozen=True, slots=True)
class RaoScott:
    """Hold the F with its degrees of freedom, the probability of a larger one, and the mean design effect."""

    f: float
    df: float
    df_within: float
    p: float
    design_effect: float


def rao_scott(row: Ints, column: Ints, thread: Ints, weight: Floats | None = None) -> RaoScott | None:
    """Test independence of row and column classes; one entry a post, classes and threads numbered from 0.

    None when a class is empty, there is only one, or there are fewer than two threads.
    """
    n_rows, n_columns = (int(classes.max(initial=-1)) + 1 for classes in (row, column))
    threads = np.unique(thread, return_inverse=True)[1]
    n_threads, n = int(threads.max(initial=-1)) + 1, row.size
    if min(n_rows, n_columns) < 2 or n_threads < 2:
        return None
    weights = np.ones(n) if weight is None else weight
    share = weights / weights.sum()
    cell = np.eye(n_rows * n_columns)[row * n_columns + column]
    p = share @ cell
    table = p.reshape(n_rows, n_columns)
    if not (table.sum(axis=0).all() and table.sum(axis=1).all() and p.all()):
        return None
    scores = np.zeros((n_threads, p.size))
    np.add.at(scores, threads, share[:, None] * (cell - p))
    by_thread = n_threads / (n_threads - 1) * scores.T @ scores
    independent = (np.diag(p) - np.outer(p, p)) / n
    contrasts = _interaction(n_rows, n_columns) / p[:, None]
    effects = np.linalg.solve(contrasts.T @ independent @ contrasts, contrasts.T @ by_thread @ contrasts)
    trace = float(np.trace(effects))
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    pearson = n * float(((table - expected) ** 2 / expected).sum())
    df = trace**2 / float(np.trace(effects @ effects))
    within = df * (n_threads - 1)
    return RaoScott(pearson / trace, df, within, f_tail(pearson / trace, df, within), trace / len(effects))


def _interaction(n_rows: int, n_columns: int) -> Floats:
    """Give contrasts of the interaction of two classifications, orthogonal to both margins (cells x contrasts)."""

    def contrasts(size: int) -> Floats:
        return np.vstack([np.eye(size - 1), -np.ones(size - 1)])

    return np.asarray(np.kron(contrasts(n_rows), contrasts(n_columns)))
