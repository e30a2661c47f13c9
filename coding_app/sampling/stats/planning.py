"""Say how many units must be coded twice before a coefficient says something.

Bloch & Kraemer (1989), Biometrics 45:269-287, eq. 3.7, as Krippendorff (2019), Content Analysis, 4th ed., p. 363 uses
it; Cantor (1996), Psychol. Methods 1:150-153.
"""

import math
from statistics import NormalDist


def units_for_alpha(*, smallest: float, prevalence: float, p_level: float = 0.05, coders: int = 2) -> int:
    """Count the units needed so that alpha of a category seen with this prevalence is told from `smallest`.

    smallest: the least acceptable alpha, under 1; prevalence: between 0 and 1 (1 / categories when they are alike);
    p_level: one-sided. Raises ValueError outside these bounds.
    """
    if not (0 < prevalence < 1 and 0 <= smallest < 1 and 0 < p_level < 1 and coders >= 2):
        raise ValueError("No number of units answers this question.")
    z = NormalDist().inv_cdf(1 - p_level)
    a = smallest
    inside = (1 + a) * (3 - a) / (4 * prevalence * (1 - prevalence) * (1 - a)) - a
    return math.ceil(coders * z**2 * inside)


def units_for_kappa(
    *, rates: tuple[float, float], null: float, true: float, p_level: float = 0.05, power: float = 0.8, sides: int = 1
) -> int:
    """Count the units two coders need so that a kappa of `true` is told from `null`.

    rates: how often each coder says yes, between 0 and 1. Raises ValueError when the two kappas are equal.
    """
    if null == true:
        raise ValueError("The two kappas are equal.")
    z_alpha, z_beta = NormalDist().inv_cdf(1 - p_level / sides), NormalDist().inv_cdf(power)
    spread = z_alpha * math.sqrt(_variance(rates, null)) + z_beta * math.sqrt(_variance(rates, true))
    return math.ceil((spread / (true - null)) ** 2)


def _variance(rates: tuple[float, float], kappa: float) -> float:
    """Give the variance of kappa times the number of units, for a 2 x 2 table with these marginals."""
    one, two = rates
    expected = one * two + (1 - one) * (1 - two)
    observed = kappa * (1 - expected) + expected
    yes = (observed - 1 + one + two) / 2
    table = ((yes, one - yes), (two - yes, 1 - one - two + yes))
    rows, columns = (one, 1 - one), (two, 1 - two)
    total = 0.0
    for i in range(2):
        for j in range(2):
            mean = columns[i] + rows[j]
            own = (1 - expected) if i == j else 0.0
            total += table[i][j] * (own - mean * (1 - observed)) ** 2
    total -= (observed * expected - 2 * expected + observed) ** 2
    return total / (1 - expected) ** 4


FEW_POSITIVES = 5
"""Expected units with the code below which the variance of a large sample says nothing (simulated: at a prevalence of
.05, 50 units give -.01 to 1.00 where the formula says .41 to 1.19)."""


def half_width(*, units: float, prevalence: float, alpha: float = 0.8, level: float = 0.95) -> float | None:
    """Return half the width of the interval of alpha that so many units coded by two buy; None: too few to say.

    The large-sample variance of kappa for two alike coders and two categories, Bloch & Kraemer (1989), Biometrics
    45:269-287: (1 - a)/n * [(1 - a)(1 - 2a) + a(2 - a)/(2p(1 - p))]. Simulated with a = .8: p = .30 and 200 units
    .70-.89 (formula .71-.89), p = .10 and 400 units .70-.89 (.70-.90), p = .05 and 400 units .63-.93 (.66-.94).

    units: coded by two at least; prevalence: of the code, between 0 and 1; alpha: the agreement supposed, under 1.
    Raises ValueError outside these bounds.
    """
    if not (0 < prevalence < 1 and 0 <= alpha < 1 and 0 < level < 1 and units >= 0):
        raise ValueError("No interval answers this question.")
    if units * min(prevalence, 1 - prevalence) < FEW_POSITIVES:
        return None
    a, z = alpha, NormalDist().inv_cdf((1 + level) / 2)
    inside = (1 - a) * (1 - 2 * a) + a * (2 - a) / (2 * prevalence * (1 - prevalence))
    return z * math.sqrt((1 - a) / units * inside)
