"""The page of one thread."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from coding_app.projects.actions import create_project
from coding_app.templatetags.sources import after
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


def test_a_thread_is_called_by_its_title_or_by_who_opened_it(manager, url, litter):
    def heading():
        return re.search(r"<h1 hx-ignore>(.*?)</h1>", manager.get(url("thread", litter.uuid)).text)[1]

    opening = litter.posts.get(position=0)
    assert heading() == f"Thread of {opening.author.alias}"
    Thread.objects.filter(pk=litter.pk).update(title="La litière")
    assert heading() == "La litière"


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
    lines = queries.thread_page(long).lines
    assert len(lines) == 212
    assert [line.depth for line in lines[:3]] == [0, 1, 2]
    assert sum(line.depth == 2 for line in lines) == 140
    assert {line.post.position for line in lines} == set(range(212))
    # Right below what it answers an answer says nothing; further down it names whom.
    second = next(line for line in lines if line.post.text == "Réponse 1")
    assert [line.answers for line in lines[2:4]] == ["", second.post.author.alias]


def test_a_circle_of_answers_loses_no_post(imported, litter):
    posts = queries.outline(litter)
    circle = [posts[0]._replace(parent_id=posts[1].id), posts[1]._replace(parent_id=posts[0].id), *posts[2:]]
    assert [node.place for node in queries.nested(circle)] == circle


def test_six_statements_read_a_thread_whatever_its_length(litter, long, django_assert_num_queries):
    for thread in queries.corpus_threads(litter.source.corpus).filter(pk__in=[litter.pk, long.pk]):
        with django_assert_num_queries(6):
            queries.thread_page(thread)


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
    assert counts[0] <= 11


def test_each_answer_says_how_long_after_the_opening_it_came(manager, url, litter):
    html = manager.get(url("thread", litter.uuid)).content.decode()
    assert re.findall(r'<span class="numeric">(after [^<]+)</span>', html) == ["after 25 min", "after 50 min"]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "after 0 min"),
        (59, "after 59 min"),
        (60, "after 1 hour"),
        (47 * 60, "after 47 hours"),
        (2880, "after 2 days"),
    ],
)
def test_delays_in_words(minutes, words):
    with translation.override("en"):
        assert after(timedelta(minutes=minutes)) == words


def test_rough_times_give_no_delay(litter):
    opening, answer = litter.posts.order_by("position")[:2]
    assert queries.delay(opening, answer) == timedelta(minutes=25)
    answer.time_precision = "day"
    assert queries.delay(opening, answer) is None
    answer.time_precision, answer.posted_at = "minute", opening.posted_at - timedelta(minutes=1)
    assert queries.delay(opening, answer) is None
    assert queries.delay(opening, opening) is None


def test_a_post_outside_the_declared_period_is_flagged_by_the_days_of_france(manager, url, litter, source):
    assert "outside the period" not in manager.get(url("thread", litter.uuid)).content.decode()
    source.period_end = date(2020, 2, 2)
    source.save()
    assert manager.get(url("thread", litter.uuid)).content.decode().count("outside the period") == 3
    midnight = datetime(2020, 2, 2, 23, 30, tzinfo=UTC)  # the 3rd in France
    assert queries.is_outside(midnight, source)
    assert not queries.is_outside(midnight - timedelta(hours=1), source)
    assert not queries.is_outside(None, source)


def test_a_post_that_is_gone_keeps_its_place_and_says_why(manager, url, litter):
    second = litter.posts.get(position=1)
    Post.objects.filter(pk=second.pk).update(availability="deleted", text="")
    html = manager.get(url("thread", litter.uuid)).content.decode()
    assert "deleted by its author" in html
    assert f'class="post d1 is-gone" id="post-{second.uuid}"' in html
    assert html.count('id="post-') == 3


def test_capture_notes_are_shown_and_escaped(small, manager, client_of, url, imported, litter):
    assert "How it was captured" not in manager.get(url("thread", litter.uuid)).content.decode()
    imported.batch.captured_on, imported.batch.capture_note = date(2020, 3, 1), "Vu <b>replié</b>"
    imported.batch.save()
    html = manager.get(url("thread", litter.uuid)).content.decode()
    assert "Vu &lt;b&gt;replié&lt;/b&gt;" in html
    assert url("batch", imported.batch.uuid) in html
    assert (
        url("batch", imported.batch.uuid)
        not in client_of(small.reader).get(url("thread", litter.uuid)).content.decode()
    )


def test_a_long_thread_comes_in_pages_and_a_post_is_found_on_its_page(long, monkeypatch):
    whole = [line.post.pk for line in queries.thread_page(long).lines]
    pages = [queries.thread_page(long, number=n, posts_a_page=50) for n in range(1, 6)]
    assert [line.post.pk for page in pages for line in page.lines] == whole
    assert [(page.number, page.pages, page.posts) for page in pages] == [(n, 5, 212) for n in range(1, 6)]
    wanted = pages[3].lines[7].post
    assert queries.thread_page(long, post=wanted.uuid, posts_a_page=50).number == 4
    assert queries.thread_page(long, number=99, posts_a_page=50).number == 5
    # Who answered the second post from another page leads back to its page.
    far = next(line for line in pages[2].lines if line.answers)
    assert (far.answered, far.answered_page) == (pages[0].lines[1].post.uuid, 1)


def test_pages_are_linked_and_nonsense_is_the_first(manager, url, long, monkeypatch):
    monkeypatch.setattr(queries.thread_page, "__kwdefaults__", {"number": 1, "post": None, "posts_a_page": 100})
    second = manager.get(url("thread", long.uuid), {"page": 2})
    html = second.content.decode()
    assert (second.context["page"].number, second.context["folded"]) == (2, [])
    assert 'href="?page=1"' in html
    assert 'href="?page=3"' in html
    assert "Page 2 of 3" in html
    assert manager.get(url("thread", long.uuid), {"page": "x", "post": f"{uuid4()}\n"}).context["page"].number == 1


def foot(client, url, post):
    """Return what stands below a post: the words of buttons and links, and whether each leads to it or its author."""
    html = client.get(url("thread", post.thread.uuid)).text
    article = re.search(rf'id="post-{post.uuid}".*?</article>', html, re.S)[0]
    shown = article.partition('<footer class="post-foot">')[2]
    found = re.findall(r'<(?:a|button)[^>]* (?:href|value)="([^"]*)">(?:<svg.*?</svg>)?([^<]*)<', shown)
    return [(words, str(post.uuid) in where or str(post.author.uuid) in where) for where, words in found]


def test_below_a_post_stands_what_the_reader_may_do_with_it(small, manager, client_of, url, litter):
    post = litter.posts.get(position=1)
    coder, guard = [("Code this post", True), ("Note", True)], [("Mask a passage", True), ("Erase the author", True)]
    assert foot(manager, url, post) == coder + guard
    assert foot(client_of(small.coder), url, post) == coder
    assert foot(client_of(small.reader), url, post) == []
    post.hashtags.create(name="l{0} &", written="L{post}<b>")
    Post.objects.filter(pk=post.pk).update(availability="deleted", text="")
    assert foot(manager, url, post) == [("#L{post}&lt;b&gt;", False), coder[1], guard[1]]
    assert "?hashtag=l%7B0%7D%20%26" in manager.get(url("thread", litter.uuid)).text


def test_masking_and_erasing_are_offered_to_those_who_may(small, manager, client_of, url, litter):
    post = litter.posts.get(position=0)
    offered = (url("post_mask", post.uuid), url("author_erase", post.author.uuid))
    assert all(address in manager.get(url("thread", litter.uuid)).content.decode() for address in offered)
    seen = client_of(small.coder).get(url("thread", litter.uuid)).content.decode()
    assert not any(address in seen for address in offered)
