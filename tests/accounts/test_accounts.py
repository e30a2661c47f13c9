"""Signing in, links, preferences, keys for programs."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coding_app.accounts import actions, queries
from coding_app.accounts.models import ApiToken, LoginLink, User

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase assez longue"


@pytest.fixture
def ana():
    return actions.create_user(
        username="ana", display_name="Ana Exemple", email="Ana@exemple.invalid", password=PASSWORD
    )


def test_password_is_kept_as_argon2(ana):
    assert ana.password.startswith("argon2")
    assert ana.email == "ana@exemple.invalid"


def test_login_and_logout(ana, client):
    answer = client.post(reverse("accounts:login"), {"username": "ana", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").status_code == 200
    assert client.post(reverse("accounts:logout")).status_code == 302
    assert client.get("/").status_code == 302


def test_five_wrong_passwords_slow_down_and_a_link_still_opens(ana, client):
    url = reverse("accounts:login")
    for _attempt in range(5):
        last = client.post(url, {"username": "ana", "password": "faux"})
    assert last.status_code == 429
    assert client.post(url, {"username": "ana", "password": PASSWORD}).status_code == 429
    token = actions.create_login_link(user=ana, by=None)
    assert client.post(reverse("accounts:login_link", args=[token])).status_code == 302


def test_login_link_is_spent_by_post_only_and_once(ana, client):
    url = reverse("accounts:login_link", args=[actions.create_login_link(user=ana, by=None)])
    assert client.get(url).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(url).status_code == 302
    assert client.session["_auth_user_id"] == str(ana.pk)
    client.logout()
    assert client.post(url).status_code == 422
    assert "_auth_user_id" not in client.session


def test_login_link_token_is_not_kept(ana):
    token = actions.create_login_link(user=ana, by=None)
    assert token not in str(LoginLink.objects.values())


def test_old_login_link_opens_nothing(ana):
    token = actions.create_login_link(user=ana, by=None, lifetime=timedelta(seconds=-1))
    with pytest.raises(actions.LinkIsSpent):
        actions.use_login_link(token=token)


def test_second_account_with_the_same_address_is_refused(ana):
    with pytest.raises(actions.NameIsTaken):
        actions.create_user(username="ana2", display_name="Ana", email="ana@exemple.invalid")
    assert User.objects.count() == 1


def test_preferences_are_kept_and_the_language_follows(ana, client):
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("accounts:preferences")
    sent = {"display_name": "Ana E.", "language": "en", "theme": "dark", "reading_font": "serif"}
    assert client.post(url, sent).status_code == 303
    ana.refresh_from_db()
    assert (ana.display_name, ana.language, ana.theme, ana.has_single_key_shortcuts) == ("Ana E.", "en", "dark", False)
    assert ana.reading_font == "serif"
    page = client.get(url, headers={"accept-language": "fr"}).text
    assert '<html lang="en" data-theme="dark">' in page


def test_preferences_without_a_name_are_refused(ana, client):
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("accounts:preferences"), {"display_name": "", "theme": "dark", "reading_font": "sans"})
    assert answer.status_code == 422
    ana.refresh_from_db()
    assert ana.display_name == "Ana Exemple"


def test_token_is_shown_once_and_kept_as_a_digest(ana, client):
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(reverse("accounts:token_create"), {"name": "carnet R"}).text
    token = re.search(r"<code>([\w-]{40,})</code>", page)[1]
    assert queries.token_owner(token) == ana
    assert token not in str(ApiToken.objects.values())
    assert token not in client.get(reverse("accounts:preferences")).text


def test_revoked_and_old_tokens_open_nothing(ana):
    row, token = actions.create_token(name="a", by=ana)
    actions.revoke_token(token=row, by=ana)
    assert queries.token_owner(token) is None
    _row, old = actions.create_token(name="b", by=ana, lifetime=timedelta(seconds=-1))
    assert queries.token_owner(old) is None


def test_only_own_tokens_are_revoked(ana, client):
    other = actions.create_user(username="bob", display_name="Bob Exemple")
    row, _token = actions.create_token(name="a", by=other)
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("accounts:token_revoke", args=[row.uuid])).status_code == 404
    row.refresh_from_db()
    assert row.revoked_at is None
    assert row.expires_at > timezone.now()
