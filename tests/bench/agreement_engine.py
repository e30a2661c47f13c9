"""Time the statistics of agreement against the `krippendorff` package and a plain NumPy count, in one process."""

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import krippendorff as package
import numpy as np

from coding_app.agreement.stats import krippendorff, marginals, multi_valued
from coding_app.agreement.stats.bootstrap import Resampling, resampled_units
from coding_app.agreement.stats.brennan_prediger import brennan_prediger
from coding_app.agreement.stats.cohen import KappaWeights, agreement_weights, kappa_of_table
from coding_app.agreement.stats.conger import conger_kappa
from coding_app.agreement.stats.data import MISSING, Floats, Ints, Ratings
from coding_app.agreement.stats.fleiss import fleiss_kappa
from coding_app.agreement.stats.gwet import Weights, gwet_ac
from coding_app.agreement.stats.kernels import ac1_kernel, alpha_kernel, conger_kernel, fleiss_kernel
from coding_app.agreement.stats.krippendorff import Level
from coding_app.agreement.stats.light import light_kappa
from coding_app.agreement.stats.pairs import pair_figures
from coding_app.agreement.stats.patterns import collapsed
from coding_app.agreement.stats.percent import Definition, percent_agreement
from coding_app.agreement.stats.report import BINARY, Drawn, Question, agreement, draw, question, thread_sums
from coding_app.agreement.stats.scott import scott_pi
from coding_app.agreement.stats.sets import SetDistance, set_alpha
from coding_app.agreement.stats.specific import specific_agreement
from coding_app.agreement.stats.tabled import cross_table, dichotomized

MANY, SOME, FEW = 1_000_000, 100_000, 10_000
CODERS, CODES, REPLICATES = 3, 5, 1000
POSTS_A_THREAD = 10
KERNELS = (alpha_kernel, fleiss_kernel, ac1_kernel, conger_kernel)


def labels(units: int, coders: int, codes: int, *, missing: float = 0.0, seed: int = 1) -> Ints:
    """Invent the answers of coders who agree on most units (units x coders)."""
    rng = np.random.default_rng(seed)
    found = np.where(
        rng.random((units, coders)) < 0.7,
        rng.integers(codes, size=(units, 1)),
        rng.integers(codes, size=(units, coders)),
    )
    if missing:
        found[rng.random(found.shape) < missing] = MISSING
    return found.astype(np.int8)


def ratings(values: Ints, codes: int) -> Ratings:
    """Make ratings of answers, ten units a thread."""
    return Ratings(values, np.arange(codes, dtype=np.float64), np.arange(len(values)) // POSTS_A_THREAD)


def took(work: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of some runs."""
    found = []
    for _turn in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def four(given: Ratings) -> list[float | None]:
    """Compute alpha, Fleiss' kappa, AC1 and Conger's kappa, from the answers on."""
    few = collapsed(given)
    return [
        krippendorff.alpha(few).value,
        fleiss_kappa(few).figure.value,
        gwet_ac(few).value,
        conger_kappa(few).figure.value,
    ]


def replicated(given: Ratings, replicates: int = REPLICATES) -> list[Floats]:
    """Compute the four in resamples of units, from the answers on."""
    few = collapsed(given)
    times = resampled_units(few, Resampling(resamples=replicates))
    made = [kernel(few, Level.NOMINAL) if kernel is alpha_kernel else kernel(few) for kernel in KERNELS]
    return [each.value(times @ each.parts) for each in made]


def plain(values: Ints, codes: int) -> float:
    """Count as anybody would with NumPy: how many coders chose what, unit by unit; return nominal alpha."""
    n = np.stack([(values == code).sum(axis=1) for code in range(codes)], axis=1).astype(np.float64)
    m = n.sum(axis=1)
    n, m = n[m > 1], m[m > 1]
    totals = n.sum(axis=0)
    observed = ((m**2 - (n**2).sum(axis=1)) / (m - 1)).sum()
    return float(1 - (totals.sum() - 1) * observed / (totals.sum() ** 2 - (totals**2).sum()))


def of_package(values: Ints) -> float:
    """Compute nominal alpha with the package."""
    data = np.where(values == MISSING, np.nan, values).T
    return float(package.alpha(reliability_data=data, level_of_measurement="nominal"))


def package_replicate(values: Ints) -> float:
    """Resample units once for the package, as its users do in a loop."""
    drawn = np.random.default_rng(1).integers(len(values), size=len(values))
    return of_package(values[drawn])


def points() -> dict[str, float]:
    """Measure point estimates at a million units."""
    values = labels(MANY, CODERS, CODES)
    given = ratings(values, CODES)
    ours, counted, theirs = (
        took(lambda: four(given), 9),
        took(lambda: plain(values, CODES)),
        took(lambda: of_package(values), 3),
    )
    apart = abs((four(given)[0] or 0) - of_package(values))
    print(
        f"{MANY:,} units x {CODERS} coders x {CODES} codes: four coefficients {ours * 1000:.1f} ms, alpha alone by a "
        f"plain NumPy count {counted * 1000:.0f} ms, by krippendorff {theirs * 1000:.0f} ms; the alphas differ by "
        f"{apart:.1e}"
    )
    return {"points over krippendorff": theirs / ours, "points over a plain NumPy count": counted / ours}


def unit_replicates() -> dict[str, float]:
    """Measure resamples of units against the package's loop, which is extrapolated from a few turns."""
    found = {}
    for units, turns in ((MANY, 3), (FEW, 30)):
        values = labels(units, CODERS, CODES)
        given = ratings(values, CODES)
        ours = took(partial(replicated, given))
        theirs = took(partial(package_replicate, values), turns) * REPLICATES
        print(
            f"{REPLICATES:,} resamples of {units:,} units: four coefficients {ours * 1000:.0f} ms; krippendorff in a "
            f"loop {theirs:,.0f} s (extrapolated from the median of {turns} turns)"
        )
        found[f"unit replicates at {units:,}"] = theirs / ours
    return found


def codes_of_threads(units: int = SOME, codes: int = 20) -> list[Ratings]:
    """Invent binary answers to many codes on the same units."""
    clusters = np.arange(units) // POSTS_A_THREAD
    rng = np.random.default_rng(1)
    found = []
    for _code in range(codes):
        truth = rng.random((units, 1)) < 0.15
        values = np.where(rng.random((units, CODERS)) < 0.93, truth, ~truth).astype(np.int8)
        found.append(Ratings(values, BINARY, clusters))
    return found


def thread_replicates() -> dict[str, float]:
    """Measure resamples of threads for 20 codes against the point estimates of those codes."""
    given = codes_of_threads()
    clusters, resampling = given[0].clusters, Resampling(resamples=REPLICATES)

    def points() -> list[Question]:
        asked = [question(each) for each in given]
        for each in asked:
            agreement(each, Drawn(np.full(1, np.nan), np.full(1, np.nan), 0), is_code=True)
            fleiss_kappa(each.rows), conger_kappa(each.rows)
        return asked

    asked = points()
    once, bare = took(points), took(lambda: [four(each) for each in given])
    ours = took(lambda: draw(asked, thread_sums(asked, clusters), resampling))
    print(
        f"20 codes on {SOME:,} units in {SOME // POSTS_A_THREAD:,} threads, from the answers on: what is stated of a "
        f"code without interval {once * 1000:.0f} ms (alpha, Fleiss, AC1, Conger alone {bare * 1000:.0f} ms);\n"
        f"  alpha and AC1 in {REPLICATES:,} resamples of threads {ours * 1000:.0f} ms more "
        f"({ours / bare:.1f} times the four alone)"
    )
    return {"thread replicates over points": ours / once}


def every_coefficient(given: Ratings) -> Iterator[object]:
    """Compute every coefficient but those of segments, from the answers on."""
    few = collapsed(given)
    yield from (percent_agreement(few, definition) for definition in Definition)
    yield from (krippendorff.alpha(few, level) for level in Level)
    yield krippendorff.alpha_se(few)
    yield from (gwet_ac(few, weights) for weights in Weights)
    yield from (fleiss_kappa(few), conger_kappa(few), brennan_prediger(few))
    yield light_kappa(few)
    yield pair_figures(few)
    for first in range(few.values.shape[1]):
        for second in range(first):
            table = cross_table(few, first, second)
            for weights in KappaWeights:
                yield kappa_of_table(table, agreement_weights(weights, few.scores))
            yield from (scott_pi(few, first=first, second=second), marginals.stuart_maxwell(table))
            yield marginals.bhapkar(table)
    for category in range(few.n_categories):
        one = collapsed(dichotomized(few, category))
        yield from (specific_agreement(few, category), krippendorff.alpha(one), fleiss_kappa(one))
        yield brennan_prediger(one)
    unit, coder = np.nonzero(given.values != MISSING)
    sets = np.eye(few.n_categories, dtype=np.bool_)[given.values[unit, coder]]
    yield from (set_alpha(unit, coder, sets, kind) for kind in SetDistance)
    yield multi_valued.mv_alpha(unit, sets)


def everything() -> dict[str, float]:
    """Measure every coefficient on 100,000 units, ten coders, twenty codes, 30 % missing."""
    given = ratings(labels(SOME, 10, 20, missing=0.3), 20)
    took_once = took(lambda: list(every_coefficient(given)), 3)
    print(
        f"{sum(1 for _each in every_coefficient(given))} results on {SOME:,} x 10 x 20, 30 % missing: {took_once:.2f} s"
    )
    return {"every coefficient, 100,000 x 10 x 20": took_once}


def peak() -> float:
    """Return the highest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def memory(which: str) -> float:
    """Compute points and resamples at 1,000,000 x 3 x 20 in this process; return its peak in MB."""
    if which == "categories":
        given = ratings(labels(MANY, CODERS, 20), 20)
        four(given), replicated(given)
    else:
        codes = codes_of_threads(MANY)
        [four(each) for each in codes]
    return peak()


if __name__ == "__main__":
    print(memory(sys.argv[1]))
