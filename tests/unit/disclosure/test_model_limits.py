"""What may be fitted: each limit of models refuses on its own, and holds at its edge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from folkekommune.disclosure.models import UnsoundModelError, check_design, check_fit, check_size
from folkekommune.disclosure.policy import load_policy
from folkekommune.statistics.models.fit import Design, Fit
from folkekommune.statistics.models.soundness import condition_number, largest_leverage

POLICY = load_policy()


def design(rows: int = 200, *columns: np.ndarray, outcome: np.ndarray | None = None) -> Design:
    matrix = np.column_stack([np.ones(rows), np.arange(rows) % 7, *columns])
    values = np.arange(rows) % 11.0 if outcome is None else outcome
    return Design(values, matrix, tuple(f"c{place}" for place in range(matrix.shape[1])))


@pytest.mark.parametrize(
    ("persons", "parameters", "rows", "refused"),
    [
        (100, 10, 100, False),
        (99, 5, 99, True),  # fewer than a hundred persons
        (100, 11, 100, True),  # more than one coefficient for ten persons
        (1000, 10, 20, False),  # ten degrees of freedom
        (1000, 11, 20, True),
    ],
)
def test_size(persons, parameters, rows, refused) -> None:
    found = Design(np.zeros(rows), np.zeros((rows, parameters)), ("x",) * parameters)
    if refused:
        with pytest.raises(UnsoundModelError):
            check_size(persons, parameters, found, POLICY)
    else:
        check_size(persons, parameters, found, POLICY)


def test_leverage_of_a_column_that_marks_some() -> None:
    """A mark on five of many rows has a fifth of the fit of each; on four a quarter."""
    five, four = ((np.arange(200) < size).astype(float) for size in (5, 4))
    assert largest_leverage(five[:, None]) == pytest.approx(0.2)
    assert largest_leverage(four[:, None]) == pytest.approx(0.25)
    assert largest_leverage(np.column_stack([five, 2 * five])) == pytest.approx(0.2)
    check_design(design(), POLICY, numeric=True)
    with pytest.raises(UnsoundModelError):
        check_design(design(200, four), POLICY, numeric=True)


def test_leverage_counts_for_instruments_too() -> None:
    one = (np.arange(200) == 3).astype(float)
    with pytest.raises(UnsoundModelError):
        check_design(replace(design(), extra={"instruments": one}), POLICY, numeric=True)


def test_an_outcome_that_is_about_one_person() -> None:
    """For a quantity; an event is 0 or 1, and how many have it is another rule."""
    extreme = np.where(np.arange(200) == 3, 1e6, np.arange(200) % 11.0)
    with pytest.raises(UnsoundModelError):
        check_design(design(outcome=extreme), POLICY, numeric=True)
    check_design(design(outcome=extreme), POLICY, numeric=False)


def test_columns_that_nearly_say_the_same() -> None:
    """[1, 1+e] and [1, 1-e] of unit size have eigenvalues 2 and about e², so the condition number is 2/e."""
    pair = np.array([[1.0, 1.0], [1.0, 1.0]]) + np.diag([0.0, 2e-3])
    assert condition_number(pair) == pytest.approx(2000, rel=1e-2)
    base = np.arange(200) % 7 * 1.0
    nearly = base + 1e-10 * (np.arange(200) % 3)
    with pytest.raises(UnsoundModelError):
        check_design(design(200, nearly), POLICY, numeric=True)


def fit(**statistics: float) -> Fit:
    return Fit(("a", "b"), np.array([1.0, 2.0]), np.eye(2), 200, 198, statistics=statistics)


@pytest.mark.parametrize("statistic", ["r2", "pseudo-r2"])
def test_a_fit_that_explains_everything(statistic) -> None:
    check_fit(fit(**{statistic: 0.99}), POLICY)
    for share in (0.9901, 1.0, float("nan")):
        with pytest.raises(UnsoundModelError):
            check_fit(fit(**{statistic: share}), POLICY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"coefficients": np.array([np.inf, 1.0])},
        {"coefficients": np.array([np.nan, 1.0])},
        {"covariance": np.diag([0.0, 1.0])},
        {"covariance": np.diag([np.nan, 1.0])},
    ],
)
def test_a_fit_without_numbers(wrong) -> None:
    with pytest.raises(UnsoundModelError):
        check_fit(replace(fit(), **wrong), POLICY)
