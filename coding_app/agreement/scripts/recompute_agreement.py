"""Compute the figures of an Entente round again, outside Entente, with nothing but Python 3.9 or later.

    python3 recompute_agreement.py CODINGS.csv [FIGURES.csv]

CODINGS.csv is the download "the codings behind the figures", FIGURES.csv the download "the figures". Without the
second, what was computed of each code is printed as CSV. With it, each figure is compared, those of dimensions as
wholes too, whose level of measurement it says: the largest difference is printed, and the exit code is 1 when one is
above 1e-9. Intervals, standard errors and shares of resamples are not computed here: they rest on resamples of threads.

Written for reading, not for speed: every coefficient is taken from its definition.
percent_agreement: Gwet (2014), Handbook of Inter-Rater Reliability, ch. 2: mean over units of the share of agreeing
pairs. krippendorff_alpha: Krippendorff (2019), Content Analysis, 4th ed., ch. 12. gwet_ac1: Gwet (2008), British
Journal of Mathematical and Statistical Psychology 61:29-48. positive and negative agreement: Cicchetti & Feinstein
(1990), Journal of Clinical Epidemiology 43:551-558. cohen_kappa: Cohen (1960), Educational and Psychological
Measurement 20:37-46. distance between sets of codes (MASI): Passonneau (2006), LREC.
"""

from __future__ import annotations  # for Python 3.9

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

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
"""{unit: {coder: label}}: of a code 1 chosen or 0 not; of a dimension the position of the category, or, where any
number of codes may be chosen, a bit for each code."""
Name = tuple[str, str]
"""Dimension and code; no code: the dimension as a whole."""
Key = tuple[str, str, str, str, str, str, str]
"""Dimension, code, metric, subset, value of the subset, first and second coder."""


class Question(NamedTuple):
    """What is asked of units: what was said, at which level of measurement, and how many categories there are.

    weights: how much each unit counts in alpha and percent agreement; all alike when left out.
    """

    units: Units
    level: str = "nominal"
    categories: int = 2
    weights: dict[str, float] | None = None

    @property
    def alpha(self) -> str:
        """Return the name of its alpha."""
        return "krippendorff_alpha_masi" if self.level == "set" else "krippendorff_alpha"


class Places:
    """Where each unit stands: {unit: value} for each subset, its thread, and who coded at all."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, str]] = defaultdict(dict)
        self.thread: dict[str, str] = {}
        self.weight: dict[str, float] = {}
        self.coders: set[str] = set()

    def note(self, row: dict[str, str]) -> None:
        """Take a line of the file; a unit belongs to the batch in which the last of its coders met it."""
        for subset in ("profession", "source", "depth"):
            self.of[subset][row["unit"]] = row[subset]
        self.thread[row["unit"]] = row["thread"]
        self.weight[row["unit"]] = float(row.get("weight", 1))
        self.coders.add(row["coder"])
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


def read(path: str) -> tuple[dict[Name, Units], Places]:
    """Return {(dimension, code): {unit: {coder: 0 or 1}}} and where units stand; who was not asked (NA) is left out."""
    table: dict[Name, Units] = {}
    places = Places()
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            places.note(row)
            said = table.setdefault((row["dimension"], row["code"]), defaultdict(dict))
            if row["value"] != "NA":
                said[row["unit"]][row["coder"]] = int(row["value"])
    return table, places


def whole(codes: list[Units], level: str, categories: int) -> Question:
    """Put the codes of a dimension, in their order, together into one question.

    Where one code is chosen, "none applies" is a category after the others, or, on a scale, says nothing; who put
    different codes on several passages named no one category.
    """
    if level == "set":  # a set is made of the codes that every coding of the dimension could choose
        every = {(unit, coder) for units in codes for unit, coders in units.items() for coder in coders}
        codes = [units for units in codes if sum(map(len, units.values())) == len(every)]
    chosen: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for position, units in enumerate(codes):
        for unit, coders in units.items():
            for coder, value in coders.items():
                chosen[unit][coder] += [position] if value else []
    labels: Units = defaultdict(dict)
    for unit, by_coder in chosen.items():
        for coder, positions in by_coder.items():
            if level == "set":
                labels[unit][coder] = sum(1 << position for position in positions)
            elif len(positions) == 1:
                labels[unit][coder] = positions[0]
            elif not positions and categories > len(codes):
                labels[unit][coder] = len(codes)
    return Question(labels, level, categories)


def pairable(units: Units) -> list[list[int]]:
    """Keep units that two coders coded or more."""
    return [list(coders.values()) for coders in units.values() if len(coders) > 1]


def weighed(question: Question) -> list[tuple[float, list[int]]]:
    """Keep units that two coders coded or more, each with its weight."""
    weights = question.weights or {}
    return [
        (weights.get(unit, 1.0), list(coders.values())) for unit, coders in question.units.items() if len(coders) > 1
    ]


def share_of_agreeing_pairs(labels: list[int]) -> float:
    """Return which share of the pairs of coders of one unit agree."""
    counts = Counter(labels)
    n = len(labels)
    return sum(k * (k - 1) for k in counts.values()) / (n * (n - 1))


def percent_agreement(question: Question) -> float | None:
    """Return the mean share of agreeing pairs over units; None when no unit was coded twice."""
    rows = weighed(question)
    total = sum(weight for weight, _labels in rows)
    return sum(weight * share_of_agreeing_pairs(labels) for weight, labels in rows) / total if rows else None


def masi(a: int, b: int) -> float:
    """Return how far two sets of codes are from each other: 1 - Jaccard x 1, 2/3, 1/3 or 0; two empty sets: 0."""
    if a == b:
        return 0.0
    nested = 2 / 3 if a & b in (a, b) else 1 / 3
    shared, either = (bin(codes).count("1") for codes in (a & b, a | b))
    return 1 - nested * shared / either


def distance(level: str, a: int, b: int, totals: dict[int, float]) -> float:
    """Return the squared distance of two labels; totals: how often each was given, which decides ranks."""
    if level == "set":
        return masi(a, b)
    if level == "ordinal":
        first, second = (sum(k for each, k in totals.items() if each < own) + totals[own] / 2 for own in (a, b))
        return (first - second) ** 2
    if level == "interval":
        return float((a - b) ** 2)
    if level == "ratio":
        return ((a - b) / (a + b)) ** 2 if a != b else 0.0
    return float(a != b)


def krippendorff_alpha(question: Question) -> float | None:
    """Return alpha, 1 - observed / expected disagreement of pairable values; None without variation."""
    rows = weighed(question)
    totals: dict[int, float] = defaultdict(float)
    for weight, row in rows:
        for label in row:
            totals[label] += weight
    apart = {(a, b): distance(question.level, a, b, totals) for a in totals for b in totals}
    expected = sum(totals[a] * totals[b] * squared for (a, b), squared in apart.items())
    if not expected:
        return None
    observed = 0.0
    for weight, row in rows:
        counts = Counter(row)
        pairs = sum(counts[a] * counts[b] * apart[a, b] for a in counts for b in counts)
        observed += weight * pairs / (len(row) - 1)
    return 1 - (sum(totals.values()) - 1) * observed / expected


def gwet_ac1(question: Question) -> float | None:
    """Return AC1; units coded once enter the chance term alone, categories that nobody used too."""
    observed = percent_agreement(question)
    if observed is None or question.categories < 2:
        return None
    coded = [list(coders.values()) for coders in question.units.values() if coders]
    shares: dict[int, float] = defaultdict(float)
    for row in coded:
        for label, k in Counter(row).items():
            shares[label] += k / len(row) / len(coded)
    chance = sum(share * (1 - share) for share in shares.values()) / (question.categories - 1)
    return (observed - chance) / (1 - chance)


def specific_agreement(question: Question, label: int) -> float | None:
    """Return, of the pairs of codings that begin with the label, the share that end with it; None without any."""
    rows = pairable(question.units)
    possible = sum(row.count(label) * (len(row) - 1) for row in rows)
    agreed = sum(row.count(label) * (row.count(label) - 1) for row in rows)
    return agreed / possible if possible else None


def cohen_kappa(question: Question) -> float | None:
    """Return kappa of two coders; None where chance agreement is certain."""
    first, second = sorted({coder for coders in question.units.values() for coder in coders})
    both = [(coders[first], coders[second]) for coders in question.units.values()]
    n = len(both)
    rates = Counter(a for a, _b in both), Counter(b for _a, b in both)
    chance = sum(rates[0][label] * rates[1][label] for label in rates[0]) / n**2
    return (sum(a == b for a, b in both) / n - chance) / (1 - chance) if chance < 1 else None


def prevalence(question: Question) -> float | None:
    """Return the share of codings in which the code was chosen."""
    values = [value for coders in question.units.values() for value in coders.values()]
    return values.count(1) / len(values) if values else None


def counted(is_counted: Callable[[list[int]], bool]) -> Callable[[Question], float]:
    """Count the pairable units of some kind."""
    return lambda question: float(sum(map(is_counted, pairable(question.units))))


METRICS: dict[str, Callable[[Question], float | None]] = {
    "positive_agreement": lambda question: specific_agreement(question, 1),
    "negative_agreement": lambda question: specific_agreement(question, 0),
    "times_chosen": lambda question: float(sum(row.count(1) for row in pairable(question.units))),
    "units_all_chose": counted(lambda row: all(row)),
    "units_some_chose": counted(lambda row: any(row) and not all(row)),
    "units_none_chose": counted(lambda row: not any(row)),
}
"""What is stated of codes alone."""


def among(question: Question, coders: set[str]) -> Question:
    """Keep what some coders said."""
    return question._replace(
        units={
            unit: {one: value for one, value in said.items() if one in coders} for unit, said in question.units.items()
        }
    )


def within(question: Question, units: set[str]) -> Question:
    """Keep what was said of some units."""
    return question._replace(units={unit: said for unit, said in question.units.items() if unit in units})


def of_part(question: Question, names: tuple[str, str, str, str]) -> Iterator[tuple[tuple[str, ...], float | None]]:
    """Yield alpha and percent agreement of a part of the data."""
    yield ("percent_agreement", *names), percent_agreement(question)
    yield (question.alpha, *names), krippendorff_alpha(question)


def of_whole(question: Question, places: Places) -> Iterator[tuple[str, float | None]]:
    """Yield what is stated over all coders and units of a code or a dimension."""
    yield "singletons", float(sum(len(coders) == 1 for coders in question.units.values()))
    met = {places.thread[unit] for unit, coders in question.units.items() if len(coders) > 1}
    yield "threads", float(len(met))
    if question.level != "set":
        yield "gwet_ac1", gwet_ac1(question)


def of_coders(question: Question, coders: set[str], *, is_code: bool) -> Iterator[tuple[tuple[str, ...], float | None]]:
    """Yield the figures of each coder, of all but each, and of each pair."""
    for coder in sorted(coders):
        if is_code:
            yield ("prevalence", "coder", "", coder, ""), prevalence(among(question, {coder}))
        yield from of_part(among(question, coders - {coder}), ("without", "", coder, ""))
    for a, b in combinations(sorted(coders), 2):
        met = {unit: said for unit, said in among(question, {a, b}).units.items() if len(said) > 1}
        common = question._replace(units=met)
        if met:
            yield from of_part(common, ("", "", a, b))
            yield ("cohen_kappa", "", "", a, b), cohen_kappa(common)


def of_question(question: Question, places: Places, *, is_code: bool) -> Iterator[tuple[tuple[str, ...], float | None]]:
    """Yield every figure of a code or a dimension: (metric, subset, value, coders) and what it is."""
    yield from of_part(question, ("", "", "", ""))
    for metric, value in of_whole(question, places):
        yield (metric, "", "", "", ""), value
    for metric, compute in METRICS.items() if is_code else ():
        yield (metric, "", "", "", ""), compute(question)
    yield from of_coders(question, places.coders, is_code=is_code)
    if len(set(places.weight.values())) > 1:
        mean = sum(places.weight.values()) / len(places.weight)
        weights = {unit: weight / mean for unit, weight in places.weight.items()}
        yield from of_part(question._replace(weights=weights), ("weighted", "population", "", ""))
    alphas: dict[str, float | None] = {}
    for subset, name, its in places.groups():
        part = within(question, its)
        yield from of_part(part, (subset, name, "", ""))
        if subset == "profession":
            alphas[name] = krippendorff_alpha(part)
    for a, first in alphas.items():
        for b, second in alphas.items():
            apart = None if first is None or second is None else first - second
            yield (question.alpha, "difference", f"{a} - {b}", "", ""), apart


def figures(
    table: dict[Name, Units], places: Places, levels: dict[str, tuple[str, int]]
) -> Iterator[tuple[Key, float | None]]:
    """Yield every figure of every code in the order of the file, then those of dimensions whose level is known."""
    asked = {name: Question(units) for name, units in table.items()}
    for dimension, (level, categories) in levels.items():
        codes = [units for (its, _code), units in table.items() if its == dimension]
        asked[dimension, ""] = whole(codes, level, categories)
    for (dimension, code), question in asked.items():
        for names, value in of_question(question, places, is_code=bool(code)):
            metric, subset, subset_value, coder_a, coder_b = names
            yield (dimension, code, metric, subset, subset_value, coder_a, coder_b), value


def stated(path: str) -> tuple[dict[Key, float | None], dict[str, tuple[str, int]]]:
    """Return the figures that a file states, of a pair the coders by name, and level and categories of dimensions."""
    found: dict[Key, float | None] = {}
    levels: dict[str, tuple[str, int]] = {}
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, second = row["coder_a"], row["coder_b"]
            if second:
                first, second = sorted((first, second))
            names = (row["dimension"], row["code"], row["metric"], row["subset"], row["subset_value"], first, second)
            found[names] = float(row["value"]) if row["value"] else None
            if not row["code"]:
                levels[row["dimension"]] = row["level"], int(row["categories"] or 0)
    return found, levels


def main(arguments: list[str]) -> int:
    """Print the figures, or compare them with those stated; return the exit code."""
    wanted, levels = stated(arguments[1]) if len(arguments) > 1 else ({}, {})
    found = dict(figures(*read(arguments[0]), levels))
    if len(arguments) == 1:
        writer = csv.writer(sys.stdout)
        writer.writerow(["dimension", "code", "metric", "subset", "subset_value", "coder_a", "coder_b", "value"])
        writer.writerows([*key, "" if value is None else repr(value)] for key, value in found.items())
        return 0
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
