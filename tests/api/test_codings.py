"""The queue of the caller and their own acts; blindness for everybody."""

import uuid

import pytest

from coding_app.sampling.steps import close_round, reveal_round


@pytest.fixture
def work(coded):
    return coded.assignment("coder", 1)


def apply(program, work, slug, after, **more):
    return program.act("coding_list", after=after, assignment=str(work.uuid), code=slug, **more)


def test_the_queue_holds_the_callers_units_only(program, coded):
    page = program("coder").get("queue").json()["results"]
    assert len(page) == 6
    assert {row["uuid"] for row in page} == {
        str(row.uuid) for row in coded.round.assignments.filter(coder=coded.people["coder"])
    }
    assert {row["round"] for row in page} == {1}
    assert page[0]["unit"]["kind"] == "post"
    assert program("manager").get("queue").json()["results"] == []


def test_the_queue_is_filtered(program, coded, work):
    coded.fill(work)
    assert [row["uuid"] for row in program("coder").get("queue", submitted="true").json()["results"]] == [
        str(work.uuid)
    ]
    assert len(program("coder").get("queue", submitted="false", round=1).json()["results"]) == 5
    assert program("coder").get("queue", round=2).json()["results"] == []


def test_a_unit_says_where_it_stands(program, coded, work):
    coded.act(work, "apply", "law.tasks")
    state = program("coder").get("assignment", work.uuid).json()["state"]
    assert state["sequence"] == 1
    assert state["marks"] == [{"code": str(coded.code("law.tasks").uuid), "start": None, "end": None}]
    assert state["closed"] == [str(coded.code("topic").uuid)]
    assert len(state["open"]) == 5
    assert state["progress"] == {"done": 0, "total": 6}


def test_a_colleagues_unit_is_not_there(program, coded, work):
    for person in ("second_coder", "manager", "owner"):
        assert program(person).get("assignment", work.uuid).status_code == 404
        assert apply(program(person), work, "work.pay", 0).status_code == 404
        assert program(person).act("assignment_submit", work.uuid, after=0).status_code == 404
    assert not work.operations.exists()


def test_a_code_is_applied_and_retracted(program, coded, work):
    ours = program("coder")
    answer = apply(ours, work, "law.tasks", 0)
    assert answer.status_code == 201
    [made] = answer.json()["made"]
    assert answer.json()["state"]["sequence"] == 1
    assert ours.get("coding", made).json()["code"] == "law.tasks"
    answer = ours.act("coding_retract", made, after=1)
    assert (answer.status_code, answer.json()["made"], answer.json()["retracted"]) == (200, [], [made])
    assert ours.get("coding", made).status_code == 404
    assert work.codings.get().retracted_by == coded.people["coder"]


def test_one_replaces_and_says_so(program, coded, work):
    ours = program("coder")
    [first] = apply(ours, work, "act.question", 0).json()["made"]
    answer = apply(ours, work, "act.testimony", 1).json()
    assert (len(answer["made"]), answer["retracted"]) == (1, [first])


def test_the_same_operation_again_changes_nothing_and_says_the_same(program, coded, work):
    ours, name = program("coder"), str(uuid.uuid4())
    first = apply(ours, work, "law.tasks", 0, operation_id=name)
    again = apply(ours, work, "law.tasks", 0, operation_id=name)
    assert (again.status_code, again.json()) == (201, first.json())
    [made] = first.json()["made"]
    gone = ours.act("coding_retract", made, after=1, operation_id=(name := str(uuid.uuid4())))
    assert ours.act("coding_retract", made, after=1, operation_id=name).json() == gone.json()
    assert work.operations.count() == 2


def test_a_stale_operation_is_refused_with_what_is_stored(program, coded, work):
    coded.act(work, "apply", "law.tasks")
    answer = apply(program("coder"), work, "work.pay", 0)
    assert answer.status_code == 409
    assert answer.json()["state"]["sequence"] == 1
    assert coded.slugs(work) == ["law.tasks"]


def test_an_id_is_not_used_for_two_acts(program, coded, work):
    ours, name = program("coder"), str(uuid.uuid4())
    apply(ours, work, "law.tasks", 0, operation_id=name)
    assert apply(ours, work, "work.pay", 0, operation_id=name).status_code == 422


def test_a_unit_is_submitted_once_each_dimension_is_closed(program, coded, work):
    ours = program("coder")
    answer = ours.act("assignment_submit", work.uuid, after=0)
    assert (answer.status_code, "detail" in answer.json()) == (422, True)
    coded.fill(work)
    last = work.operations.count()
    answer = ours.act("assignment_reopen", work.uuid, after=last)
    assert (answer.status_code, answer.json()["state"]["submitted"]) == (200, False)
    answer = ours.act("assignment_submit", work.uuid, after=last + 1)
    assert (answer.status_code, answer.json()["state"]["progress"]) == (200, {"done": 1, "total": 6})
    assert apply(ours, work, "work.pay", last + 2).status_code == 409


def test_a_closed_round_takes_nothing(program, coded, work):
    close_round(round=coded.round, by=coded.people["owner"])
    assert apply(program("coder"), work, "work.pay", 0).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "assignment"),
        ({"code": "work.pay", "assignment": "x"}, "assignment"),
        ({"after": -1}, "after"),
        ({"operation_id": "1"}, "operation_id"),
        ({"start": "a"}, "start"),
        ({"after": 2**40}, "after"),
    ],
)
def test_what_cannot_be_read_names_its_fields(program, coded, body, field):
    answer = program("coder").post("coding_list", **body)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert answer.json()["detail"]


@pytest.mark.parametrize("sent", [b"{", b"[]", b'"x"', b"\xff", b"null"])
def test_a_damaged_body_is_refused(program, coded, sent):
    ours = program("coder")
    answer = ours.client.post(ours.url("coding_list"), sent, content_type="application/json", headers=ours.headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("slug", ["nowhere", "work", "topic"])
def test_a_code_that_is_not_asked_is_refused(program, coded, work, slug):
    assert apply(program("coder"), work, slug, 0).status_code == 422


def test_fields_that_are_not_asked_for_change_nothing(program, coded, work):
    made = apply(
        program("coder"), work, "work.pay", 0, by="owner", coder=str(coded.people["owner"].uuid), made_at="1999-01-01"
    )
    assert made.status_code == 201
    coding = work.codings.get()
    assert (coding.assignment.coder, coding.made_at.year > 2000) == (coded.people["coder"], True)


def test_a_passage_is_coded_by_code_points(program, coded, work):
    answer = apply(program("coder"), work, "work.pay", 0, start=0, end=3)
    assert answer.status_code == 201
    coding = program("coder").get("coding", answer.json()["made"][0]).json()
    assert (coding["start"], coding["end"]) == (0, 3)
    assert apply(program("coder"), work, "law.tasks", 1, start=0, end=4000).status_code == 422


def seen(program, **query):
    return [row["code"] for row in program.get("coding_list", **query).json()["results"]]


def test_while_a_round_is_blind_everybody_sees_their_own_codings_only(program, coded, work):
    other = coded.assignment("second_coder", 1)
    coded.act(work, "apply", "law.tasks")
    coded.fill(other, "work.pay")
    assert seen(program("coder")) == ["law.tasks"]
    assert "work.pay" in seen(program("second_coder"))
    theirs = other.codings.get(code__slug="work.pay")
    for person in ("reader", "coder", "adjudicator", "manager", "owner"):
        ours = program(person)
        assert "work.pay" not in seen(ours)
        assert seen(ours, unit=other.unit.uuid, coder=coded.people["second_coder"].uuid) == []
        assert ours.get("coding", theirs.uuid).status_code == 404
        if person != "reader":
            assert ours.act("coding_retract", theirs.uuid, after=0).status_code == 404
    close_round(round=coded.round, by=coded.people["owner"])
    assert "work.pay" in seen(program("adjudicator")) and "work.pay" not in seen(program("reader"))
    reveal_round(round=coded.round, by=coded.people["owner"])
    assert "work.pay" in seen(program("reader"))
    assert program("reader").get("coding", theirs.uuid).status_code == 200


def test_codings_are_chosen_by_round_code_coder_and_unit(program, coded, work):
    coded.fill(work, "law.tasks")
    reveal_round(round=close_round(round=coded.round, by=coded.people["owner"]), by=coded.people["owner"])
    ours = program("reader")
    assert seen(ours, code="law.tasks") == ["law.tasks"]
    assert seen(ours, round=2) == []
    assert len(seen(ours, coder=coded.people["coder"].uuid)) == 6
    assert seen(ours, unit=coded.assignment("coder", 2).unit.uuid) == []
    row = ours.get("coding_list", code="law.tasks").json()["results"][0]
    assert row["coder"] == {"uuid": str(coded.people["coder"].uuid), "display_name": "coder Petit"}
    assert (row["codebook_version"], row["submitted_at"] is not None) == (1, True)


@pytest.mark.parametrize(("name", "queries"), [("queue", 3), ("coding_list", 3)])
def test_the_number_of_queries_does_not_grow(program, coded, work, django_assert_num_queries, name, queries):
    coded.fill(work, "law.tasks", "work.pay")
    coded.fill(coded.assignment("coder", 2))
    ours = program("coder")
    with django_assert_num_queries(queries):
        assert ours.get(name).status_code == 200


def test_an_act_takes_a_bounded_number_of_queries(program, coded, work, django_assert_max_num_queries):
    ours = program("coder")
    with django_assert_max_num_queries(17):
        assert apply(ours, work, "law.tasks", 0).status_code == 201
