"""Quotes as they are shown: the words or what stands for them, who, when, and the line of the thread around them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding_app.accounts.models import User
from coding_app.projects.models import Project
from coding_app.quotes import queries
from coding_app.quotes.queries import Key, Placed
from coding_app.sampling.blindness import is_shown_to_all
from coding_app.sampling.models import Round, Unit
from coding_app.summaries.queries import openings
from corpus.models import Post, Source, Thread

EXCERPT = 110


@dataclass(frozen=True)
class Quote:
    """A quote: its unit and post, its words (none of a post that is gone), and what is said around it.

    codings: who made it, by name, with their latest coding there.
    """

    key: Key
    unit: Unit
    post: Post
    start: int | None
    end: int | None
    answered: Post | None
    warning: str = ""
    codings: tuple[tuple[str, UUID], ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def source(self) -> Source:
        """Return where it was written."""
        return self.unit.thread.source

    @property
    def is_gone(self) -> bool:
        """Say whether the words are gone from the corpus."""
        return self.post.availability != Post.Availability.PRESENT

    @property
    def text(self) -> str:
        """Return the words, or what became of them."""
        return words(self.post, self.start, self.end)

    @property
    def context(self) -> str:
        """Say where in its thread it stands."""
        return context(self.post, self.answered, is_thread=self.unit.kind == Unit.Kind.THREAD)

    @property
    def month_only(self) -> bool:
        """Say whether its date is told by month: outside of public places a day may lead to a person."""
        return self.source.access != Source.Access.PUBLIC

    @property
    def precision(self) -> str:
        """Return the smallest part of its time that is told."""
        known = self.post.time_precision
        return Post.TimePrecision.MONTH.value if self.month_only and known != Post.TimePrecision.YEAR else known

    @property
    def is_open(self) -> bool:
        """Say whether a round that everybody may see holds it, so that it may be pinned."""
        return any(is_shown_to_all(row) for row in self.rounds)

    @property
    def name(self) -> str:
        """Return how a form names it."""
        passage = "" if self.start is None else f".{self.start}.{self.end}"
        return f"{self.post.uuid}{passage}"


def words(post: Post, start: int | None, end: int | None) -> str:
    """Return the words of a passage, or of a whole post; of a post that is gone, what became of it."""
    if post.availability != Post.Availability.PRESENT:
        return str(post.get_availability_display())
    return post.text[start:end]


def context(post: Post, answered: Post | None, *, is_thread: bool = False) -> str:
    """Say where in its thread a post stands, with the beginning of what it answers."""
    if is_thread:
        return _("The whole thread, of which this is the opening")
    if answered is None or answered.pk == post.pk:
        return _("Opens its thread")
    who = answered.author.alias if answered.author else _("author unknown")
    if answered.availability != Post.Availability.PRESENT:
        return _("Answers %(who)s, whose words are gone") % {"who": who}
    excerpt = Truncator(" ".join(answered.text.split())).chars(EXCERPT)
    return _("Answers %(who)s: “%(words)s”") % {"who": who, "words": excerpt}


def outline(thread: Thread) -> str:
    """Say how long a thread is, without any of its words."""
    facts = getattr(thread, "facts", None)
    answers = facts.answers if facts else 0
    return ngettext("thread with %(n)s answer", "thread with %(n)s answers", answers) % {"n": answers}


def quotes(project: Project, placed: Sequence[Placed]) -> list[Quote]:
    """Return quotes in the order given; five statements at most, however many there are."""
    rows = Unit.objects.select_related("thread__source", "post__author", "post__parent__author")
    units = rows.in_bulk([one.key.unit for one in placed])
    first = openings({unit.thread_id for unit in units.values()})
    posts = {unit.pk: unit.post or first[unit.thread_id] for unit in units.values()}
    people = User.objects.in_bulk({coder for one in placed for coder in one.coders})
    rounds = Round.objects.in_bulk({number for one in placed for number in one.rounds})
    warned = queries.warnings_on(project, {post.pk for post in posts.values()}) if posts else {}
    return [_quote(one, units[one.key.unit], posts[one.key.unit], first, warned, people, rounds) for one in placed]


def _quote(
    placed: Placed,
    unit: Unit,
    post: Post,
    first: dict[int, Post],
    warned: dict[int, str],
    people: dict[int, User],
    rounds: dict[int, Round],
) -> Quote:
    start, end = placed.key.passage
    if start is None:
        start, end = unit.start, unit.end
    return Quote(
        key=placed.key,
        unit=unit,
        post=post,
        start=start,
        end=end,
        answered=answered_by(post, first),
        warning=warned.get(post.pk, ""),
        codings=tuple(sorted((people[coder].display_name, uuid) for coder, uuid in placed.coders.items())),
        rounds=tuple(sorted((rounds[number] for number in placed.rounds), key=lambda row: row.number)),
    )


def answered_by(post: Post, first: dict[int, Post]) -> Post | None:
    """Return what a post answers: its parent, else the opening of its thread."""
    return post.parent or (first.get(post.thread_id) if post.position else None)


def with_parents(posts: Collection[int]) -> QuerySet[Post]:
    """Return posts with what is told of them and of what they answer."""
    return Post.objects.filter(pk__in=posts).select_related("author", "source", "thread__facts", "parent__author")
