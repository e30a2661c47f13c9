"""Compute the figures of an Entente round again, outside Entente, with nothing but Python 3.9 or later.

    python3 recompute_agreement.py CODINGS.csv [FIGURES.csv]

CODINGS.csv is the download "the codings behind the figures", FIGURES.csv the download "the figures". Without the
second, what was computed is printed as CSV. With it, each figure is compared: the largest difference is printed, and
the exit code is 1 when one is above 1e-9. Intervals are not computed here: they rest on resamples.

Written for reading, not for speed: every coefficient is taken from its definition.
percent_agreement: Gwet (2014), Handbook of Inter-Rater Reliability, ch. 2: mean over units of the share of agreeing
pairs. krippendorff_alpha: Krippendorff (2019), Content Analysis, 4th ed., ch. 12. gwet_ac1: Gwet (2008), British
Journal of Mathematical and Statistical Psychology 61:29-48. positive and negative agreement: Cicchetti & Feinstein
(1990), Journal of Clinical Epidemiology 43:551-558.
"""

from __future__ import annotations  # for Python 3.9

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

CLOSE = 1e-9
Units = dict[str, dict[str, int]]
"""{unit: {coder: 1 chosen or 0 not}} of one code."""
Key = tuple[str, str, str]
"""Dimension, code, metric."""


def read(path: str) -> dict[tuple[str, str], Units]:
    """Return {(dimension, code): {unit: {coder: 0 or 1}}}; NA (not asked) is left out."""
    table: dict[tuple[str, str], Units] = defaultdict(lambda: defaultdict(dict))
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["value"] != "NA":
                table[row["dimension"], row["code"]][row["unit"]][row["coder"]] = int(row["value"])
    return table


def pairable(units: Units) -> list[list[int]]:
    """Keep units that two coders coded or more."""
    return [list(coders.values()) for coders in units.values() if len(coders) > 1]


def share_of_agreeing_pairs(labels: list[int]) -> float:
    """Return which share of the pairs of coders of one unit agree."""
    counts = Counter(labels)
    n = len(labels)
    return sum(k * (k - 1) for k in counts.values()) / (n * (n - 1))


def percent_agreement(units: Units) -> float | None:
    """Return the mean share of agreeing pairs over units; None when no unit was coded twice."""
    rows = pairable(units)
    return sum(map(share_of_agreeing_pairs, rows)) / len(rows) if rows else None


def krippendorff_alpha(units: Units) -> float | None:
    """Return nominal alpha, 1 - observed / expected disagreement of pairable values; None without variation."""
    rows = pairable(units)
    totals = Counter(label for row in rows for label in row)
    n = sum(totals.values())
    expected = n * n - sum(k * k for k in totals.values())
    if not expected:
        return None
    observed = sum(len(row) * (1 - share_of_agreeing_pairs(row)) for row in rows)
    return 1 - (n - 1) * observed / expected


def gwet_ac1(units: Units) -> float | None:
    """Return AC1 of a code chosen or not; units coded once enter the chance term alone."""
    observed = percent_agreement(units)
    if observed is None:
        return None
    coded = [list(coders.values()) for coders in units.values() if coders]
    chosen = sum(sum(row) / len(row) for row in coded) / len(coded)
    chance = 2 * chosen * (1 - chosen)
    return (observed - chance) / (1 - chance)


def specific_agreement(units: Units, label: int) -> float | None:
    """Return the share of agreement where the label was given; None when nobody gave it."""
    rows = pairable(units)
    given = sum(row.count(label) for row in rows)
    agreed = sum(row.count(label) * (row.count(label) - 1) / (len(row) - 1) for row in rows)
    return agreed / given if given else None


METRICS: dict[str, Callable[[Units], float | None]] = {
    "percent_agreement": percent_agreement,
    "krippendorff_alpha": krippendorff_alpha,
    "gwet_ac1": gwet_ac1,
    "positive_agreement": lambda units: specific_agreement(units, 1),
    "negative_agreement": lambda units: specific_agreement(units, 0),
}


def figures(table: dict[tuple[str, str], Units]) -> Iterator[tuple[Key, float | None]]:
    """Yield every figure of every code, in the order of the file."""
    for (dimension, code), units in table.items():
        for metric, compute in METRICS.items():
            yield (dimension, code, metric), compute(units)


def stated(path: str) -> dict[Key, float | None]:
    """Return the figures over all coders that a file states, those of codes."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] and not row["coder_a"]]
    return {
        (row["dimension"], row["code"], row["metric"]): float(row["value"]) if row["value"] else None for row in rows
    }


def main(arguments: list[str]) -> int:
    """Print the figures, or compare them with those stated; return the exit code."""
    found = dict(figures(read(arguments[0])))
    if len(arguments) == 1:
        writer = csv.writer(sys.stdout)
        writer.writerow(["dimension", "code", "metric", "value"])
        writer.writerows([*key, "" if value is None else repr(value)] for key, value in found.items())
        return 0
    wanted = {key: value for key, value in stated(arguments[1]).items() if key[2] in METRICS}
    apart = [key for key, value in wanted.items() if (value is None) != (found.get(key) is None)]
    pairs = [(value, found.get(key)) for key, value in wanted.items()]
    largest = max((abs(one - other) for one, other in pairs if one is not None and other is not None), default=0.0)
    sys.stdout.write(
        f"{len(wanted)} figures compared, largest difference {largest:.3g}, {len(apart)} on one side only\n"
    )
    sys.stdout.writelines(f"on one side only: {' '.join(key)}\n" for key in apart)
    return int(bool(apart) or largest > CLOSE or not wanted)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: recompute_agreement.py CODINGS.csv [FIGURES.csv]")
    sys.exit(main(sys.argv[1:]))
