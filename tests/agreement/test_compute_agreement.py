"""The figures of the small study against its hand calculation, and the promises of a run."""

import hashlib

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.agreement.queries import latest_run, report
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.coding.evidence import RoundIsBlind
from coding_app.core.models import Event
from coding_app.review.actions import settle
from coding_app.sampling.models import Assignment
from tests.agreement.study import build, code, draw


def figure(run, study, slug, metric, **pair):
    wanted = {"coder_a": None, "coder_b": None, "subset": "", "subset_value": ""} | pair
    return AgreementFigure.objects.get(run=run, code=study.codes[slug], metric=metric, **wanted)


def test_code_by_hand(study):
    run = compute_agreement(round=study.round, by=study.people["manager"])
    # 8 of 10 units agree. Pairable values: 8 "for", 12 not; coincidences off the diagonal 4 of 20.
    alpha = figure(run, study, "stance.for", "krippendorff_alpha")
    assert alpha.value == pytest.approx(1 - (20 - 1) * 4 / (2 * 8 * 12))
    assert (alpha.units, alpha.pairs, alpha.prevalence) == (10, 10, 0.4)
    assert alpha.low < alpha.value < alpha.high
    assert figure(run, study, "stance.for", "percent_agreement").value == pytest.approx(0.8)
    assert figure(run, study, "stance.for", "positive_agreement").value == pytest.approx(6 / 8)
    assert figure(run, study, "stance.for", "negative_agreement").value == pytest.approx(10 / 12)
    assert figure(run, study, "stance.for", "times_chosen").value == 8
    assert figure(run, study, "stance.for", "threads").value == 3
    # Gwet's chance term takes p11, coded once: share of "for" (3 + 2 x 1/2 + 1) / 11.
    chance = 2 * (5 / 11) * (6 / 11)
    assert figure(run, study, "stance.for", "gwet_ac1").value == pytest.approx((0.8 - chance) / (1 - chance))


def test_rare_and_unused_codes(study):
    run = compute_agreement(round=study.round, by=None)
    # "fact": chosen 3 times in 20; one unit of ten differs.
    fact = figure(run, study, "argument.fact", "krippendorff_alpha")
    assert fact.value == pytest.approx(1 - 19 * 2 / (2 * 3 * 17))
    unused = figure(run, study, "argument.rule", "krippendorff_alpha")
    assert (unused.value, unused.undefined_because) == (None, "no_variation")
    assert figure(run, study, "argument.rule", "positive_agreement").undefined_because == "not_used"
    assert figure(run, study, "argument.rule", "gwet_ac1").value == 1


def test_dimensions_as_a_whole(study):
    run = compute_agreement(round=study.round, by=None)
    # Only "for" and "against" are used, so the dimension has the alpha of either code.
    assert figure(run, study, "stance", "krippendorff_alpha").value == pytest.approx(1 - 76 / 192)
    assert figure(run, study, "stance", "krippendorff_alpha").prevalence is None
    assert figure(run, study, "tone", "krippendorff_alpha").undefined_because == "no_variation"
    # Sets of arguments: {fact} 3 times, {} 17 times; MASI calls them wholly different, as alpha of "fact" does.
    assert figure(run, study, "argument", "krippendorff_alpha_masi").value == pytest.approx(1 - 38 / 102)
    assert figure(run, study, "argument", "percent_agreement").value == pytest.approx(0.9)


def test_pair_of_coders(study):
    run = compute_agreement(round=study.round, by=None)
    pair = {"coder_a": study.people["coder"], "coder_b": study.people["second_coder"]}
    assert figure(run, study, "stance.for", "krippendorff_alpha", **pair).value == pytest.approx(1 - 76 / 192)
    assert figure(run, study, "stance", "percent_agreement", **pair).value == pytest.approx(0.8)
    assert figure(run, study, "argument", "krippendorff_alpha_masi", **pair).units == 10


def test_scale_leaves_none_out_and_category_keeps_it(small):
    study = build(small)
    row, _units = draw(study.project, study.version, study.posts, list(small.people.values())[3:5], number=2)
    for name, (first, second) in {"p1": ("1", "1"), "p2": ("4", "none"), "p3": ("2", "2"), "p4": ("3", "2")}.items():
        code(study, name, small.coder, ["stance.none", f"tone.{first}", "argument.none"], row=row)
        code(study, name, small.second_coder, ["stance.none", f"tone.{second}", "argument.none"], row=row)
    study.round = row
    run = compute_agreement(round=study.close().round, by=None)
    tone = figure(run, study, "tone", "krippendorff_alpha")
    assert tone.units == 3
    # Ranks in use: 1 x2 -> 1, 2 x3 -> 3.5, 3 x1 -> 5.5; observed 2 x 4, expected 2 x (6 x 6.25 + 2 x 20.25 + 3 x 4).
    assert tone.value == pytest.approx(1 - 5 * 8 / 180)
    stance = figure(run, study, "stance", "krippendorff_alpha")
    assert (stance.units, stance.undefined_because) == (4, "no_variation")


def test_same_data_same_run(study):
    first = compute_agreement(round=study.round, by=study.people["manager"])
    assert compute_agreement(round=study.round, by=None) == first
    assert compute_agreement(round=study.round, by=None, resampling=Resampling(seed=2)) != first
    assert first.parameters == {"resamples": 2000, "seed": 1, "level": 0.95}
    assert Event.objects.filter(verb="agreement_computed").count() == 2


def test_codings_that_went_and_came_back_give_the_figures_again(small):
    study = build(small, is_blind=False)
    first = compute_agreement(round=study.round, by=None)
    draft = Assignment.objects.filter(unit=study.units["p11"], coder=small.second_coder)
    draft.update(submitted_at=timezone.now())
    between = compute_agreement(round=study.round, by=None)
    draft.update(submitted_at=None)
    again = compute_agreement(round=study.round, by=None)
    assert (again != first, again.data_sha256) == (True, first.data_sha256)
    assert between.data_sha256 != first.data_sha256
    assert latest_run(study.round) == again


def test_consensus_is_not_a_coder(study):
    before = compute_agreement(round=study.round, by=None)
    settle(
        round=study.round, unit=study.units["p4"], dimension=study.codes["stance"], decision="keep_coder",
        kept_coder=study.people["coder"], reason="relu", by=study.people["adjudicator"],
    )  # fmt: skip
    after = compute_agreement(round=study.round, by=None, resampling=Resampling(seed=9))
    assert after.data_sha256 == before.data_sha256
    assert figure(after, study, "stance.for", "krippendorff_alpha").value == pytest.approx(1 - 76 / 192)


def test_blind_open_round_is_refused(open_study):
    with pytest.raises(RoundIsBlind):
        compute_agreement(round=open_study.round, by=open_study.people["owner"])
    assert not AgreementRun.objects.filter(round=open_study.round).exists()


def test_open_round_that_is_not_blind(small):
    study = build(small, is_blind=False)
    assert figure(compute_agreement(round=study.round, by=None), study, "stance.for", "times_chosen").value == 8


def test_round_without_codings(small):
    study = build(small)
    row, _units = draw(study.project, study.version, study.posts, [small.coder, small.second_coder], number=2)
    study.round = row
    found = report(compute_agreement(round=study.close().round, by=None))
    assert {line.alpha.undefined_because for line in found.lines} == {"no_data"}
    assert found.threads == 0


@pytest.mark.parametrize("model", [AgreementRun, AgreementFigure])
def test_figures_are_frozen(study, model):
    compute_agreement(round=study.round, by=None)
    field = "app_version" if model is AgreementRun else "metric"
    for write in (lambda: model.objects.update(**{field: "x"}), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_digest_is_that_of_the_download(study, client_of):
    run = compute_agreement(round=study.round, by=None)
    url = f"/projects/{study.project.slug}/agreement/1/codings.csv"
    body = client_of(study.people["adjudicator"]).get(url).content
    assert hashlib.sha256(body).hexdigest() == run.data_sha256
    lines = body.decode().splitlines()
    assert lines[0] == "round,unit,thread,source,profession,depth,coder,batch,dimension,code,value"
    assert len(lines) == 1 + 21 * 14  # submitted assignments x codes
    post = study.posts["p4"]
    place = f"{post.thread.uuid},{post.source.uuid},home_help,1"
    mine = f"1,{study.units['p4'].uuid},{place},{study.people['coder'].uuid},1"
    assert f"{mine},stance,stance.for,1" in lines
    assert f"{mine},tone,tone.1,0" in lines
