"""Place bars with their intervals in a small drawing; figures come out as text, so that no language changes them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coding_app.summaries.stats.shares import Share

WIDTH, BAR, GAP = 200.0, 10.0, 5.0
STEP = 0.1


@dataclass(frozen=True)
class Bar:
    """One bar: its place and length, and the ends of its interval; no length where there is no value."""

    y: str
    middle: str
    length: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Bars:
    """The bars of one code, one a profession, from top to bottom."""

    bars: tuple[Bar, ...]
    height: str
    bar_height: str = f"{BAR:g}"
    width: str = f"{WIDTH:g}"


def scale_of(values: Iterable[float | None]) -> float:
    """Return the end of a scale from 0 that holds all values: the next tenth, at least one, at most 1."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    return min(1.0, max(1, math.ceil(largest / STEP - 1e-9)) * STEP)


def bars(shares: Sequence[Share], scale: float) -> Bars:
    """Draw shares on a scale from 0 to `scale`."""
    placed = tuple(_bar(share, index, scale) for index, share in enumerate(shares))
    return Bars(placed, _n(len(placed) * (BAR + GAP) + GAP))


def _bar(share: Share, index: int, scale: float) -> Bar:
    y = GAP + index * (BAR + GAP)
    place = _n(y), _n(y + BAR / 2)
    if share.value is None:
        return Bar(*place, length="")
    length = _n(_x(share.value, scale))
    if share.low is None or share.high is None:
        return Bar(*place, length)
    return Bar(*place, length, _n(_x(share.low, scale)), _n(_x(share.high, scale)))


def _x(value: float, scale: float) -> float:
    return min(1.0, value / scale) * WIDTH


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
