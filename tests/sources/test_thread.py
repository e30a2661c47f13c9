"""The page of one thread."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding_app.projects.actions import create_project
from corpus import queries
from corpus.models import Post, Thread
from tests.sources.conftest import GROUP, HEADER, bring

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 200, "reader": 200, "stranger": 404}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def litter(imported):
    return imported.batch.threads.get(posts__text__startswith="Faut-il")


@pytest.fixture
def long(small, source, tmp_path):
    """A thread of 212 posts, each third one an answer to the second."""
    answers = [
        f"Long;z{n % 40};04/02/2020 {8 + n // 60:02}:{n % 60:02};Réponse {n};0;{'p1' if n % 3 and n > 1 else 'p0'};p{n}"
        for n in range(1, 212)
    ]
    bring(source, small.manager, tmp_path, [HEADER, "Long;z0;03/02/2020 08:00;Litière ?;0;;p0", *answers])
    return Thread.objects.get(posts__text="Litière ?")


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_thread_by_role(small, client_of, url, litter, role, status):
    assert client_of(small.people[role]).get(url("thread", litter.uuid)).status_code == status


def test_a_thread_of_another_project_is_not_there(small, client_of, litter):
    other = create_project(name="Autre", by=small.owner)
    assert client_of(small.owner).get(f"/projects/{other.slug}/corpus/threads/{litter.uuid}/").status_code == 404


def test_posts_stand_under_what_they_answer_with_alias_and_time(manager, url, litter):
    html = manager.get(url("thread", litter.uuid)).content.decode()
    shapes = re.findall(r'class="post (d\d)" id="post-([0-9a-f-]{36})"', html)
    expected = Post.objects.filter(thread=litter).order_by("position").values_list("uuid", flat=True)
    assert shapes == [(f"d{depth}", str(uuid)) for depth, uuid in enumerate(expected)]
    assert html.count("2 posts here") == 2
    aliases = set(Post.objects.filter(thread=litter).values_list("author__alias", flat=True))
    assert all(alias in html for alias in aliases)
    assert len(aliases) == 2
    assert "mimi" not in html
    assert 'datetime="2020-02-03T' in html


def test_an_answer_to_a_missing_post_says_so(manager, url, imported):
    lost = Thread.objects.get(posts__text__startswith="Je réponds")
    assert "answers a post that is not in the corpus" in manager.get(url("thread", lost.uuid)).content.decode()


def test_what_came_with_a_post_is_shown_in_words(manager, url, litter):
    post = Post.objects.filter(thread=litter).order_by("position").first()
    post.poll_options.create(position=0, text="Pour <i>", votes=211)
    post.attachments.create(position=0, kind="image", description="bac à litière")
    post.hashtags.create(name="litière", written="Litière")
    html = manager.get(url("thread", litter.uuid)).content.decode()
    assert "Pour &lt;i&gt;" in html
    assert '<td class="num">211</td>' in html
    assert "bac à litière" in html
    assert f"{url('thread_list')}?hashtag=liti%C3%A8re" in html
    assert "12 likes" in html


def test_imported_text_is_escaped(small, source, manager, url, tmp_path):
    bring(source, small.manager, tmp_path, [HEADER, "X;a;03/02/2020 08:00;<img src=x onerror=alert(1)> coucou;0;;e1"])
    html = manager.get(url("thread", Thread.objects.get().uuid)).content.decode()
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; coucou" in html
    assert re.search(r"<div[^>]* hx-ignore[^>]*>\s*<article", html)


def test_a_long_thread_is_folded_after_twenty_answers_and_holds_every_anchor(manager, url, long):
    page = manager.get(url("thread", long.uuid))
    html = page.content.decode()
    assert "Show the other 191 answers" in html
    assert (len(page.context["lines"]), len(page.context["folded"])) == (21, 191)
    assert html.count('id="post-') == 212


def test_posts_are_nested_and_none_is_lost(long):
    lines = queries.thread_lines(long)
    assert len(lines) == 212
    assert [line.depth for line in lines[:3]] == [0, 1, 2]
    assert sum(line.depth == 2 for line in lines) == 140
    assert {line.post.position for line in lines} == set(range(212))
    # Right below what it answers an answer says nothing; further down it names whom.
    second = next(line for line in lines if line.post.text == "Réponse 1")
    assert [line.answers for line in lines[2:4]] == ["", second.post.author.alias]


def test_a_circle_of_answers_loses_no_post(imported, litter):
    posts = list(litter.posts.order_by("position"))
    posts[0].parent_id, posts[1].parent_id = posts[1].pk, posts[0].pk
    assert [line.post for line in queries.nested(posts)] == posts


def test_four_statements_read_a_thread_whatever_its_length(litter, long, django_assert_num_queries):
    for thread in (litter, long):
        with django_assert_num_queries(4):
            queries.thread_lines(thread)


def test_statements_of_the_page_do_not_grow(small, manager, url, litter, source, tmp_path):
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            manager.get(url("thread", litter.uuid))
        counts.append(len(seen))
        bring(
            source,
            small.manager,
            tmp_path,
            [*GROUP, *(f"Litière;q{n};05/02/2020 08:00;Suite {n};0;m1;s{n}" for n in range(30))],
        )
    assert counts[0] == counts[1]
    assert counts[0] <= 8
