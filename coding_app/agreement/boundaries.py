"""How far coders mark the same stretches of text with a code: figures over passages. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from coding_app.agreement.spans import Span, crossed, joined, share_in_common, size
from coding_app.agreement.stats.undefined import Figure, Undefined
from coding_app.agreement.stats.unitizing import Segment, alpha_u, u_alphas

Passages = Mapping[int, tuple[Span, ...]]
"""Post id -> passages in order, those that overlap joined."""


@dataclass(frozen=True)
class Marked:
    """What the coders of a round marked.

    lengths: post id -> code points. met: coder id -> posts submitted. spans: (code, coder) -> passages; a code on the
    whole post is one passage as long as the post.
    """

    lengths: Mapping[int, int]
    met: Mapping[int, frozenset[int]]
    spans: Mapping[tuple[int, int], Passages]

    def of(self, code: int, coder: int) -> Passages:
        """Return the passages a coder marked with a code."""
        return self.spans.get((code, coder), {})


@dataclass(frozen=True)
class Common:
    """The posts that two coders (ids) submitted, their texts laid end to end: where each begins, how long all are."""

    first: int
    second: int
    starts: Mapping[int, int]
    length: int


def common(found: Marked, first: int, second: int) -> Common:
    """Lay the texts of the posts both submitted end to end."""
    posts = sorted(found.met[first] & found.met[second])
    ends = list(accumulate((found.lengths[post] for post in posts), initial=0))
    return Common(first, second, dict(zip(posts, ends, strict=False)), ends[-1])


@dataclass(frozen=True)
class Boundary:
    """How far two coders mark the same stretches with one code, over the posts both submitted.

    alpha_u: on where passages begin and end (Krippendorff 2004, pp. 251-256). u: on which characters are marked at all
    (u-alpha, binary; Krippendorff et al. 2016). share: characters both marked among those either marked.
    """

    posts: int
    first_passages: int
    second_passages: int
    alpha_u: Figure
    u: Figure
    share: float | None


def boundary(found: Marked, code: int, both: Common) -> Boundary:
    """Compare two coders on one code; only posts that one of them marked are looked at."""
    mine, theirs = (
        {post: spans for post, spans in found.of(code, coder).items() if post in both.starts}
        for coder in (both.first, both.second)
    )
    segments: list[Segment] = []
    either = shared = 0
    for post in sorted(mine.keys() | theirs.keys()):
        at, ours = both.starts[post], (mine.get(post, ()), theirs.get(post, ()))
        segments += [Segment(k, 0, at + start, at + end) for k, spans in enumerate(ours) for start, end in spans]
        either += size(joined([*ours[0], *ours[1]]))
        shared += size(crossed(*ours))
    nothing = Figure(reason=Undefined.NOT_USED)
    return Boundary(
        posts=len(both.starts),
        first_passages=sum(map(len, mine.values())),
        second_passages=sum(map(len, theirs.values())),
        alpha_u=alpha_u(segments, n_coders=2, length=both.length) if segments else nothing,
        u=u_alphas(segments, n_coders=2, n_codes=1, length=both.length).binary if segments else nothing,
        share=shared / either if either else None,
    )


def least_shared_first(found: Marked, code: int) -> list[tuple[int, float]]:
    """Return the posts that two coders met and one marked with a code: (post id, share in common of all)."""
    rows = []
    for post in sorted({post for coder in found.met for post in found.of(code, coder)}):
        every = [found.of(code, coder).get(post, ()) for coder, posts in found.met.items() if post in posts]
        share = share_in_common(every)
        if len(every) > 1 and share is not None:
            rows.append((post, share))
    return sorted(rows, key=lambda row: row[1])
