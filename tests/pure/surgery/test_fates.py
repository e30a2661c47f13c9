"""What a code has become: along chains, through splits, over several versions."""

import pytest

from coding_app.surgery.fates import Fate, Step, Way, fate, fates, resolved

A, B, C, D, E, F = range(1, 7)


def step(*defined, merged=None, split=None):
    return Step(frozenset(defined), merged or {}, split or {})


@pytest.mark.parametrize(
    ("steps", "end"),
    [
        ([], Fate(Way.SAME, (A,))),
        ([step(A, B)], Fate(Way.SAME, (A,))),
        ([step(B)], Fate(Way.RETIRED)),
        ([step(B, merged={A: B})], Fate(Way.MERGED, (B,))),
        ([step(B, merged={A: B}), step(B)], Fate(Way.MERGED, (B,))),
        ([step(B, merged={A: B}), step(C)], Fate(Way.RETIRED)),
        ([step(B, merged={A: B}), step(C, merged={B: C})], Fate(Way.MERGED, (C,))),
        # A chain inside one version: A into B, then B into C.
        ([step(C, merged={A: B, B: C})], Fate(Way.MERGED, (C,))),
        # A code that came back is itself, whatever was written about it.
        ([step(A, B, merged={A: B})], Fate(Way.SAME, (A,))),
        ([step(B), step(A, B)], Fate(Way.RETIRED)),
        ([step(B, C, split={A: (B, C)})], Fate(Way.SPLIT, (B, C))),
        # One part left: the split still asks, it does not turn into a merge.
        ([step(B, C, split={A: (B, C)}), step(C)], Fate(Way.SPLIT, (C,))),
        ([step(B, C, split={A: (B, C)}), step(D)], Fate(Way.RETIRED)),
        ([step(B, C, split={A: (B, C)}), step(C, D, E, split={B: (D, E)})], Fate(Way.SPLIT, (D, E, C))),
        ([step(B, C, split={A: (B, C)}), step(C, merged={B: C})], Fate(Way.SPLIT, (C,))),
        ([step(B, merged={A: B}), step(C, D, split={B: (C, D)})], Fate(Way.SPLIT, (C, D))),
        # Should two things be written of one code, its coder is asked.
        ([step(B, C, D, merged={A: D}, split={A: (B, C)})], Fate(Way.SPLIT, (B, C))),
        # In one version: A goes into B, which is split.
        ([step(C, D, merged={A: B}, split={B: (C, D)})], Fate(Way.SPLIT, (C, D))),
        ([step(C, D, F, merged={B: F}, split={A: (B, C)})], Fate(Way.SPLIT, (F, C))),
    ],
)
def test_fate(steps, end):
    assert fate(A, steps) == end


def test_circle_ends():
    assert fate(A, [step(C, merged={A: B, B: A})]) == Fate(Way.RETIRED)


def test_fates_are_those_of_each_code():
    assert fates([A, B], [step(B, merged={A: B})]) == {A: Fate(Way.MERGED, (B,)), B: Fate(Way.SAME, (B,))}


@pytest.mark.parametrize(
    ("choices", "meaning"),
    [
        ([], frozenset()),
        ([A], frozenset({A})),
        ([A, B], frozenset({A, C})),
        ([A, D], frozenset({A})),
        ([F], frozenset()),
        ([A, E], None),
    ],
)
def test_answer_of_an_earlier_version(choices, meaning):
    later = {
        A: Fate(Way.SAME, (A,)), B: Fate(Way.MERGED, (C,)), D: Fate(Way.RETIRED), E: Fate(Way.SPLIT, (A, B)),
    }  # fmt: skip
    assert resolved(choices, later) == meaning
