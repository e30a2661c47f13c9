"""Writing, wording anew, taking away, reading mentions; erasure reaches notes with all that hangs on them."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from coding_app.coding.actions import write_memo
from coding_app.coding.models import Note, NoteMention
from coding_app.coding.passages import has_passages
from coding_app.exports import traces
from coding_app.notes import actions
from coding_app.notes.queries import unread_mentions, wordings

TEXT = "Bonsoir, est-ce que je dois nettoyer la litière du chat ?"


def reword(desk, note, text, people=()):
    return actions.reword_note(
        note=note, text=text, people=[desk.people[name] for name in people], by=desk.people["coder"]
    )


def test_a_new_wording_ends_the_old_one_and_both_stay_readable(desk):
    other = desk.write("code", desk.code, text="autre")
    first = desk.write("code", desk.code, text="un")
    second = reword(desk, first, " deux ")
    third = reword(desk, second, "trois")
    assert [note.text for note in wordings(third)] == ["trois", "deux", "un"]
    assert list(Note.objects.filter(ended_at__isnull=True)) == [other, third]
    assert [note.text for note in wordings(other)] == ["autre"]
    assert reword(desk, third, "trois") == third
    with pytest.raises(actions.NoteHasChanged):
        reword(desk, first, "quatre")
    with pytest.raises(actions.NoteHasChanged):
        actions.reword_note(note=third, text="!", people=[], by=desk.people["owner"])


def test_the_memo_of_the_coding_screen_has_its_history_too(desk):
    work = desk.coded.assignment("coder")
    first = write_memo(assignment=work, text="un", by=work.coder, previous=None)
    second = write_memo(assignment=work, text="deux", by=work.coder, previous=first.uuid)
    third = reword(desk, second, "trois", people=["owner"])
    assert [note.text for note in wordings(third)] == ["trois", "deux", "un"]
    with pytest.raises(actions.MemoIsThere):
        desk.write("unit", work)
    assert write_memo(assignment=work, text="", by=work.coder, previous=third.uuid) is None
    assert not Note.objects.filter(ended_at__isnull=True).exists()


def test_who_read_it_is_not_called_again_for_another_wording(desk):
    note = desk.write("project", desk.project, people=["owner", "reader", "coder"])
    assert set(note.mentions.values_list("person__username", flat=True)) == {"small-owner", "small-reader"}
    assert actions.read_mentions(project=desk.project, by=desk.people["owner"]) == 1
    assert actions.read_mentions(project=desk.project, by=desk.people["owner"]) == 0
    reword(desk, note, "mieux dit", people=["owner", "reader", "manager"])
    unread = {name: unread_mentions(desk.project, desk.people[name]).count() for name in desk.people}
    assert {name for name, count in unread.items() if count} == {"reader", "manager"}
    assert actions.read_mentions(project=desk.project, by=desk.people["reader"]) == 1  # that of the old wording is not


def test_the_memo_of_the_coding_screen_names_colleagues(desk):
    def named(note):
        return sorted(note.mentions.values_list("person__username", flat=True))

    work = desk.coded.assignment("coder")
    first = write_memo(assignment=work, text="@owner petit, à voir ?", by=work.coder, previous=None)
    assert named(first) == ["small-owner"]
    assert unread_mentions(desk.project, desk.people["owner"]).count() == 0  # the round is blind and open
    desk.close()
    assert actions.read_mentions(project=desk.project, by=desk.people["owner"]) == 1
    ticked = reword(desk, first, "@owner petit, à voir ?", people=["owner", "reader"])
    # On the screen: whom the page named without an @ stays named, an @ that goes names nobody any more.
    second = write_memo(assignment=work, text="@owner Petit et @manager Petit", by=work.coder, previous=ticked.uuid)
    assert named(second) == ["small-manager", "small-owner", "small-reader"]
    assert second.mentions.get(person=desk.people["owner"]).seen_at is not None
    third = write_memo(assignment=work, text="à voir", by=work.coder, previous=second.uuid)
    assert named(third) == ["small-reader"]


def test_only_members_are_named(desk):
    note = desk.write("project", desk.project, people=["stranger", "reader"])
    assert [one.person for one in note.mentions.all()] == [desk.people["reader"]]


@pytest.mark.parametrize("passage", [(0, 58), (5, 5), (-1, 3), (57, 99)])
def test_a_passage_lies_in_its_post(desk, passage):
    assert len(TEXT) == 57
    with pytest.raises(actions.PassageIsOutside):
        desk.write("post", desk.posts[0], passage=passage)
    with pytest.raises(actions.PassageIsOutside):
        desk.write("code", desk.code, passage=(0, 1))
    assert not Note.objects.exists()


def test_a_passage_keeps_its_post_from_being_worded_otherwise(desk):
    assert not has_passages(desk.elsewhere.pk)
    note = desk.write("post", desk.elsewhere, passage=(3, 8))
    assert has_passages(desk.elsewhere.pk)
    actions.end_note(note=note, by=desk.people["coder"])
    assert not has_passages(desk.elsewhere.pk)
    with pytest.raises(actions.NoteHasChanged):
        actions.end_note(note=note, by=desk.people["coder"])


def test_erasing_a_post_takes_its_notes_their_mentions_and_their_history(desk):
    post = desk.posts[0]
    passage = desk.write("post", post, text="elle habite au 12", people=["owner"], passage=(0, 7))
    reword(desk, passage, "elle habite là", people=["owner", "reader"])
    on_thread = desk.write("thread", desk.thread, text="le fil de Mme X", people=["reader"])
    on_coding = desk.write("coding", desk.coding(), text="son adresse")
    kept = [
        desk.write("code", desk.code),
        desk.write("post", desk.posts[1]),
        desk.write("thread", desk.elsewhere.thread),
    ]
    assert traces.of_posts([post.pk]).notes == 4
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL entente.lawful_erasure = 'on'")
        traces.forget([post.pk])
    assert set(Note.objects.all()) == set(kept)
    assert not NoteMention.objects.exists()
    history = apps.get_model("coding_app", "NoteEvent").objects.values_list("pgh_obj", flat=True)
    assert set(history) == {note.pk for note in kept}
    assert not {on_thread.pk, on_coding.pk, passage.pk} & set(history)
