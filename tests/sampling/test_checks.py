"""Rounds that look at an earlier one: training, drift, calibration, extension; and what that one tells of codes."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coding_app.coding.queries import visible_codings, visible_codings_of_project
from coding_app.review.actions import settle
from coding_app.review.knowledge import Knowledge
from coding_app.sampling import check_actions, redrawing, refusals
from coding_app.sampling.actions import Calibration, create_round
from coding_app.sampling.models import Assignment, Round
from coding_app.sampling.recipe import Boost, SampleRecipe
from coding_app.sampling.steps import close_round, open_round
from corpus.masking import lawfully, unlawfully
from corpus.models import Post, Source
from tests.agreement.study import build
from tests.sampling.conftest import fill

AGREED = ["p1", "p3", "p5", "p7", "p8", "p9", "p10"]
"""Units of the study on which both coders answered alike everywhere (p11 was not submitted by one of them)."""


@pytest.fixture
def study(small):
    """The study counted by hand, and thirty posts more that no round has drawn."""
    made = build(small).reveal()
    fill(Source.objects.create(corpus=small.project.corpus, platform="x", name="#Autre", profession="gp"), 1)
    return made


def coders(study):
    return [study.people["coder"], study.people["second_coder"]]


def check(study, kind, **more):
    terms = {
        "project": study.project, "origin": study.round, "size": 4, "seed": 5, "coders": coders(study), "kind": kind,
        "by": study.people["manager"], "name": "Contrôle", "codebook_version": study.version,
    }  # fmt: skip
    return check_actions.create_check(**terms | more)


def names(study, units):
    by_unit = {unit.pk: name for name, unit in study.units.items()}
    return {by_unit[pk] for pk in units}


def decide(study, name="p4"):
    return settle(
        round=study.round, unit=study.units[name], dimension=study.codes["stance"], reason="relu",
        decision="keep_coder", kept_coder=study.people["coder"], by=study.people["adjudicator"],
    )  # fmt: skip


def queue(row, coder):
    return list(row.assignments.filter(coder=coder).order_by("position").values_list("unit", flat=True))


def test_settled_is_what_was_agreed_or_decided_until_then(study):
    known, before = Knowledge(), timezone.now()
    assert names(study, known.settled_units(study.round, None)) == set(AGREED)
    decide(study)
    assert names(study, known.settled_units(study.round, None)) == {*AGREED, "p4"}
    assert names(study, known.settled_units(study.round, before)) == set(AGREED)


def test_a_training_round_gives_everybody_the_same_settled_units(study):
    row = check(study, "training")
    first, second = (queue(row, coder) for coder in coders(study))
    assert (len(first), set(first)) == (4, set(second))
    assert names(study, first) <= set(AGREED)
    assert (row.origin, row.kind, row.double_share, row.sample.population) == (study.round, "training", 100, 7)
    assert row.is_blind
    decide(study)  # what is settled later changes nothing
    assert redrawing.redraw(row).is_same
    with pytest.raises(refusals.ReferenceIsTooSmall, match=r"Only 8 units .* settled, and this needs 9"):
        check(study, "training", size=9)


def test_a_drift_check_gives_coders_their_own_units_again(study):
    lawfully()
    mine = Assignment.objects.filter(round=study.round, coder=study.people["coder"])
    mine.filter(unit=study.units["p1"]).update(submitted_at=timezone.now() - dt.timedelta(days=30))
    unlawfully()
    alone = check(study, "drift", coders=coders(study)[:1], days=14)
    assert names(study, queue(alone, study.people["coder"])) == {"p1"}
    both = check(study, "drift", size=25, is_share=True)
    # A quarter of eleven and of ten, rounded up; p11 is no unit of the second coder, who left a draft on it.
    assert [len(queue(both, coder)) for coder in coders(study)] == [3, 3]
    assert redrawing.redraw(both).is_same
    assert both.sample.population == 11
    everything = check(study, "drift", size=99)
    assert names(study, queue(everything, study.people["second_coder"])) == {f"p{n}" for n in range(1, 11)}
    with pytest.raises(refusals.NothingToDraw, match="second_coder Petit submitted nothing in that round at least 14"):
        check(study, "drift", days=14)


@pytest.mark.parametrize("kind", ["training", "drift"])
def test_a_check_waits_until_the_earlier_round_is_closed(small, kind):
    study = build(small)
    with pytest.raises(refusals.OriginDoesNotServe, match="still open"):
        check(study, kind)
    assert Round.objects.count() == 1


def calibrated(study, per_batch=1, batch_size=5, **more):
    terms = {
        "project": study.project, "recipe": SampleRecipe(method="lots"), "size": 12, "seed": 5, "coders": coders(study),
        "by": study.people["manager"], "name": "Calibrage", "kind": "calibration", "unit_kind": "post",
        "is_blind": True, "codebook_version": study.version, "origin": study.round, "batch_size": batch_size,
        "calibration": Calibration(study.round, per_batch, timezone.now()),
    }  # fmt: skip
    return create_round(**terms | more)


def test_every_batch_of_every_coder_holds_the_same_calibration_units(study):
    row = calibrated(study, per_batch=2)
    seeded = list(row.sample.sample_units.filter(is_calibration=True).values_list("unit", flat=True))
    assert (len(seeded), row.sample.sample_units.count()) == (4, 16)
    assert names(study, seeded) <= set(AGREED)
    for coder in coders(study):
        mine = queue(row, coder)
        assert len(mine) == 6 + 4
        assert [sorted(pk for pk in mine[at : at + 5] if pk in seeded) for at in (0, 5)] == [
            sorted(seeded[:2]), sorted(seeded[2:]),
        ]  # fmt: skip
    fresh = Post.objects.filter(units__sample_units__sample=row.sample).exclude(units__in=seeded)
    assert set(fresh.values_list("source__name", flat=True)) == {"#Autre"}
    assert redrawing.redraw(row).is_same


def test_a_reference_that_is_too_small_or_a_batch_without_room_is_refused(study):
    with pytest.raises(refusals.ReferenceIsTooSmall, match="settled, and this needs 24"):
        calibrated(study, per_batch=4)
    with pytest.raises(refusals.OriginDoesNotServe, match="needs room"):
        calibrated(study, per_batch=5)


def test_an_earlier_round_tells_where_a_code_is_and_how_frequent(study):
    known, fact = Knowledge(), study.codes["argument.fact"]
    assert names(study, known.units_with(study.project, str(fact.uuid), None).values_list("pk", flat=True)) == {
        "p1",
        "p2",
    }
    early = study.round.closed_at - dt.timedelta(seconds=1)
    assert not known.units_with(study.project, str(fact.uuid), early).exists()
    rates = known.rates(study.project)
    assert (rates.round, rates.codings) == (study.round, 21)
    assert rates.shares[fact.pk] == pytest.approx(3 / 21)
    assert rates.shares[study.codes["stance.for"].pk] == pytest.approx(9 / 21)
    decide(study)  # p4 is "for", whatever the second coder said
    assert known.rates(study.project).shares[study.codes["stance.for"].pk] == pytest.approx(10 / 21)
    some = known.rates(study.project, Post.objects.filter(pk__in=[study.posts["p1"].pk, study.posts["p3"].pk]))
    assert (some.codings, some.shares[fact.pk]) == (4, 0.5)


def test_of_an_open_round_nothing_is_told(small):
    study, known = build(small), Knowledge()
    assert not known.units_with(study.project, str(study.codes["tone.2"].uuid), None).exists()
    assert known.rates(study.project) is None
    assert known.settled_units(study.round, None) == []


def test_units_that_bore_a_code_are_oversampled(study):
    code = str(study.codes["argument.fact"].uuid)
    recipe = SampleRecipe(boosts=(Boost(size=1, code=code, name="Fait"),), method="lots")
    row = calibrated(study, recipe=recipe, kind="main", origin=None, batch_size=None, calibration=None)
    boosted = row.sample.sample_units.get(stratum="+1")
    assert (names(study, [boosted.unit_id]) <= {"p1", "p2"}, boosted.weight) == (True, 2.0)
    assert redrawing.redraw(row).is_same


# In the browser ---------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(study, client_of):
    client = client_of(study.people["manager"])
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def url(study, name="round_new", query=""):
    return reverse(f"sampling:{name}", args=[study.project.slug]) + query


def sent(study, design, **more):
    members = study.project.memberships.filter(user__in=coders(study))
    return {
        "design": design, "name": "Suite", "codebook_version": "1", "origin": "1", "size": "4", "seed": "5",
        "coders": [str(one.uuid) for one in members], "size_in": "number", "days": "0", "is_blind": "on",
        "kind": "calibration" if design == "calibration" else "main", "unit_kind": "post",
        "double_share": "0", "triple_share": "0", "batch_size": "4", "per_batch": "1",
    } | more  # fmt: skip


@pytest.mark.parametrize(("design", "kind"), [("training", "training"), ("drift", "drift"),
                                              ("calibration", "calibration"), ("extension", "main")])  # fmt: skip
def test_each_design_has_its_form_foretells_and_draws(study, manager, design, kind):
    page = manager.get(url(study, query=f"?design={design}&origin=1"))
    assert f'name="design" value="{design}"' in page.text
    assert "1. Essai" in page.text
    data = sent(study, design)
    told = manager.post(url(study, "round_preview"), data, headers={"HX-Request": "true"})
    assert (told.status_code, "<html" in told.text, Round.objects.count()) == (200, False, 1)
    answer = manager.post(url(study), data | {"due_on": "2030-01-31"})
    assert answer.status_code == 303
    row = Round.objects.get(number=2)
    assert (row.kind, row.origin, row.due_on, row.batch_size) == (kind, study.round, dt.date(2030, 1, 31), 4)
    assert row.is_blind and ("is_blind" in page.context["form"].fields) == (design in {"calibration", "extension"})
    if design == "extension":
        assert row.sample.recipe["without"] == [1]


@pytest.mark.parametrize(
    ("design", "change", "words"),
    [
        ("training", {"size": "9"}, "Only 7 units of the reference are settled"),
        ("training", {"origin": "9"}, "9"),
        ("drift", {"size_in": "per_cent", "size": "101"}, "A share is 100 per cent at most."),
        ("calibration", {"per_batch": "4"}, "A batch needs room for other units too."),
        ("draw", {"kind": "training"}, "training"),
    ],
    ids=["reference", "origin", "share", "batch", "training without a reference"],
)
def test_what_a_design_cannot_do_is_said_and_nothing_is_drawn(study, manager, design, change, words):
    answer = manager.post(url(study), sent(study, design, **change))
    assert (answer.status_code, words in answer.text, Round.objects.count()) == (422, True, 1)


@pytest.mark.parametrize(("design", "warns"), [("draw", True), ("extension", False)])
def test_the_designer_warns_of_units_that_coders_have_met(study, manager, design, warns):
    answer = manager.post(url(study, "round_preview"), sent(study, design), headers={"HX-Request": "true"})
    assert ("11 units of these were drawn by earlier rounds" in answer.text) == warns


def test_what_was_coded_before_is_hidden_while_it_waits_in_a_check(study):
    manager, (coder, other) = study.people["manager"], coders(study)
    row = check(study, "drift", coders=[coder], size=1)
    (unit,) = queue(row, coder)
    seen = {person: visible_codings_of_project(study.project, person).filter(assignment__unit=unit)
            for person in (coder, other)}  # fmt: skip
    assert [found.count() for found in seen.values()] == [6, 6]  # three dimensions, two coders; a draft hides nothing
    open_round(round=row, by=manager)
    assert [found.count() for found in seen.values()] == [0, 6]
    assert visible_codings_of_project(study.project, coder).exists()
    assert visible_codings(study.round, coder).filter(assignment__unit=unit).count() == 6  # whoever reads a whole round
    row.assignments.update(submitted_at=timezone.now())
    assert seen[coder].count() == 6


def test_the_designer_tells_what_the_overlap_buys(study, manager):
    data = sent(study, "draw", size="24", overlap_in="number", double_share="20")
    answer = manager.post(url(study, "round_preview"), data, headers={"HX-Request": "true"})
    # A prevalence of 3 in 21 needs 126 units (Bloch and Kraemer, alpha .667); 20 are double-coded.
    assert "<strong>106</strong> more double-coded units for" in answer.text
    assert "Frequencies are those of round 1, “Essai” (21 codings)" in answer.text


def test_an_extension_begins_with_the_recipe_of_its_origin(study, manager):
    recipe = SampleRecipe(professions=["gp"], boosts=(Boost(size=3, words="message"),), method="lots")
    calibrated(study, recipe=recipe, kind="pilot", origin=None, calibration=None, caps=[None, 9])
    page = manager.get(url(study, query="?design=extension&origin=2")).text
    for field in ('name="boost1_words" value="message"', 'name="size" value="12"', 'name="seed" value="5"',
                  'value="9" min="0"', '<option value="pilot" selected>'):  # fmt: skip
        assert field in page, field


@pytest.mark.parametrize(
    ("kind", "page"), [("drift", "agreement:agreement_stability"), ("training", "review:round_scores")]
)
def test_the_page_of_a_check_leads_to_its_measure_once_it_is_over(study, manager, client_of, kind, page):
    row = open_round(round=check(study, kind), by=study.people["manager"])
    where = reverse("sampling:round", args=[study.project.slug, row.number])
    measure = f'href="{reverse(page, args=[study.project.slug, row.number])}"'
    assert measure not in manager.get(where).content.decode()
    close_round(round=row, by=study.people["manager"])
    assert measure in manager.get(where).content.decode()
    agreement = reverse("agreement:agreement", args=[study.project.slug])
    assert measure in manager.get(f"{agreement}?round={row.number}").content.decode()
    assert measure not in client_of(study.people["reader"]).get(where).content.decode()


def test_the_page_of_a_round_lets_managers_check_the_recipe(study, manager, client_of):
    calibrated(study)
    address = reverse("sampling:round_redraw", args=[study.project.slug, 2])
    assert address in manager.get(reverse("sampling:round", args=[study.project.slug, 2])).text
    assert "The recipe redraws the same 14 units." in manager.get(address).text
    part = manager.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert client_of(study.people["coder"]).get(address).status_code == 403


def test_the_designer_asks_a_fixed_number_of_questions(study, manager, django_assert_num_queries):
    """Whatever the number of posts, of rounds and of people."""
    data = sent(study, "draw", size="24", strata=["profession", "month"])
    Knowledge().rates(study.project)  # the structure of a published version is read once a process
    for _round in range(2):
        with django_assert_num_queries(13):
            manager.post(url(study, "round_preview"), data, headers={"HX-Request": "true"})
        calibrated(study, kind="main", origin=None, calibration=None)
