"""Regression, by script, behind a gate without noise: the numbers are R's (``regressions.R``)."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from model_worlds import Children, R, children, figures
from scipy.special import expit
from scipy.stats import norm
from script_worlds import faults

from folkekommune.disclosure.results import SafeAnalysis

feature = pytest.mark.feature

TERMS = "age weight i.sex i.place"
ROWS = ["age", "weight", "sex: sex 2 en", "place: place 2 en", "place: place 3 en", "Constant"]
PERCENT = 1e-5
"""How close eight written digits come."""


@pytest.fixture(scope="module")
def kids(tmp_path_factory: pytest.TempPathFactory) -> Children:
    return Children(tmp_path_factory.mktemp("kids"))


def column(found: dict[str, dict[str, float]], figure: str) -> list[float]:
    """Give a figure of every row, the constant first as R has it."""
    *rows, constant = found.values()
    return [row[figure] for row in (constant, *rows)]


def check(kids: Children, script: str, expected: dict[str, list[float]], errors: str = "plain") -> None:
    found = kids.coefficients(script)
    assert column(found, "coefficient") == pytest.approx(expected["coefficients"], rel=PERCENT)
    assert column(found, "error") == pytest.approx(expected[errors], rel=PERCENT)


@feature(36, 161, 467)
def test_regress_is_least_squares_on_true_values(kids):
    """``i.`` divides by the levels of a variable; the lowest is what the others are compared with."""
    assert list(kids.coefficients(f"regress sleep {TERMS}")) == ROWS
    check(kids, f"regress sleep {TERMS}", R["ols"])
    fit = figures(kids.analysis(f"regress sleep {TERMS}"), "models.fit")
    assert fit["Persons"]["value"] == 600
    assert fit["R²"]["value"] == round(R["ols"]["r2"], 2)


@feature(37, 38, 39)
def test_terms_can_be_crossed(kids):
    """``a##b`` is ``a b a#b``; bare names in an interaction are divisions, ``c.`` makes quantities."""
    expected = R["interaction"]
    whole = kids.coefficients("regress sleep i.sex##c.age i.place")
    spelt = kids.coefficients("regress sleep sex##c.age i.place")
    apart = kids.coefficients("regress sleep i.sex c.age i.sex#c.age i.place")
    assert whole == spelt == apart
    by_r = {
        "sex: sex 2 en": "sex2",
        "age": "age",
        "sex: sex 2 en # age": "sex2:age",
        "place: place 3 en": "place3",
        "Constant": "(Intercept)",
    }
    turned = {" # ".join(sorted(name.split(" # "))): row for name, row in whole.items()}
    for ours, theirs in by_r.items():
        row = turned[" # ".join(sorted(ours.split(" # ")))]
        assert row["coefficient"] == pytest.approx(expected["coefficients"][theirs], rel=PERCENT)
        assert row["error"] == pytest.approx(expected["errors"][theirs], rel=PERCENT)


def test_an_interaction_alone_has_a_slope_for_every_level(kids):
    """Without the main effect of the quantity, each level has its own slope, the lowest too."""
    crossed = kids.coefficients("regress sleep i.sex i.sex#c.age weight")
    slopes = [row["coefficient"] for name, row in crossed.items() if "age" in name]
    both = kids.coefficients("regress sleep i.sex##c.age weight")
    (more,) = (row["coefficient"] for name, row in both.items() if "#" in name)
    assert slopes == pytest.approx([both["age"]["coefficient"], both["age"]["coefficient"] + more], rel=1e-4)


@feature(164, 165)
def test_other_standard_errors(kids):
    """Robust to unequal variance (HC1), or clustered."""
    check(kids, f"regress sleep {TERMS}, robust", R["ols"], "robust")
    check(kids, f"regress sleep {TERMS}, cluster(school)", R["ols"], "cluster")


@feature(162, 172)
def test_without_constant_and_standardised(kids):
    """``noconstant`` and ``standardize``."""
    bare = kids.coefficients("regress sleep age weight, noconstant")
    assert [row["coefficient"] for row in bare.values()] == pytest.approx(
        R["noconstant"]["coefficients"], rel=PERCENT
    )
    standard = kids.coefficients("regress sleep age weight, standardize")
    assert column(standard, "coefficient")[1:] == pytest.approx(
        R["standardized"]["coefficients"][1:], rel=PERCENT
    )


@feature(163)
def test_level_makes_intervals_wider(kids):
    """From 95 to 99 percent: t with 594 degrees of freedom goes from 1.964 to 2.584."""
    narrow = kids.coefficients(f"regress sleep {TERMS}")["age"]
    wide = kids.coefficients(f"regress sleep {TERMS}, level(99)")["age"]
    ratio = (wide["upper"] - wide["lower"]) / (narrow["upper"] - narrow["lower"])
    assert ratio == pytest.approx(2.58406 / 1.96396, rel=1e-4)
    assert faults("regress weight i.sex, level(100)")[0][2] == "models.fault-number-in-option"


@feature(166, 187, 201, 214, 224, 237)
@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("regress", "sleep"),
        ("logit", "ill"),
        ("probit", "ill"),
        ("mlogit", "meal"),
        ("poisson", "visits"),
        ("negative-binomial", "visits"),
    ],
)
def test_control_is_in_the_model_and_not_shown(kids, command, outcome):
    """The other coefficients are those of the whole model."""
    whole = kids.coefficients(f"{command} {outcome} age i.sex i.place")
    shown = kids.coefficients(f"{command} {outcome} age, control(i.sex i.place)")
    assert shown
    assert not any("sex" in name or "place" in name for name in shown)
    for name, row in shown.items():
        assert row == pytest.approx(whole[name], rel=1e-4)


@feature(167, 169, 170, 171)
def test_tests_of_a_least_squares_fit(kids):
    """Omitted variables (powers two to four of the fit) and unequal variance (against all regressors)."""
    found = figures(kids.analysis(f"regress sleep {TERMS}, ov het_bp het_iid het_fstat"), "models.tests")
    for name, (_, row) in zip(("ov", "het_bp", "het_iid", "het_fstat"), found.items(), strict=True):
        expected = R["ols"][name]
        assert row["statistic"] == pytest.approx(expected["statistic"], rel=5e-3)
        assert row["p"] == pytest.approx(expected["p"], abs=6e-4)


@feature(168)
def test_variance_inflation(kids):
    """Weight and age say much the same."""
    found = figures(kids.analysis(f"regress sleep {TERMS}, vif"), "models.vif")
    assert [row["vif-value"] for row in found.values()] == pytest.approx(R["ols"]["vif"], rel=5e-3)


@feature(173)
def test_margins_at_the_mean(kids):
    """One for everybody, or one for each value of a variable that is 0 or 1."""
    expected = R["ols"]["margins"]
    found = figures(kids.analysis(f"regress sleep {TERMS}, margins()"), "models.margins")
    assert [row["margins"] for row in found.values()] == pytest.approx(
        [expected["all"]["value"]], rel=PERCENT
    )
    found = figures(kids.analysis(f"regress sleep {TERMS}, margins(sex)"), "models.margins")
    assert [row["margins"] for row in found.values()] == pytest.approx(
        [expected["zero"]["value"], expected["one"]["value"]], rel=PERCENT
    )


@feature(179, 185, 186, 194, 199, 200)
@pytest.mark.parametrize("command", ["logit", "probit"])
def test_models_of_an_event(kids, command):
    """With plain, robust and clustered errors."""
    check(kids, f"{command} ill {TERMS}", R[command])
    check(kids, f"{command} ill {TERMS}, robust", R[command], "robust")
    check(kids, f"{command} ill {TERMS}, cluster(school)", R[command], "cluster")
    fit = figures(kids.analysis(f"{command} ill {TERMS}"), "models.fit")
    assert fit["Pseudo-R² (McFadden)"]["value"] == round(R[command]["pseudo_r2"], 2)


@feature(180, 225, 238)
@pytest.mark.parametrize(
    ("command", "option", "figure"),
    [
        ("logit ill", "or", "odds-ratio"),
        ("poisson visits", "irr", "rate-ratio"),
        ("negative-binomial visits", "irr", "rate-ratio"),
    ],
)
def test_ratios_are_powers_of_e(kids, command, option, figure):
    """Limits too; the errors by the delta method."""
    plain = kids.coefficients(f"{command} age i.sex")["age"]
    ratio = kids.coefficients(f"{command} age i.sex, {option}")["age"]
    expected = {
        figure: math.exp(plain["coefficient"]),
        "error": math.exp(plain["coefficient"]) * plain["error"],
        "lower": math.exp(plain["lower"]),
        "upper": math.exp(plain["upper"]),
    }
    assert {name: ratio[name] for name in expected} == pytest.approx(expected, rel=PERCENT)


@feature(181, 182, 188, 195, 196, 202)
@pytest.mark.parametrize("command", ["logit", "probit"])
def test_marginal_effects_and_margins(kids, command):
    """``mfx`` alone is the average of dy/dx; ``mfx_at`` says where else."""
    expected = R[command]
    result = kids.analysis(f"{command} ill {TERMS}, mfx margins(sex)")
    effects = figures(result, "models.effects")
    assert [row["dydx"] for row in effects.values()] == pytest.approx(expected["dydx"]["value"], rel=PERCENT)
    assert [row["error"] for row in effects.values()] == pytest.approx(expected["dydx"]["error"], rel=1e-4)
    margins = figures(result, "models.margins")
    assert [row["margins"] for row in margins.values()] == pytest.approx(
        expected["margins"]["value"], rel=PERCENT
    )
    result = kids.analysis(f"{command} ill {TERMS}, mfx(eyex) mfx_at(mean)")
    at_mean = figures(result, "models.effects")
    assert [row["eyex"] for row in at_mean.values()] == pytest.approx(
        expected["eyex_mean"]["value"], rel=PERCENT
    )


@feature(207)
def test_mlogit_has_a_block_for_each_category(kids):
    """But the lowest, which the others are compared with."""
    found = kids.coefficients("mlogit meal age i.sex")
    assert list(found) == [
        f"meal: meal {value} en | {name}" for value in (2, 3) for name in ("age", "sex: sex 2 en", "Constant")
    ]
    blocks = [list(found.values())[:3], list(found.values())[3:]]
    ours = [row["coefficient"] for block in blocks for row in (block[2], *block[:2])]
    assert ours == pytest.approx(R["mlogit"]["coefficients"], rel=1e-4)


@feature(208, 209)
def test_marginal_effects_of_categories_add_up_to_nothing(kids):
    """What one category gains, others lose."""
    found = figures(kids.analysis("mlogit meal age i.sex, mfx mfx_at(mean)"), "models.effects")
    assert len(found) == 6
    assert sum(row["dydx"] for name, row in found.items() if "age" in name) == pytest.approx(0, abs=1e-7)


@feature(219, 226)
def test_poisson_with_exposure(kids):
    """The logarithm of what they are exposed to is in the model with coefficient 1."""
    check(kids, "poisson visits age i.sex, exposure(years)", R["poisson"])


@feature(222, 223)
def test_poisson_with_other_errors(kids):
    check(kids, "poisson visits age i.sex, exposure(years) robust", R["poisson"], "robust")
    check(kids, "poisson visits age i.sex, exposure(years) cluster(school)", R["poisson"], "cluster")


@feature(232, 239)
def test_negative_binomial_shows_alpha_last(kids):
    found = kids.coefficients("negative-binomial visits age i.sex, exposure(years)")
    assert list(found)[-1] == "alpha (overdispersion)"
    constant, age, sex, alpha = R["glm_nb"]["coefficients"]
    assert [row["coefficient"] for row in found.values()] == pytest.approx(
        [age, sex, constant, alpha], rel=1e-4
    )


@feature(183, 184, 197, 198, 210, 211, 212, 213, 220, 221, 233, 234, 235, 236)
@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("logit", "ill"),
        ("probit", "ill"),
        ("mlogit", "meal"),
        ("poisson", "visits"),
        ("negative-binomial", "visits"),
    ],
)
def test_options_that_all_have(kids, command, outcome):
    """No constant, other levels, other errors: the coefficients of the last two stay as they are."""
    plain = kids.coefficients(f"{command} {outcome} age weight")
    bare = kids.coefficients(f"{command} {outcome} age weight, noconstant")
    assert not any("Constant" in name for name in bare)
    narrow = kids.coefficients(f"{command} {outcome} age weight, level(68.26894921)")
    for name, row in narrow.items():
        assert row["upper"] - row["coefficient"] == pytest.approx(row["error"], rel=1e-4), name
    for option in ("robust", "cluster(school)"):
        other = kids.coefficients(f"{command} {outcome} age weight, {option}")
        for name, row in other.items():
            assert row["coefficient"] == plain[name]["coefficient"]
            assert row["error"] != plain[name]["error"]


@feature(174, 175, 176, 177)
def test_regress_predict(kids):
    """The fit, what is left of the outcome, and Cook's distance."""
    script = f"regress-predict sleep {TERMS}, predicted(fit) residuals(left) cooksd(far)"
    found = kids.values(script, "fit", "left", "far", "sleep")
    assert found["fit"] == pytest.approx(R["ols"]["fitted"], rel=PERCENT)
    assert found["fit"] + found["left"] == pytest.approx(found["sleep"])
    assert found["far"] == pytest.approx(R["ols"]["cooks"], rel=1e-4, abs=1e-9)


@feature(189, 190, 191, 192, 203, 204, 205)
@pytest.mark.parametrize(("command", "curve"), [("logit", expit), ("probit", norm.cdf)])
def test_predictions_of_an_event(kids, command, curve):
    """``probabilities`` is what comes without options; ``predicted`` is the linear predictor."""
    found = kids.values(f"{command}-predict ill {TERMS}", "probabilities")["probabilities"]
    assert found == pytest.approx(R[command]["fitted"], rel=PERCENT)
    named = kids.values(f"{command}-predict ill {TERMS}, probabilities(p) predicted(x)", "p", "x")
    assert named["p"] == pytest.approx(found)
    assert curve(named["x"]) == pytest.approx(found)


@feature(192)
def test_residuals_of_logit(kids):
    """The event less its probability."""
    found = kids.values(f"logit-predict ill {TERMS}, residuals(r) probabilities(p)", "r", "p", "ill")
    assert found["r"] + found["p"] == pytest.approx(found["ill"])


@feature(215, 216, 217)
def test_mlogit_predicts_every_category(kids):
    """Names end in the category; the linear predictor of the lowest is 0."""
    script = "mlogit-predict meal age i.sex, probabilities(p) predicted(x)"
    found = kids.values(script, "p_1", "p_2", "p_3", "x_1", "x_2")
    for place, name in enumerate(("p_1", "p_2", "p_3")):
        assert found[name] == pytest.approx([row[place] for row in R["mlogit"]["fitted"]], rel=1e-4)
    assert not found["x_1"].any()
    assert np.exp(found["x_2"]) == pytest.approx(found["p_2"] / found["p_1"])


@feature(227, 228, 229, 231, 240, 241, 242, 244)
@pytest.mark.parametrize(("command", "expected"), [("poisson", "poisson"), ("negative-binomial", "glm_nb")])
def test_predictions_of_counts(kids, command, expected):
    """With what they are exposed to; the residual is the rest of the count."""
    script = f"{command}-predict visits age i.sex, exposure(years) predicted(q) residuals(r)"
    found = kids.values(script, "q", "r", "visits")
    assert found["q"] == pytest.approx(R[expected]["fitted"], rel=1e-4)
    assert found["q"] + found["r"] == pytest.approx(found["visits"])


@feature(178, 193, 206, 218, 230, 243)
@pytest.mark.parametrize(
    ("command", "made", "at_nought"),
    [
        ("regress-predict sleep", "predicted", 0),
        ("logit-predict ill", "probabilities", 0.5),
        ("probit-predict ill", "probabilities", 0.5),
        ("mlogit-predict meal", "probabilities_2", 1 / 3),
        ("poisson-predict visits", "predicted", 1),
        ("negative-binomial-predict visits", "predicted", 1),
    ],
)
def test_predictions_without_a_constant(kids, command, made, at_nought):
    """Where all regressors are 0, so is the linear predictor."""
    found = kids.values(f"{command} age, noconstant", made, "age")
    newborn = found["age"] == 0
    assert newborn.any()
    assert found[made][newborn] == pytest.approx(at_nought)


def test_who_lacks_a_value_has_no_prediction(tmp_path: Path):
    """Nor does whoever the condition does not hold for; the outcome may be missing."""
    ages = [None if unit < 50 else age for unit, age in enumerate(children()["age"])]
    sleep = [None if 50 <= unit < 100 else value for unit, value in enumerate(children()["sleep"])]
    kids = Children(tmp_path, more={"age": ages, "sleep": sleep})
    found = kids.values("regress-predict sleep age weight, residuals(r) predicted(p)", "p", "r")
    assert np.isnan(found["p"]).nonzero()[0].tolist() == list(range(50))
    assert np.isnan(found["r"]).nonzero()[0].tolist() == list(range(100))
    girls = kids.values("regress-predict sleep weight i.place if sex == 2", "predicted", "sex")
    assert (np.isnan(girls["predicted"]) == (girls["sex"] != 2)).all()


def test_engines_give_the_same_model(kids, tmp_path: Path):
    """The reference engine and DuckDB: the same bytes, noise off or on."""
    plain = Children(tmp_path, duckdb=False)
    script = f"keep if age > 3\nregress sleep {TERMS}, robust"
    ours, theirs = kids.analysis(script), plain.analysis(script)
    assert isinstance(ours, SafeAnalysis)
    assert ours == theirs


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("regress weight note", "models.fault-text"),
        ("regress weight weight", "models.fault-explains-itself"),
        ("regress weight i.year#c.weight", "models.fault-explains-itself"),
        ("regress weight year, cluster(year)", "models.fault-role-explains"),
        ("regress weight year, robust cluster(sex)", "options-exclude"),
        ("regress weight year, margins(sex)", "models.fault-margins-of"),
        ("logit sex weight, mfx(dxdy)", "models.fault-word-in-option"),
        ("logit sex weight, mfx_at(mean)", "option-needs-option"),
        ("regress weight", "incomplete"),
        ("regress weight i.note", "categories-unknown"),
        ("mlogit-predict year weight", "models.fault-outcomes-unknown"),
        ("regress-predict weight year, predicted(a) residuals(a)", "models.fault-name-twice"),
        ("regress-predict weight year, predicted(sex)", "name-taken"),
        ("regress weight mother", "identifier-read"),
    ],
)
def test_faults(script, code):
    assert code in [found for _, _, found, _ in faults(script)]
