"""Tests of a least-squares fit: of its form, its error variance, and how its columns depend on each other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import linalg
from scipy.stats import chi2, f

from folkekommune.statistics.models.fit import CONSTANT, Design, Fit, NotEstimableError, Numbers

Test = tuple[float, float, float]
_VARIANCE = ("het_bp", "het_iid", "het_fstat")
_POWERS = (2, 3, 4)
"""Ramsey's test as Stata's ``estat ovtest`` has it: squares, cubes and fourth powers of the fit."""


def further_tests(
    design: Design, fit: Fit, residuals: Numbers, inverse: Numbers, options: Mapping[str, object]
) -> dict[str, Test]:
    """Give the tests that were asked for, and the variance inflation of each column (``vif`` and a name)."""
    found: dict[str, Test] = {}
    if options.get("ov"):
        found["ov"] = _reset(design, fit, residuals)
    if any(options.get(name) for name in _VARIANCE):
        found |= _unequal_variance(design, residuals, options)
    if options.get("vif"):
        found |= {f"vif {name}": (value, np.nan, np.nan) for name, value in _inflation(design, inverse)}
    return found


def _unequal_variance(design: Design, residuals: Numbers, options: Mapping[str, object]) -> dict[str, Test]:
    """Test whether all columns together explain the squared residuals (Breusch-Pagan, in three forms)."""
    rows, slopes = len(residuals), design.matrix.shape[1] - (CONSTANT in design.names)
    explained, total = _explained(design, residuals**2 / (residuals @ residuals / rows))
    below = rows - slopes - 1
    plain, studentised = explained / 2, rows * explained / total
    ratio = (explained / slopes) / ((total - explained) / below)
    found = {
        "het_bp": (plain, slopes, float(chi2.sf(plain, slopes))),
        "het_iid": (studentised, slopes, float(chi2.sf(studentised, slopes))),
        "het_fstat": (ratio, slopes, float(f.sf(ratio, slopes, below))),
    }
    return {name: test for name, test in found.items() if options.get(name)}


def _reset(design: Design, fit: Fit, residuals: Numbers) -> Test:
    fitted = design.matrix @ fit.coefficients
    spread = fitted.std()
    if not spread > 0:
        raise NotEstimableError
    # The powers of a shifted and scaled fit span the same space together with the constant and the fit.
    standard = (fitted - fitted.mean()) / spread
    wider = np.column_stack([design.matrix, *(standard**power for power in _POWERS)])
    solution = linalg.lstsq(wider, design.outcome)[0]
    left = design.outcome - wider @ solution
    below = len(wider) - wider.shape[1]
    gained = float(residuals @ residuals - left @ left) / len(_POWERS)
    statistic = gained / (float(left @ left) / below)
    return statistic, len(_POWERS), float(f.sf(statistic, len(_POWERS), below))


def _explained(design: Design, scaled: Numbers) -> tuple[float, float]:
    """Give the explained and the total sum of squares of a regression of squared residuals on all columns."""
    matrix = design.matrix
    if CONSTANT not in design.names:
        matrix = np.column_stack([np.ones(len(matrix)), matrix])
    fitted = matrix @ linalg.lstsq(matrix, scaled)[0]
    away, total = fitted - scaled.mean(), scaled - scaled.mean()
    return float(away @ away), float(total @ total)


def _inflation(design: Design, inverse: Numbers) -> list[tuple[str, float]]:
    """Give the variance inflation factors, from the inverse of X'X and the columns' sums of squares."""
    found = []
    for place, name in enumerate(design.names):
        if name != CONSTANT:
            column = design.matrix[:, place]
            away = column - (column.mean() if CONSTANT in design.names else 0.0)
            found.append((name, float(inverse[place, place] * (away @ away))))
    return found
