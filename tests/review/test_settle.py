"""A decision: its rows, what it refuses, what replaces it; nothing is ever rewritten."""

import pytest
from django.db import DatabaseError, transaction

from coding_app.coding.evidence import RoundIsBlind
from coding_app.coding.models import Coding
from coding_app.core.models import Event
from coding_app.review.actions import (
    CaseIsUnknown,
    ChoiceDoesNotFit,
    CoderDidNotAnswer,
    DecidedMeanwhile,
    ReasonIsMissing,
    settle,
)
from coding_app.review.models import Adjudication, ConsensusCoding


@pytest.fixture
def decide(study):
    def settled(name="p4", slug="stance", **more):
        usual = {
            "round": study.round, "unit": study.units[name], "dimension": study.codes[slug], "reason": "relu",
            "decision": "keep_coder", "kept_coder": study.people["coder"], "by": study.people["adjudicator"],
        }  # fmt: skip
        return settle(**usual | more)

    return settled


def slugs(row):
    return sorted(row.consensus_codings.values_list("code__slug", flat=True))


def other(study, *names):
    return {"decision": "other", "kept_coder": None, "codes": [study.codes[name] for name in names]}


def test_keep_a_coder(study, decide):
    before = list(Coding.objects.order_by("pk").values())
    row = decide(reason=" relu avec le fil ")
    assert (row.decision, row.kept_coder, row.reason) == ("keep_coder", study.people["coder"], "relu avec le fil")
    assert slugs(row) == ["stance.for"]
    assert row.consensus_codings.get().version == study.version
    assert list(Coding.objects.order_by("pk").values()) == before
    assert Event.objects.filter(verb="disagreement_settled", object_uuid=row.uuid).count() == 1


def test_keep_none_applies(study, decide):
    assert slugs(decide("p2", "argument", kept_coder=study.people["second_coder"])) == ["argument.none"]


def test_other_codes(study, decide):
    row = decide("p2", "argument", **other(study, "argument.rule", "argument.fact"))
    assert (row.decision, row.kept_coder) == ("other", None)
    assert slugs(row) == ["argument.fact", "argument.rule"]


def test_deciding_again_supersedes(study, decide):
    first = decide()
    second = decide(kept_coder=study.people["second_coder"], by=study.people["manager"])
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert first.superseded_by == study.people["manager"]
    assert slugs(first) == ["stance.for"]
    assert slugs(second) == ["stance.against"]
    assert Adjudication.objects.filter(superseded_at=None).get() == second


@pytest.mark.parametrize(
    ("slug", "names"),
    [
        ("stance", []),
        ("stance", ["stance.for", "stance.against"]),
        ("stance", ["tone.1"]),
        ("stance", ["stance"]),
        ("argument", ["argument.none", "argument.fact"]),
    ],
)
def test_codes_that_no_coder_could_choose(study, decide, slug, names):
    with pytest.raises(ChoiceDoesNotFit):
        decide("p2", slug, **other(study, *names))
    assert not Adjudication.objects.exists()


@pytest.mark.parametrize("person", ["manager", "second_coder"])
def test_keep_somebody_who_did_not_submit(study, decide, person):
    with pytest.raises(CoderDidNotAnswer):
        decide("p11", kept_coder=study.people[person])


def test_refusals(study, decide):
    with pytest.raises(ReasonIsMissing):
        decide(reason="  ")
    with pytest.raises(CaseIsUnknown):
        decide(slug="stance.for")
    with pytest.raises(DecidedMeanwhile):
        decide(seen="7d9f")
    first = decide(seen="")
    with pytest.raises(DecidedMeanwhile):
        decide(seen="")
    decide(seen=str(first.uuid))
    assert Adjudication.objects.count() == 2


def test_unit_of_another_round(study, decide):
    from tests.agreement.study import corpus, draw

    posts = corpus_beside(study, corpus)
    _row, units = draw(study.project, study.version, posts, [study.people["coder"]], number=2)
    with pytest.raises(CaseIsUnknown):
        decide(unit=units["q1"])


def corpus_beside(study, corpus):
    from corpus.models import Post, Thread

    near = study.posts["p1"]
    thread = Thread.objects.create(source=near.source, batch=near.batch, digest=b"q")
    return {
        "q1": Post.objects.create(
            source=near.source, thread=thread, batch=near.batch, position=0, digest=b"q1", text="q"
        )
    }


def test_blind_open_round(open_study):
    with pytest.raises(RoundIsBlind):
        settle(
            round=open_study.round, unit=open_study.units["p4"], dimension=open_study.codes["stance"], reason="x",
            decision="keep_coder", kept_coder=open_study.people["coder"], by=open_study.people["owner"],
        )  # fmt: skip


@pytest.mark.parametrize(
    "write",
    [
        lambda: Adjudication.objects.update(reason="autre"),
        lambda: Adjudication.objects.all().delete(),
        lambda: ConsensusCoding.objects.update(version=None),
        lambda: ConsensusCoding.objects.all().delete(),
    ],
)
def test_decisions_are_frozen(decide, write):
    decide()
    with pytest.raises(DatabaseError), transaction.atomic():
        write()
