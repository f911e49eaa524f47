"""A Weibull curve from its two parameters: the share that is left at a time, with a band, and the median."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from folkekommune.statistics.models.fit import Numbers

_Z = 1.959963984540054
"""Normal quantile of a band of 95 per cent."""
_LARGEST = 700.0
"""Beyond it the exponential function has no number; nobody is left long before."""


@dataclass(frozen=True)
class WeibullCurve:
    """S(t) = exp(-(t/scale)^shape), by the logarithms of both and their covariance."""

    log_scale: float
    log_shape: float
    covariance: Numbers

    def at(self, time: float) -> tuple[float, float, float]:
        """Give the share that is left at a time, with its band, by the delta method on log(-log S)."""
        shape = math.exp(self.log_shape)
        hazard = shape * (math.log(time) - self.log_scale)
        slope = np.array([-shape, hazard])
        reach = _Z * math.sqrt(max(0.0, float(slope @ self.covariance @ slope)))
        return _left(hazard), _left(hazard + reach), _left(hazard - reach)

    @property
    def median(self) -> float:
        """Give when half is left."""
        return math.exp(self.log_scale + math.log(math.log(2)) / math.exp(self.log_shape))

    @property
    def scale(self) -> tuple[float, float, float, float]:
        """Give the scale, its limits, and the error of its logarithm."""
        return self._parameter(self.log_scale, 0)

    @property
    def shape(self) -> tuple[float, float, float, float]:
        """Give the shape, its limits, and the error of its logarithm."""
        return self._parameter(self.log_shape, 1)

    def _parameter(self, value: float, place: int) -> tuple[float, float, float, float]:
        error = math.sqrt(float(self.covariance[place, place]))
        return math.exp(value), math.exp(value - _Z * error), math.exp(value + _Z * error), error


def _left(log_hazard: float) -> float:
    return math.exp(-math.exp(min(log_hazard, _LARGEST)))
