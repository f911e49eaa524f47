"""Confidence intervals of means, wide enough for the noise as well as for chance."""

from __future__ import annotations

import math

from scipy.special import stdtrit

from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue
from folkekommune.disclosure.values import HIDDEN, NumericCell, significant
from folkekommune.query.engine import Moment

FIGURES = ("count", "mean", "se", "low", "high")
_DIGITS = 4
_ERROR_DIGITS = 3


def mean_interval(cell: NumericCell, moment: Moment, level: float, policy: Policy) -> dict[str, SafeValue]:
    """Give the number of values, their mean, its standard error and its limits, all from what is protected.

    The noise of the mean is one range over the number of values, so that its variance is added to that of
    chance; the standard error itself is chance alone.

    :param level: in per cent.
    """
    count = cell.count
    enough = count >= policy.floors.numeric and not cell.counted.banded
    found = dict.fromkeys(FIGURES, HIDDEN)
    found |= {"count": SafeValue(str(count)) if enough else HIDDEN, "mean": cell.mean}
    if cell.level is None or cell.deviation is None:
        return found
    mean, error = cell.level, cell.deviation / math.sqrt(count)
    noise = max(policy.noise.kappa, 0.5) * moment.width / count
    reach = float(stdtrit(count - 1, 0.5 + level / 200)) * math.hypot(error, noise)
    low, high = (SafeValue(significant(limit, _DIGITS)) for limit in (mean - reach, mean + reach))
    return found | {"se": SafeValue(significant(error, _ERROR_DIGITS)), "low": low, "high": high}
