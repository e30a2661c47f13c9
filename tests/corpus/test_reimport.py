"""A source that grew is imported again: what is new comes in, what changed waits, what is gone is noted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from corpus import changes, facts, reviewing
from corpus.changes import AlreadyDecided, PassagesStand
from corpus.importers.base import Availability, TimePrecision, TimeStatus
from corpus.ingest import dry_run
from corpus.masking import mask
from corpus.models import (
    Author,
    Hashtag,
    ImportBatch,
    Mention,
    Post,
    PostWords,
    RedactionHit,
    TextChange,
    Thread,
    ThreadFacts,
    Vanishing,
)
from corpus.reviewing import accept_all
from corpus.undoing import BatchIsUsed, undo
from tests.corpus.conftest import post
from tests.scoped import ours

OPENING = post(1, "Qui lave les carreaux ?", external_id="p1", author_name="Mireille Plumeau")
NO = post(2, "Non #contrat", external_id="p2", parent_external_id="p1", author_name="Odile Serpillère")
YES = post(3, "Oui", external_id="p3", parent_external_id="p1", author_name="Jo")
NO_AGAIN = post(
    2, "Non, @Jo a raison #menage", external_id="p2", parent_external_id="p1", author_name="Odile Serpillère"
)


def all_worked_on(posts):
    return set(posts)


@pytest.fixture
def at_work(monkeypatch):
    """Let somebody have worked on every post."""
    monkeypatch.setattr(changes.needing_somebody, "__defaults__", (all_worked_on,))


def figures(report):
    return report.posts, report.duplicates, report.changed, report.vanished


def text_of(external_id):
    return ours(Post).get(external_id=external_id).text


def test_new_answers_grow_the_old_thread_and_its_facts(take_in):
    take_in(OPENING, NO)
    report = take_in(OPENING, NO, YES, file="b")
    assert figures(report) == (1, 2, 0, 0)
    assert [p.external_id for p in ours(Post).order_by("position")] == ["p1", "p2", "p3"]
    assert (ours(Thread).count(), ours(ThreadFacts).get().answers, facts.check().is_right) == (1, 2, True)


def test_another_wording_of_an_untouched_post_is_taken_when_its_import_is_reviewed(take_in):
    take_in(OPENING, NO, YES)
    report = take_in(OPENING, NO_AGAIN, YES, file="b")
    assert figures(report) == (0, 3, 1, 0)
    assert (text_of("p2"), ours(TextChange).get().decision) == ("Non #contrat", "")
    with pytest.raises(changes.NotReviewed):
        changes.take(ours(TextChange).get(), by="Anne")
    accept_all(report.batch, by="Anne")
    jo = ours(Author).get(posts__external_id="p3")
    assert text_of("p2") == f"Non, @{jo.alias} a raison #menage"
    change = ours(TextChange).get()
    assert (change.decision, change.decided_by, change.text_before, change.text) == (
        "taken",
        "Anne",
        "Non #contrat",
        text_of("p2"),
    )
    assert list(ours(Hashtag).values_list("name", flat=True)) == ["menage"]
    assert list(ours(Mention).values_list("post__external_id", "author")) == [("p2", jo.pk)]
    assert figures(take_in(OPENING, NO_AGAIN, file="c")) == (0, 2, 0, 0)


def test_a_reviewed_post_takes_another_wording_by_a_kept_decision(take_in):
    accept_all(take_in(OPENING, NO).batch, by="Anne")
    accept_all(take_in(NO_AGAIN, file="b").batch, by="Anne")
    assert text_of("p2").startswith("Non, @")
    with pytest.raises(DatabaseError, match="by a decision that is kept"):
        ours(Post).filter(external_id="p2").update(text="autre chose")


def test_of_a_post_somebody_worked_on_the_wording_waits(take_in):
    take_in(OPENING, NO, YES)
    report = take_in(OPENING, NO_AGAIN, YES, file="b", is_worked_on=all_worked_on)
    assert figures(report) == (0, 3, 1, 0)
    assert text_of("p2") == "Non #contrat"
    assert ours(TextChange).values_list("decision", "text_before").get() == ("", "")
    again = take_in(OPENING, NO_AGAIN, file="c", is_worked_on=all_worked_on)
    assert (again.changed, ours(TextChange).count()) == (0, 1)


def test_a_waiting_wording_can_be_taken(take_in, at_work):
    take_in(OPENING, NO, YES)
    accept_all(take_in(NO_AGAIN, file="b").batch, by="Eve")
    done = changes.take(ours(TextChange).get(), by="Anne")
    assert (done.decision, done.decided_by, done.text_before) == ("taken", "Anne", "Non #contrat")
    assert text_of("p2") == done.text
    assert list(ours(Hashtag).values_list("name", flat=True)) == ["menage"]
    assert list(ours(Mention).values_list("author__posts__external_id", flat=True)) == ["p3"]
    with pytest.raises(AlreadyDecided):
        changes.keep(done, by="Bea")


def test_a_waiting_wording_can_be_left_and_is_not_asked_again(take_in):
    take_in(OPENING, NO)
    take_in(NO_AGAIN, file="b", is_worked_on=all_worked_on)
    changes.keep(ours(TextChange).get(), by="Anne")
    assert text_of("p2") == "Non #contrat"
    assert figures(take_in(OPENING, NO_AGAIN, YES, file="c")) == (1, 2, 0, 0)
    assert text_of("p2") == "Non #contrat"


def test_passages_that_were_coded_hold_a_wording_back(take_in, at_work):
    take_in(OPENING, NO)
    accept_all(take_in(NO_AGAIN, file="b").batch, by="Eve")
    with pytest.raises(PassagesStand):
        changes.take(ours(TextChange).get(), by="Anne", has_passages=lambda _post: True)
    assert (text_of("p2"), ours(TextChange).get().decision) == ("Non #contrat", "")


def test_what_a_hand_masked_is_not_brought_back(take_in):
    batch = take_in(OPENING, NO).batch
    RedactionHit.objects.create(
        batch=batch,
        post=ours(Post).get(external_id="p2"),
        kind="other",
        start=0,
        end=3,
        same=b"x",
        decision="accepted",
    )
    accept_all(take_in(NO_AGAIN, file="b").batch, by="Anne")
    assert (text_of("p2"), ours(TextChange).get().decision) == ("Non #contrat", "")


def test_a_wording_that_goes_back_is_followed(take_in):
    take_in(OPENING, NO)
    accept_all(ours(ImportBatch).get(), by="Anne")
    accept_all(take_in(NO_AGAIN, file="b").batch, by="Anne")
    back = take_in(NO, file="c")
    assert (back.changed, text_of("p2")[:5]) == (1, "Non, ")
    accept_all(back.batch, by="Anne")
    assert text_of("p2") == "Non #contrat"
    # This wording was reviewed and taken before.
    take_in(NO_AGAIN, YES, file="d")
    assert text_of("p2").startswith("Non, @")


def test_the_same_text_under_its_masks_is_no_other_wording(take_in):
    take_in(post(1, "Appelle le 06 00 00 00 00", external_id="1"))
    report = take_in(post(1, "Appelle le 06 00 00 00 01", external_id="1"), file="b")
    assert (report.changed, ours(TextChange).count(), text_of("1")) == (0, 0, "Appelle le [téléphone]")


CALL = post(1, "Appelle le 06 00 00 00 00", external_id="1")
CALL_NOT = post(1, "N'appelle plus Sophie au 06 00 00 00 00 !", external_id="1")
MASKED, MASKED_NOT = "Appelle le [téléphone]", "N'appelle plus [prénom] au [téléphone] !"


def hits(batch):
    """Return the masks that lie in a wording an import brought, by their place."""
    return list(ours(RedactionHit).filter(batch=batch).order_by("start"))


def test_a_wording_with_masks_waits_for_the_review_of_its_import(take_in):
    first = take_in(CALL).batch
    report = take_in(CALL_NOT, file="b")
    change = ours(TextChange).get()
    assert (report.changed, text_of("1"), change.text, change.decision) == (1, MASKED, MASKED_NOT, "")
    assert [hit.kind for hit in hits(report.batch)] == ["first_name", "phone"]
    with pytest.raises(changes.NotReviewed):
        changes.take(change, by="Anne")
    with pytest.raises(reviewing.NotAllDecided):
        reviewing.finish(report.batch, by="Anne")
    reviewing.refuse(hits(report.batch)[:1], by="Anne")
    assert (ours(TextChange).get().text, text_of("1")) == ("N'appelle plus Sophie au [téléphone] !", MASKED)
    accept_all(report.batch, by="Anne")
    change.refresh_from_db()
    assert (change.decision, change.decided_by, change.text_before) == ("taken", "Anne", MASKED)
    assert text_of("1") == "N'appelle plus Sophie au [téléphone] !"
    assert [hit.original for hit in hits(report.batch)] == [None, None]
    # What waited for a decision in the old wording went with it; the first import can be reviewed all the same.
    assert hits(first) == []
    accept_all(first, by="Anne")
    assert take_in(CALL_NOT, file="c").changed == 0
    assert (ours(TextChange).count(), ours(RedactionHit).count()) == (1, 2)


def test_a_reviewed_wording_of_a_post_somebody_worked_on_waits_for_a_person(take_in, at_work):
    take_in(CALL)
    batch = take_in(CALL_NOT, file="b").batch
    accept_all(batch, by="Anne")
    assert (text_of("1"), ours(TextChange).get().decision) == (MASKED, "")
    changes.take(ours(TextChange).get(), by="Bea")
    assert (text_of("1"), ours(TextChange).get().decided_by) == (MASKED_NOT, "Bea")


def test_a_wording_that_is_left_takes_its_masks_along(take_in):
    take_in(CALL)
    batch = take_in(CALL_NOT, file="b").batch
    changes.keep(ours(TextChange).get(), by="Anne")
    assert (hits(batch), ours(RedactionHit).count()) == ([], 1)
    reviewing.finish(batch, by="Anne")
    assert text_of("1") == MASKED


def test_masks_are_put_back_and_added_in_the_text_of_their_own_import(take_in):
    first = take_in(CALL).batch
    second = take_in(CALL_NOT, file="b").batch
    the_post = ours(Post).get()
    at = MASKED_NOT.index("plus")
    assert reviewing.add(the_post, start=at, end=at + 4, by="Anne", batch=second) == 1
    assert ours(TextChange).get().text == "N'appelle [masqué] [prénom] au [téléphone] !"
    assert reviewing.add(the_post, start=0, end=7, by="Anne") == 1
    assert text_of("1") == "[masqué] le [téléphone]"
    reviewing.refuse(hits(first), by="Anne")
    reviewing.refuse([hit for hit in hits(second) if hit.kind != "phone"], by="Anne")
    assert text_of("1") == "Appelle le 06 00 00 00 00"
    assert ours(TextChange).get().text == "N'appelle plus Sophie au [téléphone] !"
    with pytest.raises(reviewing.PassageIsTaken):
        reviewing.add(the_post, start=27, end=30, by="Anne", batch=second)


def test_words_are_masked_everywhere_in_an_import_its_wordings_among_them(take_in):
    take_in(OPENING, NO, YES)
    again = post(2, "Non, le beurre, 06 00 00 00 00", external_id="p2", parent_external_id="p1")
    batch = take_in(OPENING, again, post(9, "Du beurre !", external_id="p9"), file="b").batch
    new = ours(Post).get(external_id="p9")
    assert reviewing.add(new, start=3, end=9, by="Anne", everywhere=True) == 2
    assert text_of("p9") == "Du [masqué] !"
    assert ours(TextChange).get().text == "Non, le [masqué], [téléphone]"
    accept_all(batch, by="Anne")
    assert (text_of("p2"), facts.check().is_right) == ("Non, le [masqué], [téléphone]", True)


def test_a_passage_masked_later_leaves_the_masks_of_a_waiting_wording_alone(take_in):
    accept_all(take_in(CALL).batch, by="Anne")
    batch = take_in(CALL_NOT, file="b").batch
    mask(ours(Post).get(), start=0, end=len(MASKED), reason="asked", by="Anne")
    assert [hit.original is None for hit in hits(batch)] == [False, False]
    # A hand masked something: the new wording is no longer taken by itself.
    accept_all(batch, by="Anne")
    assert (text_of("1"), ours(TextChange).get().decision) == ("█" * len(MASKED), "")


def test_an_import_taken_back_takes_its_wordings_along(take_in):
    take_in(CALL)
    undo(take_in(CALL_NOT, file="b").batch, by="Anne")
    assert (text_of("1"), ours(TextChange).count(), ours(RedactionHit).count()) == (MASKED, 0, 1)


def test_search_follows_a_wording(take_in):
    first = take_in(OPENING, NO).batch
    ours(PostWords).all().delete()
    from corpus.indexing import index

    index(first)
    accept_all(take_in(NO_AGAIN, file="b").batch, by="Anne")
    assert "rais" in ours(PostWords).get(post__external_id="p2").vector


def test_what_the_file_lacks_is_noted(take_in):
    take_in(OPENING, NO, YES)
    report = take_in(OPENING, YES, post(9, "Merci", external_id="p9", parent_external_id="p1"), file="b")
    assert figures(report) == (1, 2, 0, 1)
    gone = ours(Vanishing).get()
    assert (gone.post.external_id, gone.batch, text_of("p2")) == ("p2", report.batch, "Non #contrat")


def test_what_is_younger_than_the_file_has_not_vanished(take_in):
    take_in(OPENING, NO, YES)
    assert take_in(OPENING, NO, file="b").vanished == 0


def test_a_piece_of_a_thread_says_nothing_of_the_rest(take_in):
    answers = [post(n, f"r{n}", external_id=f"a{n}", parent_external_id="p1") for n in range(2, 12)]
    take_in(OPENING, *answers)
    assert take_in(answers[8], answers[9], file="b").vanished == 0


def test_a_place_that_lost_its_words_has_vanished_and_keeps_them(take_in, source):
    take_in(OPENING, NO)
    emptied = (OPENING, post(2, "", external_id="p2", availability=Availability.DELETED))
    assert figures(dry_run(source, iter(emptied))) == (0, 2, 0, 1)
    report = take_in(*emptied, file="b")
    assert figures(report) == (0, 2, 0, 1)
    assert (text_of("p2"), ours(Vanishing).get().post.external_id) == ("Non #contrat", "p2")


def test_a_place_without_words_takes_them_when_a_file_has_them(take_in):
    take_in(OPENING, post(2, "", external_id="p2", availability=Availability.WITHHELD))
    accept_all(take_in(OPENING, NO, file="b").batch, by="Anne")
    assert ours(Post).values_list("text", "availability").get(external_id="p2") == ("Non #contrat", "present")


NO_WORDS = post(
    2, "", external_id="p2", parent_external_id="p1", posted_at=None, time_status=TimeStatus.UNKNOWN,
    availability=Availability.WITHHELD,
)  # fmt: skip


def test_a_place_without_words_learns_who_wrote_and_when(take_in):
    take_in(OPENING, NO_WORDS, YES)
    assert ours(Post).values_list("author", "posted_at", "position").get(external_id="p2") == (None, None, 2)
    batch = take_in(NO, file="b").batch
    found = ours(Post).select_related("author").get(external_id="p2")
    assert (found.text, found.author.digests.count(), found.posted_at, found.time_status, found.position) == (
        "", 1, NO.posted_at, "utc", 1,
    )  # fmt: skip
    assert (ours(ThreadFacts).get(thread=found.thread).participants, facts.check().is_right) == (3, True)
    accept_all(batch, by="Anne")
    assert ours(Post).values_list("text", "availability").get(external_id="p2") == ("Non #contrat", "present")


def test_undoing_takes_the_words_of_such_a_place_away_again(take_in):
    take_in(OPENING, NO_WORDS)
    batch = take_in(NO, file="b").batch
    accept_all(batch, by="Anne")
    undo(batch, by="Anne")
    assert ours(Post).values_list("text", "availability").get(external_id="p2") == ("", "deleted")
    assert facts.check().is_right


def test_once_filled_they_stay(take_in):
    take_in(OPENING, NO_WORDS)
    take_in(NO, file="b")
    other = post(9, "Non #contrat", external_id="p2", author_name="Jo")
    take_in(other, file="c")
    assert ours(Post).values_list("author__alias", "posted_at").get(external_id="p2") == ("AD-002", NO.posted_at)
    with pytest.raises(DatabaseError, match="what was imported is not rewritten"), transaction.atomic():
        ours(Post).filter(external_id="p2").update(posted_at=other.posted_at)


def test_a_post_without_a_writer_keeps_none(take_in):
    take_in(post(1, "Qui ?", external_id="p1"))
    take_in(post(1, "Qui ?", external_id="p1", author_name="Jo"), file="b")
    assert ours(Post).get(external_id="p1").author is None
    with pytest.raises(DatabaseError, match="what was imported is not rewritten"), transaction.atomic():
        ours(Post).update(author=Author.objects.create(corpus=ours(Post).get().source.corpus, alias="AD-900"))


def test_a_dry_run_says_how_many_of_each(take_in, source):
    take_in(OPENING, NO, YES)
    report = dry_run(source, iter([OPENING, NO_AGAIN, post(9, "Merci", external_id="p9", parent_external_id="p1")]))
    assert figures(report) == (1, 2, 1, 1)
    assert (ours(TextChange).count(), ours(Vanishing).count(), ours(Post).count()) == (0, 0, 3)


def test_undoing_the_later_file_puts_wordings_back(take_in):
    take_in(OPENING, NO, YES)
    later = take_in(OPENING, NO_AGAIN, post(9, "Merci", external_id="p9", parent_external_id="p1"), file="b").batch
    accept_all(later, by="Anne")
    undo(later, by="Anne")
    assert (text_of("p2"), ours(Post).count(), ours(TextChange).count(), ours(Vanishing).count()) == (
        "Non #contrat",
        3,
        0,
        0,
    )
    assert list(ours(Hashtag).values_list("name", flat=True)) == ["contrat"]
    assert facts.check().is_right


def test_undoing_is_refused_when_the_new_wording_was_worked_on(take_in):
    take_in(OPENING, NO, YES)
    later = accept_all(take_in(NO_AGAIN, file="b").batch, by="Anne")
    with working_on(ours(Post).get(external_id="p2").pk), pytest.raises(BatchIsUsed):
        undo(later, by="Anne")
    assert text_of("p2").startswith("Non, @")


class working_on:  # noqa: N801
    """A table outside the library whose row points to a post."""

    def __init__(self, post_id):
        self.post_id = post_id

    def __enter__(self):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE work_on_posts (post_id bigint REFERENCES corpus_post (id))")
            cursor.execute("INSERT INTO work_on_posts VALUES (%s)", [self.post_id])

    def __exit__(self, *_):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; DROP TABLE work_on_posts")


def test_work_is_whatever_points_to_a_post_from_outside(take_in):
    take_in(OPENING, NO)
    posts = dict(ours(Post).values_list("external_id", "pk"))
    assert changes.worked_on(list(posts.values())) == set()
    with working_on(posts["p2"]):
        assert changes.worked_on(list(posts.values())) == {posts["p2"]}
        accept_all(take_in(NO_AGAIN, file="b").batch, by="Anne")
    assert text_of("p2") == "Non #contrat"


def test_a_comparison_shows_old_and_new_words(take_in):
    take_in(OPENING, NO)
    take_in(post(2, "Non merci", external_id="p2"), file="b", is_worked_on=all_worked_on)
    assert [(p.text, p.kind) for p in changes.diff(ours(TextChange).get())] == [
        ("Non ", "same"),
        ("#contrat", "gone"),
        ("merci", "new"),
    ]


def test_a_comparison_of_long_texts_is_made_in_one_block():
    change = TextChange(text="a " * 2_000 + "milieu " + "z " * 2_000, text_before="a " * 2_000 + "z " * 2_000)
    found = changes.diff(change)
    assert [(p.kind, len(p.text)) for p in found] == [("same", 4_000), ("new", 7), ("same", 4_000)]


def estimated(line, text, author, days):
    when = datetime(2020, 3, 1, tzinfo=UTC) - timedelta(days=days)
    return post(
        line, text, author_name=author, thread_external_id="~fil", posted_at=when, time_status=TimeStatus.ESTIMATED,
        time_precision=TimePrecision.WEEK,
    )  # fmt: skip


def test_estimated_times_do_not_make_another_post(take_in):
    take_in(estimated(1, "Bonjour", "Jo", 14), estimated(2, "+1", "Al", 7), estimated(3, "+1", "Al", 7))
    report = take_in(
        estimated(1, "Bonjour", "Jo", 21), estimated(2, "+1", "Al", 14), estimated(3, "+1", "Al", 14),
        estimated(4, "+1", "Al", 1), file="b",
    )  # fmt: skip
    assert (report.posts, report.duplicates, ours(Post).count(), ours(Thread).count()) == (1, 3, 4, 1)
