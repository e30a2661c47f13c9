"""Captures of one thread become one tree, whatever their order; people who left stay out; two imports at once."""

import threading
from itertools import permutations

import pytest
from django.db import connections

from corpus import facts
from corpus import ingest as importing
from corpus.importers.base import PostKind
from corpus.keys import read_key
from corpus.models import Author, ErasedDigest, Erasure, ImportBatch, Post, Source, Thread, ThreadFacts
from corpus.pseudonyms import digest
from tests.corpus.conftest import origin, post


def in_thread(n, parent=None, **more):
    said = {"external_id": f"p{n}", "parent_external_id": f"p{parent}" if parent is not None else ""}
    return post(n % 60, f"texte {n}", author_name=f"personne{n % 7}", **(said | more))


def tree():
    return {p.external_id: p.parent.external_id if p.parent else None for p in Post.objects.select_related("parent")}


CHAIN = [in_thread(0), in_thread(1, 0), in_thread(2, 1), in_thread(3, 2)]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=lambda o: "".join(map(str, o)))
def test_one_post_a_file_in_any_order_is_one_chain(take_in, order):
    for n in order:
        take_in(CHAIN[n], file=f"f{n}")
    assert tree() == {"p0": None, "p1": "p0", "p2": "p1", "p3": "p2"}
    assert Thread.objects.count() == 1
    assert list(Post.objects.order_by("position").values_list("external_id", "position")) == [
        ("p0", 0),
        ("p1", 1),
        ("p2", 2),
        ("p3", 3),
    ]
    assert facts.check().is_right


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 2, 0, 3, 1), (3, 4, 1, 2, 0)])
def test_five_captures_of_a_thread_of_211_answers_are_one_tree(take_in, order):
    answers = [in_thread(n, 0 if n % 3 else max(n - 3, 0)) for n in range(1, 212)]
    pieces = [answers[k * 40 : k * 40 + 60] for k in range(5)]
    for k in order:
        take_in(in_thread(0), *pieces[k], file=f"f{k}")
    expected = {p.external_id: p.parent_external_id or None for p in [in_thread(0), *answers]}
    assert tree() == expected
    assert (Post.objects.count(), Thread.objects.count(), ThreadFacts.objects.get().answers) == (212, 1, 211)
    assert Post.objects.filter(missing_parent_digest__isnull=False).count() == 0
    assert sorted(Post.objects.values_list("position", flat=True)) == list(range(212))


def test_captures_without_ids_meet_by_their_words(take_in):
    rows = [post(n, f"texte {n}", author_name=f"personne{n % 7}", thread_external_id="fil 3") for n in range(30)]
    take_in(*rows[:20], file="a")
    report = take_in(*rows[10:], file="b")
    assert (report.posts, report.duplicates, Post.objects.count(), Thread.objects.count()) == (10, 10, 30, 1)


def test_a_thread_that_waited_joins_the_one_that_was_there(take_in):
    take_in(in_thread(3, 2), file="a")
    take_in(in_thread(0), in_thread(1, 0), file="b")
    assert Thread.objects.count() == 2
    take_in(in_thread(2, 1), file="c")
    assert (Thread.objects.count(), tree()["p3"], facts.check().is_right) == (1, "p2", True)


def test_a_thread_somebody_worked_on_stays_apart(take_in):
    take_in(in_thread(3, 2), file="a")
    take_in(in_thread(0), in_thread(1, 0), file="b")
    take_in(in_thread(2, 1), file="c", is_worked_on=set)
    assert (Thread.objects.count(), tree()["p3"]) == (2, None)


def test_threads_named_apart_stay_apart(take_in):
    take_in(in_thread(1, thread_external_id="fil 1"), in_thread(2, 1, thread_external_id="fil 2"))
    assert (Thread.objects.count(), tree()) == (2, {"p1": None, "p2": None})


def test_a_title_comes_with_the_opening_or_before_it(take_in):
    take_in(in_thread(1, 0, title="Re: carreaux"), file="a")
    assert Thread.objects.get().title == "Re: carreaux"
    take_in(in_thread(8), in_thread(9, 8, title="Re"), in_thread(8, title="double"), file="b")
    assert sorted(Thread.objects.values_list("title", flat=True)) == ["Re", "Re: carreaux"]


def test_of_several_titles_the_one_of_the_opening_stands(take_in):
    take_in(in_thread(1, 0, title="Re: carreaux"), in_thread(0, title="Carreaux"))
    assert Thread.objects.get().title == "Carreaux"


def test_who_asks_the_questions_has_no_profession(take_in):
    take_in(
        post(1, "Alors ?", external_id="1", kind=PostKind.QUESTION, author_name="Enquêtrice"),
        post(2, "Oui.", external_id="2", parent_external_id="1", kind=PostKind.TURN, author_name="Jo"),
    )
    assert {(p.kind, p.author.profession, p.author.alias) for p in Post.objects.all()} == {
        ("question", "other", "PA-001"),
        ("turn", "home_help", "AD-001"),
    }


@pytest.fixture
def erased(source, take_in):
    """A corpus that Jo asked to be left out of."""
    take_in(in_thread(0))
    key = read_key(source.corpus.uuid)
    made = Erasure.objects.create(corpus=source.corpus, alias="AD-009", reason="demande", made_by="Anne")

    def leave_out(kind, value):
        ErasedDigest.objects.create(
            corpus=source.corpus, erasure=made, digest=digest(key, source.platform, kind, value)
        )

    return leave_out


def test_who_left_is_named_in_the_language_of_the_post(take_in, erased):
    erased("author-name", "jo")
    take_in(
        post(1, "Moi", external_id="j1", parent_external_id="p0", author_name="Jo"),
        post(2, "@Jo is right, call 06 00 00 00 00", external_id="j2", author_name="Al", language="en"),
        file="b",
    )
    answer = Post.objects.get(external_id="j2")
    assert answer.text == "@[erased person] is right, call [phone]"
    (hit,) = answer.redaction_hits.all()
    assert answer.text[hit.start : hit.end] == "[phone]"


def test_posts_of_people_who_left_are_refused_and_counted(take_in, erased):
    erased("author-name", "jo")
    report = take_in(
        post(1, "Moi", external_id="j1", parent_external_id="p0", author_name="Jo"),
        post(2, "@Jo oui.", external_id="j2", parent_external_id="j1", author_name="Al"),
        file="b",
    )
    assert (report.rows, report.posts, report.refused, report.duplicates, report.batch.refused) == (2, 1, 1, 0, 1)
    answer = Post.objects.get(external_id="j2")
    assert answer.text == "@[personne effacée] oui."
    assert (answer.parent, answer.missing_parent_digest is None, answer.mentions.count()) == (None, False, 0)
    assert Author.objects.count() == 2


def test_a_post_that_was_erased_is_refused_whoever_wrote_it(take_in, erased):
    erased("post", "j1")
    report = take_in(post(1, "Moi", external_id="j1", author_name="Jo"), in_thread(1, 0), file="b")
    assert (report.posts, report.refused) == (1, 1)
    assert not Author.objects.filter(posts__isnull=True).exists()


def test_a_repeat_of_the_file_says_what_was_refused(take_in, erased):
    erased("author-name", "jo")
    rows = [post(1, "Moi", external_id="j1", author_name="Jo")]
    take_in(*rows, file="b")
    assert take_in(*rows, file="b").refused == 1


def test_two_imports_of_one_corpus_at_the_same_moment_follow_one_another(committed_source):
    source = committed_source
    both_read = threading.Barrier(2, timeout=20)
    failures = []

    def run(name, rows):
        def read():
            yield from rows
            both_read.wait()

        try:
            importing.ingest(Source.objects.get(pk=source.pk), read(), origin(name), progress=lambda *_: None)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    # Both files hold the same opening and some of the same people.
    files = {
        "a": [in_thread(n, 0 if n else None) for n in range(60)],
        "b": [in_thread(n, 0 if n else None) for n in range(90)],
    }
    workers = [threading.Thread(target=run, args=item) for item in files.items()]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(40)
    assert failures == []
    assert Post.objects.filter(source=source).count() == 90
    assert Thread.objects.filter(source=source).count() == 1
    assert Author.objects.filter(corpus=source.corpus).count() == 7
    batches = ImportBatch.objects.filter(source=source)
    assert [(b.state, b.posts_added + b.duplicates) for b in batches.order_by("rows_read")] == [
        ("done", 60),
        ("done", 90),
    ]
    assert sum(batches.values_list("posts_added", flat=True)) == 90
