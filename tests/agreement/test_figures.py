"""Divide units by place and by time, and the figures of the parts, on a round made of arrays."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from coding_app.agreement import figures
from coding_app.agreement.places import Places
from coding_app.agreement.questions import table
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.agreement.stats.data import Ratings
from coding_app.agreement.stats.krippendorff import alpha
from coding_app.agreement.stats.percent import percent_agreement
from coding_app.agreement.stats.undefined import Undefined
from coding_app.agreement.subsets import Division, Windows, batch_of_units, batches, divisions
from coding_app.coding.evidence import Evidence

UNITS, CODERS, CODES = 60, 3, 2
SMALL = Resampling(resamples=60, seed=3)


def code(number, *, is_interpretive=False):
    return SimpleNamespace(id=number, slug=f"c{number}", is_interpretive=is_interpretive)


def dimension(*codes, selection="one"):
    return SimpleNamespace(id=1, selection=selection, level="nominal", none=SimpleNamespace(id=12), codes=list(codes))


def made(seed=1):
    """Make a round: threads of three posts, the first half of them in a group of doctors."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(CODES + 1, size=UNITS)
    unit, coder = np.repeat(np.arange(UNITS), CODERS), np.tile(np.arange(CODERS), UNITS)
    chosen = np.where(rng.random(unit.size) < 0.75, truth[unit], rng.integers(CODES + 1, size=unit.size))
    evidence = Evidence(
        assignment_ids=np.arange(unit.size), unit_ids=unit + 100, thread_ids=unit // 3, coder_ids=coder + 7,
        positions=unit + 1, code_ids=np.array([10, 11, 12]), code_dimension_ids=np.ones(3, dtype=int),
        is_none=np.array([False, False, True]), dimension_ids=np.array([1]), values=np.eye(3)[chosen],
        closed=np.ones((unit.size, 1), dtype=bool),
    )  # fmt: skip
    ids = np.arange(UNITS)
    names = np.array([f"u{n}" for n in ids])
    found = Places(
        ids + 100, names, names, np.where(ids < 30, "s1", "s2"), np.where(ids < 30, "gp", "home_help"),
        np.where(ids % 3 == 0, "0", "1"), np.ones(UNITS),
    )  # fmt: skip
    return evidence, found, chosen.reshape(UNITS, CODERS)


def rows_of(evidence, found, dimensions, **wanted):
    made_rows = figures.compute(evidence, dimensions, found, SMALL)
    return [row for row in made_rows if all(getattr(row, name) == value for name, value in wanted.items())]


def test_a_weight_counts_as_so_many_units():
    evidence, found, chosen = made()
    found = replace(found, weights=np.where(np.arange(UNITS) < 30, 6.0, 3.0))
    wanted = {"code_id": 10, "subset": "weighted"}
    percent, alone = rows_of(evidence, found, [dimension(code(10), code(11))], **wanted)[::-1]
    twice = (np.concatenate([chosen[:30], chosen]) == 0).astype(int)
    ratings = Ratings(twice, np.arange(2.0), np.arange(90))
    assert percent.figure.value == pytest.approx(percent_agreement(ratings).value)
    # Alpha corrects for the number of values: 180 here, 270 where units stand twice.
    apart = (1 - alpha(ratings).value) / (270 - 1) * 270 / 180 * (180 - 1)
    assert alone.figure.value == pytest.approx(1 - apart)
    assert alone.figure.low < alone.figure.value < alone.figure.high
    assert (alone.units, alone.pairs) == (60, 180)


def test_every_division_of_a_code():
    evidence, found, chosen = made()
    rows = rows_of(evidence, found, [dimension(code(10), code(11))], code_id=10, metric=figures.ALPHA)
    binary = (chosen == 0).astype(int)
    halves = {name: alpha(Ratings(part, np.arange(2.0), np.arange(30))).value for name, part in
              {"gp": binary[:30], "home_help": binary[30:]}.items()}  # fmt: skip
    by = {(row.subset, row.subset_value or row.coder_a): row for row in rows if row.coder_b is None}
    assert {key[0] for key in by} == {
        "", "profession", "source", "depth", "batch", "window", "without", "difference",
    }  # fmt: skip
    for name, source in (("gp", "s1"), ("home_help", "s2")):
        assert by["profession", name].figure.value == pytest.approx(halves[name])
        assert by["source", source].figure.value == pytest.approx(halves[name])
        assert by["profession", name].figure.low < halves[name] < by["profession", name].figure.high
        assert by["source", source].figure.low is None
        assert by["profession", name].units == 30
    apart = by["difference", "gp - home_help"].figure
    assert apart.value == pytest.approx(halves["gp"] - halves["home_help"])
    assert apart.low < apart.value < apart.high
    assert apart.below_667 is None
    assert by["without", 8].figure.value == pytest.approx(
        alpha(Ratings(binary[:, [0, 2]], np.arange(2.0), np.arange(UNITS))).value
    )
    assert by["depth", "0"].units == 20
    assert [key[1] for key in by if key[0] == "batch"] == ["1", "2", "3", "4", "5", "6"]
    assert [(key[1], row.units) for key, row in by.items() if key[0] == "window"] == [
        ("3", 30), ("4", 30), ("5", 30), ("6", 30),
    ]  # fmt: skip
    assert by["window", "3"].figure.value == pytest.approx(halves["gp"])


def test_counts_pairs_and_tendencies():
    evidence, found, chosen = made()
    rows = rows_of(evidence, found, [dimension(code(10), code(11))], code_id=10)
    times = (chosen == 0).sum(axis=1)
    counted = {row.metric: row.figure.value for row in rows if not row.subset and row.coder_a is None}
    assert counted[figures.BOTH] == (times == 3).sum()
    assert counted[figures.ONE] == ((times > 0) & (times < 3)).sum()
    assert counted[figures.NONE] == (times == 0).sum()
    assert (counted[figures.CHOSEN], counted[figures.SINGLETONS], counted[figures.THREADS]) == (times.sum(), 0, 20)
    pairs = [row for row in rows if row.coder_b is not None]
    assert {(row.coder_a, row.coder_b, row.metric) for row in pairs} == {
        (a, b, metric)
        for a, b in ((7, 8), (7, 9), (8, 9))
        for metric in (figures.PERCENT, figures.ALPHA, figures.KAPPA)
    }
    shares = {row.coder_a: row.figure.value for row in rows if row.subset == "coder"}
    assert shares == pytest.approx(dict(zip((7, 8, 9), (chosen == 0).mean(axis=0), strict=True)))


def test_an_interpretive_code_is_counted_and_has_no_coefficient():
    evidence, found, _chosen = made()
    dimensions = [dimension(code(10, is_interpretive=True), code(11))]
    rows = rows_of(evidence, found, dimensions, code_id=10)
    assert {row.metric for row in rows} == {
        figures.THREADS, figures.SINGLETONS, figures.CHOSEN, figures.BOTH, figures.ONE, figures.NONE,
        figures.PREVALENCE,
    }  # fmt: skip
    assert rows_of(evidence, found, dimensions, code_id=11, metric=figures.ALPHA)
    assert rows_of(evidence, found, dimensions, code_id=1, metric=figures.ALPHA)
    only = [dimension(code(10, is_interpretive=True), code(11, is_interpretive=True))]
    assert not rows_of(evidence, found, only, code_id=1, metric=figures.ALPHA)


def test_sets_have_their_own_alpha_everywhere():
    evidence, found, _chosen = made()
    rows = rows_of(evidence, found, [dimension(code(10), code(11), selection="any")], code_id=1)
    assert {row.metric for row in rows} == {
        figures.PERCENT, figures.SET_ALPHA, figures.THREADS, figures.SINGLETONS,
    }  # fmt: skip
    (whole,) = [r for r in rows if r.metric == figures.SET_ALPHA and not r.subset and r.coder_a is None]
    assert whole.figure.low < whole.figure.value < whole.figure.high
    assert any(row.subset == "difference" and row.figure.value is not None for row in rows)


def test_the_seed_decides_and_nothing_else():
    evidence, found, _chosen = made()
    given = [dimension(code(10), code(11))]
    first, again = (figures.compute(evidence, given, found, SMALL) for _turn in range(2))
    assert first == again
    assert figures.compute(evidence, given, found, Resampling(60, 4)) != first


def test_a_difference_with_an_undefined_side_says_why():
    evidence, found, _chosen = made()
    values = evidence.values.copy()
    values[:90] = [0, 0, 1]  # the doctors' posts carry nothing, all agree
    same = Evidence(**{name: getattr(evidence, name) for name in Evidence.__dataclass_fields__} | {"values": values})
    (row,) = rows_of(same, found, [dimension(code(10), code(11))], code_id=10, subset="difference")
    assert (row.figure.value, row.figure.reason) == (None, Undefined.NO_VARIATION)


@pytest.mark.parametrize(
    ("places", "size", "expected"),
    [
        ([1, 2, 3, 4, 5], 2, [1, 1, 2, 2, 3]),
        ([5, 1, 3], 2, [3, 1, 2]),
        (list(range(1, 26)), None, [1] * 13 + [2] * 12),
        (list(range(1, 10)), None, [1] * 9),
        ([], None, []),
    ],
    ids=["by-size", "by-place", "short-queue-in-tens", "shorter", "empty"],
)
def test_batches_along_a_queue(places, size, expected):
    coder = np.zeros(len(places), dtype=int)
    assert batches(coder, np.array(places, dtype=int), size).tolist() == expected


def test_tenths_of_each_coders_own_queue():
    coder = np.repeat([3, 9], [200, 20])
    found = batches(coder, np.concatenate([np.arange(200) * 2, np.arange(20)]), None)
    assert np.bincount(found[:200])[1:].tolist() == [20] * 10
    assert np.bincount(found[200:])[1:].tolist() == [2] * 10


def test_a_unit_belongs_to_the_batch_of_its_last_coder():
    evidence, found, _chosen = made()
    data = table(evidence)
    batch = np.where(data.codings.coder == 1, 4, 2)
    assert set(batch_of_units(data, batch).tolist()) == {4}
    divided = divisions(data, found, batch)
    assert [each.subset for each in divided] == ["profession", "source", "depth", "batch", "window"]


def test_windows_take_three_batches_together():
    windows = Windows("window", ["3", "4"], np.zeros(0, dtype=int))
    assert windows.of_groups.tolist() == [[1, 1, 1, 0], [0, 1, 1, 1]]
    assert Division("batch", ["1", "2"], np.zeros(0, dtype=int)).of_groups.tolist() == [[1, 0], [0, 1]]


def test_nothing_coded():
    evidence, found, _chosen = made()
    none = {name: getattr(evidence, name)[:0] for name in (
        "assignment_ids", "unit_ids", "thread_ids", "coder_ids", "positions", "values", "closed")}  # fmt: skip
    empty = Evidence(**{name: getattr(evidence, name) for name in Evidence.__dataclass_fields__} | none)
    nowhere = Places(*(getattr(found, name)[:0] for name in Places.__dataclass_fields__))
    rows = rows_of(empty, nowhere, [dimension(code(10), code(11))], metric=figures.ALPHA)
    assert {row.figure.reason for row in rows} == {Undefined.NO_DATA}
