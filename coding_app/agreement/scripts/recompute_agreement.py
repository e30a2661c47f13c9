"""Compute the figures of an Entente round again, outside Entente, with nothing but Python 3.9 or later.

    python3 recompute_agreement.py CODINGS.csv [FIGURES.csv]

CODINGS.csv is the download "the codings behind the figures", FIGURES.csv the download "the figures". Without the
second, what was computed is printed as CSV. With it, each figure is compared: the largest difference is printed, and
the exit code is 1 when one is above 1e-9. Intervals, standard errors and shares of resamples are not computed here:
they rest on resamples of threads. Nor are dimensions as wholes: their level of measurement is not in the file.

Written for reading, not for speed: every coefficient is taken from its definition.
percent_agreement: Gwet (2014), Handbook of Inter-Rater Reliability, ch. 2: mean over units of the share of agreeing
pairs. krippendorff_alpha: Krippendorff (2019), Content Analysis, 4th ed., ch. 12. gwet_ac1: Gwet (2008), British
Journal of Mathematical and Statistical Psychology 61:29-48. positive and negative agreement: Cicchetti & Feinstein
(1990), Journal of Clinical Epidemiology 43:551-558. cohen_kappa: Cohen (1960), Educational and Psychological
Measurement 20:37-46.
"""

from __future__ import annotations  # for Python 3.9

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

CLOSE = 1e-9
WINDOW = 3  # batches
NOTES = """Well-known packages give other values here and there:
- kripp.alpha of R's irr 0.84.1, with complete data and more than two coders: it divides by 1 where the number of
  coders less one belongs. With missing codings, or two coders, it agrees with this script.
- alpha of R's icr 0.6.6, with four coders or more: a sum of fractions is kept as a whole number.
- where all codings are equal, alpha is undefined here: irr, icr and nltk say 1, Python's krippendorff stops.
- agree of irr counts a unit as agreed when all coders agree; percent_agreement here is the mean share of pairs.
"""
Units = dict[str, dict[str, int]]
"""{unit: {coder: 1 chosen or 0 not}} of one code."""
Question = tuple[str, str]
"""Dimension and code."""
Key = tuple[str, str, str, str, str, str, str]
"""Dimension, code, metric, subset, value of the subset, first and second coder."""


class Places:
    """Where each unit stands: {unit: value} for each subset, and the profession of each."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, str]] = defaultdict(dict)

    def note(self, row: dict[str, str]) -> None:
        """Take a line of the file; a unit belongs to the batch in which the last of its coders met it."""
        for subset in ("profession", "source", "depth"):
            self.of[subset][row["unit"]] = row[subset]
        last = self.of["batch"].get(row["unit"], "0")
        self.of["batch"][row["unit"]] = str(max(int(last), int(row["batch"])))

    def groups(self) -> Iterator[tuple[str, str, set[str]]]:
        """Yield every subset of units: its kind, its value, its units."""
        for subset, value_of in self.of.items():
            values = sorted(set(value_of.values()) - {""})
            if subset != "batch":
                for value in values:
                    yield subset, value, {unit for unit, its in value_of.items() if its == value}
                continue
            number = {unit: int(value) for unit, value in value_of.items()}
            batches = range(1, max(number.values(), default=0) + 1)
            for last in batches if len(batches) > 1 else ():
                yield "batch", str(last), {unit for unit, its in number.items() if its == last}
            for last in batches[WINDOW - 1 :]:
                yield "window", str(last), {unit for unit, its in number.items() if last - WINDOW < its <= last}


def read(path: str) -> tuple[dict[Question, Units], Places]:
    """Return {(dimension, code): {unit: {coder: 0 or 1}}} and where units stand; NA (not asked) is left out."""
    table: dict[Question, Units] = defaultdict(lambda: defaultdict(dict))
    places = Places()
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            places.note(row)
            if row["value"] != "NA":
                table[row["dimension"], row["code"]][row["unit"]][row["coder"]] = int(row["value"])
    return table, places


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


def cohen_kappa(units: Units) -> float | None:
    """Return kappa of two coders; None where chance agreement is certain."""
    first, second = sorted({coder for coders in units.values() for coder in coders})
    both = [(coders[first], coders[second]) for coders in units.values()]
    n = len(both)
    rates = sum(a for a, _b in both) / n, sum(b for _a, b in both) / n
    chance = rates[0] * rates[1] + (1 - rates[0]) * (1 - rates[1])
    return (sum(a == b for a, b in both) / n - chance) / (1 - chance) if chance < 1 else None


def prevalence(units: Units) -> float | None:
    """Return the share of codings in which the code was chosen."""
    values = [value for coders in units.values() for value in coders.values()]
    return sum(values) / len(values) if values else None


def counted(is_counted: Callable[[list[int]], bool]) -> Callable[[Units], float]:
    """Count the pairable units of some kind."""
    return lambda units: float(sum(map(is_counted, pairable(units))))


BASIC: dict[str, Callable[[Units], float | None]] = {
    "percent_agreement": percent_agreement,
    "krippendorff_alpha": krippendorff_alpha,
}
METRICS: dict[str, Callable[[Units], float | None]] = {
    **BASIC,
    "gwet_ac1": gwet_ac1,
    "positive_agreement": lambda units: specific_agreement(units, 1),
    "negative_agreement": lambda units: specific_agreement(units, 0),
    "times_chosen": lambda units: float(sum(map(sum, pairable(units)))),
    "units_all_chose": counted(all),
    "units_some_chose": counted(lambda row: any(row) and not all(row)),
    "units_none_chose": counted(lambda row: not any(row)),
    "singletons": lambda units: float(sum(len(coders) == 1 for coders in units.values())),
}


def among(units: Units, coders: set[str]) -> Units:
    """Keep what some coders said."""
    return {unit: {one: value for one, value in said.items() if one in coders} for unit, said in units.items()}


def of_subset(units: Units, names: tuple[str, str, str, str]) -> Iterator[tuple[tuple[str, ...], float | None]]:
    """Yield alpha and percent agreement of a part of the data."""
    for metric, compute in BASIC.items():
        yield (metric, *names), compute(units)


def of_code(units: Units, places: Places) -> Iterator[tuple[tuple[str, ...], float | None]]:
    """Yield every figure of a code: (metric, subset, value, coders) and what it is."""
    for metric, compute in METRICS.items():
        yield (metric, "", "", "", ""), compute(units)
    coders = sorted({coder for said in units.values() for coder in said})
    for coder in coders:
        yield ("prevalence", "coder", "", coder, ""), prevalence(among(units, {coder}))
        yield from of_subset(among(units, set(coders) - {coder}), ("without", "", coder, ""))
    for a, b in combinations(coders, 2):
        common = {unit: said for unit, said in among(units, {a, b}).items() if len(said) > 1}
        if common:
            yield from of_subset(common, ("", "", a, b))
            yield ("cohen_kappa", "", "", a, b), cohen_kappa(common)
    alphas: dict[str, float | None] = {}
    for subset, value, its in places.groups():
        part = {unit: said for unit, said in units.items() if unit in its}
        yield from of_subset(part, (subset, value, "", ""))
        if subset == "profession":
            alphas[value] = krippendorff_alpha(part)
    for a, first in alphas.items():
        for b, second in alphas.items():
            apart = None if first is None or second is None else first - second
            yield ("krippendorff_alpha", "difference", f"{a} - {b}", "", ""), apart


def figures(table: dict[Question, Units], places: Places) -> Iterator[tuple[Key, float | None]]:
    """Yield every figure of every code, in the order of the file."""
    for (dimension, code), units in table.items():
        for names, value in of_code(units, places):
            metric, subset, subset_value, coder_a, coder_b = names
            yield (dimension, code, metric, subset, subset_value, coder_a, coder_b), value


def stated(path: str) -> dict[Key, float | None]:
    """Return the figures that a file states, those of codes; of a pair the coders by name."""
    found: dict[Key, float | None] = {}
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, second = row["coder_a"], row["coder_b"]
            if second:
                first, second = sorted((first, second))
            names = (row["dimension"], row["code"], row["metric"], row["subset"], row["subset_value"], first, second)
            if row["code"] and row["metric"] != "threads":
                found[names] = float(row["value"]) if row["value"] else None
    return found


def main(arguments: list[str]) -> int:
    """Print the figures, or compare them with those stated; return the exit code."""
    found = dict(figures(*read(arguments[0])))
    if len(arguments) == 1:
        writer = csv.writer(sys.stdout)
        writer.writerow(["dimension", "code", "metric", "subset", "subset_value", "coder_a", "coder_b", "value"])
        writer.writerows([*key, "" if value is None else repr(value)] for key, value in found.items())
        return 0
    wanted = stated(arguments[1])
    apart = [key for key, value in wanted.items() if (value is None) != (found.get(key) is None)]
    pairs = [(value, found.get(key)) for key, value in wanted.items()]
    largest = max((abs(one - other) for one, other in pairs if one is not None and other is not None), default=0.0)
    sys.stdout.write(
        f"{len(wanted)} figures compared, largest difference {largest:.3g}, {len(apart)} on one side only\n"
    )
    sys.stdout.writelines(f"on one side only: {' '.join(key)}\n" for key in apart)
    sys.stdout.write(NOTES)
    return int(bool(apart) or largest > CLOSE or not wanted)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: recompute_agreement.py CODINGS.csv [FIGURES.csv]")
    sys.exit(main(sys.argv[1:]))
