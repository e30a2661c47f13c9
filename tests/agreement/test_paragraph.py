"""The paragraph for a paper: the study counted by hand, in both languages."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.overlap import Overlap, overlap, sentences
from coding_app.agreement.paragraph import paragraphs
from coding_app.agreement.queries import of_the_whole, report
from coding_app.agreement.verdicts import Unjudged, lacks
from coding_app.sampling.models import Assignment
from tests.agreement.study import build, draw


def told(study, only=None):
    """Return the paragraph of the figures of the study, in both languages."""
    run = compute_agreement(round=study.round, by=None)
    return paragraphs(report(run, only), overlap(study.round))


def test_the_figures_of_the_run_are_said_in_both_languages(study):
    run = compute_agreement(round=study.round, by=None)
    found = told(study)
    assert list(found) == ["fr", "en"]
    assert "2 coders worked independently under version 1 of the codebook; 10 units in 3 threads" in found["en"]
    assert "by at least two of them (91% of the 11 drawn). The units were drawn by lot from 11 (seed 1)." in found["en"]
    assert "95% intervals from 2,000 resamples of whole threads (seed 1)" in found["en"]
    assert (
        "Codes: 14; lower bound from .800 on: 0; from .667 on: 0; below: 1;"
        " not judged: 13 (too few cases: 12, all codings equal: 1)." in found["en"]
    )
    assert "median 0.60, from 0.60 to 0.60" in found["en"]
    assert "Stance α = 0.60 [" in found["en"]
    assert f"data of SHA-256 {run.data_sha256[:12]}…" in found["en"]
    assert "0,60" in found["fr"]
    assert "%(" not in found["fr"] + found["en"]
    assert "MASI" in found["fr"]


def test_the_text_to_copy_says_the_same(study):
    assert told(study, of_the_whole()) == told(study)


def test_a_round_that_was_not_blind_says_so(small):
    found = told(build(small, is_blind=False).close())
    assert "2 coders worked under version 1 of the codebook and could see what the others had coded;" in found["en"]
    assert "independently" not in found["en"]


def test_codes_that_nobody_met_twice_are_not_called_rare(small):
    study = build(small)
    study.round, _units = draw(study.project, study.version, study.posts, [small.coder], number=2)
    Assignment.objects.filter(round=study.round, position__lt=4).update(skipped_at=timezone.now())
    found = told(study.close())["en"]
    assert "0 units in 0 threads were coded by at least two of them (0% of the 11 drawn)." in found
    assert "not judged: 14 (no unit coded by two people)." in found
    assert "Set aside as not codable, and missing in every figure: 3 times." in found


@pytest.mark.parametrize(
    ("units", "threads", "chosen", "varies", "why"),
    [
        (0, 0, 0, False, Unjudged.NOT_MET),
        (9, 1, 3, True, Unjudged.FEW_THREADS),
        (9, 5, 9, True, Unjudged.RARE),
        (9, 5, 10, False, Unjudged.NO_VARIATION),
        (9, 5, 10, True, Unjudged.FEW_THREADS),
        (9, 5, None, False, Unjudged.NO_VARIATION),
    ],
)
def test_what_a_code_lacks(units, threads, chosen, varies, why):
    assert lacks(units, threads, chosen, varies=varies) is why


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("is_check", "The units come from an earlier round (seed 7)."),
        ("is_of_threads", "Whole threads were drawn by lot from 4,000 units (seed 7)."),
        ("is_stratified", "The units were drawn by lot within strata from 4,000 (seed 7)."),
        ("is_boosted", "The units were drawn by lot from 4,000 (seed 7)."),
    ],
)
def test_how_the_units_were_drawn(kind, words):
    kinds = dict.fromkeys(("is_check", "is_stratified", "is_boosted", "is_of_threads"), False)
    with override("en"):
        said = sentences(Overlap(drawn=200, population=4000, seed=7, skipped=0, **kinds | {kind: True}))
    assert said[0] == words
    assert [line for line in said if "rare code" in line] == said[1:] and (len(said) == 2) is (kind == "is_boosted")
