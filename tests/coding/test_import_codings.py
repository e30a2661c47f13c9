"""Codings made elsewhere, brought into an open round: all of them or none, once, to the people who made them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coding_app.coding import importing
from coding_app.coding.imported.rows import CodingRow, WrongRow
from coding_app.coding.importing_plan import Wrong
from coding_app.coding.models import Coding, Operation
from coding_app.core.models import Event
from coding_app.sampling.models import Assignment
from coding_app.sampling.steps import close_round
from corpus.models import Post
from tests.coding.conftest import TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def post_of(coded):
    return lambda position: Post.objects.get(thread__source__corpus=coded.project.corpus, position=position)


@pytest.fixture
def bring(coded):
    def brought(*rows, **more):
        return importing.import_codings(round=coded.round, rows=rows, by=coded.people["manager"], **more)

    return brought


@pytest.fixture
def row(post_of):
    def made(position=0, code="law.tasks", coder="small-coder", line=2, **more):
        return CodingRow(line, str(post_of(position).uuid), coder, code, **more)

    return made


@pytest.fixture
def command(coded, tmp_path):
    def called(content, *arguments, name="codings.csv"):
        path, out, err = tmp_path / name, StringIO(), StringIO()
        path.write_text(content, "utf-8")
        options = ["--project", coded.project.slug, "--round", str(coded.round.number), *arguments]
        try:
            call_command("import_codings", str(path), *options, stdout=out, stderr=err)
        except CommandError as error:
            return "", f"{err.getvalue()}{error}"
        return out.getvalue(), err.getvalue()

    return called


def test_a_coding_is_its_coder_s_own(coded, bring, row):
    outcome = bring(row(), row(1, "work.pay", "small-second_coder"), row(1, "group.humour", "small-second_coder"))
    assert (outcome.added, outcome.known, outcome.units, outcome.submitted) == (3, 0, 2, 0)
    assert coded.slugs(coded.assignment("coder", 0)) == ["law.tasks"]
    assert coded.slugs(coded.assignment("second_coder", 1)) == ["group.humour", "work.pay"]
    acts = Operation.objects.filter(assignment=coded.assignment("second_coder", 1)).order_by("sequence")
    assert [(act.sequence, act.kind) for act in acts] == [(1, "apply"), (2, "apply")]
    assert Event.objects.get(verb="codings_imported").detail == {"codings": 3, "units": 2, "left_out": 0}


def test_the_coder_goes_on_from_there(coded, bring, row):
    bring(row())
    state = coded.act(coded.assignment("coder", 0), "apply", "act.question")
    assert state.sequence == 2
    assert coded.slugs(coded.assignment("coder", 0)) == ["act.question", "law.tasks"]


def test_a_file_brought_again_adds_nothing(bring, row):
    rows = [row(), row(code="act.question"), row(1, start=0, end=3)]
    assert bring(*rows).added == 3
    again = bring(*rows)
    assert (again.added, again.known, again.units) == (0, 3, 0)
    assert (Coding.objects.count(), Operation.objects.count()) == (3, 3)


def test_open_dimensions_get_none_and_the_unit_is_done(coded, bring, row):
    outcome = bring(row(), fills=True)
    assert (outcome.added, outcome.submitted) == (5, 1)
    assignment = coded.assignment("coder", 0)
    assert assignment.submitted_at is not None
    assert coded.slugs(assignment) == ["act.none", "law.tasks", "register.none", "stance.none", "tone.none"]
    again = bring(row(), fills=True)
    assert (again.added, again.known, again.submitted) == (0, 1, 0)


def test_a_coder_without_the_unit_gets_it(coded, bring, row):
    Assignment.objects.filter(coder=coded.people["adjudicator"]).count()
    outcome = bring(row(coder="small-adjudicator"), row(2, coder="small-adjudicator"))
    assert outcome.added == 2
    given = Assignment.objects.filter(round=coded.round, coder=coded.people["adjudicator"]).order_by("position")
    assert [a.position for a in given] == [1, 2]


@pytest.mark.parametrize(
    ("change", "reason", "value"),
    [
        ({"item": "nowhere"}, "item_unknown", "nowhere"),
        ({"coder": "small-reader"}, "coder_unknown", "small-reader"),
        ({"coder": "small-stranger"}, "coder_unknown", "small-stranger"),
        ({"code": "no.such"}, "code_unknown", "no.such"),
        ({"code": "answer.advice"}, "code_not_asked", "answer.advice"),
        ({"start": 50, "end": 58}, "span_outside", "50-58"),
        ({"start": 5, "end": 5}, "span_outside", "5-5"),
        ({"start": 5}, "span_outside", "5-None"),
        ({"start": 0, "end": 3, "text": "Autre texte"}, "text_differs", "0-3"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(bring, row, change, reason, value):
    good, base = row(1), row()
    wrong = CodingRow(
        7, change.get("item", base.item), change.get("coder", base.coder), change.get("code", base.code),
        change.get("start"), change.get("end"), change.get("text", ""),
    )  # fmt: skip
    with pytest.raises(importing.CodingsRefused) as refused:
        bring(good, wrong)
    assert refused.value.wrong == (Wrong(7, reason, value),)
    assert not Coding.objects.exists()
    assert bring(good, wrong, skips=True).added == 1


def test_codes_that_exclude_one_another(bring, row):
    with pytest.raises(importing.CodingsRefused) as refused:
        bring(row(code="tone.3"), row(code="tone.none", line=3), row(code="topic.none"), row(line=5))
    assert [(w.line, w.reason) for w in refused.value.wrong] == [(3, "code_excluded"), (5, "code_excluded")]


def test_a_unit_marked_as_done_stays(coded, bring, row):
    coded.fill(coded.assignment("coder", 0), "law.tasks")
    assert bring(row()).known == 1
    with pytest.raises(importing.CodingsRefused) as refused:
        bring(row(code="work.pay"))
    assert refused.value.wrong[0].reason == "unit_is_done"


def test_a_passage_counts_code_points(coded, bring, row):
    bring(row(1, start=34, end=35))  # the cat at the end
    coding = Coding.objects.get()
    assert TEXTS[1][coding.start : coding.end] == "🐈"


def test_names_of_codes_and_ids_of_the_platform(coded, bring, post_of):
    Post.objects.filter(pk=post_of(0).pk).update(language="fr")
    assert bring(CodingRow(1, str(post_of(0).uuid).upper(), "SMALL-CODER", "Pay and travel time")).added == 1


def test_a_round_that_is_not_open(coded, bring, row):
    close_round(round=coded.round, by=coded.people["manager"])
    with pytest.raises(importing.RoundIsNotOpen):
        bring(row())


def test_a_row_the_reader_refused(bring):
    with pytest.raises(importing.CodingsRefused) as refused:
        bring(WrongRow(4, "row_incomplete", "coder"))
    assert refused.value.wrong == (Wrong(4, "row_incomplete", "coder"),)


def test_statements_do_not_grow_with_rows(bring, row, django_assert_max_num_queries):
    people = ("small-coder", "small-second_coder")
    rows = [row(n, code, coder) for n in range(6) for code in ("law.tasks", "work.pay") for coder in people]
    with django_assert_max_num_queries(20):
        assert bring(*rows, fills=True).submitted == 12


def test_the_long_table_from_the_command_line(coded, command, post_of):
    lines = [
        "item;coder;code;start;end",
        f"{post_of(0).uuid};small-coder;law.tasks;;",
        f"{post_of(0).uuid};small-coder;act.question;0;8",
    ]
    out, err = command("\n".join(lines))
    assert out.split() == ["added", "2", "known", "0", "units", "1", "submitted", "0", "left", "out", "0"]
    assert err == ""


def test_wrong_rows_are_told_in_sentences(command, post_of):
    content = f"item,coder,code\nx,small-coder,law.tasks\n{post_of(0).uuid},small-coder,law.tasks\n"
    _out, err = command(content)
    assert "2  “x” is no unit of this round." in err
    assert "1 rows are wrong. Nothing was written." in err
    assert not Coding.objects.exists()
    out, _err = command(content, "--skip")
    assert out.split()[1] == "1"


def test_doccano_from_the_command_line(command, post_of):
    first = {"item": str(post_of(0).uuid), "text": TEXTS[0], "label": ["law.tasks"]}
    second = {"meta": {"item": str(post_of(1).uuid)}, "text": TEXTS[1], "label": [[34, 35, "group.humour"]]}
    out, _err = command(f"{json.dumps(first)}\n{json.dumps(second)}\n", "--coder", "small-coder", name="all.jsonl")
    assert out.split()[1] == "2"


def test_label_studio_from_the_command_line(command, post_of):
    passage = {"type": "labels", "value": {"start": 34, "end": 36, "text": "🐈", "labels": ["group.humour"]}}
    choice = {"type": "choices", "value": {"choices": ["law.tasks"]}}
    task = {
        "id": 1,
        "data": {"item": str(post_of(1).uuid), "text": TEXTS[1]},
        "annotations": [{"completed_by": 5, "result": [passage, choice]}],
    }
    out, err = command(json.dumps([task]), "--coders", "5=small-coder", name="export.json")
    assert (out.split()[1], err) == ("2", "")
    assert Coding.objects.get(code__slug="group.humour").end == 35


@pytest.mark.parametrize(("content", "name"), [("a,b\n1,2\n", "x.csv"), ("{}", "x.json"), ("[1]", "y.json")])
def test_a_file_of_another_kind(command, content, name):
    assert "Nothing was imported." in command(content, name=name)[1]


def test_places_that_do_not_exist(coded, command):
    assert "no account" in command("item,coder,code\n", "--by", "nobody")[1]
    assert "There is no round 99" in command("item,coder,code\n", "--round", "99")[1]
