"""Negotiated agreement: what was agreed on before, in favor of whom the rest was settled, what the codebook did."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from coding_app.codebook.actions import create_draft, publish_version
from coding_app.codebook.drafting import edit_definition
from coding_app.codebook.models import CodeDefinition
from coding_app.review.actions import settle
from coding_app.review.forms import Reason
from coding_app.review.negotiation import Tally, tallies, total

A, B = frozenset({1}), frozenset({2})


def case(*answers):
    return SimpleNamespace(answers=dict(enumerate(answers, start=10)))


@pytest.mark.parametrize(
    ("answers", "decided", "expected"),
    [
        ((A, A), None, {"agreed": 1}),
        ((A, A), B, {"agreed": 1, "overturned": 1}),
        ((A, B), None, {"open": 1}),
        ((A, B), B, {"settled": 1, "in_favor": {11: 1}}),
        ((A, B, B), B, {"settled": 1, "in_favor": {11: 1, 12: 1}}),
        ((A, B), A | B, {"settled": 1, "together": 1}),
        ((A, B), frozenset({3}), {"settled": 1, "neither": 1}),
    ],
    ids=["agreed", "overturned", "open", "one", "two of three", "together", "neither"],
)
def test_one_case(answers, decided, expected):
    tally = Tally()
    tally.count(case(*answers), decided)
    assert tally == Tally(**expected)


def test_shares_and_sum():
    tally = Tally(agreed=6, open=1, settled=3, in_favor={1: 2})
    assert (tally.cases, tally.differed, tally.initial, tally.negotiated) == (10, 4, 0.6, 0.9)
    both = total([tally, Tally(agreed=2, in_favor={1: 1, 2: 5})])
    assert (both.agreed, both.cases, dict(both.in_favor)) == (8, 12, {1: 3, 2: 5})
    assert (Tally().initial, tallies([], {})) == (None, {})


@pytest.fixture
def page(study, client_of):
    client = client_of(study.people["adjudicator"])
    url = f"/projects/{study.project.slug}/review/1/negotiated/"
    return lambda: client.get(url, headers={"accept-language": "en"})


def decide(study, name, slug, coder, reason):
    settle(
        round=study.round, unit=study.units[name], dimension=study.codes[slug], decision="keep_coder",
        kept_coder=study.people[coder], reason=reason, by=study.people["adjudicator"],
    )  # fmt: skip


def test_from_the_first_codings_to_the_consensus(study, page):
    decide(study, "p4", "stance", "second_coder", "relu")
    process = page().context["process"]
    # ten units, three dimensions; stance differs on p4 and p6, argument on p2
    assert (process.whole.tally.cases, process.whole.tally.agreed) == (30, 27)
    stance = next(line for line in process.lines if line.name == "Stance")
    kept = {coder.pk: n for coder, n in zip(process.coders, stance.kept, strict=True)}
    assert kept == {study.people["coder"].pk: 0, study.people["second_coder"].pk: 1}
    assert (stance.tally.open, process.flags, process.versions) == (1, [], [])
    body = page().content.decode()
    assert "Coders agreed on 27 of 30 cases (90%)" in body
    assert "2 cases have no decision." in body


def test_an_unclear_definition_and_what_followed(study, page):
    with override("fr"):
        french = str(Reason.UNCLEAR.label)
    decide(study, "p4", "stance", "coder", f"{french}. Voir p4")
    decide(study, "p6", "stance", "coder", "The definition is unclear")
    flags = {flag.name: flag for flag in page().context["process"].flags}
    assert (len(flags["For"].cases), len(flags["Against"].cases)) == (2, 2)
    assert not flags["For"].has_changed
    draft = create_draft(codebook=study.version.codebook, by=study.people["owner"])
    row = CodeDefinition.objects.get(version=draft, code=study.codes["stance.for"])
    edit_definition(definition=row, by=study.people["owner"], definition_en="Sharper now.")
    publish_version(version=draft, note="after review", by=study.people["owner"])
    process = page().context["process"]
    assert {flag.name: flag.has_changed for flag in process.flags} == {"For": True, "Against": False}
    assert [version.number for version in process.versions] == [2]


def test_members_see_it_and_only_reviewers_get_cases(study, client_of):
    url = f"/projects/{study.project.slug}/review/1/negotiated/"
    decide(study, "p4", "stance", "coder", "The definition is unclear")
    assert f"/review/1/{study.units['p4'].uuid}/" in client_of(study.people["manager"]).get(url).content.decode()
    assert client_of(study.people["stranger"]).get(url).status_code == 404


def test_not_before_the_round_is_closed(open_study, client_of):
    url = f"/projects/{open_study.project.slug}/review/1/negotiated/"
    assert client_of(open_study.people["owner"]).get(url).status_code == 404
