"""Say which words one part of a corpus uses more, or less, than chance would have it.

Lafon (1980), Sur la variabilité de la fréquence des formes dans un corpus, Mots 1:127-165; signed as in TXM: the power
of ten of the probability, positive where the word is over-used. Log-likelihoods: Rayson & Garside (2000), Comparing
corpora using frequency profiling; Dunning (1993), Computational Linguistics 19:61-74. The two differ: name the one
that is shown.
"""

import math

from coding_app.agreement.stats.data import Floats

BANALITY = 2.0  # between -2 and 2 a word says nothing of its part
_NEGLIGIBLE = 1e-17


def probability(x: int, *, in_all: int, part: int, whole: int) -> float:
    """Give the probability of exactly x occurrences in a part of `part` words, of `in_all` among `whole` words."""
    return math.exp(_log_probability(x, in_all, part, whole))


def specificity(x: int, *, in_all: int, part: int, whole: int) -> float:
    """Compute the specificity: -log10 P(X >= x) when x is above what is expected, else log10 P(X <= x)."""
    is_over = x * whole >= in_all * part
    ends = min(in_all, part) if is_over else max(0, in_all + part - whole)
    first = _log_probability(x, in_all, part, whole)
    total = term = 1.0
    for k in range(x, ends, 1 if is_over else -1):
        term *= _step_up(k, in_all, part, whole) if is_over else 1 / _step_up(k - 1, in_all, part, whole)
        total += term
        if term < total * _NEGLIGIBLE:
            break
    power = (first + math.log(total)) / math.log(10)
    return -power if is_over else power


def _step_up(k: int, in_all: int, part: int, whole: int) -> float:
    """Give P(k + 1) / P(k)."""
    return (in_all - k) * (part - k) / ((k + 1) * (whole - in_all - part + k + 1))


def _log_probability(x: int, in_all: int, part: int, whole: int) -> float:
    return _log_choose(in_all, x) + _log_choose(whole - in_all, part - x) - _log_choose(whole, part)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def log_likelihood(a: int, b: int, words_a: int, words_b: int) -> float:
    """Compare a word's frequencies in two corpora of so many words by two cells (Rayson & Garside 2000)."""
    both, words = a + b, words_a + words_b
    return 2 * (_part(a, words_a * both / words) + _part(b, words_b * both / words))


def log_likelihood_of_table(a: int, b: int, words_a: int, words_b: int) -> float:
    """Compare by the four cells: the word, all other words (Dunning 1993)."""
    both, words = a + b, words_a + words_b
    others = words - both
    rest = _part(words_a - a, words_a * others / words) + _part(words_b - b, words_b * others / words)
    return log_likelihood(a, b, words_a, words_b) + 2 * rest


def _part(observed: int, expected: float) -> float:
    return observed * math.log(observed / expected) if observed else 0.0


def gini(values: Floats) -> float | None:
    """Compute the Gini coefficient of counts of a whole population, without small-sample correction; None if all 0."""
    total = float(values.sum())
    if not total:
        return None
    n = values.size
    ranks = (2.0 * i - n - 1 for i in range(1, n + 1))
    return float(sum(rank * value for rank, value in zip(ranks, sorted(values.tolist()), strict=True)) / (n * total))
