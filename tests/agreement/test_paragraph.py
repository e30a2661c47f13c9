"""The paragraph for a paper: the study counted by hand, in both languages."""

from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.paragraph import paragraphs
from coding_app.agreement.queries import report
from tests.agreement.study import build


def test_the_figures_of_the_run_are_said_in_both_languages(study):
    run = compute_agreement(round=study.round, by=None)
    found = paragraphs(report(run))
    assert list(found) == ["fr", "en"]
    assert "2 coders worked independently under version 1 of the codebook; 10 units in 3 threads" in found["en"]
    assert "95% intervals from 2,000 resamples of whole threads (seed 1)" in found["en"]
    assert (
        "Codes: 14; lower bound from .800 on: 0; from .667 on: 0; below: 1; too rare to be judged: 13." in found["en"]
    )
    assert "median 0.60, from 0.60 to 0.60" in found["en"]
    assert "Stance α = 0.60 [" in found["en"]
    assert f"data of SHA-256 {run.data_sha256[:12]}…" in found["en"]
    assert "0,60" in found["fr"]
    assert "%(" not in found["fr"] + found["en"]
    assert "MASI" in found["fr"]


def test_a_round_that_was_not_blind_says_so(small):
    study = build(small, is_blind=False).close()
    found = paragraphs(report(compute_agreement(round=study.round, by=None)))
    assert ", each seeing what the others had coded;" in found["en"]
