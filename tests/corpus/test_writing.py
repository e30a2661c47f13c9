"""Posts are packed and copied chunk by chunk, and nobody can tell afterwards where a chunk ended."""

import sys

import pytest
from django.db import IntegrityError, connection, transaction

from corpus import intake, staging, writing
from corpus.importers.base import Mention as Named
from corpus.importers.base import TimeStatus
from corpus.intake import Intake
from corpus.models import Attachment, Corpus, Hashtag, Mention, Post, RedactionHit, Source, Thread
from corpus.pseudonyms import Masker
from corpus.reviewing import accept_all
from tests.corpus.conftest import post

FILE = [
    post(1, "Chez Odile Serpillère hier #gants", external_id="p1", author_name="Mireille Plumeau"),
    post(2, "@Jo et Odile Serpillère : non", external_id="p2", parent_external_id="p6", author_name="Odile Serpillère"),
    post(3, "Oui", external_id="p3", parent_external_id="p1", author_name="Jo", title="Les gants"),
    post(4, "Oui", external_id="p3", parent_external_id="p1", author_name="Jo"),
    post(5, "au 06 12 34 56 78 #Gants #eau", external_id="p5", parent_external_id="absent", author_name="Jo"),
    post(6, "L'ouverture", external_id="p6", author_name="Zoé", mentions=(Named("mireille plumeau"),)),
    post(7, "Réponse à la réponse", external_id="p7", parent_external_id="p2", author_name="Mireille Plumeau"),
]


def told(source: Source) -> list[tuple[object, ...]]:
    """Return what a source holds, without what is drawn anew for each import."""
    posts = Post.objects.filter(source=source).select_related("parent", "author", "thread").order_by("pk")
    aliases = {alias: n for n, alias in enumerate(dict.fromkeys(p.author.alias for p in posts))}
    words = [(p.text, p.author.alias) for p in posts]
    plain = [text for text, _ in words]
    for alias, number in aliases.items():
        plain = [text.replace(alias, f"<{number}>") for text in plain]
    return [
        (p.external_id, text, aliases[p.author.alias], p.parent and p.parent.external_id, p.position, p.kind,
         p.missing_parent_digest is None, p.thread.title, p.posted_at, p.time_precision, p.words_digest is not None,
         sorted(Hashtag.objects.filter(post=p).values_list("name", "written")),
         Mention.objects.filter(post=p).count(),
         list(RedactionHit.objects.filter(post=p).values_list("kind", "start", "end")))
        for p, text in zip(posts, plain, strict=True)
    ]  # fmt: skip


def test_the_size_of_a_chunk_changes_nothing(take_in, source, monkeypatch):
    reports, found = [], []
    for size in (4_000, 1, 2, 3):
        monkeypatch.setattr(intake, "CHUNK", size)
        into = Source.objects.create(
            corpus=Corpus.objects.create(name=f"{size}"), platform="facebook", name="x", profession="home_help"
        )
        report = take_in(*FILE, into=into)
        reports.append((report.rows, report.posts, report.threads, report.authors, report.orphans, report.duplicates))
        found.append(told(into))
    assert reports == [(7, 6, 3, 4, 1, 1)] * 4
    assert found[1:] == [found[0]] * 3
    assert [row[:6] for row in found[0]] == [
        ("p1", "Chez <1> hier #gants", 0, None, 0, "post"),
        ("p2", "@<2> et <1> : non", 1, "p6", 1, "reply"),
        ("p3", "Oui", 2, "p1", 1, "reply"),
        ("p5", "au [téléphone] #Gants #eau", 2, None, 0, "reply"),
        ("p6", "L'ouverture", 3, None, 0, "post"),
        ("p7", "Réponse à la réponse", 0, "p2", 2, "reply"),
    ]
    assert found[0][3][6] is False  # the parent is missing, and its digest is kept


def test_a_grown_file_in_small_chunks_adds_what_is_new_and_takes_the_new_wording(take_in, source, monkeypatch):
    monkeypatch.setattr(intake, "CHUNK", 2)
    take_in(*FILE[:5])
    grown = [*FILE[:2], post(3, "Oui, mais", external_id="p3", parent_external_id="p1", author_name="Jo"), *FILE[4:]]
    report = take_in(*grown, file="b")
    assert (report.posts, report.duplicates, report.changed) == (2, 4, 1)
    accept_all(report.batch, by="Anne")
    assert Post.objects.get(external_id="p3").text == "Oui, mais"
    assert Post.objects.get(external_id="p2").parent.external_id == "p6"
    assert Thread.objects.count() == 3
    assert Attachment.objects.count() == 0


def test_packed_rows_are_what_the_table_holds(db):
    staging.execute("CREATE TEMP TABLE packed (n bigint, said text, mark bytea, sure bool)")
    rows = [(1, "é\t\\N\n", b"\0\xff", True), (2, None, None, None), (-(2**62), "", b"", False)]
    packing = staging.Packing(("int8", "text", "bytea", "bool"))
    staging.copy_packed("packed", "n, said, mark, sure", packing.pack(iter(rows)))
    staging.copy_packed("packed", "n, said, mark, sure", packing.pack([]))
    assert staging.rows_of("SELECT * FROM packed ORDER BY abs(n)") == rows


def test_a_packed_row_that_breaks_a_rule_is_refused_as_django_says_it(db):
    staging.execute("CREATE TEMP TABLE packed (n int PRIMARY KEY)")
    with pytest.raises(IntegrityError):
        staging.copy_packed("packed", "n", staging.Packing(("int4",)).pack([(1,), (1,)]))
    assert connection.connection is not None


def test_an_answer_in_another_thread_than_its_parent_waits_for_it(take_in):
    """The file ties them by ids, and its column of threads sets them apart."""
    opening = post(1, "un", external_id="a", thread_external_id="fil 1")
    report = take_in(opening, post(2, "deux", external_id="b", thread_external_id="fil 2", parent_external_id="a"))
    first, second = Post.objects.order_by("pk")
    assert (report.posts, report.threads, second.parent_id, second.kind) == (2, 2, None, "reply")
    assert second.missing_parent_digest == first.digest


def test_words_said_twice_at_an_unknown_time_are_two_posts_with_digests_of_their_own(take_in):
    rows = [post(n, "Merci", posted_at=None, time_status=TimeStatus.UNKNOWN, author_name="A") for n in (1, 2)]
    assert (take_in(*rows).posts, take_in(*rows, file="b").posts) == (2, 0)
    assert len({bytes(d) for d in Post.objects.values_list("digest", flat=True)}) == 2


@pytest.mark.parametrize(
    ("statement", "key"),
    [
        ("UPDATE corpus_post SET thread_id = -1", "post_lies_in_the_source_of_its_thread"),
        ("UPDATE corpus_post SET source_id = -1", "post_lies_in_the_source_of_its_thread"),
        ("UPDATE corpus_threadfacts SET source_id = -1", "facts_lie_in_the_source_of_their_thread"),
        ("DELETE FROM corpus_threadfacts; DELETE FROM corpus_thread", "post_lies_in_the_source_of_its_thread"),
        ("DELETE FROM corpus_source", "corpus_thread_source_id"),
    ],
)
def test_one_composite_key_keeps_source_and_thread_together(take_in, statement, key):
    take_in(post(1, "un", external_id="a"))
    with connection.cursor() as cursor, pytest.raises(IntegrityError) as refused, transaction.atomic():
        cursor.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")
    assert key in str(refused.value)


def _words(posts: int) -> Intake:
    taking = Intake(b"k" * 32, "facebook", lambda places, names: None)
    for n in range(1, posts + 1):
        taking.take(post(n, f"texte {n} de @Paul_{n}", external_id=f"p{n}"))
    taking.settle()
    return taking


def test_the_thread_that_feeds_the_database_has_its_turn_soon_and_gives_it_back():
    usual = sys.getswitchinterval()
    with _words(0) as intake, writing.aside(intake, Masker({}, None, str)):
        assert sys.getswitchinterval() == pytest.approx(0.0005)
    assert sys.getswitchinterval() == usual


def test_the_first_chunks_are_masked_ahead_and_every_chunk_comes_once(monkeypatch):
    monkeypatch.setattr("corpus.intake.CHUNK", 2)
    monkeypatch.setattr(writing, "_BEGUN", 1)
    with _words(5) as intake, writing.aside(intake, Masker(intake.people.spoken, None, "P-{}".format)) as aside:
        came = [aside.submit(aside.chunk).result() for _ in intake.chunks]
    assert [(first, [w.external_id for w in words]) for first, words, _ in came] == [
        (0, ["p1", "p2"]), (2, ["p3", "p4"]), (4, ["p5"]),
    ]  # fmt: skip
    assert [[m.text for m in masked] for *_, masked in came] == [["texte 1 de @P-0", "texte 2 de @P-1"], [], []]
