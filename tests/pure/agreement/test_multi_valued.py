"""mv-alpha against the tables of Krippendorff and Craggs (2016)."""

import numpy as np
import pytest

from coding_app.agreement.stats.data import from_records
from coding_app.agreement.stats.krippendorff import alpha
from coding_app.agreement.stats.multi_valued import mv_alpha
from coding_app.agreement.stats.undefined import Undefined


def coded(rows):
    """Turn rows of units ("bd d" is two codings, "-" an empty one) into what mv_alpha takes."""
    said = [(unit, "" if word == "-" else word) for unit, row in enumerate(rows) for word in row.split()]
    return np.array([u for u, _ in said]), np.array([[code in word for code in "abd"] for _, word in said])


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        (["bd d", "abd b bd", "- a a", "a"], 0.2866),  # Table 3
        (["a a a", "ab ab abd", "d d d"], 0.92331),  # Table 8b
        (["a a a", "ab ad bd", "d d d"], 0.71567),  # Table 9a
    ],
)
def test_published_tables(rows, value):
    assert mv_alpha(*coded(rows)).value == pytest.approx(value, abs=5e-5)


def test_sets_of_one_code_come_to_nominal_alpha():
    """Krippendorff's own example with two coders: sizes never differ, only the code does."""
    rows = ["a a", "b b", "a b", "d d", "b b", "a a"]
    values = [(u, c, word) for u, row in enumerate(rows) for c, word in enumerate(row.split())]
    assert mv_alpha(*coded(rows)).value == pytest.approx(alpha(from_records(values, "abd")).value)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Undefined.NO_DATA),
        (["a", "b"], Undefined.NO_PAIRABLE_UNITS),
        (["a a", "a a"], Undefined.NO_VARIATION),
        (["- -"], Undefined.NO_VARIATION),
    ],
)
def test_a_figure_that_does_not_exist_says_why(rows, reason):
    unit, sets = coded(rows)
    assert mv_alpha(unit.astype(int), sets.reshape(-1, 3)).reason is reason
