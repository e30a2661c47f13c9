"""A source that grew is imported again: what is new comes in, what changed waits or is taken, what is gone is noted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from corpus import changes, facts
from corpus.changes import AlreadyDecided, PassagesStand
from corpus.importers.base import Availability, TimePrecision, TimeStatus
from corpus.ingest import dry_run
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

OPENING = post(1, "Qui lave les carreaux ?", external_id="p1", author_name="Mireille Plumeau")
NO = post(2, "Non #contrat", external_id="p2", parent_external_id="p1", author_name="Odile Serpillère")
YES = post(3, "Oui", external_id="p3", parent_external_id="p1", author_name="Jo")
NO_AGAIN = post(
    2, "Non, @Jo a raison #menage", external_id="p2", parent_external_id="p1", author_name="Odile Serpillère"
)


def all_worked_on(posts):
    return set(posts)


def figures(report):
    return report.posts, report.duplicates, report.changed, report.vanished


def text_of(external_id):
    return Post.objects.get(external_id=external_id).text


def test_new_answers_grow_the_old_thread_and_its_facts(take_in):
    take_in(OPENING, NO)
    report = take_in(OPENING, NO, YES, file="b")
    assert figures(report) == (1, 2, 0, 0)
    assert [p.external_id for p in Post.objects.order_by("position")] == ["p1", "p2", "p3"]
    assert (Thread.objects.count(), ThreadFacts.objects.get().answers, facts.check().is_right) == (1, 2, True)


def test_another_wording_of_an_untouched_post_is_taken_at_once(take_in):
    take_in(OPENING, NO, YES)
    report = take_in(OPENING, NO_AGAIN, YES, file="b")
    assert figures(report) == (0, 3, 1, 0)
    jo = Author.objects.get(posts__external_id="p3")
    assert text_of("p2") == f"Non, @{jo.alias} a raison #menage"
    change = TextChange.objects.get()
    assert (change.decision, change.decided_by, change.text_before, change.text) == (
        "taken",
        "import",
        "Non #contrat",
        text_of("p2"),
    )
    assert list(Hashtag.objects.values_list("name", flat=True)) == ["menage"]
    assert list(Mention.objects.values_list("post__external_id", "author")) == [("p2", jo.pk)]
    assert figures(take_in(OPENING, NO_AGAIN, file="c")) == (0, 2, 0, 0)


def test_a_reviewed_post_takes_another_wording_by_a_kept_decision(take_in):
    accept_all(take_in(OPENING, NO).batch, by="Anne")
    take_in(NO_AGAIN, file="b")
    assert text_of("p2").startswith("Non, @")
    with pytest.raises(DatabaseError, match="by a decision that is kept"):
        Post.objects.filter(external_id="p2").update(text="autre chose")


def test_of_a_post_somebody_worked_on_the_wording_waits(take_in):
    take_in(OPENING, NO, YES)
    report = take_in(OPENING, NO_AGAIN, YES, file="b", is_worked_on=all_worked_on)
    assert figures(report) == (0, 3, 1, 0)
    assert text_of("p2") == "Non #contrat"
    assert TextChange.objects.values_list("decision", "text_before").get() == ("", "")
    again = take_in(OPENING, NO_AGAIN, file="c", is_worked_on=all_worked_on)
    assert (again.changed, TextChange.objects.count()) == (0, 1)


def test_a_waiting_wording_can_be_taken(take_in):
    take_in(OPENING, NO, YES)
    take_in(NO_AGAIN, file="b", is_worked_on=all_worked_on)
    done = changes.take(TextChange.objects.get(), by="Anne")
    assert (done.decision, done.decided_by, done.text_before) == ("taken", "Anne", "Non #contrat")
    assert text_of("p2") == done.text
    assert list(Hashtag.objects.values_list("name", flat=True)) == ["menage"]
    assert list(Mention.objects.values_list("author__posts__external_id", flat=True)) == ["p3"]
    with pytest.raises(AlreadyDecided):
        changes.keep(done, by="Bea")


def test_a_waiting_wording_can_be_left_and_is_not_asked_again(take_in):
    take_in(OPENING, NO)
    take_in(NO_AGAIN, file="b", is_worked_on=all_worked_on)
    changes.keep(TextChange.objects.get(), by="Anne")
    assert text_of("p2") == "Non #contrat"
    assert figures(take_in(OPENING, NO_AGAIN, YES, file="c")) == (1, 2, 0, 0)
    assert text_of("p2") == "Non #contrat"


def test_passages_that_were_coded_hold_a_wording_back(take_in):
    take_in(OPENING, NO)
    take_in(NO_AGAIN, file="b", is_worked_on=all_worked_on)
    with pytest.raises(PassagesStand):
        changes.take(TextChange.objects.get(), by="Anne", has_passages=lambda _post: True)
    assert (text_of("p2"), TextChange.objects.get().decision) == ("Non #contrat", "")


def test_what_a_hand_masked_is_not_brought_back(take_in):
    batch = take_in(OPENING, NO).batch
    RedactionHit.objects.create(
        batch=batch,
        post=Post.objects.get(external_id="p2"),
        kind="other",
        start=0,
        end=3,
        same=b"x",
        decision="accepted",
    )
    take_in(NO_AGAIN, file="b")
    assert (text_of("p2"), TextChange.objects.get().decision) == ("Non #contrat", "")


def test_a_wording_that_goes_back_is_followed(take_in):
    take_in(OPENING, NO)
    accept_all(ImportBatch.objects.get(), by="Anne")
    take_in(NO_AGAIN, file="b")
    assert take_in(NO, file="c").changed == 1
    assert text_of("p2") == "Non #contrat"
    take_in(NO_AGAIN, YES, file="d")
    assert text_of("p2").startswith("Non, @")


def test_the_same_text_under_its_masks_is_no_other_wording(take_in):
    take_in(post(1, "Appelle le 06 00 00 00 00", external_id="1"))
    report = take_in(post(1, "Appelle le 06 00 00 00 01", external_id="1"), file="b")
    assert (report.changed, TextChange.objects.count(), text_of("1")) == (0, 0, "Appelle le [téléphone]")


def test_masks_that_wait_for_review_go_with_their_wording(take_in):
    take_in(post(1, "Appelle le 06 00 00 00 00", external_id="1"))
    assert RedactionHit.objects.count() == 1
    take_in(post(1, "N'appelle plus le 06 00 00 00 00 !", external_id="1"), file="b")
    assert text_of("1") == "N'appelle plus le [téléphone] !"
    assert RedactionHit.objects.count() == 0


def test_search_follows_a_wording(take_in):
    first = take_in(OPENING, NO).batch
    PostWords.objects.all().delete()
    from corpus.indexing import index

    index(first)
    take_in(NO_AGAIN, file="b")
    assert "rais" in PostWords.objects.get(post__external_id="p2").vector


def test_what_the_file_lacks_is_noted(take_in):
    take_in(OPENING, NO, YES)
    report = take_in(OPENING, YES, post(9, "Merci", external_id="p9", parent_external_id="p1"), file="b")
    assert figures(report) == (1, 2, 0, 1)
    gone = Vanishing.objects.get()
    assert (gone.post.external_id, gone.batch, text_of("p2")) == ("p2", report.batch, "Non #contrat")


def test_what_is_younger_than_the_file_has_not_vanished(take_in):
    take_in(OPENING, NO, YES)
    assert take_in(OPENING, NO, file="b").vanished == 0


def test_a_piece_of_a_thread_says_nothing_of_the_rest(take_in):
    answers = [post(n, f"r{n}", external_id=f"a{n}", parent_external_id="p1") for n in range(2, 12)]
    take_in(OPENING, *answers)
    assert take_in(answers[8], answers[9], file="b").vanished == 0


def test_a_place_that_lost_its_words_has_vanished_and_keeps_them(take_in):
    take_in(OPENING, NO)
    report = take_in(OPENING, post(2, "", external_id="p2", availability=Availability.DELETED), file="b")
    assert figures(report) == (0, 2, 0, 1)
    assert (text_of("p2"), Vanishing.objects.get().post.external_id) == ("Non #contrat", "p2")


def test_a_place_without_words_takes_them_when_a_file_has_them(take_in):
    take_in(OPENING, post(2, "", external_id="p2", availability=Availability.WITHHELD))
    take_in(OPENING, NO, file="b")
    assert Post.objects.values_list("text", "availability").get(external_id="p2") == ("Non #contrat", "present")


def test_a_dry_run_says_how_many_of_each(take_in, source):
    take_in(OPENING, NO, YES)
    report = dry_run(source, iter([OPENING, NO_AGAIN, post(9, "Merci", external_id="p9", parent_external_id="p1")]))
    assert figures(report) == (1, 2, 1, 1)
    assert (TextChange.objects.count(), Vanishing.objects.count(), Post.objects.count()) == (0, 0, 3)


def test_undoing_the_later_file_puts_wordings_back(take_in):
    take_in(OPENING, NO, YES)
    later = take_in(OPENING, NO_AGAIN, post(9, "Merci", external_id="p9", parent_external_id="p1"), file="b").batch
    undo(later, by="Anne")
    assert (text_of("p2"), Post.objects.count(), TextChange.objects.count(), Vanishing.objects.count()) == (
        "Non #contrat",
        3,
        0,
        0,
    )
    assert list(Hashtag.objects.values_list("name", flat=True)) == ["contrat"]
    assert facts.check().is_right


def test_undoing_is_refused_when_the_new_wording_was_worked_on(take_in):
    take_in(OPENING, NO, YES)
    later = take_in(NO_AGAIN, file="b").batch
    with working_on(Post.objects.get(external_id="p2").pk), pytest.raises(BatchIsUsed):
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
    posts = dict(Post.objects.values_list("external_id", "pk"))
    assert changes.worked_on(list(posts.values())) == set()
    with working_on(posts["p2"]):
        assert changes.worked_on(list(posts.values())) == {posts["p2"]}
        take_in(NO_AGAIN, file="b")
    assert text_of("p2") == "Non #contrat"


def test_a_comparison_shows_old_and_new_words(take_in):
    take_in(OPENING, NO)
    take_in(post(2, "Non merci", external_id="p2"), file="b", is_worked_on=all_worked_on)
    assert [(p.text, p.kind) for p in changes.diff(TextChange.objects.get())] == [
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
    assert (report.posts, report.duplicates, Post.objects.count(), Thread.objects.count()) == (1, 3, 4, 1)
