"""Least squares, logit, probit, multinomial, Poisson and negative binomial models against R.

``tests/oracles/r/regressions.R`` made the numbers, once; the data is invented.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from folkekommune.statistics.models import logit, multinomial, negative_binomial, ols, poisson, probit
from folkekommune.statistics.models.compression import compressed
from folkekommune.statistics.models.fit import CONSTANT, Design, Fit, NotEstimableError

FOLDER = Path(__file__).parents[3] / "oracles" / "r"
R = json.loads((FOLDER / "regressions.json").read_text(encoding="utf-8"))


def children() -> dict[str, np.ndarray]:
    with (FOLDER / "regressions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


D = children()
ALL = {
    "age": D["age"],
    "weight": D["weight"],
    "sex2": (D["sex"] == 2).astype(float),
    "place2": (D["place"] == 2).astype(float),
    "place3": (D["place"] == 3).astype(float),
}


def design(outcome: str, *names: str, constant: bool = True) -> Design:
    columns = {name: ALL[name] for name in names}
    if constant:
        columns = {CONSTANT: np.ones(len(D["age"])), **columns}
    return Design(D[outcome], np.column_stack(list(columns.values())), tuple(columns))


def clustered(plain: Design) -> Design:
    return replace(plain, clusters=np.unique(D["school"], return_inverse=True)[1].astype(np.int64))


def check(fit: Fit, expected: Mapping[str, Any], *, errors: str = "plain", close: float = 1e-6) -> None:
    assert fit.coefficients == pytest.approx(expected["coefficients"], rel=close)
    assert fit.errors == pytest.approx(expected[errors], rel=close)


def check_test(fit: Fit, name: str, expected: Mapping[str, Any]) -> None:
    statistic, df, p = fit.tests[name]
    first = expected["df"][0] if isinstance(expected["df"], list) else expected["df"]
    assert (statistic, df, p) == pytest.approx((expected["statistic"], first, expected["p"]), rel=1e-6)


def test_least_squares() -> None:
    found = R["ols"]
    asked = dict.fromkeys(("ov", "vif", "het_bp", "het_iid", "het_fstat"), True)
    fit = ols.estimate(design("sleep", *ALL), asked)
    check(fit, found)
    names = {"r2": "r2", "r2_adjusted": "r2-adjusted", "rmse": "rmse", "f": "f", "f_p": "f-p"}
    for theirs, ours in names.items():
        assert fit.statistics[ours] == pytest.approx(found[theirs], rel=1e-6)
    for name in ("ov", "het_bp", "het_iid", "het_fstat"):
        check_test(fit, name, found[name])
    assert [fit.tests[f"vif {name}"][0] for name in ALL] == pytest.approx(found["vif"])


def test_least_squares_with_other_errors() -> None:
    robust = ols.estimate(design("sleep", *ALL), {"robust": True})
    check(robust, R["ols"], errors="robust")
    assert robust.statistics["f"] == pytest.approx(R["ols"]["f_robust"])
    together = ols.estimate(clustered(design("sleep", *ALL)), {})
    check(together, R["ols"], errors="cluster")
    assert together.df == 29  # thirty schools


def test_margins_of_least_squares() -> None:
    found = R["ols"]["margins"]
    everything = ols.estimate(design("sleep", *ALL), {"margins": True}).further["margins"]
    assert (everything.values[0], everything.errors[0]) == pytest.approx(tuple(found["all"].values()))
    by_sex = ols.estimate(design("sleep", *ALL), {"margins": "sex2"}).further["margins"]
    assert by_sex.names == ("0", "1")
    assert by_sex.values == pytest.approx([found["zero"]["value"], found["one"]["value"]])
    assert by_sex.errors == pytest.approx([found["zero"]["error"], found["one"]["error"]])


def test_least_squares_without_constant_and_standardised() -> None:
    bare = ols.estimate(design("sleep", "age", "weight", constant=False), {"noconstant": True})
    check(bare, R["noconstant"])
    assert bare.statistics["r2"] == pytest.approx(R["noconstant"]["r2"])
    standard = ols.estimate(design("sleep", "age", "weight"), {"standardize": True})
    assert standard.coefficients[1:] == pytest.approx(R["standardized"]["coefficients"][1:], rel=1e-6)
    assert standard.errors == pytest.approx(R["standardized"]["plain"], rel=1e-6)


@pytest.mark.parametrize(("name", "module"), [("logit", logit), ("probit", probit)])
def test_models_of_an_event(name, module) -> None:
    found, plain = R[name], design("ill", *ALL)
    asked = {"mfx": "dydx", "mfx_at": "overall", "margins": "sex2"}
    fit = module.estimate(plain, asked)
    check(fit, found)
    check(module.estimate(plain, {"robust": True}), found, errors="robust")
    check(module.estimate(clustered(plain), {}), found, errors="cluster")
    assert fit.statistics["log-likelihood"] == pytest.approx(found["likelihood"])
    assert fit.statistics["pseudo-r2"] == pytest.approx(found["pseudo_r2"])
    assert fit.statistics["chi2"] == pytest.approx(found["chi2"])
    for ours, theirs in ((fit.further["dydx"], "dydx"), (fit.further["margins"], "margins")):
        assert ours.values == pytest.approx(found[theirs]["value"], rel=1e-6)
        assert ours.errors == pytest.approx(found[theirs]["error"], rel=1e-4)
    at_mean = module.estimate(plain, {"mfx": "eyex", "mfx_at": "mean"}).further["eyex"]
    assert at_mean.values == pytest.approx(found["eyex_mean"]["value"], rel=1e-6)
    assert at_mean.errors == pytest.approx(found["eyex_mean"]["error"], rel=1e-4)


def test_the_robust_errors_of_logit_are_those_of_sandwich() -> None:
    """R's package, beside the formula written out there."""
    assert R["logit"]["sandwich"] == pytest.approx(R["logit"]["robust"], rel=1e-6)


def test_multinomial() -> None:
    plain = design("meal", "age", "sex2")
    fit = multinomial.estimate(replace(plain, outcome=plain.outcome - 1), {})
    check(fit, R["mlogit"], close=1e-4)
    assert fit.statistics["log-likelihood"] == pytest.approx(R["mlogit"]["likelihood"])


def test_poisson() -> None:
    plain = replace(design("visits", "age", "sex2"), extra={"exposure": D["years"]})
    fit = poisson.estimate(plain, {})
    check(fit, R["poisson"])
    assert fit.statistics["log-likelihood"] == pytest.approx(R["poisson"]["likelihood"])
    check(poisson.estimate(plain, {"robust": True}), R["poisson"], errors="robust")
    check(poisson.estimate(clustered(plain), {}), R["poisson"], errors="cluster")


def test_negative_binomial() -> None:
    """Against the likelihood maximised by ``optim`` and against ``MASS::glm.nb``."""
    plain = replace(design("visits", "age", "sex2"), extra={"exposure": D["years"]})
    fit = negative_binomial.estimate(plain, {})
    check(fit, R["negative_binomial"], close=2e-3)
    assert fit.coefficients == pytest.approx(R["glm_nb"]["coefficients"], rel=1e-4)
    assert fit.statistics["log-likelihood"] == pytest.approx(R["glm_nb"]["likelihood"], rel=1e-8)


def test_squares_of_large_numbers_lose_no_digits() -> None:
    """A birth year far from 0 gives the slope that an age near 0 gives, turned."""
    near = design("sleep", "age")
    far = replace(near, matrix=np.column_stack([near.matrix[:, 0], 2e6 - near.matrix[:, 1]]))
    slope = ols.estimate(near, {}).coefficients[1]
    assert ols.estimate(far, {}).coefficients[1] == pytest.approx(-slope, rel=1e-9)


@pytest.mark.parametrize("module", [logit, probit, poisson, negative_binomial])
def test_what_the_data_does_not_determine(module) -> None:
    plain = design("ill", "age")
    with pytest.raises(NotEstimableError):
        module.estimate(replace(plain, outcome=np.zeros(len(plain.outcome))), {})


def test_columns_that_depend_on_each_other_are_no_model() -> None:
    plain = design("sleep", "age", "weight")
    twice = replace(
        plain, matrix=np.hstack([plain.matrix, plain.matrix[:, 1:2]]), names=(*plain.names, "again")
    )
    with pytest.raises(NotEstimableError):
        ols.estimate(twice, {})


@pytest.mark.parametrize("options", [{}, {"robust": True}, {"margins": "sex2"}])
def test_rows_that_are_alike_are_fitted_as_one(options) -> None:
    """The same numbers as row by row, which marginal effects keep it to."""
    plain = design("ill", "sex2", "place2")
    together, apart = logit.estimate(plain, options), logit.estimate(plain, {**options, "mfx": "dydx"})
    assert together.coefficients == pytest.approx(apart.coefficients, rel=1e-8)
    assert together.errors == pytest.approx(apart.errors, rel=1e-6)
    assert together.statistics == pytest.approx(apart.statistics, rel=1e-8)
    assert compressed(plain.matrix) is not None
    assert compressed(design("ill", *ALL).matrix) is None


def test_with_fewer_clusters_than_slopes_there_is_no_joint_test_and_nothing_is_said_of_the_data(
    recwarn: pytest.WarningsRecorder,
) -> None:
    plain = design("sleep", *ALL)
    thirds = np.arange(len(plain.outcome)) % 3
    few = ols.estimate(replace(plain, clusters=thirds.astype(np.int64)), {})
    many = ols.estimate(clustered(plain), {})
    assert "f" not in few.statistics
    assert many.statistics["f"] > 0
    assert [str(warning.message) for warning in recwarn] == []
