"""The home of a project: whose turn it is, and the journal in words."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coding_app.home.queries import Facts, facts, units_to_code
from coding_app.home.sentences import SENTENCES
from corpus.models import Source
from tests.summaries import small_study

ROOT = Path(__file__).resolve().parents[2] / "coding_app"
NO_PROJECT = {"user_created", "login_link_created", "login_link_used", "token_created", "token_revoked"}


def test_every_verb_of_the_journal_has_its_words():
    code = "\n".join(path.read_text() for path in ROOT.rglob("*.py"))
    verbs = set(re.findall(r"\brecord\(\s*\"([a-z_]+)\"", code))
    assert verbs >= {"round_closed", "file_imported"}
    assert verbs - NO_PROJECT == set(SENTENCES)


@pytest.mark.django_db
def test_home_tells_each_person_their_turn(world, client_of):
    url = reverse("home:home", args=[world.project.slug])
    coder = client_of(world.coder).get(url, headers={"accept-language": "en"}).text
    assert re.search(r"\d+ units wait for you", coder)
    assert "to settle" not in coder
    adjudicator = client_of(world.adjudicator).get(url, headers={"accept-language": "en"}).text
    assert "disagreements to settle" in adjudicator
    reader = client_of(world.reader).get(url, headers={"accept-language": "en"}).text
    assert "wait for you" not in reader
    assert "to settle" not in reader


@pytest.mark.django_db
def test_the_list_of_projects_says_where_units_wait(world, client_of):
    pages = {
        who: client_of(getattr(world, who))
        .get(reverse("projects:project_list"), headers={"accept-language": "en"})
        .text
        for who in ("coder", "reader")
    }
    waiting = units_to_code(world.project, world.coder)
    assert waiting > 1 and f"{waiting} units wait for you" in pages["coder"]
    assert "for you" not in pages["reader"]


@pytest.mark.django_db
def test_home_of_an_empty_project_shows_four_steps(small, client_of):
    page = client_of(small.owner).get(reverse("home:home", args=[small.project.slug]))
    assert page.status_code == 200
    assert reverse("sampling:round_new", args=[small.project.slug]) in page.text


@pytest.mark.django_db
def test_home_is_hidden_from_strangers(small, client_of):
    assert client_of(small.stranger).get(reverse("home:home", args=[small.project.slug])).status_code == 404


@pytest.mark.django_db
def test_facts_count_posts_and_threads_apart(small):
    small_study._corpus(small.project)
    with CaptureQueriesContext(connection) as asked:
        assert facts(small.project) == Facts(posts=10, threads=4, sources=2)
    assert not [one for one in asked if "corpus_post" in one["sql"] and "corpus_thread" in one["sql"]]


@pytest.mark.django_db
def test_home_asks_few_questions_of_the_database(world, client_of, django_assert_max_num_queries):
    client = client_of(world.adjudicator)
    with django_assert_max_num_queries(40):
        client.get(reverse("home:home", args=[world.project.slug]))


def test_a_source_near_the_end_of_its_time_is_announced_to_those_who_may_act(small, client_of):
    in_a_month = timezone.localdate() + timedelta(days=29)
    Source.objects.create(
        corpus=small.project.corpus, platform="x", name="#Bientôt", profession="gp", retain_until=in_a_month
    )
    address = reverse("home:home", args=[small.project.slug])
    for role, shown in {"owner": True, "manager": True, "adjudicator": False, "coder": False, "reader": False}.items():
        page = client_of(small.people[role]).get(address, headers={"accept-language": "en"}).content.decode()
        assert ("29 days left" in page) is shown, role
