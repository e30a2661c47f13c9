"""Verdicts by the lower bound of alpha."""

import pytest

from coding_app.agreement.verdicts import Verdict, tally, verdict


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
    assert tally([Verdict.CLEAR, Verdict.CLEAR]) == {"clear": 2, "tentative": 0, "doubtful": 0, "unjudged": 0}
