"""Coders against themselves, against a reference, and passages: on the study counted by hand."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coding_app.agreement.passages import boundaries, has_passages, marked
from coding_app.agreement.stability import stability
from coding_app.codebook.queries import dimensions
from coding_app.coding.evidence import RoundIsBlind
from coding_app.coding.models import Coding, Operation
from coding_app.review.models import Adjudication, ConsensusCoding
from coding_app.review.scores import scores
from coding_app.sampling.models import Assignment, Round
from coding_app.sampling.steps import close_round
from tests.agreement.study import Study, code, draw

AGAIN = {"p1": "+", "p2": "-", "p3": "-", "p4": "-", "p5": "-", "p6": "+", "p7": "-", "p8": "+"}
WORDS = {"+": "stance.for", "-": "stance.against"}


def repeated(study: Study, origin: Round, **more: Any) -> Round:
    """Let A (the first coder) code eight posts again: p1 as before, p2 otherwise, p4 otherwise, p6 otherwise."""
    posts = {name: study.posts[name] for name in AGAIN}
    row, _units = draw(study.project, study.version, posts, [study.people["coder"]], number=2)
    Round.objects.filter(pk=row.pk).update(name="Encore", state="open")
    code_all(study, row)
    Assignment.objects.filter(round=origin).update(submitted_at=timezone.now() - timedelta(days=30))
    return close_round(round=row, by=study.people["manager"])


def code_all(study: Study, row: Round) -> None:
    for name, sign in AGAIN.items():
        code(study, name, study.people["coder"], [WORDS[sign], "argument.none", "tone.2"], row=row)


@pytest.fixture
def again(study: Study, monkeypatch: pytest.MonkeyPatch) -> Round:
    row = repeated(study, study.round)
    row.origin, row.kind = study.round, "training"  # of a main round only what was seeded has a reference
    return row


def line(sheet: Any, slug: str) -> Any:
    return next(each.readings for each in sheet.lines if each.entry.slug == slug)


def test_stability_of_one_coder(again: Round) -> None:
    (sheet,) = stability(again)
    readings = line(sheet, "stance.for")
    # Before: + on p1 p2 p4 p8; again: + on p1 p6 p8.
    assert (sheet.units, readings.both, readings.missed, readings.added, readings.neither) == (8, 2, 2, 1, 3)
    assert readings.percent.value == 5 / 8
    assert round(sheet.days or 0) == 30
    texts = [unit.post.text[-5:-3] for each in sheet.lines if each.entry.slug == "stance.for" for unit in each.telling]
    assert texts == ["p2", "p4", "p6"]


def test_round_without_origin_has_no_sheet(study: Study) -> None:
    assert stability(study.round) == []
    assert scores(study.round) == []


def decide(study: Study, name: str, slug: str) -> None:
    made = Adjudication.objects.create(
        round=study.round,
        unit=study.units[name],
        dimension=study.codes["stance"],
        decision="other",
        reason="lu ensemble",
        made_by=study.people["adjudicator"],
    )
    ConsensusCoding.objects.create(adjudication=made, code=study.codes[slug], version=study.version)


def test_scores_count_decided_units_only(study: Study, again: Round) -> None:
    for name, slug in (("p1", "stance.for"), ("p4", "stance.for"), ("p6", "stance.against")):
        decide(study, name, slug)
    (sheet,) = scores(again)
    readings = line(sheet, "stance.for")
    # Reference: p1 +, p4 +, p6 -; the coder said +, -, +.
    assert (sheet.units, readings.both, readings.missed, readings.added, readings.neither) == (3, 1, 1, 1, 0)
    assert {each.entry.slug.split(".")[0] for each in sheet.lines} == {"stance"}


def mark(study: Study, name: str, person: str, start: int, end: int) -> None:
    work = Assignment.objects.get(round=study.round, unit=study.units[name], coder=study.people[person])
    fact = {"assignment": work, "code": study.codes["argument.fact"], "start": start, "end": end}
    act = Operation.objects.create(operation_id=uuid.uuid4(), sequence=90 + start, kind="apply", **fact)
    Coding.objects.create(version=study.version, made_by_operation=act, **fact)


@pytest.fixture
def with_passages(open_study: Study) -> Study:
    mark(open_study, "p3", "coder", 0, 8)
    mark(open_study, "p3", "second_coder", 4, 12)
    return open_study


def test_passages_stay_hidden_while_the_round_is_blind(with_passages: Study) -> None:
    with pytest.raises(RoundIsBlind):
        marked(with_passages.round)


def test_passages_of_two_coders(with_passages: Study, django_assert_num_queries: Any) -> None:
    row = with_passages.close().round
    assert has_passages(row)
    with django_assert_num_queries(3):
        found = marked(row)
    (fact,) = [
        each for each in boundaries(found, dimensions(row.codebook_version)) if each.entry.slug == "argument.fact"
    ]
    ((_first, _second, pair),) = fact.pairs
    # "fact" also stands on the whole of p1 (both coders, 18 characters) and of p2 (the first coder alone).
    whole = found.lengths[with_passages.posts["p1"].pk]
    assert (pair.posts, pair.first_passages, pair.second_passages) == (10, 3, 2)
    assert pair.share == (4 + whole) / (12 + 2 * whole)


@pytest.mark.parametrize(
    "name", ["agreement:agreement_passages", "agreement:agreement_stability", "review:round_scores"]
)
def test_pages_of_a_round_without_any(study: Study, client_of: Any, name: str) -> None:
    answer = client_of(study.people["manager"]).get(reverse(name, args=[study.project.slug, study.round.number]))
    assert answer.status_code == 200


def test_page_of_passages_shows_the_words_marked(with_passages: Study, client_of: Any) -> None:
    with_passages.close()
    args = [with_passages.project.slug, with_passages.round.number, with_passages.codes["argument.fact"].uuid]
    answer = client_of(with_passages.people["manager"]).get(reverse("agreement:agreement_code_passages", args=args))
    page = answer.content.decode()
    assert "&lt;b&gt;texte" in page  # the first eight characters of "<b>texte</b> p3", escaped
    assert page.count('<svg class="lane"') == 6
