"""Explorations enter nothing: agreement, review, comparison, exports, figures of the team, what colleagues see."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.queries import computable_rounds, is_comparable, round_asked_for, rounds
from coding_app.coding.corpus_marks import coded_by, my_codes
from coding_app.coding.evidence import RoundIsExploration, evidence
from coding_app.coding.queries import own_codings, round_works, visible_codings, visible_codings_of_project
from coding_app.exports.queries import held_back
from coding_app.exports.rows import long_rows
from coding_app.home.queries import cases_to_settle, units_to_code
from coding_app.projects.queries import members
from coding_app.review.queries import cases
from coding_app.sampling.board import board
from coding_app.sampling.exploring import begin_exploration
from coding_app.sampling.models import Assignment
from coding_app.sampling.queries import Candidate
from coding_app.sampling.steps import close_round
from coding_app.summaries.queries import analysis, selection
from corpus import facts
from tests.agreement.study import build, code

EVERYBODY = ("owner", "manager", "adjudicator", "coder", "second_coder", "reader")


@pytest.fixture
def study(small):
    made = build(small).reveal()
    facts.refresh()
    return made


def explore(study, slugs, *, closes=False):
    """Code every post of the study once more, freely and otherwise."""
    ana = study.people["coder"]
    candidates = [Candidate(post.thread_id, post.pk) for post in study.posts.values()]
    row = begin_exploration(
        project=study.project, name="Essai", unit_kind="post", candidates=candidates, recipe={}, by=ana
    )
    for name in study.posts:
        code(study, name, ana, slugs, row=row)
    return close_round(round=row, by=ana) if closes else row


def everything(study):
    """Return what the pages and files of the study are made of."""
    project, people, main = study.project, study.people, study.round
    run = compute_agreement(round=main, by=people["manager"])
    chosen = selection(project, people["owner"])
    found = analysis(project, chosen.rounds)
    return {
        "agreement": (run.data_sha256, list(run.figures.order_by("pk").values_list("metric", "value", "units"))),
        "rounds": [[row.pk for row in some(project)] for some in (rounds, computable_rounds, held_back)],
        "review": [(case.unit.pk, case.dimension.pk, case.state) for case in cases(main)],
        "to settle": cases_to_settle(project),
        "summary": (found.unit_ids.tolist(), found.layer.values.tolist()),
        "export": list(long_rows(project, people["owner"])),
        "seen": {name: visible_codings_of_project(project, people[name]).count() for name in EVERYBODY},
        "marks": {name: coded_by(project, people[name]).threads for name in EVERYBODY},
        "team": [(one.user_id, one.submitted) for one in members(project)],
        "turn": [units_to_code(project, people[name]) for name in EVERYBODY],
        "progress": board(main, date(2021, 1, 1)),
        "latest": round_asked_for(project, "", people["coder"]),
    }


@pytest.mark.parametrize("closes", [False, True])
def test_an_exploration_moves_nothing_of_the_study(study, closes):
    before = everything(study)
    assert before["seen"]["reader"] > 0 and before["export"] and before["review"]
    row = explore(study, ["stance.for", "argument.fact", "tone.2"], closes=closes)
    after = everything(study)
    for name, value in before.items():
        assert after[name] == value, name
    assert own_codings(study.project, study.people["coder"]).filter(assignment__round=row).count() == 33
    assert not is_comparable(row, study.people["coder"])
    with pytest.raises(RoundIsExploration):
        evidence(row)


def test_only_its_maker_sees_it_for_good(study):
    row = explore(study, ["stance.for"], closes=True)
    seen = {name: visible_codings(row, study.people[name]).count() for name in EVERYBODY}
    assert seen == dict.fromkeys(EVERYBODY, 0) | {"coder": 11}
    assert "argument.rule" not in my_codes(study.project, study.people["coder"]).threads
    explore(study, ["argument.rule"])
    assert len(my_codes(study.project, study.people["coder"]).threads["argument.rule"]) == 3
    assert "argument.rule" not in my_codes(study.project, study.people["second_coder"]).threads


def test_it_stands_in_its_makers_queue_after_the_rounds(study):
    row = explore(study, ["stance.for"])
    works = round_works(study.project, study.people["coder"])
    assert [(work.round.pk, work.total) for work in works if work.round == row] == [(row.pk, 11)]
    assert row not in [work.round for work in round_works(study.project, study.people["second_coder"])]


def test_pages_and_files_of_the_study_do_not_lead_to_it(study, client_of):
    row = explore(study, ["stance.for"], closes=True)
    owner, slug = client_of(study.people["owner"]), study.project.slug
    for address in (
        reverse("sampling:round", args=[slug, row.number]),
        reverse("agreement:agreement", args=[slug]) + f"?round={row.number}",
        reverse("review:review", args=[slug]) + f"?round={row.number}",
        reverse("api:round", args=[slug, row.number]),
        reverse("api:round_agreement", args=[slug, row.number]),
    ):
        assert owner.get(address).status_code == 404, address
    assert owner.get(reverse("api:coding_list", args=[slug]) + f"?round={row.number}").json()["results"] == []
    home = owner.get(reverse("home:home", args=[slug])).text
    assert "500001" not in home and "rounds/500" not in home


def test_the_database_refuses_a_second_coder(study):
    row = explore(study, ["stance.for"])
    unit = row.assignments.first().unit
    with pytest.raises(IntegrityError, match="belongs to the person who began it"), transaction.atomic():
        Assignment.objects.create(round=row, unit=unit, coder=study.people["second_coder"], position=99)
