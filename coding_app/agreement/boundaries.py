"""How far coders mark the same stretches of text with a code: figures over passages. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coding_app.agreement.spans import Span, crossed, joined, share_in_common, size
from coding_app.agreement.stats.undefined import Figure, Undefined
from coding_app.agreement.stats.unitizing import Segment, alpha_u, u_alphas


@dataclass(frozen=True)
class Marked:
    """What the coders of a round marked.

    lengths: post id -> code points. met: coder id -> posts submitted. spans: (code, coder, post) -> passages in order,
    those that overlap joined; a code on the whole post is one passage as long as the post.
    """

    lengths: Mapping[int, int]
    met: Mapping[int, frozenset[int]]
    spans: Mapping[tuple[int, int, int], tuple[Span, ...]]

    def of(self, code: int, coder: int, posts: Iterable[int]) -> dict[int, tuple[Span, ...]]:
        """Return by post the passages a coder marked with a code."""
        return {post: self.spans[code, coder, post] for post in posts if (code, coder, post) in self.spans}


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


def boundary(found: Marked, code: int, first: int, second: int) -> Boundary:
    """Compare two coders (ids) on one code; the texts of the posts both submitted are laid end to end."""
    posts = sorted(found.met[first] & found.met[second])
    mine, theirs = found.of(code, first, posts), found.of(code, second, posts)
    segments: list[Segment] = []
    either = both = at = 0
    for post in posts:
        ours = mine.get(post, ()), theirs.get(post, ())
        segments += [Segment(k, 0, at + start, at + end) for k, spans in enumerate(ours) for start, end in spans]
        either += size(joined([*ours[0], *ours[1]]))
        both += size(crossed(*ours))
        at += found.lengths[post]
    nothing = Figure(reason=Undefined.NOT_USED)
    return Boundary(
        posts=len(posts),
        first_passages=sum(map(len, mine.values())),
        second_passages=sum(map(len, theirs.values())),
        alpha_u=alpha_u(segments, n_coders=2, length=at) if segments else nothing,
        u=u_alphas(segments, n_coders=2, n_codes=1, length=at).binary if segments else nothing,
        share=both / either if either else None,
    )


def least_shared_first(found: Marked, code: int) -> list[tuple[int, float]]:
    """Return the posts that two coders met and one marked with a code: (post id, share in common of all)."""
    rows = []
    for post in sorted({post for one, _coder, post in found.spans if one == code}):
        every = [found.spans.get((code, coder, post), ()) for coder, posts in found.met.items() if post in posts]
        share = share_in_common(every)
        if len(every) > 1 and share is not None:
            rows.append((post, share))
    return sorted(rows, key=lambda row: row[1])
