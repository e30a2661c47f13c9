"""Sources, threads, posts."""

import base64
import uuid
from datetime import UTC, datetime

import pytest

from corpus import facts
from corpus.models import Attachment, Hashtag, PollOption, Post, Source, Thread
from tests.coding.conftest import TEXTS, add_thread


@pytest.fixture
def opening(coded):
    """The opening post with everything that may come along."""
    post = Post.objects.get(source__corpus=coded.project.corpus, position=0)
    PollOption.objects.create(post=post, position=0, text="Oui", votes=3)
    Attachment.objects.create(post=post, position=0, kind="image", description="Un bac à litière")
    Hashtag.objects.create(post=post, name="chat", written="Chat")
    return post


def test_sources_say_what_they_hold(program, coded, foreign):
    [source] = program("reader").get("source_list").json()
    assert (source["name"], source["thread_count"], source["post_count"]) == ("Groupe", 1, 6)
    assert program("reader").get("source", source["uuid"]).json() == source


def test_threads_are_listed_with_their_length(program, coded):
    page = program("reader").get("thread_list").json()
    [thread] = page["results"]
    assert (thread["post_count"], thread["profession"], page["next"]) == (6, "home_help", None)
    assert program("reader").get("thread", thread["uuid"]).json() == thread


def test_a_thread_carries_its_facts(program, coded):
    ours = program("reader")
    [bare] = ours.get("thread_list").json()["results"]
    assert bare["facts"] is None  # not computed yet
    facts.refresh()
    [thread] = ours.get("thread_list").json()["results"]
    opened = thread["facts"].pop("opened_at")
    assert opened == "2019-03-12T19:42:00+01:00"
    assert thread["facts"] == {
        "answers": 5, "participants": 6, "depth": 2, "first_answer_after": 60.0, "is_answered_by_other": True,
        "questions": 1, "share_of_questions": 0.1667, "is_unanswered": False,
    }  # fmt: skip
    assert ours.get("thread", thread["uuid"]).json()["facts"]["answers"] == 5


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["litière", "seul"]),
        ({"answers_min": 1}, ["litière"]),
        ({"answers_max": 4}, ["seul"]),
        ({"answers_min": 0, "answers_max": 5}, ["litière", "seul"]),
        ({"answered_by_other": "true"}, ["litière"]),
        ({"answered_by_other": "false"}, ["seul"]),
    ],
)
def test_threads_are_chosen_by_their_facts(program, coded, query, names):
    lone = add_thread(coded.project, ["Personne ?"], [None], name="seul")
    facts.refresh()
    found = program("reader").get("thread_list", **query).json()["results"]
    assert ["seul" if row["uuid"] == str(lone.uuid) else "litière" for row in found] == names


@pytest.mark.parametrize(
    "query", [{"answers_min": -1}, {"answers_max": "many"}, {"answered_by_other": "x"}, {"answers_min": 10**10}]
)
def test_facts_that_are_no_facts_are_refused(program, coded, query):
    answer = program("reader").get("thread_list", **query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.json()["detail"]


def test_a_post_carries_what_came_along_and_no_identity(program, opening):
    opening_post = program("reader").get("post", opening.uuid).json()
    assert opening_post == {
        "uuid": str(opening.uuid),
        "source": str(opening.source.uuid),
        "thread": str(opening.thread.uuid),
        "parent": None,
        "author": "AD-001",
        "position": 0,
        "kind": "post",
        "text": TEXTS[0],
        "language": "",
        "posted_at": "2019-03-12T19:42:00+01:00",
        "time_status": "utc",
        "time_precision": "second",
        "is_edited": False,
        "likes": None,
        "reposts": None,
        "replies_count": None,
        "poll": [{"position": 0, "text": "Oui", "votes": 3}],
        "attachments": [{"position": 0, "kind": "image", "description": "Un bac à litière"}],
        "hashtags": ["Chat"],
    }


def test_a_post_without_author_is_read_too(program, opening):
    lone = Post.objects.create(
        source=opening.source, thread=opening.thread, batch=opening.batch, digest=b"x", position=9, text="Sans nom"
    )
    answer = program("reader").get("post", lone.uuid).json()
    assert (answer["author"], answer["posted_at"], answer["parent"]) == (None, None, None)


def texts(answer):
    assert answer.status_code == 200, answer.content
    return [post["text"] for post in answer.json()["results"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "litiere"}, TEXTS[:1]),
        ({"q": "nettoyait"}, TEXTS[:1]),
        ({"q": '"convention collective"'}, TEXTS[3:4]),
        ({"q": "litière or contrat"}, TEXTS[:2]),
        ({"q": "'\";--"}, []),
        ({"profession": "home_help"}, TEXTS),
        ({"profession": "gp"}, []),
        ({"since": "2019-03-12", "until": "2019-03-12"}, TEXTS),
        ({"since": "2019-03-13"}, []),
        ({"until": "2019-03-11"}, []),
        ({"source": str(uuid.UUID(int=0))}, []),
    ],
)
def test_posts_are_chosen_by_words_and_circumstances(program, coded, query, expected):
    assert texts(program("reader").get("post_list", **query)) == expected


def test_a_day_is_a_day_of_the_servers_time_zone(program, opening):
    late = Post.objects.create(
        source=opening.source, thread=opening.thread, batch=opening.batch, digest=b"x", position=9, text="Minuit passé",
        posted_at=datetime(2019, 3, 20, 23, 30, tzinfo=UTC), time_status="utc",
    )  # fmt: skip
    assert texts(program("reader").get("post_list", since="2019-03-21")) == [late.text]
    assert texts(program("reader").get("post_list", until="2019-03-20")) == TEXTS


def test_posts_of_one_thread_or_source(program, coded):
    other = add_thread(coded.project, ["Autre fil"], [None], name="autre")
    assert texts(program("reader").get("post_list", thread=other.uuid)) == ["Autre fil"]
    source = Source.objects.get(corpus=coded.project.corpus)
    assert len(texts(program("reader").get("post_list", source=source.uuid))) == 7


@pytest.mark.parametrize(
    "query",
    [
        {"since": "hier"}, {"source": "x"}, {"profession": "baker"}, {"limit": 0}, {"limit": 501}, {"limit": "many"},
        {"q": "a\0b"}, {"q": ""}, {"text__contains": "chat"}, {"source__corpus__name": "x"}, {"author__digests": 1},
    ],
)  # fmt: skip
def test_a_bad_parameter_is_refused_with_its_name(program, coded, query):
    answer = program("reader").get("post_list", **query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.json()["detail"]


def test_pages_follow_one_another_without_gap(program, coded):
    ours, seen = program("reader"), []
    url = f"{ours.url('post_list')}?limit=4"
    while url:
        answer = ours.client.get(url, headers=ours.headers).json()
        seen.append([post["text"] for post in answer["results"]])
        url = answer["next"]
    assert seen == [TEXTS[:4], TEXTS[4:]]


@pytest.mark.parametrize("plain", [b"", b"x", b"p=abc", b"o=5", b"p=1e5", b"p=-1", "p=²".encode()])
def test_a_damaged_cursor_is_refused(program, coded, plain):
    answer = program("reader").get("post_list", cursor=base64.b64encode(plain or b"%").decode())
    assert (answer.status_code, bool(answer.json()["detail"])) == (404, True)


def test_a_cursor_beyond_all_rows_gives_an_empty_page(program, coded):
    assert texts(program("reader").get("post_list", cursor=base64.b64encode(b"p=" + b"9" * 30).decode())) == []


def test_things_of_another_project_are_not_there(program, foreign):
    ours = program("owner")
    assert [source["post_count"] for source in ours.get("source_list").json()] == [6]
    for name, row in [
        ("source", Source.objects.get(corpus=foreign.corpus)),
        ("thread", Thread.objects.get(source__corpus=foreign.corpus)),
        ("post", Post.objects.filter(source__corpus=foreign.corpus).first()),
    ]:
        assert ours.get(name, row.uuid).status_code == 404
        assert program("stranger", foreign).get(name, row.uuid).status_code == 200
    assert len(texts(ours.get("post_list", source=Source.objects.get(corpus=foreign.corpus).uuid))) == 0


@pytest.mark.parametrize(("name", "queries"), [("source_list", 3), ("thread_list", 3), ("post_list", 6)])
def test_the_number_of_queries_does_not_grow(program, coded, opening, django_assert_num_queries, name, queries):
    for number in range(5):
        thread = add_thread(coded.project, ["Un", "Deux"], [None, 0], name=f"fil {number}")
        Hashtag.objects.create(post=thread.posts.first(), name="x", written="x")
    ours = program("reader")
    with django_assert_num_queries(queries):
        assert ours.get(name).status_code == 200
