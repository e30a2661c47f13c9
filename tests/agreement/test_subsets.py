"""The figures of parts of the small study by hand, as they are kept; units seeded for calibration stay out."""

import pytest

from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.places import places
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.coding.evidence import evidence
from coding_app.review.queries import cases
from coding_app.sampling.models import Assignment, Round, SampleUnit, Unit
from corpus.masking import lawfully, unlawfully
from tests.agreement.study import WORDS, build, code, draw

QUICK = Resampling(resamples=50)


def kept(study, slug, metric="krippendorff_alpha", **wanted):
    """Return the figures of a code by the value of their subset, or by coder."""
    run = compute_agreement(round=study.round, by=None, resampling=QUICK)
    found = AgreementFigure.objects.filter(run=run, code=study.codes[slug], metric=metric, **wanted)
    return {row.subset_value or row.coder_a_id: row for row in found}


def test_by_depth_and_source(study):
    depth = kept(study, "stance.for", subset="depth")
    # Openings p1, p5, p8: all agree, and vary. Answers: 7 units, 4 "for" of 14 values, 2 units differ.
    assert depth["0"].value == 1
    assert depth["1"].value == pytest.approx(1 - 13 * 4 / (2 * 4 * 10))
    assert (depth["0"].units, depth["1"].units, depth["1"].low) == (3, 7, None)
    (source,) = kept(study, "stance.for", subset="source").items()
    assert source[0] == str(study.posts["p1"].source.uuid)
    assert source[1].value == pytest.approx(1 - 76 / 192)


def test_profession_and_whole_have_standard_error_and_shares(study):
    profession = kept(study, "stance.for", subset="profession")["home_help"]
    assert 0 <= profession.below_667 <= profession.below_800 <= 1
    assert profession.se > 0
    assert profession.low <= profession.value <= profession.high
    assert not kept(study, "stance.for", subset="difference")
    assert not kept(study, "stance.for", subset="without")


def test_batches_of_five(study):
    study.round.batch_size = 5
    found = kept(study, "stance.for", "percent_agreement", subset="batch")
    # p1-p5: one of five differs; p6-p10: one of five; p11 was submitted by one coder only.
    assert (found["1"].value, found["2"].value) == (0.8, 0.8)
    assert (found["3"].value, found["3"].undefined_because) == (None, "no_pairable_units")
    window = kept(study, "stance.for", "percent_agreement", subset="window")["3"]
    assert (window.value, window.units) == (0.8, 10)


def test_counts_kappa_and_tendencies(study):
    whole = {"subset": "", "coder_a": None}
    names = ("units_all_chose", "units_some_chose", "units_none_chose", "singletons")
    assert [kept(study, "stance.for", name, **whole)[None].value for name in names] == [3, 2, 5, 1]
    # Both said "for" 4 times of 10; by chance .4 x .4 + .6 x .6.
    (kappa,) = kept(study, "stance.for", "cohen_kappa").values()
    assert kappa.value == pytest.approx((0.8 - 0.52) / 0.48)
    shares = kept(study, "stance.for", "prevalence", subset="coder")
    coder, second = (study.people[name].pk for name in ("coder", "second_coder"))
    assert {key: (row.value, row.units) for key, row in shares.items()} == {coder: (5 / 11, 11), second: (0.4, 10)}


@pytest.mark.parametrize("kind", ["main", "calibration"])
def test_seeded_units_stay_out_of_the_figures_of_their_round(small, kind):
    study = build(small)
    lawfully()
    Round.objects.filter(pk=study.round.pk).update(kind=kind, origin=study.round)
    unlawfully()
    unit = Unit.objects.create(project=study.project, kind="thread", thread=study.posts["p1"].thread)
    SampleUnit.objects.create(sample=study.round.sample, unit=unit, position=99, is_calibration=True)
    study.units["T1"] = unit
    for person in (study.people["coder"], study.people["second_coder"]):
        Assignment.objects.create(round=study.round, unit=unit, coder=person, position=99)
        code(study, "T1", person, ["stance.for", "argument.none", "tone.2"])
    row = study.close().round
    own, seeded = evidence(row), evidence(row, is_calibration=True)
    assert unit.pk not in own.unit_ids and own.values.shape[0] == 21
    assert seeded.unit_ids.tolist() == [unit.pk, unit.pk]
    assert places(seeded).depths.tolist() == [""]
    assert kept(study, "stance.for", subset="", coder_a=None)[None].units == 10
    assert unit not in {case.unit for case in cases(row)}


def test_unlike_rates_have_a_weighted_overall_beside_the_pooled_one(study, client_of):
    assert not kept(study, "stance.for", subset="weighted")
    lawfully()
    drawn = [study.units[name] for name in ("p1", "p2", "p3", "p4")]
    SampleUnit.objects.filter(sample=study.round.sample, unit__in=drawn).update(weight=3)
    unlawfully()
    # p4, of weight 3, and p6, of weight 1, differ; ten units were coded twice, their weights sum to 18.
    assert kept(study, "stance.for", "percent_agreement", subset="weighted")["population"].value == pytest.approx(
        14 / 18
    )
    scale = 11 / (4 * 3 + 7)  # eleven units; their mean weight is made 1
    alpha = kept(study, "stance.for", subset="weighted")["population"]
    assert alpha.value == pytest.approx(1 - (36 * scale - 1) * 8 / (2 * 18 * 18 * scale))
    assert alpha.low <= alpha.value <= alpha.high
    page = client_of(study.people["reader"]).get(
        f"/projects/{study.project.slug}/agreement/1/by/weighted/", headers={"accept-language": "en"}
    )
    assert page.status_code == 200
    shown = page.context["shown"].section.table
    pooled, weighted = shown.rows[1].cells
    assert (shown.columns, weighted.figure) == (["Unweighted", "Weighted"], alpha)
    assert pooled.figure.value == pytest.approx(1 - 76 / 192)


def test_how_many_resamples_have_no_alpha_is_kept_and_said(study, client_of):
    # "fact" was chosen in one thread of three alone: 8 of 27 draws of three threads do not have it.
    (fact,) = kept(study, "argument.fact", subset="", coder_a=None).values()
    assert fact.undefined_share == pytest.approx(8 / 27, abs=0.2)
    page = client_of(study.people["reader"]).get(
        f"/projects/{study.project.slug}/agreement/1/codes/{study.codes['argument.fact'].uuid}/",
        headers={"accept-language": "en"},
    )
    assert "of the resamples that have an alpha;" in page.content.decode()


def test_why_there_is_no_interval_is_kept_and_said(study, client_of):
    coders = [study.people["coder"], study.people["second_coder"]]
    posts = {name: study.posts[name] for name in ("p1", "p2", "p3")}
    study.round, _units = draw(study.project, study.version, posts, coders, number=2)
    for name, signs in (("p1", "++"), ("p2", "+-"), ("p3", "--")):
        for coder, sign in zip(coders, signs, strict=True):
            code(study, name, coder, [WORDS[sign], "argument.none", "tone.2"])
    study.reveal()
    (alpha,) = kept(study, "stance.for", subset="", coder_a=None).values()
    assert (alpha.low, alpha.no_interval) == (None, "one_cluster")
    page = client_of(study.people["reader"]).get(
        f"/projects/{study.project.slug}/agreement/?round=2", headers={"accept-language": "en"}
    )
    assert "no interval, because there is one thread only" in page.content.decode()
