"""A batch can be taken back while nobody has worked on it."""

import pytest
from django.db import connection

from corpus.models import Author, AuthorDigest, ImportBatch, Mention, Post, Redaction, Thread
from corpus.undoing import BatchIsNotDone, BatchIsUsed, undo
from tests.corpus.conftest import post

OPENING = post(1, "Question ?", external_id="p1", author_name="Mireille Plumeau")
ANSWER = post(2, "@Jo non #sujet", external_id="p2", parent_external_id="p1", author_name="Odile Serpillère")


def test_undoing_removes_all_of_the_batch_and_keeps_its_report(take_in):
    report = take_in(OPENING, ANSWER)
    batch = undo(report.batch, by="Anne")
    assert (Post.objects.count(), Thread.objects.count(), Author.objects.count(), AuthorDigest.objects.count()) == (
        0,
        0,
        0,
        0,
    )
    assert (batch.state, batch.undone_by, batch.posts_added) == ("undone", "Anne", 2)
    assert take_in(OPENING, ANSWER).posts == 2


def test_what_other_files_need_stays(take_in):
    first = take_in(OPENING)
    take_in(ANSWER, post(3, "@Mireille Plumeau merci", external_id="p3", parent_external_id="p1"), file="b")
    undo(first.batch, by="Anne")
    left = Post.objects.order_by("position")
    assert [(p.external_id, p.position, p.parent) for p in left] == [("p2", 0, None), ("p3", 1, None)]
    assert all(p.missing_parent_digest for p in left)
    assert Mention.objects.filter(post=left[1]).get().author.alias in left[1].text
    take_in(OPENING, file="c")
    assert [p.external_id for p in Post.objects.order_by("position")] == ["p1", "p2", "p3"]
    assert Post.objects.filter(parent__external_id="p1").count() == 2
    assert Author.objects.count() == 3


def test_undoing_the_second_file_leaves_the_first_as_it_was(take_in):
    take_in(OPENING)
    second = take_in(ANSWER, file="b")
    undo(second.batch, by="Anne")
    assert list(Post.objects.values_list("external_id", "position")) == [("p1", 0)]
    assert Author.objects.count() == 1


def test_a_batch_somebody_worked_on_stays_whole(take_in):
    report = take_in(OPENING, ANSWER)
    Redaction.objects.create(post=Post.objects.first(), start=0, end=2, reason="nom", made_by="Anne")
    with pytest.raises(BatchIsUsed):
        undo(report.batch, by="Anne")
    assert (Post.objects.count(), Author.objects.count(), ImportBatch.objects.get().state) == (2, 3, "done")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_only_a_finished_batch_is_undone_and_only_once(take_in):
    report = take_in(OPENING)
    undo(report.batch, by="Anne")
    with pytest.raises(BatchIsNotDone):
        undo(report.batch, by="Anne")
