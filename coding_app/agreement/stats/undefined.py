"""Say a figure, or say why there is none.

A coefficient that cannot be computed is neither 0 nor 1 nor NaN: it is a `Figure` without value and with a reason.
"""

from dataclasses import dataclass
from enum import StrEnum


class Undefined(StrEnum):
    """Name the reason why a figure, or its interval, does not exist."""

    NO_DATA = "no_data"  # nobody coded anything
    ONE_CODER = "one_coder"  # agreement needs two
    NO_PAIRABLE_UNITS = "no_pairable_units"  # several coders, no unit in common
    ONE_CATEGORY = "one_category"  # the codebook offers no choice, so nothing was decided
    NO_VARIATION = "no_variation"  # all pairable codings are equal: chance agreement is certain
    NOT_USED = "not_used"  # 0/0: nobody used the category whose agreement is asked for
    ONE_CLUSTER = "one_cluster"  # one thread: nothing to resample
    UNSTABLE = "unstable"  # undefined in more than half of the resamples
    ONE_UNIT = "one_unit"  # one unit: no variance between units


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one statistic with its interval, or the reason why it has none.

    `value` is None exactly when `reason` is set. `low` and `high` are None when there is no interval;
    `no_interval` then says why, if one was asked for. For resampled intervals, `undefined_share` is the share of
    resamples without a value, and `below_667` and `below_800` the share of the others under Krippendorff's bounds.
    """

    value: float | None = None
    reason: Undefined | None = None
    low: float | None = None
    high: float | None = None
    se: float | None = None
    no_interval: Undefined | None = None
    undefined_share: float | None = None
    below_667: float | None = None
    below_800: float | None = None

    @property
    def collapsed(self) -> bool:
        """Tell whether the interval is a single point: no disagreement was seen, which proves no certainty."""
        return self.low is not None and self.low == self.high
