"""Passages of one text as spans of code points: join, cross, measure. Pure."""

from collections.abc import Iterable, Sequence

Span = tuple[int, int]
"""Start and end in code points, end exclusive."""


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Put passages in order and join those that overlap; two that only touch stay two."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def crossed(first: Iterable[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """Return what lies in both of two lists of passages (neither overlapping itself)."""
    return tuple(
        (max(a, b), min(a_end, b_end)) for a, a_end in first for b, b_end in second if max(a, b) < min(a_end, b_end)
    )


def size(spans: Iterable[Span]) -> int:
    """Count the code points of passages without overlap."""
    return sum(end - start for start, end in spans)


def share_in_common(every: Sequence[Sequence[Span]]) -> float | None:
    """Return which share of the characters marked by anybody was marked by everybody; None when nothing was."""
    if not (either := size(joined(span for spans in every for span in spans))):
        return None
    common = tuple(every[0])
    for spans in every[1:]:
        common = crossed(common, spans)
    return size(common) / either
