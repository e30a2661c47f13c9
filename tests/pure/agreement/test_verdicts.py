"""Verdicts by the lower bound of alpha."""

import pytest

from coding_app.agreement.verdicts import Verdict, landis_koch, tally, verdict


@pytest.mark.parametrize(
    ("low", "chosen", "expected"),
    [
        (0.8, 10, "clear"),
        (0.79999, 500, "tentative"),
        (0.667, 10, "tentative"),
        (0.6669, 500, "doubtful"),
        (-0.2, 10, "doubtful"),
        (1.0, 9, "unjudged"),
        (None, 500, "unjudged"),
        (0.9, None, "clear"),
    ],
)
def test_bounds(low, chosen, expected):
    assert verdict(low, chosen) == expected


def test_tally_names_every_verdict():
    assert tally([Verdict.CLEAR, Verdict.CLEAR]) == {
        "clear": 2,
        "tentative": 0,
        "doubtful": 0,
        "unjudged": 0,
        "interpretive": 0,
    }


@pytest.mark.parametrize(
    ("value", "word"),
    [(-0.01, "poor"), (0.0, "slight"), (0.2, "slight"), (0.204, "slight"), (0.21, "fair"), (0.41, "moderate"),
     (0.61, "substantial"), (0.8, "substantial"), (0.81, "almost_perfect"), (1.0, "almost_perfect")],
)  # fmt: skip
def test_words_of_landis_and_koch(value, word):
    assert landis_koch(value) == word
