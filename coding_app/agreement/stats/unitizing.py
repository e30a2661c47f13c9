"""Measure agreement on where segments begin and end, and on what they are coded as.

Krippendorff (2004), Content Analysis, 2nd ed., pp. 251-256, for alpha_U of one code; Krippendorff, Mathet, Bouvry &
Widlöcher (2016), Qual. Quant. 50:2347-2364 (erratum 50:2365), for the u-alpha family. Positions are code points, ends
exclusive; texts of several posts are laid end to end. The u-alpha family asks that the segments of one coder do not
overlap: overlapping codes are compared one code at a time.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, permutations
from typing import NamedTuple

import numpy as np

from .data import Floats, Ints
from .undefined import Figure, Undefined


class Segment(NamedTuple):
    """Hold one segment: coder and code (positions from 0), start, end exclusive."""

    coder: int
    code: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnitizingAgreement:
    """Hold the u-alpha family.

    u: segments and codes together; binary: segments against gaps, whatever the code; coding: the codes where both
    coders have a segment; coverage: the share of the text (per coder) that `coding` rests on; by_code: the same for
    each code against the others.
    """

    u: Figure
    binary: Figure
    coding: Figure
    coverage: float
    by_code: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Strips:
    """Cut the text wherever a segment begins or ends: codes (coders x strips, 0 for a gap) and lengths (strips)."""

    codes: Ints
    lengths: Floats


def u_alphas(segments: Sequence[Segment], *, n_coders: int, n_codes: int, length: int) -> UnitizingAgreement:
    """Compute the u-alpha family over a text of `length` code points.

    Raises ValueError when segments of a coder overlap or leave the text.
    """
    if n_coders < 2:
        none = Figure(reason=Undefined.ONE_CODER)
        return UnitizingAgreement(none, none, none, 0.0, (none,) * n_codes)
    strips = _strips(segments, n_coders, length)
    crossed = _crossed(strips, n_codes + 1)
    squares = np.zeros(n_codes + 1)
    for segment in segments:
        squares[segment.code + 1] += (segment.end - segment.start) ** 2
    squares[0] = crossed[0].sum()  # a gap is as many units as it has characters
    valued = crossed[1:, 1:]
    matched = _matched_squares(segments, strips, n_codes)
    return UnitizingAgreement(
        u=_ratio(crossed, squares),
        binary=_ratio(_two_by_two(crossed), np.array([squares[0], squares[1:].sum()])),
        coding=_ratio(valued, matched),
        coverage=float(valued.sum() / crossed.sum()) if crossed.any() else 0.0,
        by_code=tuple(_of_code(valued, matched, k) for k in range(n_codes)),
    )


def _strips(segments: Sequence[Segment], n_coders: int, length: int) -> _Strips:
    edges = np.unique([0, length, *(s.start for s in segments), *(s.end for s in segments)])
    if edges[0] < 0 or edges[-1] > length:
        raise ValueError("A segment leaves the text.")
    codes = np.zeros((n_coders, len(edges) - 1), dtype=np.intp)
    for s in segments:
        first, last = np.searchsorted(edges, [s.start, s.end])
        if codes[s.coder, first:last].any():
            raise ValueError("Segments of a coder overlap.")
        codes[s.coder, first:last] = s.code + 1
    return _Strips(codes, np.diff(edges).astype(np.float64))


def _crossed(strips: _Strips, q: int) -> Floats:
    """Sum the lengths two coders share, by the code of each (q x q, gaps first), over ordered pairs / (coders - 1)."""
    coders = len(strips.codes)
    total = np.zeros(q * q)
    for a, b in permutations(strips.codes, 2):
        total += np.bincount(a * q + b, weights=strips.lengths, minlength=q * q)
    return total.reshape(q, q) / (coders - 1)


def _matched_squares(segments: Sequence[Segment], strips: _Strips, n_codes: int) -> Floats:
    """Sum, per code, the squared lengths of segments as far as another coder has segments there too."""
    starts = np.concatenate([[0.0], np.cumsum(strips.lengths)])
    covered = np.concatenate(
        [np.zeros((len(strips.codes), 1)), np.cumsum(strips.lengths * (strips.codes > 0), axis=1)], axis=1
    )
    squares = np.zeros(n_codes)
    for s in segments:
        first, last = np.searchsorted(starts, [s.start, s.end])
        others = np.delete(covered[:, last] - covered[:, first], s.coder)
        squares[s.code] += float((others**2).sum()) / len(others)
    return squares


def _ratio(crossed: Floats, squares: Floats) -> Figure:
    """Compute 1 - observed / expected disagreement; a segment is never compared with itself (squares, per code)."""
    marginal = crossed.sum(axis=1)
    total = float(marginal.sum())
    observed = total - float(np.trace(crossed))
    possible = total**2 - float(squares.sum())
    expected = total**2 - float((marginal**2).sum())
    if not total:
        return Figure(reason=Undefined.NO_PAIRABLE_UNITS)
    if expected <= 0 or possible <= 0:
        return Figure(reason=Undefined.NO_VARIATION)
    return Figure(1 - (observed / total) / (expected / possible))


def _two_by_two(crossed: Floats) -> Floats:
    return np.array([[crossed[0, 0], crossed[0, 1:].sum()], [crossed[1:, 0].sum(), crossed[1:, 1:].sum()]])


def _of_code(valued: Floats, matched: Floats, code: int) -> Figure:
    marginal = valued.sum(axis=1)
    own, total = float(marginal[code]), float(marginal.sum())
    if not own:
        return Figure(reason=Undefined.NOT_USED)
    expected = own * (total - own)
    possible = own * total - float(matched[code])
    if expected <= 0 or possible <= 0:
        return Figure(reason=Undefined.NO_VARIATION)
    observed = own - float(valued[code, code])
    return Figure(1 - (observed / own) / (expected / possible))


def alpha_u(segments: Sequence[Segment], *, n_coders: int, length: int) -> Figure:
    """Compute alpha_U of one code over a text of `length` code points; all segments given count as that code.

    Raises ValueError when segments of a coder overlap.
    """
    if n_coders < 2:
        return Figure(reason=Undefined.ONE_CODER)
    lines = [_line([s for s in segments if s.coder == coder], length) for coder in range(n_coders)]
    expected = _expected(lines, length)
    if not expected:
        return Figure(reason=Undefined.NO_VARIATION)
    return Figure(1 - observed_u(segments, n_coders=n_coders, length=length) / expected)


def observed_u(segments: Sequence[Segment], *, n_coders: int, length: int) -> float:
    """Compute the observed disagreement of alpha_U: squared shifts of ends, and squared lengths met by nothing."""
    lines = [_line([s for s in segments if s.coder == coder], length) for coder in range(n_coders)]
    total = sum(_apart(a, b) for one, other in permutations(lines, 2) for a, b in _meeting(one, other))
    return total / (n_coders * (n_coders - 1) * length**2)


class _Stretch(NamedTuple):
    start: int
    end: int
    is_segment: bool


def _line(segments: Sequence[Segment], length: int) -> list[_Stretch]:
    """Lay out the text of one coder as segments and the gaps between them."""
    ordered = sorted(segments, key=lambda s: s.start)
    if any(b.start < a.end for a, b in pairwise(ordered)):
        raise ValueError("Segments of a coder overlap.")
    line: list[_Stretch] = []
    at = 0
    for s in ordered:
        if s.start > at:
            line.append(_Stretch(at, s.start, is_segment=False))
        line.append(_Stretch(s.start, s.end, is_segment=True))
        at = s.end
    return [*line, _Stretch(at, length, is_segment=False)] if at < length else line


def _meeting(one: list[_Stretch], other: list[_Stretch]) -> Iterator[tuple[_Stretch, _Stretch]]:
    """Yield the stretches of two coders that lie over one another: no others differ in anything."""
    i = j = 0
    while i < len(one) and j < len(other):
        yield one[i], other[j]
        if one[i].end <= other[j].end:
            i += 1
        else:
            j += 1


def _apart(a: _Stretch, b: _Stretch) -> int:
    if a.is_segment and b.is_segment and a.start < b.end and b.start < a.end:
        return (a.start - b.start) ** 2 + (a.end - b.end) ** 2
    if a.is_segment and not b.is_segment and b.start <= a.start and a.end <= b.end:
        return (a.end - a.start) ** 2
    if b.is_segment and not a.is_segment and a.start <= b.start and b.end <= a.end:
        return (b.end - b.start) ** 2
    return 0


def _expected(lines: list[list[_Stretch]], length: int) -> float:
    sizes = [s.end - s.start for line in lines for s in line if s.is_segment]
    gaps = sorted(s.end - s.start for line in lines for s in line if not s.is_segment)
    longest_first = [0, *accumulate(reversed(gaps))]
    total = 0.0
    for size in sizes:
        among_segments = (len(sizes) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        roomy = len(gaps) - bisect_left(gaps, size)  # gaps in which the segment finds room
        total += among_segments + size**2 * (longest_first[roomy] - roomy * (size - 1))
    everywhere = len(lines) * length
    possible = everywhere * (everywhere - 1) - sum(size * (size - 1) for size in sizes)
    return 2 / length * total / possible if possible else 0.0
