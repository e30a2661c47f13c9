"""Figures over passages, two posts of ten and twenty characters, coders 1 and 2, code 7."""

import pytest

from coding_app.agreement.boundaries import Boundary, Marked, common, least_shared_first
from coding_app.agreement.boundaries import boundary as of_common
from coding_app.agreement.stats.undefined import Undefined

CODE, OTHER = 7, 8


def marked(first: dict[int, list[tuple[int, int]]], second: dict[int, list[tuple[int, int]]]) -> Marked:
    spans = {(CODE, coder): {post: tuple(each) for post, each in by.items()} for coder, by in ((1, first), (2, second))}
    return Marked({100: 10, 200: 20, 300: 5}, {1: frozenset({100, 200, 300}), 2: frozenset({100, 200})}, spans)


def boundary(found: Marked, code: int, first: int, second: int) -> Boundary:
    return of_common(found, code, common(found, first, second))


def test_texts_are_laid_end_to_end() -> None:
    found = common(marked({}, {}), 1, 2)
    assert (found.starts, found.length) == ({100: 0, 200: 10}, 30)


def test_same_passages_agree_entirely() -> None:
    found = boundary(marked({100: [(0, 4)], 200: [(5, 9)]}, {100: [(0, 4)], 200: [(5, 9)]}), CODE, 1, 2)
    assert (found.posts, found.first_passages, found.second_passages, found.share) == (2, 2, 2, 1.0)
    assert found.alpha_u.value == pytest.approx(1)
    assert found.u.value == pytest.approx(1)


def test_shifted_passages_share_some_characters() -> None:
    found = boundary(marked({100: [(0, 6)]}, {100: [(3, 9)]}), CODE, 1, 2)
    assert found.share == 3 / 9
    assert found.alpha_u.value is not None
    assert found.alpha_u.value < 1


def test_passages_in_posts_that_one_has_not_met_are_left_out() -> None:
    found = boundary(marked({300: [(0, 5)]}, {}), CODE, 1, 2)
    assert (found.first_passages, found.share, found.alpha_u.reason) == (0, None, Undefined.NOT_USED)


def test_another_code_has_no_passages() -> None:
    found = boundary(marked({100: [(0, 4)]}, {100: [(0, 4)]}), OTHER, 1, 2)
    assert (found.first_passages, found.u.reason) == (0, Undefined.NOT_USED)


def test_least_shared_comes_first_and_posts_of_one_coder_are_left_out() -> None:
    found = marked({100: [(0, 4)], 200: [(0, 10)], 300: [(0, 5)]}, {100: [(0, 4)], 200: [(5, 15)]})
    assert least_shared_first(found, CODE) == [(200, 5 / 15), (100, 1.0)]
