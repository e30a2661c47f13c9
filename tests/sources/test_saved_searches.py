"""Searches kept under a name for the team."""

import pytest

from coding_app.projects.actions import create_project
from coding_app.sources.models import SavedSearch

pytestmark = pytest.mark.django_db
MAY = {"owner": 303, "manager": 303, "adjudicator": 303, "coder": 303, "reader": 403, "stranger": 404}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def saved(small):
    return SavedSearch.objects.create(project=small.project, name="Chats", query="q=chat", created_by=small.coder)


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_save_by_role(small, client_of, url, role, status):
    answer = client_of(small.people[role]).post(url("saved_search_new"), {"name": "Chats", "query": "q=chat"})
    assert answer.status_code == status
    assert SavedSearch.objects.exists() == (status == 303)


def test_the_state_is_kept_without_its_page_and_leads_back(small, manager, url):
    sent = {"name": "Chats", "query": "q=chat&after=0b1f&question=1&empty="}
    answer = manager.post(url("saved_search_new"), sent, follow=True)
    row = SavedSearch.objects.get()
    assert (row.query, row.created_by) == ("q=chat&question=1", small.manager)
    assert answer.redirect_chain[-1][0].endswith("?q=chat&question=1")
    assert "saved for the team" in answer.content.decode()
    html = manager.get(url("thread_list")).content.decode()
    assert f'<a href="{url("thread_list")}?q=chat&amp;question=1" hx-ignore>Chats</a>' in html


def test_one_s_own_search_is_written_over(small, client_of, url, saved):
    client_of(small.coder).post(url("saved_search_new"), {"name": "Chats", "query": "q=chien"})
    row = SavedSearch.objects.get()
    assert (row.query, row.created_by) == ("q=chien", small.coder)


def test_a_colleague_s_search_is_not_written_over(small, manager, url, saved):
    answer = manager.post(url("saved_search_new"), {"name": "Chats", "query": "q=chien"}, follow=True)
    row = SavedSearch.objects.get()
    assert (row.query, row.created_by) == ("q=chat", small.coder)
    assert answer.redirect_chain[-1][0].endswith("?q=chien")
    assert "Choose another name" in answer.content.decode()


@pytest.mark.parametrize("sent", [{"name": "", "query": "q=chat"}, {"name": "x" * 101, "query": ""}])
def test_without_a_name_nothing_is_saved_and_the_state_stays(manager, url, sent):
    answer = manager.post(url("saved_search_new"), sent, follow=True)
    assert not SavedSearch.objects.exists()
    assert "Give the search a name" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    {"coder": 303, "second_coder": 403, "adjudicator": 403, "manager": 303, "reader": 403, "stranger": 404}.items(),
)
def test_delete_by_role(small, client_of, url, saved, role, status):
    assert client_of(small.people[role]).post(url("saved_search_delete", saved.uuid)).status_code == status
    assert SavedSearch.objects.exists() == (status != 303)


def test_a_search_of_another_project_is_not_there(small, client_of, saved):
    other = create_project(name="Autre", by=small.owner)
    address = f"/projects/{other.slug}/corpus/searches/{saved.uuid}/delete/"
    assert client_of(small.owner).post(address).status_code == 404
    assert SavedSearch.objects.exists()


def test_a_reader_sees_the_searches_and_no_form(small, client_of, url, saved):
    html = client_of(small.reader).get(url("thread_list"), {"q": "chat"}).content.decode()
    assert "Chats" in html
    assert "saved_search" not in html
    assert url("saved_search_new") not in html
    assert url("saved_search_delete", saved.uuid) not in html


def test_get_is_refused(manager, url, saved):
    assert manager.get(url("saved_search_new")).status_code == 405
    assert manager.get(url("saved_search_delete", saved.uuid)).status_code == 405
