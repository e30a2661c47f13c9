"""Files of X become threads: by climbing, by their names, with what can no longer be read in its place."""

import json

import pytest

from corpus import ingest as importing
from corpus.importers import registry
from corpus.models import Post, Thread
from tests.corpus.conftest import origin
from tests.pure.importers import test_x_api_v1, test_x_missing, test_x_web


@pytest.fixture
def x_source(source):
    source.platform, source.profession = "x", "gp"
    source.save()
    return source


def brought_in(source, path):
    return importing.ingest(source, registry.read(path, registry.guess_recipe(path)), origin(path.name))


def lines(path, *values):
    path.write_text("".join(json.dumps(v) + "\n" for v in values))
    return path


def tree() -> list[tuple[str, str | None, str]]:
    rows = Post.objects.order_by("external_id").values_list("external_id", "parent__external_id", "thread_id")
    threads = {t: n for n, t in enumerate(dict.fromkeys(r[2] for r in rows))}
    return [(own[-3:], parent and parent[-3:], "abcdef"[threads[thread]]) for own, parent, thread in rows]


def test_statuses_are_put_into_threads_by_climbing(x_source, tmp_path):
    deep = test_x_api_v1.ANSWER | {"id_str": "1220000000000000105", "in_reply_to_status_id_str": "1220000000000000102"}
    lost = test_x_api_v1.ANSWER | {"id_str": "1220000000000000106", "in_reply_to_status_id_str": "1220000000000000001"}
    path = lines(tmp_path / "v1.jsonl", deep, lost, test_x_api_v1.ANSWER, test_x_api_v1.FIRST)
    report = brought_in(x_source, path)
    assert (report.rows, report.posts, report.threads, report.orphans) == (4, 4, 2, 1)
    assert tree() == [("101", None, "a"), ("102", "101", "a"), ("105", "102", "a"), ("106", None, "b")]


def test_a_post_captured_twice_is_one_post(x_source, tmp_path):
    envelopes = [test_x_web.envelope(t) for t in (test_x_web.POLL, test_x_web.REPLY)]
    again = test_x_web.envelope(test_x_web.POLL, session=2)
    report = brought_in(x_source, lines(tmp_path / "z.ndjson", *envelopes, again))
    assert (report.rows, report.posts, report.threads, report.duplicates) == (3, 2, 1, 1)
    assert tree() == [("001", None, "a"), ("002", "001", "a")]


def test_answers_to_a_deleted_post_keep_their_parent(x_source, tmp_path):
    gone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "This Post was deleted by its author."}}}
    child = test_x_web.tweet(
        test_x_web.LONG, "Et pourtant", test_x_web.OLD_USER, **test_x_web.answer_to(test_x_web.GONE)
    )
    answer = test_x_web.response(
        test_x_web.entry(test_x_web.POLL), test_x_web.entry(gone, f"tweet-{test_x_web.GONE}"), test_x_web.entry(child)
    )
    report = brought_in(x_source, lines(tmp_path / "web.jsonl", answer))
    assert (report.posts, report.threads, report.orphans) == (3, 1, 0)
    assert tree() == [("001", None, "a"), ("003", "005", "a"), ("005", None, "a")]
    assert list(Post.objects.filter(external_id=test_x_web.GONE).values_list("text", "availability")) == [
        ("", "deleted")
    ]
    assert Thread.objects.count() == 1


def test_a_post_that_the_platform_names_as_lost_opens_the_thread_of_its_answers(x_source, tmp_path):
    answers = [test_x_missing.answer(own, "10", "10") for own in ("11", "12")]
    page = test_x_missing.page(*answers, errors=(test_x_missing.error("Authorization Error", "10"),))
    report = brought_in(x_source, lines(tmp_path / "v2.jsonl", page))
    assert (report.rows, report.posts, report.threads, report.orphans, report.warnings) == (3, 3, 1, 0, 1)
    assert tree() == [("10", None, "a"), ("11", "10", "a"), ("12", "10", "a")]
    assert list(Post.objects.filter(availability="withheld").values_list("external_id", "text", "position")) == [
        ("10", "", 0)
    ]
