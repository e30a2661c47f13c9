"""What the codings that enter a statistic say of each code; pure. `evidence` reads them and says which those are."""

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]


def said(chosen: Flags, belongs: Flags, offered: Flags) -> tuple[Values, Flags]:
    """Return what each judgment says of each code, (A, C) 1.0, 0.0 or NaN, and which dimensions it answers, (A, D).

    chosen: (A, C) whether a code, "none applies" included, was chosen; belongs: (C, D) the dimension of each code;
    offered: (A, C) whether the codebook had the code when the judgment was made. Any code of a dimension answers it,
    and so says no to its other codes; not to one that was added later, which nobody weighed: that is NaN.
    """
    dimensions = belongs.astype(np.int64)
    closed = chosen.astype(np.int64) @ dimensions > 0
    answered = closed.astype(np.int64) @ dimensions.T > 0
    return np.where(answered & (offered | chosen), chosen.astype(np.float64), np.nan), closed


def open_to_all(known: Flags) -> Flags:
    """Return the codes, (C,), of which every judgment that says anything says something: those of a set of codes.

    known: (A, C) whether a judgment says yes or no to a code.
    """
    asked = known.any(axis=1)
    return np.asarray(known[asked].all(axis=0))
