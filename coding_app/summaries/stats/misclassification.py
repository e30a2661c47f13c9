"""Correct shares for coders who err, where a consensus on a part of the units says how often they do."""

import numpy as np

from coding_app.agreement.stats.data import Floats


def corrected_share(observed: float, *, sensitivity: float, specificity: float) -> float | None:
    """Correct the share of units with a code, cut to 0..1; None when coders do no better than chance.

    Rogan & Gladen (1978), American Journal of Epidemiology 107:71-76.
    """
    better = sensitivity + specificity - 1
    return min(1.0, max(0.0, (observed + specificity - 1) / better)) if better > 0 else None


def back_calculated(observed: Floats, chosen: Floats) -> Floats | None:
    """Correct the shares of several categories; chosen: true category x category given, rows add up to 1.

    None when the matrix cannot be undone. Bachl & Scharkow (2017), Communication Methods and Measures 11:89-104.
    """
    try:
        return np.asarray(np.linalg.solve(chosen.T, observed))
    except np.linalg.LinAlgError:
        return None
