"""Survival agrees with R's ``survival``, regression discontinuity with the package rdrobust."""

from __future__ import annotations

import numpy as np
import pytest
from unit.statistics.models.other_oracle import data, design, numbers

from folkekommune.statistics.models import cox, rdd, weibull
from folkekommune.statistics.models.fit import CONSTANT, NotEstimableError
from folkekommune.statistics.models.kaplan_meier import Step, median, survival

R = "r/other_models.json"
RDROBUST = "python/rdd.json"


def steps(time, event):
    """Count by whole unit of time."""
    return [
        Step(end, int((time >= end).sum()), int(((time == end) & (event == 1)).sum()))
        for end in np.unique(time)
    ]


@pytest.mark.parametrize(("curve", "group"), [("all", None), ("b0", 0), ("b1", 1)])
def test_kaplan_meier(curve, group):
    """With a unit of time for interval it is the estimate of Kaplan and Meier, with R's log-log band."""
    table, wanted = data("people"), numbers(R)["km"][curve]
    own = np.ones(500, dtype=bool) if group is None else table["b"] == group
    points = survival(steps(table["time"][own], table["event"][own]))
    assert [point.end for point in points] == wanted["time"]
    assert [point.share for point in points] == pytest.approx(wanted["survival"])
    limits = zip(points, wanted["lower"], wanted["upper"], strict=True)
    banded = [(point, low, high) for point, low, high in limits if point.lower is not None]
    assert len(banded) > 10
    assert [point.lower for point, _, _ in banded] == pytest.approx([low for _, low, _ in banded])
    assert [point.upper for point, _, _ in banded] == pytest.approx([high for _, _, high in banded])
    assert median(points) == wanted["median"]


def test_a_curve_that_nobody_is_left_on_has_no_band():
    """Ten at risk, then five, then it happens to all."""
    points = survival([Step(1, 10, 5), Step(2, 5, 5)])
    assert [point.share for point in points] == [0.5, 0.0]
    assert points[1].lower is None
    assert median(points) == 1
    assert median(survival([Step(1, 10, 1)])) is None


def test_weibull():
    """Log of scale and shape, and their standard errors, are those of ``survreg``."""
    wanted = numbers(R)["weibull"]["all"]
    fit = weibull.estimate(design(data("people"), "event", CONSTANT, duration="time"), {})
    assert fit.names == ("@log-scale:_cons", "@log-shape:_cons")
    assert fit.coefficients == pytest.approx([wanted["log_scale"], wanted["log_shape"]], rel=1e-4)
    assert fit.errors == pytest.approx(wanted["errors"], rel=1e-3)


def test_weibull_by_group():
    """Each group has its own curve."""
    people = data("people") | {"boys": 1 - data("people")["b"]}
    wanted = numbers(R)["weibull"]
    fit = weibull.estimate(design(people, "event", "boys", "b", duration="time"), {})
    expected = [wanted[g][part] for g in ("b0", "b1") for part in ("log_scale", "log_shape")]
    assert fit.coefficients == pytest.approx(expected, rel=1e-4)
    assert fit.covariance[0, 2] == 0


def test_nothing_happened_in_a_group():
    """A curve that never falls has no scale."""
    people = data("people") | {"event": np.zeros(500)}
    with pytest.raises(NotEstimableError):
        weibull.estimate(design(people, "event", CONSTANT, duration="time"), {})


def test_cox():
    """Efron's ties, as ``coxph`` does."""
    wanted = numbers(R)["cox"]
    fit = cox.estimate(design(data("people"), "event", "x", "b", duration="time"), {})
    assert fit.coefficients == pytest.approx(list(wanted["coefficients"].values()), rel=1e-5)
    assert fit.errors == pytest.approx(list(wanted["errors"].values()), rel=1e-4)
    assert fit.statistics["log-likelihood"] == pytest.approx(wanted["loglik"][1])
    assert fit.statistics["events"] == wanted["events"]
    assert fit.tests["likelihood-ratio"] == pytest.approx(wanted["lr"], rel=1e-4)
    # R rounds the statistic of Wald's test to two decimals in its summary.
    assert fit.tests["wald"][0] == pytest.approx(wanted["wald"][0], abs=0.01)


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("sharp", {}),
        ("quadratic", {"polynomial": 2.0}),
        ("slope", {"derivate": 1.0}),
        ("fuzzy", {"bandwidths": (0.9, 1.3)}),
        ("covariates", {"bandwidths": (0.9, 1.3)}),
        ("clusters", {}),
    ],
)
def test_discontinuity(case, options):
    """Estimates, errors and chosen bandwidths are those of the authors' package."""
    wanted = numbers(RDROBUST)[case]
    more: dict[str, object] = {"running": ("running",)}
    if case == "fuzzy":
        more["treated"] = ("treated",)
    if case == "clusters":
        more["clusters"] = "cluster"
    columns = ("x",) if case == "covariates" else ()
    fit = rdd.estimate(design(data("people"), "mark", *columns, **more), options)
    assert fit.coefficients == pytest.approx(wanted["coefficients"], rel=1e-5)
    assert fit.errors == pytest.approx(wanted["errors"], rel=1e-5)
    assert fit.statistics["bandwidth"] == pytest.approx(wanted["bandwidths"][0], rel=1e-5)
    assert fit.statistics["bandwidth-bias"] == pytest.approx(wanted["bandwidths"][1], rel=1e-5)


def test_the_cutoff_moves():
    """Shifting the running variable and the cutoff alike changes nothing."""
    people = data("people")
    moved = people | {"running": people["running"] + 7}
    plain = rdd.estimate(design(people, "mark", running=("running",)), {})
    shifted = rdd.estimate(design(moved, "mark", running=("running",)), {"cutoff": 7.0})
    assert shifted.coefficients == pytest.approx(plain.coefficients)


def test_nothing_on_one_side():
    """There is no jump to estimate."""
    with pytest.raises(NotEstimableError):
        rdd.estimate(design(data("people"), "mark", running=("running",)), {"cutoff": 2.5})
