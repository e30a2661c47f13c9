"""The examples of the method page, computed; what is computed must stand on the page."""

from pathlib import Path

import numpy as np
import pytest

from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.agreement.stats.data import FEW_THREADS, MISSING, Ratings
from coding_app.agreement.stats.pairs import pair_figures
from coding_app.agreement.stats.report import code_agreement, parts, question
from coding_app.agreement.stats.sets import set_alpha
from coding_app.agreement.stats.unitizing import Segment, alpha_u, u_alphas
from coding_app.agreement.verdicts import CLEAR, FEW_CHOICES, TENTATIVE
from coding_app.summaries.stats.differences import difference
from coding_app.summaries.stats.shares import share, wilson

PAGE = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")
TABLE = ["11.", "10.", "000", "00.", "111", "01.", "00.", "00.", "11.", "0.."]
GP, HOME_HELP = ("100", "00"), ("110", "11")


def share_of(threads):
    values = [int(mark) for thread in threads for mark in thread]
    return share(np.array(values), np.repeat(np.arange(len(threads)), [len(t) for t in threads]))


@pytest.fixture(scope="module")
def agreement():
    values = np.array([[MISSING if mark == "." else int(mark) for mark in row] for row in TABLE])
    ratings = Ratings(values, np.array([0.0, 1.0]), np.repeat(np.arange(5), 2))
    return code_agreement([ratings], Resampling())[0]


def says(section, text):
    """Look for a figure under a heading."""
    body = PAGE.split(f"### {section}\n", 1)[1].split("\n### ", 1)[0]
    return text in body


@pytest.mark.parametrize(
    ("name", "section", "text", "value"),
    [
        ("percent", "Percent agreement", "**.778**", 0.778),
        ("alpha", "Krippendorff's alpha", "**.616**", 0.616),
        ("ac1", "Gwet's AC1", "**.573**", 0.573),
        ("positive", "Positive and negative agreement", "**.833**", 0.833),
        ("negative", "Positive and negative agreement", "**.857**", 0.857),
    ],
)
def test_agreement(agreement, name, section, text, value):
    assert getattr(agreement, name).value == pytest.approx(value, abs=0.0005)
    assert says(section, text)


def test_interval_of_alpha(agreement):
    assert (round(agreement.alpha.low, 2), agreement.alpha.high) == (-0.18, 1.0)
    assert says("Krippendorff's alpha", "**−.18 to 1.00**")


def test_sets_of_codes():
    sets = np.array([[1, 0], [1, 0], [1, 1], [1, 0], [0, 1], [1, 0], [0, 0], [0, 0]], dtype=bool)
    found = set_alpha(np.repeat(np.arange(4), 2), np.tile([0, 1], 4), sets)
    assert found.value == pytest.approx(0.397, abs=0.0005)
    assert says("Krippendorff's alpha", "**.397**")


def test_share_wilson_and_difference():
    assert share_of(GP).se == pytest.approx(0.16)
    assert says("Share and its interval by thread", "**.160**")
    assert wilson(0.2, 5) == pytest.approx((0.036, 0.624), abs=0.0005)
    assert share_of(("000", "00")).high == pytest.approx(0.658, abs=0.0005)
    assert says("Wilson's interval", "**.036 to .624**")
    assert says("Wilson's interval", "**0 to .658**")
    found = difference(share_of(GP), share_of(HOME_HELP))
    assert (round(found.value, 3), found.low, round(found.high, 2)) == (-0.6, -1.0, 0.37)
    assert says("Difference", "**−100 to +37 points**")


def test_bounds_of_the_verdict():
    assert (CLEAR, TENTATIVE) == (0.8, 0.667)
    assert f"fewer than {FEW_CHOICES} choices of the code" in PAGE
    assert f"draw as many threads as there are, with replacement, {Resampling().resamples:,} times" in PAGE
    assert f"Below {FEW_THREADS} threads" in PAGE


def test_further_figures_of_agreement():
    values = np.array([[MISSING if mark == "." else int(mark) for mark in row] for row in TABLE])
    ratings = Ratings(values, np.array([0.0, 1.0]), np.repeat(np.arange(5), 2))
    kappa = pair_figures(ratings)[0].kappa.value
    assert kappa == pytest.approx(22 / 40)
    assert says("Cohen's kappa of two coders", "**.550**")
    passages = [Segment(0, 0, 2, 8), Segment(1, 0, 4, 10)]
    assert alpha_u(passages, n_coders=2, length=20).value == pytest.approx(0.723, abs=5e-4)
    assert u_alphas(passages, n_coders=2, n_codes=1, length=20).binary.value == pytest.approx(1 - 0.2 * 1500 / 672)
    assert says("Passages: alpha-U and u-alpha", "**.723**")
    assert says("Passages: alpha-U and u-alpha", "**.554**")
    asked = question(ratings)
    weights = np.array([3.0, 3, 1, 1, 1, 1, 1, 1, 1, 1])
    (part,) = parts(asked, asked.patterns.times(np.zeros(10, dtype=np.intp), 1, weights))
    assert part.percent.value == pytest.approx(9 / 13)
    assert says("Parts of a round", "**.692**")
