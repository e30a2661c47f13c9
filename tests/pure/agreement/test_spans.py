"""Passages as spans: joined, crossed, measured."""

import pytest

from coding_app.agreement.spans import crossed, joined, share_in_common, size


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], ()),
        ([(5, 9), (0, 3)], ((0, 3), (5, 9))),
        ([(0, 5), (3, 9)], ((0, 9),)),
        ([(0, 9), (3, 5)], ((0, 9),)),
        ([(0, 3), (3, 5)], ((0, 3), (3, 5))),
    ],
)
def test_joined(spans: list[tuple[int, int]], expected: tuple[tuple[int, int], ...]) -> None:
    assert joined(spans) == expected


def test_crossed_keeps_what_lies_in_both() -> None:
    assert crossed([(0, 10), (20, 30)], [(5, 25)]) == ((5, 10), (20, 25))
    assert crossed([(0, 5)], [(5, 9)]) == ()


def test_size_counts_code_points() -> None:
    assert size([(0, 3), (10, 14)]) == 7


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ([[(0, 10)], [(0, 10)]], 1.0),
        ([[(0, 10)], [(5, 15)]], 5 / 15),
        ([[(0, 10)], []], 0.0),
        ([[(0, 10)], [(5, 15)], [(8, 12)]], 2 / 15),
        ([[], []], None),
    ],
)
def test_share_in_common(every: list[list[tuple[int, int]]], expected: float | None) -> None:
    assert share_in_common(every) == expected
