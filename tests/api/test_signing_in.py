"""Keys, sessions, strangers and wrong roles, the same for every resource."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coding_app.accounts.actions import revoke_token
from coding_app.accounts.models import ApiToken


def test_a_key_opens_the_projects_of_its_owner(program):
    answer = program("reader").client.get(reverse("api:project_list"), headers=program("reader").headers)
    assert answer.status_code == 200
    [project] = answer.json()
    assert (project["slug"], project["role"]) == ("petit-projet", "reader")
    assert "code" not in project["permissions"]
    assert "view_corpus" in project["permissions"]


def test_the_anonymous_are_told_to_sign_in(program):
    answer = program().get("project")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["detail"]


@pytest.mark.parametrize("header", ["Token", "Token wrong", "Token é", "token  ", "Token a b"])
def test_a_wrong_key_opens_nothing(program, header):
    answer = Client().get(program().url("project"), headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_key_that_was_ended_opens_nothing(program):
    ours = program("reader")
    revoke_token(token=ApiToken.objects.get(user=ours.user), by=ours.user)
    assert ours.get("project").status_code == 401


def test_an_old_key_opens_nothing(program):
    ours = program("reader")
    ApiToken.objects.filter(user=ours.user).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ours.get("project").status_code == 401


def test_a_session_opens_and_must_show_its_csrf_token(coded, program):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coded.people["owner"], backend="django.contrib.auth.backends.ModelBackend")
    url = program().url("export_list")
    assert client.get(url).status_code == 200
    answer = client.post(url, {"format": "long_csv"}, content_type="application/json")
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_strangers_get_404_as_if_the_project_did_not_exist(program, coded):
    answer, nowhere = program("stranger").get("project"), Client()
    assert answer.status_code == 404
    nowhere = program("stranger").client.get(
        reverse("api:project", args=["nulle-part"]), headers=program("stranger").headers
    )
    assert answer.json() == nowhere.json()


@pytest.mark.parametrize(
    ("person", "name", "status"),
    [
        ("reader", "queue", 403),
        ("reader", "export_list", 403),
        ("coder", "export_list", 403),
        ("coder", "consensus_list", 403),
        ("adjudicator", "export_list", 200),
        ("adjudicator", "consensus_list", 200),
        ("reader", "coding_list", 200),
    ],
)
def test_a_wrong_role_gets_403_and_a_sentence(program, person, name, status):
    answer = program(person).get(name)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["detail"]


@pytest.mark.parametrize("name", ["project", "source_list", "post_list", "queue", "round_list", "export_list"])
def test_an_unknown_parameter_is_refused_with_a_sentence(program, name):
    answer = program("owner").get(name, projet="x")
    assert answer.status_code == 400
    assert "projet" in answer.json()["detail"]


def test_an_unknown_parameter_is_refused_outside_projects_too(program):
    ours = program("owner")
    assert ours.client.get(f"{reverse('api:project_list')}?x=1", headers=ours.headers).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_addresses_take_no_writing(program, method):
    ours = program("owner")
    assert getattr(ours.client, method)(ours.url("project"), headers=ours.headers).status_code == 405


def test_nothing_is_kept_by_caches_and_everything_is_json(program):
    answer = program("reader").get("post_list")
    assert (answer["Cache-Control"], answer["Content-Type"]) == ("no-store", "application/json")


def test_one_person_asks_so_often_and_no_more(program, monkeypatch):
    from rest_framework.throttling import UserRateThrottle

    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min"})
    ours = program("reader")
    assert [ours.get("project").status_code for _time in range(3)] == [200, 200, 429]
    assert program("coder").get("project").status_code == 200
