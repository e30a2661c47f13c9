"""The rows of the exports, counted by hand on the small study."""

from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils import translation

from coding_app.exports.formats import FORMATS
from coding_app.exports.rows import CODEBOOK_COLUMNS, LONG_COLUMNS, codebook_rows, date_text, long_rows
from coding_app.exports.sharing import shared
from coding_app.sampling.steps import close_round
from corpus.masking import lawfully, unlawfully
from tests.summaries.small_study import code_unit, draw


@pytest.fixture
def rows(study):
    return list(long_rows(study.project, study.owner))


def of(study, rows, post, code, coder="coder Petit"):
    return [row for row in rows if row.post == study.posts[post].uuid and row.code == code and row.coder == coder]


def test_every_submitted_unit_and_code_has_its_row(rows):
    # 16 assignments x 5 codes (three of the topic, two of the answer), and one decision over three codes
    assert len(rows) == 16 * 5 + 3
    assert Counter(row.is_consensus for row in rows) == {"0": 80, "1": 3}
    # 7 openings of 16 are not asked for an answer
    assert Counter(row.value for row in rows if row.code == "answer.advice") == {"NA": 7, "0": 5, "1": 4}
    assert Counter(row.value for row in rows if row.code == "topic.pay" and row.is_consensus == "0") == {"1": 8, "0": 8}


def test_one_row_in_full(study, rows):
    [row] = of(study, rows, "G1.0", "topic.pay")
    post = study.posts["G1.0"]
    assert row._asdict() == {
        "project": "Petit projet", "source": "#DocTocToc", "platform": "x", "profession": "gp",
        "thread": post.thread.uuid, "post": post.uuid, "unit_kind": "post", "unit": post.units.get().uuid,
        "stratum": "", "weight": 1.0, "is_calibration": "0",
        "alias": "MG-001", "date": "2020-02-03T11:00:00+01:00", "date_status": "utc", "round": 1,
        "round_kind": "main", "codebook_version": 1, "coder": "coder Petit", "coder_id": study.coder.uuid,
        "dimension": "topic", "code": "topic.pay", "value": "1", "start": 5, "end": 10, "quote": "payée",
        "is_consensus": "0", "thread_answers": 2, "thread_participants": 1, "thread_depth": 1,
        "thread_first_answer_minutes": 60, "thread_answered_by_other": "0", "thread_questions": 1,
        "thread_question_share": 0.3333,
        "seconds": None,
    }  # fmt: skip


def test_the_quote_of_a_whole_post_is_its_text_and_nothing_stands_beside_a_0(study, rows):
    [one] = of(study, rows, "H1.0", "topic.pay")
    [other] = of(study, rows, "H1.0", "topic.care")
    assert (one.value, one.start, one.quote) == ("1", None, "Bonjour ; on me doit 3 heures, j'attends")
    assert (other.value, other.start, other.quote) == ("0", None, None)


def test_decisions_are_rows_of_their_own_and_leave_the_codings(study, rows):
    decided = {row.code: row.value for row in of(study, rows, "H2.0", "topic.pay", "consensus")}
    assert decided == {"topic.pay": "1"}
    assert {row.code: row.value for row in rows if row.is_consensus == "1"} == {
        "topic.pay": "1", "topic.care": "0", "topic.none": "0",
    }  # fmt: skip
    assert [row.coder_id for row in rows if row.is_consensus == "1"] == [None] * 3
    assert of(study, rows, "H2.0", "topic.pay", "second_coder Petit")[0].value == "0"


def test_each_round_says_how_it_drew_the_unit(study):
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.coder])], is_blind=False)
    code_unit(study, row, "G1.0", "coder", {"topic.pay"})
    lawfully()
    row.sample.sample_units.update(stratum="gp", weight=2.5, is_calibration=True)
    unlawfully()
    drawn = ("round", "stratum", "weight", "is_calibration")
    first, again = of(study, long_rows(study.project, study.owner), "G1.0", "topic.pay")
    assert [[getattr(one, name) for name in drawn] for one in (first, again)] == [
        [1, "", 1.0, "0"],
        [2, "gp", 2.5, "1"],
    ]
    [_first, told] = of(study, shared(study.project, "publication", [first, again]), "G1.0", "topic.pay", "C1")
    assert (told.stratum, told.weight) == ("S1", 2.5)


def test_two_passages_of_a_code_are_two_rows(study):
    row = draw(study.project, study.version, [(study.posts["H1.0"], [study.coder])], is_blind=False)
    assignment = code_unit(study, row, "H1.0", "coder", {"topic.pay"}, submit=False, passage=(0, 7))
    assignment.codings.create(
        code=study.codes["topic.pay"], version=study.version, start=21, end=29,
        made_by_operation=assignment.operations.create(
            operation_id="8f3f5d0e-1111-4c4c-9999-0123456789ab", sequence=2, kind="apply", code=study.codes["topic.pay"]
        ),
    )  # fmt: skip
    assignment.submitted_at = datetime(2024, 1, 1, tzinfo=UTC)
    assignment.save()
    found = [r for r in long_rows(study.project, study.owner) if r.round == 2 and r.code == "topic.pay"]
    assert [(r.value, r.start, r.end, r.quote) for r in found] == [("1", 0, 7, "Bonjour"), ("1", 21, 29, "3 heures")]


def test_what_is_not_submitted_is_not_there(study):
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.coder])], is_blind=False)
    code_unit(study, row, "G1.0", "coder", {"topic.pay"}, submit=False)
    assert {r.round for r in long_rows(study.project, study.owner)} == {1}


def test_nothing_of_an_open_blind_round_leaves_not_even_ones_own(study):
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.coder, study.owner])])
    code_unit(study, row, "G1.0", "owner", {"topic.pay"})
    assert {r.round for r in long_rows(study.project, study.owner)} == {1}
    close_round(round=row, by=study.owner)
    assert [r.coder for r in long_rows(study.project, study.owner) if r.round == 2] == ["owner Petit"] * 5


def test_threads_are_told_by_their_opening(study):
    row = draw(study.project, study.version, [(study.posts["H1.0"], [study.coder])], unit_kind="thread")
    code_unit(study, row, "H1.0", "coder", {"topic.pay"})
    close_round(round=row, by=study.owner)
    found = [r for r in long_rows(study.project, study.owner) if r.round == 2]
    assert [(r.code, r.value) for r in found] == [
        ("topic.pay", "1"), ("topic.care", "0"), ("topic.none", "0"), ("answer.advice", "NA"), ("answer.none", "NA"),
    ]  # fmt: skip
    assert {(r.post, r.unit_kind, r.alias, r.date, r.quote) for r in found} == {
        (None, "thread", "AD-001", "2020-02-03T11:00:00+01:00", None)
    }


def test_the_codebook_in_full(study):
    rows = list(codebook_rows(study.project, study.owner))
    names = [column.name for column in CODEBOOK_COLUMNS]
    assert [dict(zip(names, row, strict=True))["code"] for row in rows] == [
        "topic", "topic.work", "topic.pay", "topic.care", "topic.none", "answer", "answer.advice", "answer.none",
    ]  # fmt: skip
    pay = dict(zip(names, rows[2], strict=True))
    assert (pay["dimension"], pay["parent"], pay["kind"], pay["name_fr"], pay["name_en"], pay["version"]) == (
        "topic", "topic.work", "code", "=Paie", "Pay", 1,
    )  # fmt: skip


def test_the_reader_s_language_changes_nothing(study, rows):
    with translation.override("en"):
        assert list(long_rows(study.project, study.owner)) == rows


def test_statements_do_not_grow_with_the_rows(study, django_assert_num_queries):
    # the rounds; then of each round its codebook, its moves, its codings, its decisions
    with django_assert_num_queries(5):
        list(long_rows(study.project, study.owner))
    with django_assert_num_queries(1):
        list(codebook_rows(study.project, study.owner))


@pytest.mark.parametrize("name", FORMATS)
def test_each_column_has_its_meaning(name):
    assert set(FORMATS[name].meanings) == {column.name for column in FORMATS[name].columns}


def test_what_people_wrote_is_guarded():
    assert {column.name for column in LONG_COLUMNS if column.is_text} == {"project", "source", "coder", "quote"}
    guarded = {column.name for column in CODEBOOK_COLUMNS if column.is_text}
    assert {"note", "name_fr", "definition_en", "negative_example_fr"} <= guarded


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("second", "2020-02-04T00:30:05+01:00"), ("minute", "2020-02-04T00:30+01:00"), ("day", "2020-02-04"),
        ("month", "2020-02"),
    ],
)  # fmt: skip
def test_a_time_is_written_as_far_as_it_is_known(precision, text):
    assert date_text(datetime(2020, 2, 3, 23, 30, 5, tzinfo=UTC), precision) == text


def test_no_time_is_an_empty_cell():
    assert date_text(None, "second") == ""


def timed(study, records_time):
    """Return the seconds of a unit that took 20, nothing and 25, in a project that keeps time or not."""
    study.project.records_time = records_time
    study.project.save()
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.coder])], is_blind=False)
    assignment = code_unit(study, row, "G1.0", "coder", {"topic.pay"})
    for sequence, seconds in enumerate((20, None, 25), start=8):
        assignment.operations.create(operation_id=uuid4(), sequence=sequence, kind="doubt", seconds=seconds)
    return {one.seconds for one in long_rows(study.project, study.owner) if one.round == row.number}


def test_seconds_are_those_of_the_unit_where_the_project_keeps_them(study):
    assert timed(study, records_time=True) == {45}
    assert {row.seconds for row in long_rows(study.project, study.owner) if row.round == 1} == {None}


def test_seconds_stay_out_where_the_project_keeps_none(study):
    assert timed(study, records_time=False) == {None}
