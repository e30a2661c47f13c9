"""The team page and what managers do on it."""

import re

import pytest
from django.urls import reverse

from coding_app.core.errors import NotAllowed
from coding_app.projects import actions, queries
from coding_app.projects.models import Invitation, Membership, Role

pytestmark = pytest.mark.django_db


def live(small, name):
    return Membership.objects.get(project=small.project, user=small.people[name], ended_at__isnull=True)


def test_team_shows_members_to_a_reader_without_forms(small, client_of):
    page = client_of(small.reader).get(reverse("projects:team", args=[small.project.slug]))
    assert page.status_code == 200
    assert "coder Petit" in page.text
    assert reverse("projects:invitation_create", args=[small.project.slug]) not in page.text


def test_team_is_hidden_from_strangers(small, client_of):
    assert client_of(small.stranger).get(reverse("projects:team", args=[small.project.slug])).status_code == 404


def test_invitation_joins_once(small, client_of, client):
    url = reverse("projects:invitation_create", args=[small.project.slug])
    page = client_of(small.manager).post(url, {"email": "Neuf@exemple.invalid", "role": "coder"})
    link = re.search(r"/invitations/[\w-]+/", page.text)[0]
    assert Invitation.objects.get().token_sha256 not in page.text
    account = {"username": "neuf", "display_name": "Neuf Exemple", "password": "une phrase assez longue"}
    assert client.post(link, account).status_code == 302
    joined = Membership.objects.get(user__username="neuf")
    assert (joined.project, joined.role, joined.user.email) == (small.project, "coder", "neuf@exemple.invalid")
    assert client.get(link).status_code == 404


def test_invitation_by_a_coder_is_refused(small, client_of):
    url = reverse("projects:invitation_create", args=[small.project.slug])
    answer = client_of(small.coder).post(url, {"email": "a@exemple.invalid", "role": "coder"})
    assert answer.status_code == 403
    assert not Invitation.objects.exists()


def test_invitation_with_a_bad_address_says_so(small, client_of):
    url = reverse("projects:invitation_create", args=[small.project.slug])
    answer = client_of(small.manager).post(url, {"email": "pas une adresse", "role": "coder"})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_manager_does_not_make_owners(small):
    with pytest.raises(NotAllowed):
        actions.invite(project=small.project, email="x@exemple.invalid", role=Role.OWNER, by=small.manager)
    with pytest.raises(NotAllowed):
        actions.change_role(membership=live(small, "coder"), role=Role.OWNER, by=small.manager)


def test_last_owner_stays(small):
    with pytest.raises(actions.ProjectNeedsAnOwner):
        actions.change_role(membership=live(small, "owner"), role=Role.READER, by=small.owner)
    with pytest.raises(actions.ProjectNeedsAnOwner):
        actions.remove_member(membership=live(small, "owner"), by=small.owner)


def test_removed_member_is_a_stranger_at_once(small, client_of):
    coder = client_of(small.coder)
    url = reverse("projects:team", args=[small.project.slug])
    assert coder.get(url).status_code == 200
    remove = reverse("projects:member_remove", args=[small.project.slug, live(small, "coder").uuid])
    assert client_of(small.manager).post(remove).status_code == 303
    assert coder.get(url).status_code == 404


def test_role_change_is_recorded_by_the_database(small):
    membership = live(small, "coder")
    actions.change_role(membership=membership, role=Role.READER, by=small.manager)
    assert [event.role for event in membership.history.order_by("pgh_id")] == ["coder", "reader"]


def test_withdrawn_invitation_opens_nothing(small):
    invitation, token = actions.invite(
        project=small.project, email="x@exemple.invalid", role=Role.CODER, by=small.manager
    )
    actions.withdraw_invitation(invitation=invitation, by=small.manager)
    assert queries.invitation_for(token) is None
    with pytest.raises(actions.InvitationIsSpent):
        actions.accept_invitation(token=token, user=small.stranger)


def test_member_of_another_project_is_not_found(small, client_of):
    other = actions.create_project(name="Autre", by=small.stranger)
    foreign = Membership.objects.get(project=other)
    url = reverse("projects:member_remove", args=[small.project.slug, foreign.uuid])
    assert client_of(small.owner).post(url).status_code == 404
