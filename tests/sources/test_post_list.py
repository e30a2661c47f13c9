"""The corpus browser showing single posts: which ones, in which order, page by page, and the same as rows."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from coding_app.projects.actions import create_project
from coding_app.sources import filtering
from coding_app.sources.queries import matching_posts
from corpus import facts, post_search, search
from corpus.models import Attachment, PollOption, Post, Thread
from corpus.search import Filters
from tests.scoped import ours
from tests.sources.conftest import HEADER, bring
from tests.sources.test_thread_list import both, doctors, english, index  # noqa: F401

pytestmark = pytest.mark.django_db
ROLES = {"reader": 200, "coder": 200, "stranger": 404}
LITTER, NO, WELL = "Faut-il nettoyer", "Non, ce n'est pas", "Œuvrer pour"
TRIPS, LOST = "Trajets non", "Je réponds"
RASH, WRIST, BONE, SPRAIN, YEAR = "#DocTocToc", "Radio du", "Fracture", "Entorse", "Bonne année"
KNOWN = (LITTER, NO, WELL, TRIPS, LOST, RASH, WRIST, BONE, SPRAIN, YEAR)
THREADED = [YEAR, LITTER, NO, WELL, WRIST, BONE, SPRAIN, RASH, LOST, TRIPS]


def begin(text):
    """Return the beginning by which a post is known here."""
    return next(known for known in KNOWN if text.startswith(known))


def state(**asked):
    return QueryDict(urlencode(asked, doseq=True))


@pytest.fixture
def found(small, both):  # noqa: F811
    """Return a function that gives what a state finds, by the list, after making sure that the rows say the same."""

    def posts(**asked):
        rows = list(matching_posts(small.project, small.coder, state(**asked)))
        page = post_search.browse_posts(both, filtering.filters_of(state(**asked), for_posts=True))
        assert [hit.id for hit in page.hits] == [post.pk for post in rows]
        assert (page.total, page.is_partial) == (len(rows), False)
        return [begin(post.text) for post in rows]

    return posts


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, THREADED),
        ({"order": "oldest"}, [TRIPS, LOST, RASH, WRIST, BONE, SPRAIN, LITTER, NO, WELL, YEAR]),
        ({"order": "answers", "answers": "1-5"}, [LITTER, NO, WELL, WRIST, BONE, SPRAIN][:6]),
        ({"order": "quickest", "answers": "1-5"}, [LITTER, NO, WELL, WRIST, BONE, SPRAIN]),
        ({"order": "slowest", "answers": "1-5"}, [WRIST, BONE, SPRAIN, LITTER, NO, WELL]),
        ({"order": "dated"}, [TRIPS, LOST, RASH, WRIST, LITTER, NO, WELL, BONE, SPRAIN, YEAR]),
        ({"order": "dated-"}, [YEAR, SPRAIN, BONE, WELL, NO, LITTER, WRIST, RASH, LOST, TRIPS]),
        # Words choose posts, not the threads they stand in.
        ({"q": "scaphoide"}, [BONE]),
        ({"q": '"dans le contrat"'}, [NO]),
        ({"q": "poignet -merci"}, []),
        ({"q": "radio OR éruption OR cliché"}, [WRIST, SPRAIN, RASH]),
        ({"q": "!!! & ( '"}, []),
        # Facets choose threads, with all their posts.
        ({"profession": "gp"}, [YEAR, WRIST, BONE, SPRAIN, RASH]),
        ({"question": "1"}, [LITTER, NO, WELL, RASH]),
        ({"hashtag": "doctoctoc"}, [RASH]),
        ({"asking": "half"}, [RASH]),
        ({"orphans": "1"}, [LOST]),
        ({"depth": "1"}, [WRIST, BONE, SPRAIN]),
        ({"since": "2020-01", "platform": "facebook"}, [LITTER, NO, WELL]),
        ({"until": "2019-12"}, [LOST, TRIPS]),
        # What is a matter of the post itself.
        ({"kind": "reply", "profession": "gp"}, [BONE, SPRAIN]),
        ({"part": "opening", "profession": "gp"}, [YEAR, WRIST, RASH]),
        ({"part": "answer"}, [NO, WELL, BONE, SPRAIN]),
        ({"asks": "1"}, [LITTER, RASH]),
        ({"asks": "1", "part": "answer"}, []),
        ({"q": "radio OR cliché", "part": "answer", "picture": "1"}, [SPRAIN]),
        # Nonsense counts as not asked.
        ({"part": "middle", "asks": "x", "order": "up", "after": "z"}, THREADED),
    ],
)
def test_what_is_found_in_which_order(found, asked, expected):
    assert found(**asked) == expected


def test_a_source_and_an_author_narrow_down(found, source):
    assert found(source=str(source.uuid)) == [LITTER, NO, WELL, LOST, TRIPS]
    mimi = ours(Post).get(text__startswith=LITTER).author.alias
    assert found(author=mimi) == [LITTER, WELL]
    assert found(author=mimi, q="chat") == [LITTER]
    assert found(author="AD-999") == []


def test_threads_that_a_search_finds_are_those_of_the_posts_it_finds(small, both):  # noqa: F811
    for words in ("radio", "litière OR contrat", "message"):
        threads = {hit.id for hit in search.browse(both, Filters(words=words)).hits}
        posts = matching_posts(small.project, small.coder, state(q=words))
        assert {post.thread_id for post in posts} == threads
        assert threads


def test_rows_may_be_filtered_counted_and_nested(small, both):  # noqa: F811
    rows = matching_posts(small.project, small.coder, state(asks="1", order="dated"))
    assert rows.filter(source__profession="gp").count() == 1
    assert ours(Post).filter(pk__in=rows.values("pk")).exclude(text__startswith="Faut").get().text.startswith(RASH)
    assert list(rows.values_list("position", flat=True)[:1]) == [0]


def test_marks_are_those_of_the_person(small, both, monkeypatch):  # noqa: F811
    from coding_app.sources.marks import MarkFacet

    bone = ours(Thread).get(posts__text__startswith=BONE)
    marks = {small.coder: frozenset({bone.pk}), small.reader: frozenset()}
    monkeypatch.setattr(
        "coding_app.coding.corpus_marks.thread_marks",
        lambda _project, by: [MarkFacet("coders", "Coded by", {"1": "one"}, {"1": marks[by]})],
    )
    assert matching_posts(small.project, small.coder, state(coders="1")).count() == 3
    assert matching_posts(small.project, small.reader, state(coders="1")).count() == 0
    assert matching_posts(small.project, small.reader, state(coders="0")).count() == 10


def test_other_projects_are_out_of_sight(small, both, client_of):  # noqa: F811
    other = create_project(name="Autre", by=small.owner)
    assert matching_posts(other, small.owner, state()).count() == 0
    html = client_of(small.owner).get(f"/projects/{other.slug}/corpus/?view=posts").content.decode()
    assert "The corpus is empty" in html


@pytest.mark.parametrize(("role", "status"), ROLES.items())
def test_posts_by_role(small, client_of, url, role, status):
    assert client_of(small.people[role]).get(url("thread_list"), {"view": "posts"}).status_code == status


def test_each_post_says_who_when_whom_it_answers_and_leads_to_its_place(both, manager, url):  # noqa: F811
    html = manager.get(url("thread_list"), {"view": "posts", "q": "contrat"}).content.decode()
    post = ours(Post).select_related("author", "parent__author", "thread").get(text__startswith=NO)
    place = f"{url('thread', post.thread.uuid)}?post={post.uuid}#post-{post.uuid}"
    assert f'href="{place}"' in html
    assert "<mark>contrat</mark>" in html
    assert f"<strong hx-ignore>{post.author.alias}</strong>" in html
    assert f"answers {post.parent.author.alias}" in html
    assert 'datetime="2020-02-03T' in html
    assert "1 post</strong>" in html
    lost = manager.get(url("thread_list"), {"view": "posts", "q": "effacé"}).content.decode()
    assert "answers a post that is not in the corpus" in lost


def test_what_came_with_a_post_and_what_became_of_it_is_said(small, both, manager, url, source):  # noqa: F811
    bone, sprain = (ours(Post).get(text__startswith=text) for text in (BONE, SPRAIN))
    PollOption.objects.create(post=bone, position=0, text="oui")
    Attachment.objects.create(post=bone, position=0, kind="image")
    ours(Post).filter(pk=sprain.pk).update(text="", availability="deleted")
    source.period_end = date(2020, 1, 31)
    source.save()
    hits = {hit.id: hit for hit in post_search.browse_posts(both, Filters()).hits}
    assert (hits[bone.pk].has_poll, hits[bone.pk].has_picture, hits[bone.pk].gone) == (True, True, "")
    assert (hits[sprain.pk].passage, hits[sprain.pk].gone) == ((), "deleted by its author")
    assert {begin(hit.passage[0].text) for hit in hits.values() if hit.is_outside} == {LITTER, NO, WELL}
    assert "deleted by its author" in manager.get(url("thread_list"), {"view": "posts"}).content.decode()


def test_the_text_is_escaped_and_its_beginning_cut(small, both, manager, url, source, tmp_path):  # noqa: F811
    html = manager.get(url("thread_list"), {"view": "posts"}).content.decode()
    assert "Bonne année &lt;b&gt;à tous&lt;/b&gt;" in html
    ours(Post).filter(text__startswith=YEAR).update(text="mot\n" * 200)
    (hit,) = post_search.browse_posts(both, Filters(order="dated-"), limit=1).hits
    assert hit.passage[0].text == "mot " * 74 + "mot…"


def test_one_state_for_both_views(both, manager, url):  # noqa: F811
    asked = {"view": "posts", "q": "radio OR éruption", "profession": "gp", "part": "opening", "asks": "1"}
    page = manager.get(url("thread_list"), asked)
    html = page.content.decode()
    assert [label for label, _address in page.context["chips"]] == [
        "“radio OR éruption”", "only openings", "only with a question mark", "General practitioners",
    ]  # fmt: skip
    assert QueryDict(dict(page.context["chips"])["only openings"][1:]).dict() == {
        name: value for name, value in asked.items() if name != "part"
    }
    assert 'name="view" value="posts"' in html
    threads = manager.get(url("thread_list") + page.context["threads_url"])
    assert [hit.first_line[:8] for hit in threads.context["found"].hits] == ["Radio du", "#DocTocT"]
    assert [label for label, _address in threads.context["chips"]] == ["“radio OR éruption”", "General practitioners"]
    back = manager.get(url("thread_list") + threads.context["posts_url"])
    assert [hit.id for hit in back.context["found"].hits] == [hit.id for hit in page.context["found"].hits]
    assert page.context["state"] == back.context["state"].replace("view=posts&", "", 1) or "view=posts" in html


def test_nothing_found_says_what_to_do(both, manager, url):  # noqa: F811
    html = manager.get(url("thread_list"), {"view": "posts", "q": "introuvable"}).content.decode()
    assert "No post answers" in html
    assert f'href="{url("thread_list")}?view=posts"' in html


@pytest.fixture
def many(small, source, tmp_path):
    """Forty threads of one to five posts, 120 in all, some without a date, many at the same minute."""
    rows, number = [], 0
    for n in range(40):
        for answer in range(1 + n % 5):
            when = "" if number % 17 == 0 else f"03/02/2020 08:{number // 4:02}"
            parent = f"p{n}-0" if answer else ""
            rows.append(f"Fil {n};a{number % 9};{when};Message numéro {number} ?;0;{parent};p{n}-{answer}")
            number += 1
    bring(source, small.manager, tmp_path, [HEADER, *rows])
    index()


@pytest.mark.parametrize(
    "order", ["recent", "oldest", "answers", "slowest", "people", "deepest", "asking", "dated", "dated-"]
)
@pytest.mark.parametrize("words", ["", "message"])
def test_pages_by_key_lose_and_repeat_nothing_both_ways(small, many, monkeypatch, order, words):
    corpus, filters = small.project.corpus_id, Filters(words=words, order=order)
    expected = list(post_search.matching(corpus, filters, {}).values_list("pk", flat=True))
    if words:
        monkeypatch.setattr(search, "MOST_POSTS", 30)  # the words are looked at post by post
    pages, after = [], None
    while after is not None or not pages:
        page = post_search.browse_posts(corpus, filters, after=after, limit=50)
        pages.append(page)
        after = page.hits[-1].uuid if page.has_next else None
    assert [hit.id for page in pages for hit in page.hits] == expected
    assert [len(page.hits) for page in pages] == [50, 50, 20]
    assert [(page.has_previous, page.has_next) for page in pages] == [(False, True), (True, True), (True, False)]
    for later, earlier in ((pages[2], pages[1]), (pages[1], pages[0])):
        back = post_search.browse_posts(corpus, filters, before=later.hits[0].uuid, limit=50)
        assert [hit.id for hit in back.hits] == [hit.id for hit in earlier.hits]
    assert not back.has_previous


def test_the_pages_are_linked_and_a_post_that_is_gone_is_the_first_page(many, manager, url):
    page = manager.get(url("thread_list"), {"view": "posts", "asks": "1"}).context
    second = manager.get(url("thread_list") + page["next_url"]).context
    first = manager.get(url("thread_list") + second["previous_url"]).context
    assert [hit.id for hit in first["found"].hits] == [hit.id for hit in page["found"].hits]
    assert (first["previous_url"], len(second["found"].hits)) == ("", 50)
    gone = manager.get(url("thread_list"), {"view": "posts", "after": str(uuid4())}).context["found"]
    assert [hit.id for hit in gone.hits] == [hit.id for hit in page["found"].hits]


def test_very_many_posts_are_counted_up_to_a_point(small, many, manager, url, monkeypatch):
    monkeypatch.setattr(search, "MOST_POSTS", 30)
    monkeypatch.setattr(post_search, "MOST_POSTS", 30)
    html = manager.get(url("thread_list"), {"view": "posts", "q": "message"}).content.decode()
    assert "More than 30 posts" in html
    # Without a condition on posts their number is the sum of what the threads hold.
    assert "120 posts</strong>" in manager.get(url("thread_list"), {"view": "posts"}).content.decode()


def test_statements_of_a_search_do_not_depend_on_what_is_there(both, many, django_assert_num_queries):  # noqa: F811
    # The savepoint, the settings, the sources, the words, the counts, the hashtags, the posts counted, the page.
    for words in ("message", "introuvable"):
        with django_assert_num_queries(9):
            post_search.browse_posts(both, Filters(words=words))


def test_statements_of_the_page(both, manager, url, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(17):
        manager.get(url("thread_list"), {"view": "posts", "q": "radio", "picture": "1"})


def test_a_thread_whose_facts_changed_is_found_by_them(small, both):  # noqa: F811
    ours(Post).filter(text__startswith=SPRAIN).update(text="Entorse ? Fracture ?")
    facts.refresh()
    rows = matching_posts(small.project, small.coder, state(asks="1", part="answer"))
    assert [re.sub(r"\s.*", "", post.text) for post in rows] == ["Entorse"]
