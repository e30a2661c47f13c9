"""A round that moves: what each coding becomes, whose units open again, and what a screen left open is told."""

import uuid

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding_app.codebook import drafting
from coding_app.codebook.models import CodeDefinition
from coding_app.coding.evidence import evidence
from coding_app.coding.models import Coding, Operation
from coding_app.coding.refusals import RoundHasMoved
from coding_app.core.models import Event
from coding_app.exports.rows import long_rows
from coding_app.review.models import Adjudication
from coding_app.sampling.steps import close_round
from coding_app.surgery import carrying, refusals
from coding_app.surgery.actions import retire_code
from coding_app.surgery.answering import answer_split
from coding_app.surgery.fates import Way
from coding_app.surgery.undoing import undo_surgery
from tests.summaries import small_study
from tests.surgery.conftest import make_bench

pytestmark = pytest.mark.django_db


def test_same_codes_are_carried_and_old_ones_stay(coded):
    before = {(c.pk, c.code_id, c.version_id, c.start, c.end) for c in Coding.objects.all()}
    coded.publish()
    move = coded.move()
    assert coded.round.codebook_version == coded.latest
    old = Coding.objects.filter(version__number=1)
    assert {(c.pk, c.code_id, c.version_id, c.start, c.end) for c in old} == before
    assert set(old.values_list("retracted_by__username", "retracted_by_operation__kind")) == {
        ("small-manager", "carry")
    }
    new = Coding.objects.filter(version=coded.latest, retracted_at__isnull=True)
    assert new.count() == len(before) == 10
    assert new.filter(start=0, end=7).get().code.slug == "topic.care"
    assert coded.work("H1.1").submitted_at is not None
    assert (move.from_version.number, move.to_version.number) == (1, 2)
    assert Event.objects.get(verb="round_moved").detail == {
        "from_version": 1, "to_version": 2, "codings": 10, "carried": 10, "units_open_again": 0, "decisions": 0,
    }  # fmt: skip


def test_merged_code_goes_on_as_its_target_once(coded):
    coded.merge("topic.pay", "topic.care")
    coded.publish()
    coded.move()
    assert coded.live("G1.0") == ["topic.care"]
    # Pay and care on the same post are one care now; none applies stays where nothing was chosen.
    assert coded.live("G1.0", "second_coder") == ["topic.care"]
    assert coded.live("H1.1", "second_coder") == ["answer.none", "topic.none"]
    assert not coded.round.assignments.filter(submitted_at__isnull=True).exists()


def test_retired_code_leaves_its_question_open(coded):
    retire_code(code=coded.code("topic.pay"), by=coded.manager)
    coded.publish()
    coded.move()
    assert (coded.live("G1.0"), coded.work("G1.0").submitted_at) == ([], None)
    # Care answers the question still: the unit stays done.
    assert coded.live("G1.0", "second_coder") == ["topic.care"]
    assert coded.work("G1.0", "second_coder").submitted_at is not None
    kinds = coded.work("G1.0").operations.order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == ["apply", "submit", "carry", "reopen"]


def test_split_code_becomes_what_its_coder_said(coded):
    one, two = coded.split("topic.pay", "Salaire", "Retard")
    coded.publish()
    for name, coder, parts in [
        ("G1.0", "coder", [one, two]), ("H1.1", "coder", [two]), ("G1.0", "second_coder", []),
    ]:  # fmt: skip
        answer_split(
            coding=coded.coding(name, "topic.pay", coder), by=coded.people[coder], parts=[coded.code(p) for p in parts]
        )
    coded.move()
    assert coded.live("G1.0") == ["topic.retard", "topic.salaire"]
    assert coded.live("H1.1") == ["answer.advice", "topic.retard"]
    assert coded.live("G1.0", "second_coder") == ["topic.care"]
    assert not coded.round.assignments.filter(submitted_at__isnull=True).exists()


def test_split_code_without_an_answer_is_the_coders_to_do_again(coded):
    coded.split("topic.pay", "Salaire", "Retard")
    coded.publish()
    told = carrying.forecast(coded.round, coded.latest)
    coded.move()
    assert coded.live("G1.0") == []
    assert coded.work("G1.0").submitted_at is None
    # Care answers the question, but what was said about pay is lost without its coder: open again.
    assert coded.live("G1.0", "second_coder") == ["topic.care"]
    assert coded.work("G1.0", "second_coder").submitted_at is None
    assert told.total == carrying.Share(submitted=6, open_again=3, codings=10, carried=7, unanswered=3)
    # The round is blind: who used the split code how often would say what they chose.
    assert told.coders == []


def test_what_a_move_means_for_each_coder_is_told_where_all_is_seen(small):
    bench = make_bench(small, is_blind=False)
    bench.fill("G1.0", "coder", "topic.pay")
    bench.fill("G1.0", "second_coder", "topic.pay", "topic.care")
    bench.split("topic.pay", "Salaire", "Retard")
    bench.publish()
    told = carrying.forecast(bench.round, bench.latest)
    assert [(coder.username, share) for coder, share in told.coders] == [
        ("small-coder", carrying.Share(1, 1, 1, 0, 1)), ("small-second_coder", carrying.Share(1, 1, 2, 1, 1)),
    ]  # fmt: skip
    assert told.total == carrying.Share(2, 2, 3, 1, 2)


def test_answer_follows_its_part_through_a_later_version(coded):
    one, two = coded.split("topic.pay", "Salaire", "Retard")
    coded.publish()
    for name in ("G1.0", "H1.1"):
        part = coded.code(one if name == "G1.0" else two)
        answer_split(coding=coded.coding(name, "topic.pay"), by=coded.coder, parts=[part])
    coded.merge(one, "topic.care")
    coded.split(two, "Oubli", "Refus")
    coded.publish()
    coded.move()
    assert coded.live("G1.0") == ["topic.care"]
    # The part that was chosen was split in its turn: nothing is made up.
    assert coded.live("H1.1") == ["answer.advice"]
    assert coded.work("H1.1").submitted_at is None


def test_a_code_that_came_later_says_nothing_of_what_was_submitted_before(coded):
    coded.merge("topic.pay", "topic.care")
    one, two = coded.split("answer.advice", "Conseil", "Soutien")
    drafting.add_entry(
        version=coded.draft, kind="code", parent=coded.code("topic"), by=coded.manager, name_fr="Temps", name_en="Time"
    )
    coded.publish()
    for name in ("G1.1", "H1.1"):
        answer_split(coding=coded.coding(name, "answer.advice"), by=coded.coder, parts=[coded.code(one)])
    coded.move()
    coded.act(work := coded.work("H1.0"), "reopen")
    coded.act(work, "submit")
    row = close_round(round=coded.round, by=coded.manager)
    found = evidence(row)
    said = {slug: found.column(coded.code(slug).pk) for slug in ("topic.time", "topic.care", one, two)}
    late = found.assignment_ids == work.pk
    assert np.isnan(said["topic.time"]).tolist() == (~late).tolist() and said["topic.time"][late] == [0]
    assert not np.isnan(said["topic.care"]).any()  # pay became care
    reply = found.unit_ids == coded.work("G1.1").unit_id
    assert (said[one][reply], said[two][reply]) == ([1], [0])  # the coder said which part
    exported = [line.value for line in long_rows(coded.project, coded.owner) if line.code == "topic.time"]
    assert (exported.count("NA"), exported.count("0")) == (late.size - 1, 1)


def test_new_dimension_opens_every_unit_it_is_asked_of(coded):
    coded.split("topic.pay", "A", "B")
    _undo(coded, "topic.pay")
    row = drafting.add_entry(
        version=coded.draft, kind="dimension", parent=None, by=coded.manager, name_fr="Ton", name_en="Tone",
        selection="one", level="nominal", applies_to="reply",
    )  # fmt: skip
    drafting.add_entry(
        version=coded.draft, kind="code", parent=row.code, by=coded.manager, name_fr="Amer", name_en="Bitter"
    )
    coded.publish()
    told = carrying.forecast(coded.round, coded.latest)
    assert (told.new_dimensions, told.total.open_again, told.total.carried) == (["Tone"], 3, 10)
    assert told.changed == {}
    coded.move()
    todo = coded.round.assignments.filter(submitted_at__isnull=True).values_list("unit__post__position", flat=True)
    assert list(todo) == [1, 1, 1]


def _undo(bench, slug):
    undo_surgery(code=bench.code(slug), by=bench.manager)


def test_codes_that_exclude_one_another_now_are_left_to_the_coder(coded):
    coded.merge("topic.care", "answer.advice", is_across=True)
    coded.publish()
    coded.move()
    # Care went into a dimension asked of replies only: of an opening nothing of it remains.
    assert coded.live("G1.0", "second_coder") == ["topic.pay"]
    assert coded.live("H1.0") == []
    assert coded.work("H1.0").submitted_at is None


def test_one_code_allowed_instead_of_several(coded):
    CodeDefinition.objects.filter(version=_begin(coded), code__slug="topic").update(selection="one")
    coded.publish()
    coded.move()
    assert coded.live("G1.0") == ["topic.pay"]
    assert coded.live("G1.0", "second_coder") == []
    assert coded.work("G1.0", "second_coder").submitted_at is None


def test_dimension_of_passages_keeps_passages_only(coded):
    CodeDefinition.objects.filter(version=_begin(coded), code__slug="topic").update(applies_to="segment")
    coded.publish()
    coded.move()
    assert coded.live("G1.0") == []
    assert coded.live("H1.0") == ["topic.care"]
    assert coded.live("H1.1", "second_coder") == ["answer.none", "topic.none"]


def test_dimension_of_whole_posts_keeps_no_passage(coded):
    CodeDefinition.objects.filter(version=_begin(coded), code__slug="topic").update(applies_to="post")
    coded.publish()
    coded.move()
    live = Coding.objects.filter(version=coded.latest, retracted_at__isnull=True)
    assert not live.exclude(start=None).exists()
    assert coded.live("G1.0") == ["topic.pay"] and coded.live("H1.0") == []


def _begin(bench):
    bench.merge("topic.pay", "topic.care")
    _undo(bench, "topic.pay")
    return bench.draft


def test_act_from_a_screen_left_open_is_out_of_date(bench):
    work = bench.work("G1.0")
    bench.merge("topic.pay", "topic.care")
    bench.publish()
    bench.move()
    # Also where nothing was coded yet: the definitions on that screen are the old ones.
    with pytest.raises(RoundHasMoved) as refused:
        bench.act(bench.work("G1.0"), "apply", "topic.care", after=0)
    assert (refused.value.state.sequence, refused.value.state.version) == (1, 2)
    # A code that is gone says no more than that: the round moved, the page is to be read again.
    with pytest.raises(RoundHasMoved):
        bench.act(bench.work("G1.0"), "apply", "topic.pay", after=0)
    assert Operation.objects.filter(assignment=work).get().kind == "carry"
    bench.act(bench.work("G1.0"), "apply", "topic.care", operation_id=uuid.uuid4())
    assert bench.live("G1.0") == ["topic.care"]


def test_statements_do_not_grow_with_the_codings(bench, django_assert_num_queries):
    bench.publish()
    with CaptureQueriesContext(connection) as empty:
        bench.move()
    for name, coder in [("G1.0", "coder"), ("G1.1", "coder"), ("H1.1", "second_coder")]:
        bench.fill(name, coder)
    bench.publish()
    with django_assert_num_queries(len(empty)):
        bench.move()


@pytest.mark.parametrize("state", ["closed", "current", "exploration"])
def test_rounds_that_do_not_move(bench, state):
    if state != "current":
        bench.publish()
    if state == "closed":
        close_round(round=bench.round, by=bench.owner)
    row = bench.round
    if state == "exploration":
        row = small_study.draw(bench.project, bench.book.versions.get(number=1), [], kind="exploration")
    assert carrying.goal(row) is None
    with pytest.raises(refusals.CannotMove, match="Nothing was moved"):
        carrying.move_round(round=row, version=bench.latest, reason="pour voir", by=bench.manager)


def test_move_has_a_reason(bench):
    bench.publish()
    with pytest.raises(refusals.ReasonIsMissing):
        bench.move(reason="  ")
    assert bench.round.codebook_version.number == 1


def test_decisions_on_codes_that_are_gone_are_superseded(small):
    bench = make_bench(small, is_blind=False)
    for coder in ("coder", "second_coder"):
        bench.fill("G1.0", coder, "topic.pay")
        bench.fill("H1.1", coder, "topic.care", "answer.advice")
    codes = {slug: bench.code(slug) for slug in ("topic.pay", "topic.care", "topic", "answer", "answer.advice")}
    study = small_study.Study(bench.project, bench.people, bench.latest, codes, bench.posts, bench.round)
    gone = small_study.decide(study, bench.round, "G1.0", "topic", {"topic.pay"})
    kept = small_study.decide(study, bench.round, "H1.1", "topic", {"topic.care"})
    bench.merge("topic.pay", "topic.care")
    bench.publish()
    assert carrying.forecast(bench.round, bench.latest).decisions == 1
    bench.move()
    found = dict(Adjudication.objects.values_list("pk", "superseded_by__username"))
    assert found == {gone.pk: "small-manager", kept.pk: None}


def test_forecast_names_the_codes_that_change(coded):
    coded.merge("topic.care", "topic.pay")
    coded.publish()
    changed = carrying.forecast(coded.round, coded.latest).changed
    assert {code: end.way for code, end in changed.items()} == {coded.code("topic.care").pk: Way.MERGED}
