"""Read the passages of a round, and put the figures over them into words and pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from coding_app.accounts.models import User
from coding_app.agreement.boundaries import Boundary, Marked, Passages, boundary, common
from coding_app.agreement.spans import Span, joined
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding.evidence import RoundIsBlind
from coding_app.coding.models import Coding
from coding_app.sampling.models import Assignment, Round, SampleUnit, Unit
from corpus.models import Post


def has_passages(round: Round) -> bool:
    """Say whether any submitted coding of a round is on a passage."""
    return _codings(round).filter(start__isnull=False).exists()


def _submitted(round: Round) -> QuerySet[Assignment]:
    """Return the submitted work on posts; units seeded for calibration stay out, as they do of all figures."""
    seeded = SampleUnit.objects.filter(sample=round.sample_id, is_calibration=True).values("unit")
    return Assignment.objects.filter(round=round, submitted_at__isnull=False, unit__kind=Unit.Kind.POST).exclude(
        unit__in=seeded
    )


def _codings(round: Round) -> QuerySet[Coding]:
    return Coding.objects.filter(assignment__in=_submitted(round), retracted_at__isnull=True)


def marked(round: Round, code: int | None = None) -> Marked:
    """Read what was marked in a round with one code, or with each that somebody put on a passage; three queries.

    Raise RoundIsBlind before it may be seen.
    """
    if round.is_blind and not round.is_over:
        raise RoundIsBlind
    met: dict[int, set[int]] = {}
    for coder, post in _submitted(round).values_list("coder", "unit__post"):
        met.setdefault(coder, set()).add(post)
    posts = Post.objects.filter(pk__in=set().union(*met.values()))
    lengths = dict(posts.values_list("pk", Length("text")))
    codings = _codings(round)
    wanted = Q(code__in=codings.filter(start__isnull=False).values("code")) if code is None else Q(code=code)
    raw: dict[tuple[int, int], dict[int, list[Span]]] = {}
    fields = "code", "assignment__coder", "assignment__unit__post", "start", "end"
    for one, coder, post, start, end in codings.filter(wanted).values_list(*fields):
        spans = raw.setdefault((one, coder), {}).setdefault(post, [])
        spans.append((start or 0, lengths[post] if end is None else end))
    return Marked(
        lengths,
        {coder: frozenset(each) for coder, each in met.items()},
        {key: {post: joined(spans) for post, spans in each.items()} for key, each in raw.items()},
    )


@dataclass(frozen=True)
class CodeLine:
    """One code that somebody marked, and the pairs of coders who met posts in common."""

    dimension: Dimension
    entry: CodeEntry
    pairs: list[tuple[User, User, Boundary]]


def boundaries(found: Marked, dimensions: Iterable[Dimension]) -> list[CodeLine]:
    """Return the codes that somebody put on less than a whole post, in the order of the codebook; one query.

    An interpretive code has no coefficient, and so no pairs.
    """
    coders = _by_name(User.objects.filter(pk__in=found.met))
    pairs = [(a, b, common(found, a.pk, b.pk)) for a, b in combinations(coders, 2)]
    met = [pair for pair in pairs if pair[2].starts]
    used = {code for (code, _coder), by_post in found.spans.items() if not _is_whole(found, by_post)}
    return [
        CodeLine(
            dimension,
            entry,
            [] if entry.is_interpretive else [(a, b, boundary(found, entry.id, both)) for a, b, both in met],
        )
        for dimension in dimensions
        for entry in dimension.codes
        if entry.id in used
    ]


def _is_whole(found: Marked, by_post: Passages) -> bool:
    return all(spans == ((0, found.lengths[post]),) for post, spans in by_post.items())


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
            spans = found.of(code, coder.pk).get(post.pk, ())
            lanes.append(Lane(coder, spans, [post.text[start:end] for start, end in spans]))
    return lanes


def _by_name(coders: Iterable[User]) -> list[User]:
    return sorted(coders, key=lambda coder: (coder.display_name, coder.pk))
