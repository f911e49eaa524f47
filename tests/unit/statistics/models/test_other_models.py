"""Estimators of instrumental variables, panels, decompositions and mixed models agree with R."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from unit.statistics.models.other_oracle import data, design, numbers

from folkekommune.statistics.models import hausman, iv, mixed, oaxaca, panel
from folkekommune.statistics.models.fit import CONSTANT, Fit, NotEstimableError

R = "r/other_models.json"
OWN = {
    "endowments": "@endowments",
    "coefficients": "@coefficients-part",
    "interaction": "@interaction",
}


def agrees(
    fit: Fit, wanted: Mapping[str, Any], *, names: Mapping[str, str] | None = None, rel: float = 1e-6
) -> None:
    """Compare coefficients and standard errors by name; R calls the constant ``(Intercept)``."""
    renamed = {"(Intercept)": CONSTANT} | dict(names or {})
    for what, own in (("coefficients", fit.coefficients), ("errors", fit.errors)):
        found = dict(zip(fit.names, own, strict=True))
        expected = {renamed.get(name, name): value for name, value in wanted.get(what, {}).items()}
        assert {name: found[name] for name in expected} == pytest.approx(expected, rel=rel)


def two_stage(**more: Any) -> Any:
    return design(
        data("people"), "y", CONSTANT, "x", "b", endogenous=("d",), instruments=("z1", "z2"), **more
    )


class TestInstruments:
    """``ivregress`` against AER's ``ivreg`` with ``sandwich``."""

    def test_plain(self):
        """Coefficients, errors and R² are those of ``ivreg``."""
        fit = iv.estimate(two_stage(), {})
        agrees(fit, numbers(R)["iv"]["plain"])
        assert fit.statistics["r2"] == pytest.approx(numbers(R)["iv"]["r2"])
        assert fit.df == 496

    def test_robust(self):
        """HC1."""
        agrees(iv.estimate(two_stage(), {"robust": True}), numbers(R)["iv"]["hc1"])

    def test_clustered(self):
        """With the factor of clusters, and a degree of freedom for each but one."""
        fit = iv.estimate(two_stage(clusters="cluster"), {})
        agrees(fit, numbers(R)["iv"]["cluster"])
        assert fit.df == 24

    def test_without_constant(self):
        """Nothing is added to what is asked for."""
        bare = design(data("people"), "y", "x", endogenous=("d",), instruments=("z1", "z2"))
        agrees(iv.estimate(bare, {}), numbers(R)["iv"]["noconstant"])

    def test_limited_information(self):
        """Kappa, coefficients and errors are those of the formulas in R."""
        fit = iv.estimate(two_stage(), {"estimator": "liml", "overid": True})
        agrees(fit, numbers(R)["liml"])
        assert fit.statistics["kappa"] == pytest.approx(numbers(R)["liml"]["kappa"])
        # Anderson and Rubin: n · log(kappa).
        statistic, df, _ = fit.tests["anderson-rubin"]
        assert statistic == pytest.approx(500 * np.log(numbers(R)["liml"]["kappa"]))
        assert df == 1
        assert "basmann-f" in fit.tests

    def test_moments(self):
        """Two steps with robust weights."""
        agrees(iv.estimate(two_stage(), {"estimator": "gmm", "robust": True}), numbers(R)["gmm"])

    def test_moments_with_plain_weights_are_two_stage_least_squares(self):
        """The weights of both are the same."""
        agrees(
            iv.estimate(two_stage(), {"estimator": "gmm"}),
            {"coefficients": numbers(R)["iv"]["plain"]["coefficients"]},
        )

    def test_tests(self):
        """Those of R, beside the two it does not have."""
        fit = iv.estimate(two_stage(), {"endog": True, "overid": True, "firststage": True})
        wanted = numbers(R)["iv"]
        assert fit.tests["wu-hausman"] == pytest.approx(wanted["wu_hausman"])
        assert fit.tests["sargan"] == pytest.approx(wanted["sargan"])
        assert fit.tests["first-stage:d"][0] == pytest.approx(wanted["first_f"])
        assert set(fit.tests) == {"durbin", "wu-hausman", "sargan", "basmann", "first-stage:d"}

    def test_robust_and_clustered_tests_are_wooldridges(self):
        """Others do not hold then."""
        asked = {"endog": True, "overid": True}
        robust = iv.estimate(two_stage(), asked | {"robust": True})
        assert set(robust.tests) == {"wooldridge-regression", "wooldridge-score", "wooldridge-overid"}
        clustered = iv.estimate(two_stage(clusters="cluster"), asked)
        assert set(clustered.tests) == {"wooldridge-regression", "wooldridge-overid"}

    def test_too_few_instruments(self):
        """Two endogenous variables need two."""
        bare = design(data("people"), "y", CONSTANT, endogenous=("d", "x"), instruments=("z1",))
        with pytest.raises(NotEstimableError):
            iv.estimate(bare, {})


def visits(*, balanced: bool = True) -> dict[str, Any]:
    table = data("visits")
    kept = table["kept"] == 1
    return table if balanced else {name: column[kept] for name, column in table.items()}


def within(*columns: str, balanced: bool = True, **more: Any) -> Any:
    return design(visits(balanced=balanced), "y", *columns, panel=("unit", "year"), **more)


@pytest.fixture(params=["balanced", "unbalanced"])
def kind(request):
    return request.param


class TestPanels:
    """``regress-panel`` against ``plm``."""

    def test_within(self, kind):
        """The constant is the mean of the effects."""
        wanted = numbers(R)[kind]
        fit = panel.estimate(within(CONSTANT, "x", "w", balanced=kind == "balanced"), {"estimator": "fe"})
        agrees(fit, wanted["fe"])
        assert fit.coefficients[0] == pytest.approx(wanted["fe_constant"])
        assert fit.statistics["r2"] == pytest.approx(wanted["fe_r2"])

    def test_robust_within_is_clustered_on_the_unit(self, kind):
        """As Stata's ``xtreg``."""
        fit = panel.estimate(
            within(CONSTANT, "x", "w", balanced=kind == "balanced"), {"estimator": "fe", "robust": True}
        )
        agrees(fit, numbers(R)[kind]["fe_cluster_sss"])
        assert fit.df == 59

    def test_what_does_not_vary_has_no_coefficient(self):
        """The others are as without it."""
        fit = panel.estimate(within(CONSTANT, "x", "w", "fixed"), {"estimator": "fe"})
        assert fit.names == (CONSTANT, "x", "w")
        agrees(fit, numbers(R)["balanced"]["fe"])

    def test_random(self):
        """Swamy and Arora's variances too."""
        wanted = numbers(R)["balanced"]
        fit = panel.estimate(within(CONSTANT, "x", "w", "fixed"), {"estimator": "re"})
        agrees(fit, wanted["re"])
        assert fit.statistics["sigma-residual"] ** 2 == pytest.approx(wanted["re_sigma2"]["idios"])
        assert fit.statistics["sigma-unit"] ** 2 == pytest.approx(wanted["re_sigma2"]["id"])

    def test_random_unbalanced_is_near(self):
        """Stata's harmonic mean of the numbers of observations is not plm's exact trace."""
        fit = panel.estimate(within(CONSTANT, "x", "w", "fixed", balanced=False), {"estimator": "re"})
        agrees(fit, numbers(R)["unbalanced"]["re"], rel=0.05)

    def test_between(self, kind):
        """An observation a unit."""
        fit = panel.estimate(
            within(CONSTANT, "x", "w", "fixed", balanced=kind == "balanced"), {"estimator": "be"}
        )
        agrees(fit, numbers(R)[kind]["be"])
        assert fit.observations == 60

    @pytest.mark.parametrize(
        ("how", "clusters", "key"),
        [({}, None, "pooled"), ({"robust": True}, None, "pooled_cluster"), ({}, "area", "pooled_area")],
    )
    def test_pooled(self, kind, how, clusters, key):
        """As ``lm`` over all rows."""
        table = within(CONSTANT, "x", "w", "fixed", balanced=kind == "balanced", clusters=clusters)
        agrees(panel.estimate(table, {"estimator": "pooled"} | how), numbers(R)[kind][key])

    def test_unit_effects_are_mean_residuals(self):
        """Within fits add up to nothing over all, and a unit has one effect."""
        table = within(CONSTANT, "x", "w")
        fit = panel.estimate(table, {"estimator": "fe"})
        effects = panel.unit_effects(table, fit.coefficients)
        # Within fits add up to nothing over all, and a unit has one effect.
        assert effects.sum() == pytest.approx(0, abs=1e-8)
        assert len(np.unique(effects.round(9))) == 60


class TestHausman:
    """``hausman`` against ``phtest``."""

    def test_balanced(self):
        """Both estimates, their difference and the test."""
        wanted = numbers(R)["balanced"]
        fit = hausman.follow(hausman.estimate(within(CONSTANT, "x", "w"), {}), {})
        statistic, df, _ = fit.tests["hausman"]
        # plm takes the absolute value where the covariance is none.
        assert (abs(statistic), df) == pytest.approx(tuple(wanted["hausman"][:2]), rel=1e-6)
        agrees(fit, wanted["fe"])
        random = fit.further["random-effects"]
        assert dict(zip(random.names, random.values, strict=True)) == pytest.approx(
            {CONSTANT: wanted["re_xw"]["coefficients"]["(Intercept)"]}
            | {name: wanted["re_xw"]["coefficients"][name] for name in ("x", "w")}
        )
        gap = wanted["fe"]["coefficients"]["x"] - wanted["re_xw"]["coefficients"]["x"]
        assert fit.further["difference"].values[0] == pytest.approx(gap)
        assert fit.further["difference"].names == ("x", "w")

    def test_one_scale(self):
        """Both options change one of the two covariances, by the ratio of the residual variances."""
        wanted = numbers(R)["balanced"]
        table = within(CONSTANT, "x", "w")
        ratio = (
            panel.estimate(table, {"estimator": "re"}).statistics["rmse"]
            / panel.estimate(table, {"estimator": "fe"}).statistics["rmse"]
        ) ** 2
        fixed, random = (wanted[key]["errors"]["x"] ** 2 for key in ("fe", "re_xw"))
        for option, variance in (
            ("sigmamore", ratio * fixed - random),
            ("sigmaless", fixed - random / ratio),
        ):
            fit = hausman.follow(hausman.estimate(table, {option: True}), {option: True})
            assert fit.further["difference"].errors[0] ** 2 == pytest.approx(variance)
            assert fit.tests["hausman"][2] < 0.05

    def test_constant(self):
        """It can take part in the test."""
        asked = {"include_constant": True, "sigmamore": True}
        fit = hausman.follow(hausman.estimate(within(CONSTANT, "x", "w"), asked), asked)
        assert fit.further["difference"].names == (CONSTANT, "x", "w")
        assert fit.tests["hausman"][1] == 3


class TestOaxaca:
    """``oaxaca`` against two ``lm`` and simulated standard errors."""

    def test_threefold(self):
        """The parts add up, and errors are near the simulated ones."""
        wanted = numbers(R)["oaxaca"]
        fit = oaxaca.estimate(design(data("people"), "wage", CONSTANT, "x", "b", group=("group",)), {})
        found = dict(zip(fit.names, fit.coefficients, strict=True))
        for name in ("endowments", "coefficients", "interaction"):
            assert found[OWN[name]] == pytest.approx(wanted[name], rel=1e-6)
        assert found["@difference"] == pytest.approx(wanted["gap"])
        errors = dict(zip(fit.names, fit.errors, strict=True))
        # 200 000 draws; they hold a term of the second order that the formula leaves out.
        for name, simulated in wanted["errors"].items():
            assert errors[OWN[name]] == pytest.approx(simulated, rel=0.03)

    @pytest.mark.parametrize("robust", [False, True])
    def test_pooled(self, robust):
        """As ``lm`` over all rows."""
        fit = oaxaca.estimate(
            design(data("people"), "wage", CONSTANT, "x", "b", group=("group",)),
            {"pool": True, "robust": robust},
        )
        found = dict(zip(fit.names, fit.coefficients, strict=True))
        wanted = numbers(R)["oaxaca"]
        assert found["@explained"] == pytest.approx(wanted["explained"], rel=1e-6)
        assert found["@explained"] + found["@unexplained"] == pytest.approx(wanted["gap"])

    def test_one_group_alone_has_nothing_to_be_compared_with(self):
        """There are not two means."""
        table = data("people") | {"group": np.zeros(500)}
        with pytest.raises(NotEstimableError):
            oaxaca.estimate(design(table, "wage", CONSTANT, "x", group=("group",)), {})


class TestMixed:
    """``regress-mml`` against ``lmer``."""

    def test_two_levels(self):
        """One group."""
        wanted = numbers(R)["mixed"]["two"]
        fit = mixed.estimate(design(data("people"), "y", CONSTANT, "x", "b", group="cluster"), {})
        # lme4 inverts the information of the fixed effects alone, statsmodels the whole one.
        agrees(fit, wanted, rel=2e-3)
        assert fit.statistics["log-likelihood"] == pytest.approx(wanted["loglik"], abs=1e-3)
        assert fit.statistics["sigma-residual"] ** 2 == pytest.approx(wanted["residual"], rel=1e-3)
        assert fit.statistics["sigma-group"] ** 2 == pytest.approx(wanted["variances"]["cluster"], rel=1e-3)

    def test_three_levels(self):
        """A group within a group."""
        wanted = numbers(R)["mixed"]["three"]
        table = design(data("people"), "y", CONSTANT, "x", "b", group="region", subgroup="cluster")
        fit = mixed.estimate(table, {})
        agrees(fit, wanted, rel=2e-3)
        assert fit.statistics["log-likelihood"] == pytest.approx(wanted["loglik"], abs=1e-3)
        assert fit.statistics["sigma-group"] ** 2 == pytest.approx(wanted["variances"]["region"], rel=0.01)
        assert fit.statistics["sigma-subgroup"] ** 2 == pytest.approx(
            wanted["variances"]["region:cluster"], rel=0.01
        )
