"""Read the passages of a round, and put the figures over them into words and pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db.models import QuerySet
from django.db.models.functions import Length

from coding_app.accounts.models import User
from coding_app.agreement.boundaries import Boundary, Marked, boundary
from coding_app.agreement.spans import Span, joined
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding.evidence import RoundIsBlind
from coding_app.coding.models import Coding
from coding_app.sampling.models import Assignment, Round, Unit
from corpus.models import Post


def has_passages(round: Round) -> bool:
    """Say whether any submitted coding of a round is on a passage."""
    return _codings(round).filter(start__isnull=False).exists()


def _codings(round: Round) -> QuerySet[Coding]:
    return Coding.objects.filter(
        assignment__round=round,
        assignment__submitted_at__isnull=False,
        assignment__unit__kind=Unit.Kind.POST,
        retracted_at__isnull=True,
    )


def marked(round: Round) -> Marked:
    """Read what was marked in a round; three queries. Raise RoundIsBlind before it may be seen."""
    if round.is_blind and not round.is_over:
        raise RoundIsBlind
    met: dict[int, set[int]] = {}
    submitted = Assignment.objects.filter(round=round, submitted_at__isnull=False, unit__kind=Unit.Kind.POST)
    for coder, post in submitted.values_list("coder", "unit__post"):
        met.setdefault(coder, set()).add(post)
    posts = Post.objects.filter(pk__in=set().union(*met.values()))
    lengths = dict(posts.values_list("pk", Length("text")))
    spans: dict[tuple[int, int, int], list[Span]] = {}
    fields = "code", "assignment__coder", "assignment__unit__post", "start", "end"
    for code, coder, post, start, end in _codings(round).values_list(*fields):
        spans.setdefault((code, coder, post), []).append((start or 0, lengths[post] if end is None else end))
    return Marked(
        lengths,
        {coder: frozenset(each) for coder, each in met.items()},
        {key: joined(each) for key, each in spans.items()},
    )


@dataclass(frozen=True)
class CodeLine:
    """One code that somebody marked, and the pairs of coders who met posts in common."""

    dimension: Dimension
    entry: CodeEntry
    pairs: list[tuple[User, User, Boundary]]


def boundaries(found: Marked, dimensions: Iterable[Dimension]) -> list[CodeLine]:
    """Return the codes that somebody put on less than a whole post, in the order of the codebook; one query."""
    coders = _by_name(User.objects.filter(pk__in=found.met))
    pairs = [(a, b) for a, b in combinations(coders, 2) if found.met[a.pk] & found.met[b.pk]]
    used = {code for (code, _, post), spans in found.spans.items() if spans != ((0, found.lengths[post]),)}
    return [
        CodeLine(dimension, entry, [(a, b, boundary(found, entry.id, a.pk, b.pk)) for a, b in pairs])
        for dimension in dimensions
        for entry in dimension.codes
        if entry.id in used
    ]


@dataclass(frozen=True)
class Lane:
    """The passages of one coder in one post, with their words."""

    coder: User
    spans: tuple[Span, ...]
    quotes: list[str]


@dataclass(frozen=True)
class Picture:
    """One post with a lane for each coder who submitted it. share: marked by all among marked by any."""

    post: Post
    length: int
    lanes: list[Lane]
    share: float


def pictures(found: Marked, code: int, page: Iterable[tuple[int, float]]) -> list[Picture]:
    """Add the words to a page of (post id, share in common); two queries."""
    rows = list(page)
    posts = Post.objects.select_related("thread__source").in_bulk([post for post, _share in rows])
    coders = _by_name(User.objects.filter(pk__in=found.met))
    return [
        Picture(posts[post], found.lengths[post], _lanes(found, code, posts[post], coders), share)
        for post, share in rows
    ]


def _lanes(found: Marked, code: int, post: Post, coders: Iterable[User]) -> list[Lane]:
    lanes = []
    for coder in coders:
        if post.pk in found.met[coder.pk]:
            spans = found.spans.get((code, coder.pk, post.pk), ())
            lanes.append(Lane(coder, spans, [post.text[start:end] for start, end in spans]))
    return lanes


def _by_name(coders: Iterable[User]) -> list[User]:
    return sorted(coders, key=lambda coder: (coder.display_name, coder.pk))
