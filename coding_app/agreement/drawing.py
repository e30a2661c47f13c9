"""Where things stand in the charts of agreement, in units of the drawing; no words and no colors here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coding_app.agreement.verdicts import CLEAR, TENTATIVE

LOW, HIGH = -0.2, 1.0
"""The scale of alpha that is drawn: what lies beyond stands at its end."""
BOUNDS = (TENTATIVE, CLEAR)
Point = tuple[float, float]


def place(value: float, length: float) -> float:
    """Place a value on a scale of this length, from LOW at 0 to HIGH at its end."""
    return (min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * length


def written(value: float) -> str:
    """Write a coordinate with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Multiple:
    """One small chart of alpha over time: a place across for each moment, higher is better."""

    width: float
    height: float
    points: list[Point | None]
    bounds: list[float]
    zero: float
    marks: list[float]

    @property
    def runs(self) -> list[list[Point]]:
        """Return the stretches without a gap, as lines go: what is undefined breaks the line."""
        found: list[list[Point]] = [[]]
        for point in self.points:
            if point is None:
                found.append([])
            else:
                found[-1].append(point)
        return [run for run in found if len(run) > 1]

    @property
    def dots(self) -> list[Point]:
        """Return the points that are defined."""
        return [point for point in self.points if point is not None]


def multiple(
    values: Sequence[float | None], marks: Iterable[int] = (), *, width: float = 160.0, height: float = 64.0
) -> Multiple:
    """Draw alphas from left to right. marks: before which of them (positions) something changed."""
    step = width / max(len(values), 1)
    points = [None if value is None else (step * (n + 0.5), _up(value, height)) for n, value in enumerate(values)]
    bounds = [_up(bound, height) for bound in BOUNDS]
    return Multiple(width, height, points, bounds, _up(0.0, height), [step * mark for mark in marks])


def _up(value: float, height: float) -> float:
    return height - place(value, height)
