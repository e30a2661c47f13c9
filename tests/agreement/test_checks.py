"""Coders against themselves, against a reference, and passages: on the study counted by hand."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from coding_app.agreement.measure_files import lines
from coding_app.agreement.passages import boundaries, has_passages, marked
from coding_app.agreement.readings import answers
from coding_app.agreement.stability import both_readings, stability
from coding_app.codebook.queries import dimensions
from coding_app.coding.evidence import RoundIsBlind
from coding_app.coding.models import Coding, Operation
from coding_app.review.models import Adjudication, ConsensusCoding
from coding_app.review.scores import both_readings as of_scores
from coding_app.review.scores import scores
from coding_app.sampling.models import Assignment, Round, SampleUnit
from coding_app.sampling.steps import close_round
from corpus.masking import lawfully, unlawfully
from tests.agreement.study import Study, build, code, draw

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
    assert sheet.days == 30
    texts = [unit.post.text[-5:-3] for each in sheet.lines if each.entry.slug == "stance.for" for unit in each.telling]
    assert texts == ["p2", "p4", "p6"]


def test_what_stability_and_scores_rest_on(study: Study, again: Round) -> None:
    (sheet,) = stability(again)
    readings = line(sheet, "stance.for")
    n, observed, expected = readings.sums
    # Two readings of eight units: 7 values "for" and 9 not; three units differ.
    assert (n, observed, expected) == (16, 6, 2 * 7 * 9)
    assert readings.alpha.value == pytest.approx(1 - (n - 1) * observed / expected)
    written = list(lines(again, answers(*both_readings(again, study.round))))
    assert written[0] == "round,coder,unit,dimension,code,first,second\r\n"
    mine = [one for one in written if ",stance.for," in one]
    assert (len(mine), len(written)) == (8, 1 + 8 * 14)
    who = study.people["coder"].uuid
    assert f"2,{who},{study.units['p2'].uuid},stance,stance.for,1,0\r\n" in mine
    assert f"2,{who},{study.units['p6'].uuid},stance,stance.for,0,1\r\n" in mine
    scored = list(lines(again, answers(*of_scores(again, study.round))))
    assert f"2,{who},{study.units['p2'].uuid},stance,stance.for,1,0\r\n" in scored
    assert not [one for one in scored if str(study.units["p4"].uuid) in one and ",stance.for," in one]


def test_the_files_of_a_round_without_origin_are_empty(study: Study, client_of: Any) -> None:
    person = client_of(study.people["manager"])
    for rest in ("agreement/1/stability.csv", "review/1/scores.csv"):
        response = person.get(f"/projects/{study.project.slug}/{rest}")
        assert response.content == b"round,coder,unit,dimension,code,first,second\r\n"


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


def counts(readings: Any) -> tuple[int, ...]:
    return readings.both, readings.missed, readings.added, readings.neither


def test_scores_are_against_what_was_agreed_or_decided(study: Study, again: Round) -> None:
    (sheet,) = scores(again)
    # Agreed: + on p1 p2 p8, - on p3 p5 p7; the coder said - of p2. p4 and p6 are left out.
    assert counts(line(sheet, "stance.for")) == (2, 1, 0, 3)
    for name, slug in (("p1", "stance.for"), ("p4", "stance.for"), ("p6", "stance.against")):
        decide(study, name, slug)
    (sheet,) = scores(again)
    # Decided besides: p4 +, p6 -; the coder said - and +.
    assert (sheet.units, counts(line(sheet, "stance.for"))) == (8, (2, 2, 1, 3))
    # Nobody decided about p2, where one coder saw a fact and the other none: seven units.
    assert counts(line(sheet, "argument.fact")) == (0, 1, 0, 6)


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


def test_units_seeded_for_calibration_have_no_passages_here(with_passages: Study) -> None:
    lawfully()
    SampleUnit.objects.filter(unit=with_passages.units["p3"]).update(is_calibration=True)
    unlawfully()
    row = with_passages.close().round
    found = marked(row)
    assert with_passages.posts["p3"].pk not in found.lengths
    assert boundaries(found, dimensions(row.codebook_version)) == []  # nothing else lies on less than a post


def test_an_interpretive_code_has_counts_and_no_coefficient(small: Any, client_of: Any) -> None:
    study = build(small, interpretive=["argument.fact", "stance.for"])
    mark(study, "p3", "coder", 0, 8)
    row = study.close().round
    person = client_of(small.manager)
    (fact,) = boundaries(marked(row), dimensions(row.codebook_version))
    assert (fact.entry.slug, fact.pairs) == ("argument.fact", [])
    page = person.get(
        reverse("agreement:agreement_passages", args=[study.project.slug, row.number]), HTTP_ACCEPT_LANGUAGE="en"
    ).content.decode()
    assert page.count("interpretive: no coefficient") == 1
    again = repeated(study, row)
    again.origin = row
    page = render_to_string("agreement/_sheets.html", {"sheets": stability(again), "project": study.project})
    assert "coded again after 30 days (median)" in page
    assert (page.count("<tr>"), page.count("interpretive: no coefficient")) == (1 + 14, 2)


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
