"""Regression discontinuity by local polynomials on both sides of a cutoff (``rdd``).

Calonico, Cattaneo and Titiunik (2014): weighted least squares with a triangular kernel; the conventional
estimate, the one less its estimated bias, and the standard error that holds for that one. Variances are
HC1 or clustered, on each side. The bandwidth is ``bandwidth.py``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.statistics.models.bandwidth import Side, bandwidths, powers, squared, triangular
from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import CONSTANT, Design, Fit, Numbers, Outcome

OUTCOME = Outcome.NUMBER
ROWS = ("@conventional", "@bias-corrected", "@robust-corrected")

Widths = tuple[float, float]
"""Of the window of the estimate, and of that of its bias."""


@dataclass(frozen=True)
class _Order:
    """What is estimated: a derivative by a polynomial, and its bias by one of the next order."""

    derivative: int
    polynomial: int

    @property
    def of_bias(self) -> int:
        """The order of the polynomial the bias is estimated with."""
        return self.polynomial + 1


@dataclass(frozen=True)
class _Jump:
    """A jump at the cutoff, plain and less its bias.

    :param plain_parts: what the residual of each row adds to the plain estimate.
    :param corrected_parts: the same of the corrected one.
    """

    plain: float
    corrected: float
    plain_parts: Numbers
    corrected_parts: Numbers

    def over(self, taken: _Jump) -> _Jump:
        """Give the ratio to the jump in who is treated, linear around the plain estimates."""
        ratio = self.plain / taken.plain
        bias = (self.plain - self.corrected) - ratio * (taken.plain - taken.corrected)
        return _Jump(
            ratio,
            ratio - bias / taken.plain,
            (self.plain_parts - ratio * taken.plain_parts) / taken.plain,
            (self.corrected_parts - ratio * taken.corrected_parts) / taken.plain,
        )


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Estimate the jump at the cutoff.

    :param design: ``extra`` holds ``running`` and, where it is fuzzy, ``treated``; the columns of the
        matrix are covariates.
    :param options: ``cutoff`` (0), ``derivate`` (0), ``polynomial`` (the derivative and one more), and
        ``bandwidths``, where they shall not be chosen.
    :raises NotEstimableError: when too little lies on a side.
    """
    running, order = _distance(design, options), _order(options)
    with estimating():
        widths = _widths(design, running, order, options)
        near = np.abs(running) < max(widths)
        clusters = None if design.clusters is None else design.clusters[near]
        jump = _jump_of(design, running, widths, order)
        own = _error(jump.plain_parts, running[near] < 0, clusters)
        robust = _error(jump.corrected_parts, running[near] < 0, clusters)
    near = np.abs(running) < widths[0]
    return Fit(
        names=ROWS,
        coefficients=np.array([jump.plain, jump.corrected, jump.corrected]),
        covariance=np.diag(np.array([own, own, robust]) ** 2),
        observations=len(running),
        df=float(near.sum() - 2 * (order.polynomial + 1)),
        normal=True,
        statistics={
            "bandwidth": widths[0],
            "bandwidth-bias": widths[1],
        },
    )


def effective(design: Design, options: Mapping[str, object]) -> Numbers:
    """Give the matrix that the estimate rests on: powers on both sides, weighted by the kernel.

    :raises NotEstimableError: when too little lies on a side.
    """
    running, order = _distance(design, options), _order(options)
    with estimating():
        width = _widths(design, running, order, options)[0]
    local = powers(running / width, order.polynomial) * np.sqrt(triangular(running, width))[:, None]
    return np.column_stack([local * (running < 0)[:, None], local * (running >= 0)[:, None]])


def _distance(design: Design, options: Mapping[str, object]) -> Numbers:
    distance: Numbers = _column(design, "running") - _number(options, "cutoff", 0)
    return distance


def _order(options: Mapping[str, object]) -> _Order:
    derivative = int(_number(options, "derivate", 0))
    return _Order(derivative, int(_number(options, "polynomial", derivative + 1)))


def _column(design: Design, name: str) -> Numbers:
    return design.extra[name].reshape(-1)


def _number(options: Mapping[str, object], name: str, default: float) -> float:
    value = options.get(name, default)
    return float(value) if isinstance(value, int | float) else default


def _widths(design: Design, running: Numbers, order: _Order, options: Mapping[str, object]) -> Widths:
    given = options.get("bandwidths")
    if isinstance(given, tuple):
        return float(given[0]), float(given[1])
    polynomial, derivative = order.polynomial, order.derivative
    return bandwidths(running, design.outcome, polynomial, derivative, clusters=design.clusters)


def _jump_of(design: Design, running: Numbers, widths: Widths, order: _Order) -> _Jump:
    """Give the jump of the outcome or, where it is fuzzy, its ratio to that in who is treated."""
    near = np.abs(running) < max(widths)
    jumps = [
        _jump(
            running[near],
            (values - _foretold(design, running, values, (widths[0], order)))[near],
            widths,
            order,
        )
        for values in (design.outcome, *([_column(design, "treated")] if "treated" in design.extra else []))
    ]
    return jumps[0] if len(jumps) == 1 else jumps[0].over(jumps[1])


def _jump(running: Numbers, values: Numbers, widths: Widths, order: _Order) -> _Jump:
    plain = corrected = 0.0
    plain_parts, corrected_parts = np.zeros(len(running)), np.zeros(len(running))
    for own, sign in ((running < 0, -1.0), (running >= 0, 1.0)):
        x, y = running[own], values[own]
        inner = Side(x, triangular(x, widths[0]), order.polynomial)
        outer = Side(x, triangular(x, widths[1]), order.of_bias)
        scale = sign * factorial(order.derivative)
        weights = scale * inner.weights[order.derivative]
        # What the polynomial takes of the next power of the running variable for the derivative.
        taken = float(weights @ powers(x, order.of_bias)[:, -1])
        less = weights - taken * outer.weights[-1]
        plain, corrected = plain + float(weights @ y), corrected + float(less @ y)
        plain_parts[own] = weights * inner.residuals(y)
        corrected_parts[own] = less * outer.residuals(y)
    return _Jump(plain, corrected, plain_parts, corrected_parts)


def _error(parts: Numbers, left: NDArray[Any], clusters: NDArray[np.int64] | None) -> float:
    """Give the standard error: the variances of both sides."""
    sides = [squared(parts[own], None if clusters is None else clusters[own]) for own in (left, ~left)]
    return float(np.sqrt(sum(sides)))


def _foretold(
    design: Design, running: Numbers, values: Numbers, fit: tuple[float, _Order]
) -> Numbers | float:
    """Give what covariates foretell of a variable, with the same coefficients on both sides."""
    covariates = design.matrix[:, [name != CONSTANT for name in design.names]]
    if not covariates.shape[1]:
        return 0.0
    width, order = fit
    weight = np.sqrt(triangular(running, width))
    local = powers(running, order.polynomial)
    matrix = np.column_stack([local * (running < 0)[:, None], local * (running >= 0)[:, None], covariates])
    found = np.linalg.lstsq(matrix * weight[:, None], values * weight, rcond=None)[0]
    foretold: Numbers = covariates @ found[-covariates.shape[1] :]
    return foretold
