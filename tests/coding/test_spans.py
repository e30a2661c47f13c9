"""Codes on passages: code points, the words checked, one code in a place, dimensions of passages."""

import uuid
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from coding_app.codebook.actions import create_draft, publish_version
from coding_app.coding import queries
from coding_app.coding.models import Coding
from coding_app.coding.refusals import SegmentOnly, SpanIsOutside, WholeOnly
from coding_app.sampling.models import Assignment, Unit
from coding_app.sampling.models import Round as SampledRound
from tests.coding.conftest import Coded, make_coded

TEXT = "Non, ce n’est pas dans le contrat 🐈"  # 35 code points, the cat is the last


@pytest.fixture
def only_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the dimension of topics be one of passages."""
    plain = queries._structure

    def structure(version_id: int) -> queries.Structure:
        found = plain(version_id)
        first, *others = found.questions
        return replace(found, questions=(replace(first, applies_to="segment"), *others))

    queries._frozen_structure.cache_clear()
    monkeypatch.setattr(queries, "_structure", structure)


@pytest.fixture(autouse=True)
def _no_structure_outlives_a_test():
    yield
    queries._frozen_structure.cache_clear()


def marks(coded: Coded, work: Assignment) -> list[tuple[str, int | None, int | None]]:
    rows = work.codings.filter(retracted_at=None).order_by("start", "end", "code__slug")
    return list(rows.values_list("code__slug", "start", "end"))


def test_the_queue_sends_passages_with_their_words(coded: Coded, coder: Client) -> None:
    work = coded.assignment("coder", 1)
    answer = coded.post(coder, work, slug="law.tasks", start=34, end=35, quote="🐈")
    assert answer.status_code == 200
    assert answer.json()["marks"] == [{"code": str(coded.code("law.tasks").uuid), "start": 34, "end": 35}]
    crc = zlib.crc32("contrat 🐈".encode())
    again = coded.post(coder, work, slug="work.pay", start=26, end=35, crc=crc, after=1)
    assert [(mark["start"], mark["end"]) for mark in again.json()["marks"]] == [(26, 35), (34, 35)]
    gone = coded.post(coder, work, kind="retract", slug="law.tasks", start=34, end=35, after=2)
    assert gone.status_code == 200 and marks(coded, work) == [("work.pay", 26, 35)]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"start": 26, "end": 35, "quote": "contrat"}, "SpanDiffers"),
        ({"start": 26, "end": 33, "quote": "Contrat"}, "SpanDiffers"),
        ({"start": 26, "end": 33, "crc": 12}, "SpanDiffers"),
        ({"start": 26, "end": 36, "quote": "contrat 🐈"}, "SpanIsOutside"),
        ({"start": 33, "end": 33, "quote": ""}, "SpanIsOutside"),
        ({"start": 33, "end": 30, "quote": ""}, "SpanIsOutside"),
        ({"end": 4, "quote": "Non,"}, "SpanIsOutside"),
        ({"start": 4, "quote": "Non,"}, "SpanIsOutside"),
        ({"start": 26, "end": 33}, "Invalid"),
        ({"start": -1, "end": 33, "quote": "x"}, "Invalid"),
        ({"start": 0, "end": 2**31, "quote": "x"}, "Invalid"),
    ],
)
def test_what_does_not_fit_the_text_is_refused(coded: Coded, coder: Client, fields: dict, error: str) -> None:
    work = coded.assignment("coder", 1)
    answer = coded.post(coder, work, slug="law.tasks", **fields)
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    assert answer.json()["sentence"] and not work.operations.exists()


def test_passages_overlap_nest_and_keep_one_code_in_a_place(coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    for slug, start, end in [("act.question", 0, 4), ("act.other", 0, 4), ("act.question", 2, 20), ("act.other", 3, 4)]:
        coded.act(work, "apply", slug, start=start, end=end)
    coded.act(work, "apply", "act.question")
    assert marks(coded, work) == [
        ("act.other", 0, 4), ("act.question", 2, 20), ("act.other", 3, 4), ("act.question", None, None),
    ]  # fmt: skip
    state = coded.act(work, "apply", "act.none")
    assert marks(coded, work) == [("act.none", None, None)]
    assert coded.code("act").uuid in state.closed
    with pytest.raises(WholeOnly):
        coded.act(work, "apply", "act.none", start=0, end=4)
    assert Coding.objects.filter(assignment=work).count() == 6  # nothing that was retracted is gone


def test_a_dimension_of_passages_takes_no_whole_post(only_passages: None, coded: Coded) -> None:
    work = coded.assignment("coder", 1)
    with pytest.raises(SegmentOnly):
        coded.act(work, "apply", "law.tasks")
    coded.act(work, "apply", "law.tasks", start=0, end=3)
    assert coded.code("topic").uuid in coded.act(work, "apply", "topic.none").closed
    assert coded.slugs(work) == ["topic.none"]


def test_a_whole_thread_has_no_passages_and_no_dimension_of_them(only_passages: None, small: object) -> None:
    coded = make_coded(small, unit_kind="thread")
    work = coded.round.assignments.select_related("round__codebook_version").get(coder=coded.people["coder"])
    with pytest.raises(SpanIsOutside):
        coded.act(work, "apply", "act.other", start=0, end=3)
    state = coded.act(work, "apply", "act.other")
    assert {*state.open, *state.closed} == {
        coded.code(slug).uuid for slug in ("act", "stance", "tone", "register")
    }  # neither topics (passages) nor answers (replies)


def test_a_segment_is_coded_as_a_whole_or_inside(only_passages: None, coded: Coded) -> None:
    plain = coded.assignment("coder", 1).unit
    segment = Unit.objects.create(
        project=coded.project, kind="segment", thread=plain.thread, post=plain.post, start=26, end=33
    )
    work = Assignment.objects.create(round=coded.round, unit=segment, coder=coded.people["coder"], position=99)
    coded.act(work, "apply", "law.tasks")
    coded.act(work, "apply", "work.pay", start=26, end=29)
    for start, end in [(25, 29), (26, 34), (0, 7)]:
        with pytest.raises(SpanIsOutside):
            coded.act(work, "apply", "work.pay", start=start, end=end)
    assert marks(coded, work) == [("work.pay", 26, 29), ("law.tasks", None, None)]


def test_a_code_of_another_version_is_refused(coded: Coded, coder: Client, client_of: Callable) -> None:
    draft = create_draft(codebook=coded.project.codebook, by=coded.people["manager"])
    draft.definitions.filter(code__slug="law.tasks").update(name_en="Tasks")
    fresh = coded.code("law.tasks").codebook.codes.create(slug="topic.fresh")
    position = draft.definitions.order_by("-position").values_list("position", flat=True)[0] + 1
    draft.definitions.create(
        code=fresh, parent=coded.code("topic"), position=position, kind="code", name_fr="Neuf", name_en="New"
    )
    publish_version(version=draft, note="un code de plus", by=coded.people["manager"])
    work = coded.assignment("coder", 1)
    answer = coded.post(coder, work, slug="topic.fresh")
    assert (answer.status_code, answer.json()["error"]) == (422, "CodeIsNotAsked")
    # The round stands under the version it was opened with, whatever was published since.
    assert coded.post(coder, work, slug="law.tasks").status_code == 200
    assert work.codings.get().version == SampledRound.objects.get(pk=coded.round.pk).codebook_version


def test_the_same_passage_sent_twice_is_one_row(coded: Coded, coder: Client) -> None:
    work, name = coded.assignment("coder", 1), str(uuid.uuid4())
    sent = {"slug": "law.tasks", "start": 0, "end": 3, "quote": "Non", "operation_id": name}
    first, again = coded.post(coder, work, **sent), coded.post(coder, work, **sent)
    assert first.json() == again.json() and work.codings.count() == 1
    other = coded.post(coder, work, **sent | {"end": 4, "quote": "Non,"})
    assert (other.status_code, other.json()["error"]) == (422, "OperationIsReused")
