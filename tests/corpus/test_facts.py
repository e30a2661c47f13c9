"""What threads look like as a whole, against what a person counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from corpus import facts
from corpus.facts import Check
from corpus.models import (
    Attachment,
    Author,
    Hashtag,
    ImportBatch,
    PollOption,
    Post,
    Source,
    Thread,
    ThreadFacts,
)

NOON = datetime(2020, 2, 3, 12, tzinfo=UTC)


@pytest.fixture
def batch(source: Source) -> ImportBatch:
    return ImportBatch.objects.create(source=source, state="done", file_name="a.csv", sha256="a" * 64)


@pytest.fixture
def grow(source: Source, batch: ImportBatch):
    """Make a thread of posts given as (author, minutes after noon, number of the post answered, text)."""

    def run(*posts, into: Thread | None = None, of: ImportBatch | None = None, **more) -> Thread:
        of = of or batch
        thread = into or Thread.objects.create(source=source, batch=of, digest=_digest())
        rows = list(thread.posts.order_by("position"))
        for alias, minutes, answered, text in posts:
            author = alias and Author.objects.get_or_create(corpus=source.corpus, alias=alias, profession="gp")[0]
            timed = (
                {"posted_at": NOON + timedelta(minutes=minutes), "time_status": "utc"} if minutes is not None else {}
            )
            parent = rows[answered] if answered is not None else None
            rows.append(
                Post.objects.create(
                    source=source, thread=thread, batch=of, author=author or None, parent=parent, digest=_digest(),
                    position=len(rows), kind="reply" if rows else "post", text=text, **(timed | more),
                )
            )  # fmt: skip
        return thread

    return run


def _digest() -> bytes:
    return Post.objects.count().to_bytes(16, "big") + Thread.objects.count().to_bytes(16, "big")


def facts_of(thread: Thread) -> ThreadFacts:
    return ThreadFacts.objects.get(thread=thread)


def test_a_thread_is_counted_as_a_person_counts_it(grow, source):
    thread = grow(
        ("A", 0, None, "Une idée pour cette éruption ?"),
        ("B", 12, 0, "La gale ?"),
        ("A", 20, 1, "Non, voir https://exemple.fr/?p=3"),
        ("C", 15, 0, "Une photo, https://exemple.fr/a?"),
        ("", None, 2, "effacé"),
    )
    posts = list(thread.posts.order_by("position"))
    PollOption.objects.create(post=posts[1], position=0, text="Gale", votes=3)
    Attachment.objects.create(post=posts[3], position=0, kind="image")
    for post, name in ((0, "gale"), (1, "doctoctoc"), (2, "gale")):
        Hashtag.objects.create(post=posts[post], name=name, written=name.title())
    facts.refresh([thread.pk])
    found = facts_of(thread)
    assert (found.source_id, found.opened_at, found.month) == (source.pk, NOON, date(2020, 2, 1))
    assert (found.answers, found.participants, found.depth) == (4, 3, 3)
    assert found.first_answer_after == timedelta(minutes=12)
    assert found.is_answered_by_other is True
    # The question mark within an address is none, the one after an address is.
    assert (found.questions, found.opens_with_question) == (3, True)
    assert (found.has_poll, found.has_image) == (True, True)
    assert (found.kinds, found.hashtags) == (["post", "reply"], ["doctoctoc", "gale"])
    assert (found.first_at, found.last_at) == (NOON, NOON + timedelta(minutes=20))
    assert found.has_rough_times is True


FACES = ["Bravo 😀", "Courage ❤️", "merci ☺", "Oui :-)", "oui:)", "oui ;p", ":D", "ok ^^", "triste :'(.", "Bof :/ bon"]
NO_FACES = [
    "🇫🇷", "Quoi : (a) non", "https://a.fr/b", "à 8:30", "INR <3", "", "liste :depuis", "10^6", "voir:(ici)", "3; ok",
]  # fmt: skip


def test_emoticons_are_told_from_signs(db):
    with connection.cursor() as cursor:
        told = f"SELECT t.x FROM unnest(%s::text[]) AS t (x) WHERE {facts.EMOTES.format('t.x')}"
        cursor.execute(told, [FACES + NO_FACES])
        assert [text for (text,) in cursor.fetchall()] == FACES


def test_posts_with_an_emoticon_are_counted(grow):
    thread = grow(("A", 0, None, "Qui ? :)"), ("B", 1, 0, "Moi 😀😀 ;)"), ("A", 2, 0, "Ah"))
    facts.refresh([thread.pk])
    assert facts_of(thread).emoticons == 2


def test_a_thread_without_answers(grow):
    thread = grow(("A", 0, None, "Bonne année"))
    facts.refresh([thread.pk])
    found = facts_of(thread)
    assert (found.answers, found.participants, found.depth, found.questions) == (0, 1, 0, 0)
    assert (found.first_answer_after, found.is_answered_by_other) == (None, False)
    assert (found.opens_with_question, found.has_poll, found.has_image, found.has_rough_times) == (False,) * 4
    assert (found.kinds, found.hashtags) == (["post"], [])


def test_answering_oneself_is_no_answer_by_somebody_else(grow):
    thread = grow(("A", 0, None, "Bonjour"), ("A", 5, 0, "Personne ?"))
    facts.refresh([thread.pk])
    assert (facts_of(thread).answers, facts_of(thread).is_answered_by_other) == (1, False)


@pytest.mark.parametrize("more", [{"time_precision": "day"}, {"time_status": "estimated"}])
def test_rough_times_give_no_delay(grow, more):
    thread = grow(("A", 0, None, "Bonjour"), ("B", 600, 0, "Salut"), **more)
    facts.refresh([thread.pk])
    assert facts_of(thread).first_answer_after is None


def test_a_month_is_the_one_in_france(grow):
    thread = grow(("A", 0, None, "Minuit"), posted_at=datetime(2020, 1, 31, 23, 30, tzinfo=UTC))
    facts.refresh([thread.pk])
    assert facts_of(thread).month == date(2020, 2, 1)


def test_orphans_stand_right_under_the_opening_and_circles_end(grow):
    thread = grow(("A", 0, None, "a"), ("B", 1, None, "b"), ("C", 2, 1, "c"), ("D", 3, 2, "d"))
    posts = list(thread.posts.order_by("position"))
    Post.objects.filter(pk=posts[1].pk).update(parent=posts[3])
    facts.refresh([thread.pk])
    assert facts_of(thread).depth == 3


def test_a_chain_of_2000_is_as_deep(grow, source, batch):
    thread = grow(("A", 0, None, "0"))
    first = thread.posts.get().pk
    made = [
        Post(id=first + n, source=source, thread=thread, batch=batch, digest=(n + 10**9).to_bytes(32, "big"),
             position=n, parent_id=first + n - 1, text=str(n))
        for n in range(1, 2001)
    ]  # fmt: skip
    Post.objects.bulk_create(made)
    facts.refresh([thread.pk])
    assert (facts_of(thread).depth, facts_of(thread).answers) == (2000, 2000)


def test_what_a_batch_touched_is_computed_again_and_nothing_else(grow, source):
    old, other = grow(("A", 0, None, "a")), grow(("A", 0, None, "b"))
    facts.refresh()
    ThreadFacts.objects.update(participants=99)
    later = ImportBatch.objects.create(source=source, state="done", file_name="b.csv", sha256="b" * 64)
    grow(("B", 9, 0, "enfin"), into=old, of=later)
    facts.refresh(found_by=f"SELECT thread_id AS id FROM corpus_post WHERE batch_id = {later.pk}")
    assert (facts_of(old).answers, facts_of(old).participants) == (1, 2)
    assert (facts_of(other).answers, facts_of(other).participants) == (0, 99)


def test_a_thread_that_is_gone_loses_its_facts(grow):
    thread = grow(("A", 0, None, "a"))
    facts.refresh()
    Post.objects.filter(thread=thread).delete()
    facts.refresh([thread.pk])
    assert not ThreadFacts.objects.exists()


def test_the_check_sees_what_is_missing_left_over_and_different(grow):
    one, two, three, four = (grow(("A", n, None, "a"), ("B", n + 1, 0, "b ?")) for n in range(4))
    facts.refresh()
    assert facts.check() == Check(0, 0, 0)
    assert facts.check().is_right
    ThreadFacts.objects.filter(thread=one).delete()
    ThreadFacts.objects.filter(thread=two).update(questions=7)
    ThreadFacts.objects.filter(thread=four).update(hashtags=["x"])
    Post.objects.filter(thread=three, position=1).delete()
    Post.objects.filter(thread=three).delete()
    assert facts.check() == Check(missing=1, left_over=1, different=2)
    assert not facts.check().is_right
    facts.refresh()
    ThreadFacts.objects.filter(thread=three).delete()
    assert facts.check().is_right


def test_the_statements_do_not_grow_with_the_threads(grow, django_assert_num_queries):
    threads = [grow(("A", n, None, "a"), ("B", n + 1, 0, "b")) for n in range(5)]
    for some in (threads[:1], threads):
        # The savepoint of the action within the transaction of the test, two statements of it, five of the work.
        with django_assert_num_queries(7):
            facts.refresh([thread.pk for thread in some])


def test_joins_are_allowed_again_afterwards(grow):
    facts.refresh([grow(("A", 0, None, "a")).pk])
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_hashjoin'), current_setting('enable_mergejoin')")
        assert cursor.fetchone() == ("on", "on")


def readings() -> dict[str, int]:
    """Return how often each table of the corpus was read from end to end in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname LIKE 'corpus%%'")
        return dict(cursor.fetchall())


@pytest.mark.parametrize("threads", [3, 40])
def test_no_table_is_read_once_a_thread(grow, batch, threads):
    """A table that the planner never looked at is taken for empty, and was read again for each thread."""
    for n in range(threads):
        thread = grow(("A", 0, None, "Quoi ?"), ("B", 1, 0, "Oui"))
        Hashtag.objects.create(post=thread.posts.earliest("position"), name=f"n{n}", written=f"N{n}")
    before = readings()
    facts.refresh(found_by=f"SELECT DISTINCT thread_id AS id FROM corpus_post WHERE batch_id = {batch.pk}")
    read = {table: count - before.get(table, 0) for table, count in readings().items()}
    assert {table: count for table, count in read.items() if count > 2} == {}
    assert ThreadFacts.objects.filter(hashtags__contains=["n1"]).count() == 1
    assert facts.check().is_right


def test_a_chain_is_as_deep_as_it_is_long(grow):
    chain = grow(("A", 0, None, "Premier"), *(("B", n, n - 1, "Encore") for n in range(1, 30)))
    other = grow(("A", 0, None, "Ailleurs"), ("B", 1, 0, "Oui"))
    later, earlier = chain.posts.get(position=20), chain.posts.get(position=10)
    Post.objects.filter(pk=later.pk).update(parent=other.posts.first())  # answers what stands elsewhere
    facts.refresh()
    assert (facts_of(chain).depth, facts_of(other).depth) == (19, 1)
    Post.objects.filter(pk=earlier.pk).update(parent=chain.posts.get(position=15))  # a circle from 10 to 15
    facts.refresh()
    assert facts_of(chain).depth == 10
