"""Import is all or nothing, adds nothing twice, and joins what several files say."""

import re

import pytest
from django.db import IntegrityError

from corpus import ingest as importing
from corpus.importers.base import Medium, Mention, PollOption, Problem, Severity
from corpus.ingest import ImportCancelled, dry_run
from corpus.keys import KeyUnavailable, key_path
from corpus.models import (
    Attachment,
    Author,
    AuthorDigest,
    Corpus,
    Hashtag,
    ImportBatch,
    ImportProblem,
    Post,
    Source,
    Thread,
)
from corpus.models import Mention as NamedIn
from corpus.models import PollOption as Option
from tests.corpus.conftest import cells_of_every_table, origin, post

OPENING = post(1, "Faut-il changer la litière du chat ?", external_id="p1", author_name="Mireille Plumeau")
ANSWER = post(2, "Non, pas au contrat.", external_id="p2", parent_external_id="p1", author_name="Odile Serpillère")
DEEPER = post(3, "@Odile Serpillère tout à fait !", external_id="p3", parent_external_id="p2", author_name="Jo")


def texts(thread=None):
    return list(Post.objects.order_by("thread_id", "position").values_list("text", flat=True))


def test_a_thread_comes_in_with_its_answers_in_place(take_in, source):
    report = take_in(DEEPER, ANSWER, OPENING)
    assert (report.rows, report.posts, report.threads, report.authors, report.orphans, report.duplicates) == (
        3,
        3,
        1,
        3,
        0,
        0,
    )
    first, second, third = Post.objects.order_by("position")
    assert (first.text, first.kind, first.parent, first.position) == (OPENING.text, "post", None, 0)
    assert (second.parent, second.position, third.parent, third.position) == (first, 1, second, 2)
    assert third.text == f"@{second.author.alias} tout à fait !"
    assert {a.alias for a in Author.objects.all()} == {"AD-001", "AD-002", "AD-003"}
    batch = report.batch
    assert (batch.state, batch.posts_added, batch.made_by, batch.finished_at is not None) == ("done", 3, "Anne", True)


def test_the_same_file_again_adds_nothing_and_says_so(take_in):
    first = take_in(OPENING, ANSWER)
    again = take_in(OPENING, ANSWER)
    assert (again.is_repeat, again.posts, again.threads, again.authors, again.duplicates) == (True, 0, 0, 0, 2)
    assert again.batch == first.batch
    assert ImportBatch.objects.count() == 1


def test_an_overlapping_file_adds_only_what_is_new(take_in):
    take_in(OPENING, ANSWER)
    report = take_in(ANSWER, DEEPER, DEEPER, file="b")
    assert (report.rows, report.posts, report.threads, report.authors, report.duplicates) == (3, 1, 0, 1, 2)
    assert Post.objects.get(external_id="p3").parent.external_id == "p2"
    assert [p.position for p in Post.objects.order_by("position")] == [0, 1, 2]


def test_rows_without_ids_are_met_again_by_their_content(take_in):
    rows = [post(1, "Bonjour", author_name="A"), post(2, "Merci", author_name="A")]
    take_in(*rows)
    report = take_in(*rows, post(3, "Au revoir", author_name="A"), file="b")
    assert (report.posts, report.duplicates) == (1, 2)


def test_an_answer_waits_for_its_parent_and_finds_it(take_in):
    report = take_in(DEEPER, ANSWER)
    assert (report.orphans, report.threads) == (1, 1)
    waiting = Post.objects.get(external_id="p2")
    assert (waiting.parent, waiting.missing_parent_digest is not None, waiting.kind) == (None, True, "reply")
    take_in(OPENING, file="b")
    waiting.refresh_from_db()
    assert (waiting.parent.external_id, waiting.missing_parent_digest) == ("p1", None)
    assert texts() == [OPENING.text, ANSWER.text, f"@{waiting.author.alias} tout à fait !"]
    assert Thread.objects.count() == 1


def test_a_late_parent_that_is_itself_an_answer_joins_the_thread_of_its_answers(take_in):
    take_in(DEEPER)
    report = take_in(ANSWER, file="b")
    assert (report.posts, report.threads, Thread.objects.count()) == (1, 0, 1)
    assert Post.objects.get(external_id="p3").parent.external_id == "p2"
    take_in(OPENING, file="c")
    assert Post.objects.get(external_id="p2").parent.external_id == "p1"
    assert Thread.objects.count() == 1
    assert [p.external_id for p in Post.objects.order_by("position")] == ["p1", "p2", "p3"]


def test_threads_named_by_a_column_join_across_files(take_in):
    take_in(post(1, "un", external_id="1", thread_external_id="fil 7"))
    report = take_in(post(2, "deux", external_id="2", thread_external_id="fil 7"), file="b")
    assert report.threads == 0
    assert [(p.text, p.position, p.kind) for p in Post.objects.order_by("position")] == [
        ("un", 0, "post"),
        ("deux", 1, "reply"),
    ]


def test_an_opening_named_by_its_answers_stands_in_their_thread(take_in):
    take_in(post(5, "oui", external_id="c1", thread_external_id="p9"), post(9, "Alors ?", external_id="p9"))
    assert Thread.objects.count() == 1
    assert texts() == ["Alors ?", "oui"]


def test_a_circle_of_answers_is_cut_at_its_first_post(take_in):
    a = post(1, "a", external_id="a1", parent_external_id="b1")
    b = post(2, "b", external_id="b1", parent_external_id="a1")
    report = take_in(a, b)
    assert (report.posts, report.warnings, report.first_problems[0].code, report.first_problems[0].line) == (
        2,
        1,
        "cycle_broken",
        1,
    )
    assert [(p.external_id, p.parent_id is None) for p in Post.objects.order_by("position")] == [
        ("a1", True),
        ("b1", False),
    ]


def test_a_circle_across_files_is_not_closed(take_in):
    take_in(post(1, "a", external_id="a1", parent_external_id="b1"))
    take_in(post(2, "b", external_id="b1", parent_external_id="a1"), file="b")
    a, b = Post.objects.get(external_id="a1"), Post.objects.get(external_id="b1")
    assert (a.parent, b.parent) == (None, a)


def test_nothing_stays_when_the_file_breaks_midway(take_in, source):
    def broken():
        yield OPENING
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        importing.ingest(source, broken(), origin("a"))
    assert (Post.objects.count(), Thread.objects.count(), Author.objects.count(), AuthorDigest.objects.count()) == (
        0,
        0,
        0,
        0,
    )
    assert ImportBatch.objects.get().state == "failed"
    assert take_in(OPENING).posts == 1


def test_nothing_stays_when_the_database_refuses_a_row(take_in):
    with pytest.raises(IntegrityError):
        take_in(
            OPENING, post(2, "x", external_id="p9", media=(Medium("image"),), poll=(PollOption("oui", -1),)), DEEPER
        )
    assert (Post.objects.count(), Thread.objects.count(), Author.objects.count()) == (0, 0, 0)
    assert ImportBatch.objects.get().state == "failed"


def test_a_cancelled_import_leaves_nothing(take_in):
    with pytest.raises(ImportCancelled):
        take_in(OPENING, ANSWER, should_cancel=lambda: True)
    assert (Post.objects.count(), ImportProblem.objects.count(), ImportBatch.objects.get().state) == (0, 0, "cancelled")


def test_progress_tells_the_stages(take_in):
    seen = []
    take_in(OPENING, ANSWER, progress=lambda *a: seen.append(a))
    assert seen[0] == ("reading", 0, 0)
    assert [stage for stage, *_ in seen if stage != "reading"] == ["placing", "finishing"]
    assert seen[-1] == ("finishing", 2, 2)


def test_problems_are_stored_with_their_place_and_without_words(take_in):
    bad = Problem(7, "Date", "date_unknown", {"value": "Mireille le 3"})
    remark = Problem(0, "Date", "date_order_assumed", {}, Severity.WARNING)
    report = take_in(remark, OPENING, bad)
    assert (report.rows, report.rejected, report.warnings, report.batch.rejected) == (2, 1, 1, 1)
    stored = ImportProblem.objects.order_by("id").values_list("line", "column", "reason", "severity", "params")
    assert list(stored) == [
        (None, "Date", "date_order_assumed", "warning", {}),
        (7, "Date", "date_unknown", "rejected", {"value": "xxxxxxxx xx 3"}),
    ]


def test_what_hangs_on_a_post_is_kept_with_it(take_in):
    take_in(
        post(
            1,
            "Sondage #DocTocToc #doctoctoc #50ans #3",
            external_id="1",
            title="Un titre",
            likes=3,
            replies=2,
            is_edited=True,
            media=(Medium("image", "Un chat"),),
            poll=(PollOption("oui", 4), PollOption("non")),
            hashtags=("Autre",),
        )
    )
    assert list(Option.objects.values_list("position", "text", "votes")) == [(0, "oui", 4), (1, "non", None)]
    assert list(Attachment.objects.values_list("position", "kind", "description")) == [(0, "image", "Un chat")]
    assert list(Hashtag.objects.order_by("id").values_list("name", "written")) == [
        ("autre", "Autre"),
        ("doctoctoc", "DocTocToc"),
        ("50ans", "50ans"),
    ]
    found = Post.objects.get()
    assert (found.likes, found.reposts, found.replies_count, found.is_edited, found.thread.title) == (
        3,
        None,
        2,
        True,
        "Un titre",
    )


def test_no_name_handle_or_address_is_in_any_column(take_in, source):
    Source.objects.filter(pk=source.pk).update(platform="x")
    source.refresh_from_db()
    take_in(
        post(
            1,
            "Cc @dr_blouse et @Absente99, voir https://twitter.com/dr_blouse/status/12345 ou x.com/Absente99. "
            "06 00 00 00 00",
            external_id="https://twitter.com/dr_blouse/status/1",
            author_external_id="777",
            author_handle="jeanne_t",
            author_name="Jeanne Testard",
            title="Jeanne Testard demande",
            mentions=(Mention("Absente99", "888"),),
        ),
        post(
            2,
            "Merci Jeanne Testard ! dr.blouse@exemple.fr",
            external_id="2",
            parent_external_id="https://twitter.com/dr_blouse/status/1",
            author_external_id="999",
            author_handle="Dr_Blouse",
            media=(Medium("image", "Photo de Jeanne Testard"),),
        ),
        into=source,
    )
    secret = re.compile(
        r"testard|jeanne|blouse|absente|twitter\.com/|x\.com/|exemple\.fr|06 00|\b(777|888|999)\b", re.I
    )
    assert [c for c in cells_of_every_table() if secret.search(c[2])] == []
    one, two = Post.objects.order_by("position")
    absent = Author.objects.exclude(pk__in=[one.author_id, two.author_id]).get()
    assert one.text == (
        f"Cc @{two.author.alias} et @{absent.alias}, voir [profil twitter.com] ou [profil x.com]. [téléphone]"
    )
    assert two.text == f"Merci {one.author.alias} ! [e-mail]"
    assert absent.alias.startswith("PA-")
    assert set(NamedIn.objects.values_list("post_id", "author_id")) == {
        (one.pk, two.author_id),
        (one.pk, absent.pk),
        (one.pk, one.author_id),
        (two.pk, one.author_id),
    }


def test_who_was_mentioned_keeps_the_alias_when_posting_later(take_in):
    take_in(
        post(1, "Salut @Jo et @Odile Serpillère", external_id="1", author_name="Mireille Plumeau"),
        post(2, "oui", external_id="2", author_name="Odile Serpillère"),
    )
    jo = Author.objects.get(alias__startswith="PA-")
    take_in(
        post(3, "Me voilà", external_id="3", author_external_id="55", author_name="Jo"),
        post(4, "@Odile Serpillère, et Mireille Plumeau ?", external_id="4", author_name="Jo"),
        file="b",
    )
    assert Post.objects.get(external_id="3").author == jo
    odile, mireille = Post.objects.get(external_id="2").author, Post.objects.get(external_id="1").author
    assert Post.objects.get(external_id="4").text == f"@{odile.alias}, et {mireille.alias} ?"


def test_two_ids_of_one_name_stay_two_people(take_in):
    take_in(
        post(1, "a", external_id="1", author_external_id="55", author_name="Marie Untel"),
        post(2, "b", external_id="2", author_external_id="66", author_name="Marie Untel"),
    )
    report = take_in(post(3, "c", external_id="3", author_external_id="77", author_name="Marie Untel"), file="b")
    assert report.authors == 1
    assert Author.objects.count() == 3


def test_aliases_follow_neither_the_order_of_the_file_nor_chance(take_in, source):
    names = [f"personne{i:02d}" for i in range(30)]
    rows = [post(i, f"texte {i}", external_id=f"x{i}", author_name=n) for i, n in enumerate(names)]
    take_in(*rows)
    order = [p.author.alias for p in Post.objects.order_by("posted_at").select_related("author")]
    assert sorted(order) == [f"AD-{n:03d}" for n in range(1, 31)]
    assert order != sorted(order)
    other = Source.objects.create(corpus=source.corpus, platform="facebook", name="Deux", profession="gp")
    take_in(*rows, post(40, "z", external_id="z1", author_name="nouvelle"), into=other)
    assert [p.author.alias for p in Post.objects.filter(source=other).order_by("posted_at")][:30] == order
    assert Post.objects.get(external_id="z1").author.alias == "MG-001"


def test_another_corpus_shares_no_digest(take_in, source):
    take_in(OPENING)
    other = Source.objects.create(
        corpus=Corpus.objects.create(name="B"), platform="facebook", name="B", profession="gp"
    )
    take_in(OPENING, into=other)
    assert len({bytes(d) for d in Post.objects.values_list("digest", flat=True)}) == 2
    assert len({bytes(d) for d in AuthorDigest.objects.values_list("digest", flat=True)}) == 2


def test_a_lost_key_stops_the_import_before_it_starts(take_in, source):
    take_in(OPENING)
    key_path(source.corpus.uuid).unlink()
    with pytest.raises(KeyUnavailable, match="missing"):
        take_in(ANSWER, file="b")
    assert (Post.objects.count(), ImportBatch.objects.count(), key_path(source.corpus.uuid).exists()) == (1, 1, False)


def test_a_dry_run_counts_and_writes_nothing(take_in, source):
    take_in(OPENING)
    bad = Problem(9, "Date", "date_unknown", {"value": "hm"})
    report = dry_run(source, iter([OPENING, ANSWER, bad, post(4, "seul", external_id="p4", parent_external_id="q")]))
    assert (report.rows, report.posts, report.duplicates, report.orphans, report.rejected) == (4, 2, 1, 1, 1)
    assert report.first_problems == (bad,)
    assert (Post.objects.count(), ImportBatch.objects.count(), ImportProblem.objects.count()) == (1, 1, 0)


def test_a_dry_run_before_the_first_import_makes_no_key(source):
    assert dry_run(source, iter([OPENING, ANSWER])).posts == 2
    assert not key_path(source.corpus.uuid).exists()
