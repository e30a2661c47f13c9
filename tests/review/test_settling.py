"""Settling a round: not unawares, and then nothing is decided any more."""

import pytest
from django.urls import reverse

from coding_app.core.models import Event
from coding_app.home.queries import cases_to_settle
from coding_app.review.actions import RoundIsSettled, settle
from coding_app.review.models import Adjudication
from coding_app.review.queries import units_in_dispute
from coding_app.review.settling import DisputesAreLeft, settle_round
from coding_app.sampling.steps import RoundHasMoved
from tests.agreement.study import build

DISPUTED = ["p2", "p4", "p6"]
"""p2: an argument that one alone saw; p4, p6: the stance."""


def decide(study, name):
    return settle(
        round=study.round, unit=study.units[name], dimension=study.codes["argument" if name == "p2" else "stance"],
        decision="keep_coder", reason="relu", kept_coder=study.people["coder"], by=study.people["adjudicator"],
    )  # fmt: skip


def test_with_disputes_left_their_number_has_to_be_said(study):
    assert units_in_dispute(study.round) == 3
    decide(study, "p4")
    for said in (0, 3):
        with pytest.raises(DisputesAreLeft, match=f"differ on 2 units, not on {said}"):
            settle_round(round=study.round, unresolved=said, by=study.people["manager"])
    row = settle_round(round=study.round, unresolved=2, by=study.people["manager"])
    assert (row.state, row.settled_by) == ("settled", study.people["manager"])
    assert Event.objects.get(verb="round_settled").detail == {"unresolved": 2}


def test_afterwards_nothing_is_decided_and_nobody_is_asked_to(study):
    for name in DISPUTED:
        decide(study, name)
    settle_round(round=study.round, unresolved=0, by=study.people["manager"])
    with pytest.raises(RoundIsSettled, match="Your decision was not added"):
        decide(study, "p4")
    assert Adjudication.objects.filter(superseded_at__isnull=True).count() == 3
    assert cases_to_settle(study.project) == []


def test_only_a_revealed_round_is_settled(small):
    study = build(small).close()
    with pytest.raises(RoundHasMoved):
        settle_round(round=study.round, unresolved=3, by=study.people["manager"])


def test_the_page_asks_for_the_number_and_settles(study, client_of):
    manager = client_of(study.people["manager"])
    english = {"headers": {"accept-language": "en"}}
    address = reverse("review:round_settle", args=[study.project.slug, 1])
    page = manager.get(address, **english).text
    assert "Coders differ on 3 units, and nothing was decided on them." in page
    wrong = manager.post(address, {"unresolved": "2"}, **english)
    assert wrong.status_code == 422 and "Coders differ on 3 units, not on 2." in wrong.text
    assert manager.post(address, {"unresolved": "3"}, **english).status_code == 303
    shown = manager.get(reverse("sampling:round", args=[study.project.slug, 1]), **english).text
    assert "3 units stay unresolved." in shown and "This round is settled." in manager.get(address, **english).text
    case = reverse("review:case_settle", args=[study.project.slug, 1, study.units["p4"].uuid])
    sent = {
        "dimension": study.codes["stance"].uuid,
        "choice": study.people["coder"].uuid,
        "reason": "overlooked",
        "seen": "",
    }
    assert manager.post(case, sent, **english).status_code == 409


def test_without_disputes_one_press_settles(study, client_of):
    for name in DISPUTED:
        decide(study, name)
    manager = client_of(study.people["manager"])
    address = reverse("review:round_settle", args=[study.project.slug, 1])
    assert 'type="hidden" name="unresolved" value="0"' in manager.get(address).text
    assert manager.post(address, {"unresolved": "0"}).status_code == 303
    assert client_of(study.people["adjudicator"]).get(address).status_code == 403
