"""What a model says of each unit: a step whose value follows from protected coefficients.

An engine never sees it. A door fits the model over the data set before the step, protects its
coefficients, and puts the expression that they make in its place (``analysis/predictions.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.query.expressions import Expression
from folkekommune.query.formula import Formula


@dataclass(frozen=True)
class Predict:
    """Add variables that a model gives: predictions, residuals, probabilities.

    :param made: for each new variable what it is (``predicted``, ``residuals``, …) and its name; with
        several outcomes ``what`` ends in ``:`` and the outcome.
    :param where: units that the model is fitted on, and that get values; all where there is none.
    """

    formula: Formula
    made: tuple[tuple[str, str], ...]
    where: Expression | None = None
