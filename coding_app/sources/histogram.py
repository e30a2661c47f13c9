"""Bars of a histogram of months, as figures for an SVG; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 240.0, 48.0
"""Of the drawing, in units of its view box."""


@dataclass(frozen=True)
class Bar:
    """One month: where its bar stands, how high it is, and whether it lies within the chosen period."""

    month: str
    threads: int
    x: float
    y: float
    width: float
    height: float
    is_within: bool


def bars(counts: Sequence[tuple[str, int]], since: str = "", until: str = "") -> list[Bar]:
    """Return a bar for each month (like 2020-02) from the first to the last, empty months among them.

    The highest bar is HEIGHT, any bar with a thread at least 1; a single month takes the whole width.
    """
    if not counts:
        return []
    known = dict(counts)
    numbers = [_number(month) for month in known]
    months = [_month(n) for n in range(min(numbers), max(numbers) + 1)]
    most, step = max(known.values()) or 1, WIDTH / len(months)
    made = []
    for place, month in enumerate(months):
        threads = known.get(month, 0)
        height = max(HEIGHT * threads / most, 1.0) if threads else 0.0
        is_within = (not since or month >= since) and (not until or month <= until)
        gap = min(step * 0.15, 2.0)
        made.append(
            Bar(month, threads, round(place * step, 2), round(HEIGHT - height, 2), round(step - gap, 2),
                round(height, 2), is_within)
        )  # fmt: skip
    return made


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
