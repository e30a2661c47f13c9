"""Whose codings reach whom: every door, every role, every step of a blind round."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coding_app.accounts.actions import create_token
from coding_app.agreement.queries import comparable_rounds
from coding_app.exports.rows import long_rows
from coding_app.projects.permissions import PERMISSIONS, Permission
from coding_app.sampling.steps import reveal_round, settle_round
from coding_app.summaries.queries import selection
from tests.agreement.study import build, draw

ROLES = ("owner", "manager", "adjudicator", "coder", "second_coder", "reader")
REVIEWERS = {"owner", "manager", "adjudicator"}
SEES = {"open": set(), "closed": REVIEWERS, "revealed": set(ROLES), "settled": set(ROLES)}


class Visitor:
    """A member in a browser, and with a key in a program."""

    def __init__(self, study, role):
        self.study, self.user = study, study.people[role]
        self.browser = Client(headers={"accept-language": "en"})
        self.browser.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        self.key = {"Authorization": f"Token {create_token(name='essai', by=self.user)[1]}"}

    def page(self, name, *rest, **query):
        return self.browser.get(reverse(name, args=[self.study.project.slug, *rest], query=query or None))

    def api(self, name, *rest, **query):
        address = reverse(f"api:{name}", args=[self.study.project.slug, *rest], query=query)
        return self.browser.get(address, headers=self.key)

    def doors(self):
        """Return which doors show this person what somebody else coded."""
        study = self.study
        other = next(study.people[name] for name in ("coder", "second_coder") if study.people[name] != self.user)
        code = study.codes["stance.for"].uuid
        return {
            "agreement": "is_comparable" in self.page("agreement:agreement", round=1).context,
            "code of the agreement": self.page("agreement:agreement_code", 1, code).status_code == 200,
            "quotes": self.page("quotes:code", code).context["counts"].total.quotes
            == 6,  # nobody has more than five of them
            "professions": self.page("summaries:professions", round=1).status_code == 200,
            "codings by program": bool(self.api("coding_list", coder=other.uuid).json()["results"]),
            "agreement by program": self.api("round_agreement", 1).status_code != 409,
            "rounds compared": comparable_rounds(study.project, self.user).exists(),
            "rounds of the summary": bool(selection(study.project, self.user).offered),
        }


@pytest.fixture
def blind(small):
    cache.clear()
    return build(small)


@pytest.mark.parametrize("state", SEES)
def test_every_door_obeys_the_step_of_the_round(blind, state):
    if state != "open":
        blind.close()
    if state in {"revealed", "settled"}:
        row = reveal_round(round=blind.round, by=blind.people["manager"])
        if state == "settled":
            settle_round(round=row, unresolved=3, by=blind.people["manager"])
    for role in ROLES:
        found = Visitor(blind, role).doors()
        assert found == dict.fromkeys(found, role in SEES[state]), (state, role)


def test_nothing_of_an_open_blind_round_leaves_and_a_closed_one_does(blind):
    assert not list(long_rows(blind.project, blind.people["owner"]))
    blind.close()
    assert list(long_rows(blind.project, blind.people["adjudicator"]))


def test_whoever_may_export_may_review():
    """Exports leave out who asks: nobody may export who does not see closed rounds."""
    assert all(Permission.REVIEW in given for given in PERMISSIONS.values() if Permission.EXPORT in given)


@pytest.mark.parametrize("name", ["agreement:agreement_stability", "review:round_scores"])
def test_a_measure_waits_for_the_round_it_measures_by(blind, name):
    blind.close()
    people = [blind.people["coder"], blind.people["second_coder"]]
    linked = {"is_blind": False, "number": 2, "origin": blind.round}
    again, _units = draw(blind.project, blind.version, blind.posts, people, **linked)
    assert {role: Visitor(blind, role).page(name, again.number).status_code for role in ROLES} == {
        role: 200 if role in REVIEWERS else 404 for role in ROLES
    }
    reveal_round(round=blind.round, by=blind.people["manager"])
    assert Visitor(blind, "reader").page(name, again.number).status_code == 200
