"""Who sees a note: by what it is about, by role, while a blind round is open, closed and revealed."""

import pytest

from coding_app.coding.actions import write_memo
from coding_app.coding.models import Note
from coding_app.notes.queries import notes_open_to_all, notes_open_to_reviewers, unread_mentions, visible_notes
from coding_app.notes.targets import lines, target
from coding_app.projects.actions import create_project
from coding_app.sampling.actions import SampleRecipe, create_round
from coding_app.sampling.exploring import begin_exploration
from coding_app.sampling.queries import Candidate
from coding_app.sampling.steps import close_round, open_round, reveal_round
from tests.coding.conftest import make_coded
from tests.notes.conftest import EVERYBODY, Desk

ALL = set(EVERYBODY)
REVIEWERS = {"owner", "manager", "adjudicator"}


def about(desk, kind):
    """Return what a note of this kind is about, in the blind round where there is a choice."""
    return {
        "project": lambda: desk.project,
        "code": lambda: desk.code,
        "thread": lambda: desk.thread,
        "post": lambda: desk.posts[1],
        "unit": lambda: desk.coded.assignment("coder"),
        "coding": lambda: desk.coding("coder"),
    }[kind]()


@pytest.mark.parametrize("kind", ["thread", "post", "unit", "coding"])
def test_what_lies_in_an_open_blind_round_is_its_authors_alone(desk, kind):
    note = desk.write(kind, about(desk, kind))
    assert desk.seen(note) == {"coder"}
    assert not notes_open_to_all(desk.project).exists()
    desk.close()
    assert desk.seen(note) == REVIEWERS | {"coder"}
    assert not notes_open_to_all(desk.project).exists() and notes_open_to_reviewers(desk.project).get() == note
    desk.coded.round = reveal_round(round=desk.coded.round, by=desk.people["manager"])
    assert desk.seen(note) == ALL


@pytest.mark.parametrize("kind", ["project", "code"])
def test_codes_and_the_project_are_everybodys(desk, kind):
    assert desk.seen(desk.write(kind, about(desk, kind))) == ALL


def test_a_passage_is_shielded_like_its_post_whoever_writes(desk):
    for by in ("owner", "manager", "adjudicator", "second_coder"):
        assert desk.seen(desk.write("post", desk.posts[0], by=by, passage=(0, 7))) == {by}


def test_posts_that_nobody_codes_are_everybodys(desk):
    assert desk.seen(desk.write("post", desk.elsewhere)) == ALL
    assert desk.seen(desk.write("thread", desk.elsewhere.thread)) == ALL


def test_a_post_lies_in_a_round_with_its_thread(small):
    desk = Desk(make_coded(small, unit_kind="thread"))
    assert desk.seen(desk.write("post", desk.posts[3])) == {"coder"}
    work = desk.coded.round.assignments.filter(coder=small.coder, unit__thread=desk.thread).get()
    assert desk.seen(desk.write("unit", work)) == {"coder"}
    desk.reveal()
    assert desk.seen(Note.objects.get(assignment=work)) == ALL


def test_a_round_that_is_not_blind_shields_nothing(small):
    desk = Desk(make_coded(small, is_blind=False))
    assert desk.seen(desk.write("post", desk.posts[0])) == ALL
    assert desk.seen(desk.write("coding", desk.coding())) == ALL


def test_the_memo_of_the_coding_screen_obeys_the_same_rule(desk):
    work = desk.coded.assignment("coder")
    memo = write_memo(assignment=work, text="Peut-être hors sujet", by=work.coder, previous=None)
    assert desk.seen(memo) == {"coder"}
    desk.reveal()
    assert desk.seen(memo) == ALL


def test_what_is_said_of_an_exploration_is_its_makers_for_good(desk):
    ana = desk.people["coder"]
    post = desk.elsewhere
    row = begin_exploration(
        project=desk.project, name="Seule", unit_kind="post", candidates=[Candidate(post.thread_id, post.pk)],
        recipe={}, by=ana,
    )  # fmt: skip
    work = row.assignments.get()
    note = desk.write("unit", work)
    coding = desk.coded.act(work, "apply", "law.tasks") and work.codings.get()
    on_coding = desk.write("coding", coding)
    close_round(round=row, by=ana)
    assert desk.seen(note) == desk.seen(on_coding) == {"coder"}
    assert desk.seen(desk.write("post", post)) == ALL


def test_a_new_blind_round_shields_again_what_is_said_of_its_posts(desk):
    desk.reveal()
    on_post, on_unit = desk.write("post", desk.posts[0]), desk.write("unit", desk.coded.assignment("coder"))
    assert desk.seen(on_post) == desk.seen(on_unit) == ALL
    again = _drawn_again(desk)
    assert desk.seen(on_post) == desk.seen(on_unit) == {"coder"}
    reveal_round(round=close_round(round=again, by=desk.people["manager"]), by=desk.people["manager"])
    assert desk.seen(on_post) == desk.seen(on_unit) == ALL


def _drawn_again(desk):
    drawn = create_round(
        project=desk.project, name="Encore", kind="main", unit_kind="post", recipe=SampleRecipe(), size=8, seed=3,
        coders=[desk.people["coder"], desk.people["second_coder"]], double_share=100, triple_share=0, is_blind=True,
        codebook_version=desk.coded.round.codebook_version, by=desk.people["manager"],
    )  # fmt: skip
    return open_round(round=drawn, by=desk.people["manager"])


def test_a_mention_waits_until_the_note_may_be_seen(desk):
    desk.write("post", desk.posts[0], people=["second_coder"])
    bob = desk.people["second_coder"]
    assert not unread_mentions(desk.project, bob).exists()
    desk.reveal()
    assert unread_mentions(desk.project, bob).count() == 1


def test_units_and_codings_of_others_do_not_exist_while_blind(desk):
    ana, bob = desk.people["coder"], desk.people["second_coder"]
    work, coding = desk.coded.assignment("coder"), desk.coding("coder")
    assert target(desk.project, ana, "unit", work.uuid) and target(desk.project, ana, "coding", coding.uuid)
    for person in (bob, desk.people["owner"], desk.people["reader"]):
        assert target(desk.project, person, "unit", work.uuid) is None
        assert target(desk.project, person, "coding", coding.uuid) is None
    desk.reveal()
    assert target(desk.project, bob, "unit", work.uuid) and target(desk.project, bob, "coding", coding.uuid)


def test_the_page_tells_the_author_who_sees_it(desk):
    hidden, shown = desk.write("post", desk.posts[0]), desk.write("code", desk.code)
    told = {line.note.pk: line.is_private for line in lines(desk.project, desk.people["coder"], [hidden, shown])}
    assert told == {hidden.pk: True, shown.pk: False}


def test_another_project_shows_nothing(desk):
    desk.write("code", desk.code)
    other = create_project(name="Ailleurs", by=desk.people["coder"])
    assert not visible_notes(other, desk.people["coder"]).exists()
    assert target(other, desk.people["coder"], "code", desk.code.uuid) is None
    assert target(other, desk.people["coder"], "project", desk.project.uuid) is None
