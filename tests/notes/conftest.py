"""A round of six posts for two coders, blind and open, and shortcuts to write notes."""

from dataclasses import dataclass

import pytest

from coding_app.coding.models import Coding, Note
from coding_app.notes import actions
from coding_app.notes.queries import visible_notes
from coding_app.notes.targets import target
from coding_app.sampling.steps import close_round, reveal_round
from corpus.models import Post, Thread
from tests.coding.conftest import PARENTS, Coded, add_thread, make_coded

EVERYBODY = ("owner", "manager", "adjudicator", "coder", "second_coder", "reader")


@dataclass
class Desk:
    """The project, and what notes are written about."""

    coded: Coded

    def __post_init__(self):
        self.project, self.people = self.coded.project, self.coded.people
        self.thread = Thread.objects.get(source__corpus=self.project.corpus)
        self.posts = list(self.thread.posts.order_by("position"))
        add_thread(self.project, ["Un autre fil", "où rien n’est tiré"], [None, 0], name="ailleurs")
        self.elsewhere = Post.objects.get(text="Un autre fil")
        self.code = self.coded.code("law.tasks")

    def coding(self, person="coder") -> Coding:
        """Return a live coding of a person, made where there is none."""
        work = self.coded.assignment(person)
        if not work.codings.exists():
            self.coded.act(work, "apply", "law.tasks")
        return work.codings.get(retracted_at__isnull=True)

    def target(self, kind, row, by="coder"):
        """Return what a person writes about."""
        return target(self.project, self.people[by], kind, row.uuid)

    def write(self, kind, row, *, by="coder", text="À relire", people=(), passage=None) -> Note:
        """Write a note as somebody."""
        named = [self.people[name] for name in people]
        return actions.write_note(
            project=self.project, target=self.target(kind, row, by), text=text, people=named, passage=passage,
            by=self.people[by],
        )  # fmt: skip

    def seen(self, note) -> set[str]:
        """Return who sees a note."""
        return {
            name for name in EVERYBODY if visible_notes(self.project, self.people[name]).filter(pk=note.pk).exists()
        }

    def close(self):
        """Close the round."""
        self.coded.round = close_round(round=self.coded.round, by=self.people["manager"])

    def reveal(self):
        """Close the round and show it to everybody."""
        self.close()
        self.coded.round = reveal_round(round=self.coded.round, by=self.people["manager"])


@pytest.fixture
def desk(small) -> Desk:
    """Make the desk."""
    assert len(PARENTS) == 6
    return Desk(make_coded(small))
