"""The layer that is counted: consensus if there is one, else the majority of the coders."""

import numpy as np
import pytest

from coding_app.agreement.stats.data import MISSING
from coding_app.summaries.layer import decided, majority

NAN = float("nan")


def values(*codings, n_units=1, unit=None):
    unit = np.array(unit if unit is not None else [0] * len(codings))
    return majority(np.array(codings, dtype=float).reshape(len(codings), -1), unit, n_units)


@pytest.mark.parametrize(
    ("coders", "value"),
    [
        ([1], 1),
        ([0], 0),
        ([1, 1], 1),
        ([1, 0], 0),  # a tie counts as not applied
        ([1, 1, 0], 1),
        ([1, 0, 0], 0),
        ([1, 1, 0, 0], 0),
        ([1, NAN], 1),  # who did not answer is not counted
        ([1, 0, NAN], 0),
        ([NAN, NAN], MISSING),
    ],
)
def test_majority(coders, value):
    assert values(*([coder] for coder in coders)).values.tolist() == [[value]]


def test_units_and_codes_are_kept_apart():
    found = values([1, 0], [1, NAN], [0, 1], n_units=3, unit=[0, 2, 0])
    assert found.values.tolist() == [[0, 0], [MISSING, MISSING], [1, MISSING]]
    assert found.applied.tolist() == [[1, 1], [0, 0], [1, 0]]
    assert found.answered.tolist() == [[2, 2], [0, 0], [1, 0]]
    assert not found.is_decided.any()


def test_a_decision_replaces_its_dimension_and_nothing_else():
    # two codes of dimension 7, one of dimension 8
    found = decided(values([1, 0, 1], [1, 0, 1]), {(0, 7): [1]}, np.array([7, 7, 8]))
    assert found.values.tolist() == [[0, 1, 1]]
    assert found.is_decided.tolist() == [[True, True, False]]
    assert found.applied.tolist() == [[2, 0, 2]]


def test_a_decision_stands_where_nobody_answered():
    assert decided(values([NAN]), {(0, 7): [0]}, np.array([7])).values.tolist() == [[1]]


def test_nothing_coded_is_an_empty_layer():
    empty = majority(np.empty((0, 0)), np.empty(0, dtype=np.intp), 0)
    assert decided(empty, {}, np.empty(0, dtype=np.intp)).values.shape == (0, 0)
