"""Models with instruments, panels, groups, cutoffs and durations, as a script asks for them.

The noise is off here, so that a result is the estimate itself: the same numbers of R and of rdrobust that
the estimators are held against, at three digits.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from door_factory import ASKER, door_of, policy_of
from script_worlds import BANK, GRANT, Bank, codes, session, variable
from unit.statistics.models.other_oracle import data, numbers
from worlds import World

from folkekommune.analysis.door import Door
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import Refusal, SafeAnalysis
from folkekommune.script.binder import bind_text

feature = pytest.mark.feature
R, RDROBUST = "r/other_models.json", "python/rdd.json"
YEARS = range(1, 6)
_WHOLE = frozenset({"cluster", "region", "b", "group", "time", "event", "treated"})
_DEFENCES = frozenset({"people_layer", "condition_layer", "low_effect", "drop_q", "difference_audit"})
WIDENED = 1.01**0.5
"""Errors include the noise of a tenth of an error that coefficients usually have."""
_LOW = policy_of(population=1, population_small=1)
BARE = replace(_LOW, switched_off=_DEFENCES, model=replace(_LOW.model, persons=50, leverage=0.5))
"""The panel has sixty persons, and the means of one may weigh much among them."""


class Language:
    """A databank of 500 persons and a panel of 60, and a door without noise."""

    def __init__(self, folder) -> None:
        self.folder, self.numbers = folder, itertools.count()
        people, visits = data("people"), data("visits")
        size = len(people["y"])
        self.world = World.of(size, part=GRANT[0])
        self.people = list(people)
        self.variables = []
        for name in self.people:
            self._add(f"P_{name.upper()}", people[name], whole=name in _WHOLE)
        for name in ("y", "x", "w", "fixed", "area"):
            for year in YEARS:
                values: list[float | None] = list(visits[name][visits["year"] == year])
                self._add(
                    f"V_{name.upper()}{year}",
                    values + [None] * (size - len(values)),
                    whole=name in {"fixed", "area"},
                )
        self._add("ALL", [1] * size, whole=True)

    def _add(self, name, values, *, whole: bool) -> None:
        given = [None if value is None else int(value) if whole else float(value) for value in values]
        kind = ValueType.INTEGER if whole else ValueType.DECIMAL
        known = sorted({value for value in given if value is not None}) if whole else []
        self.world.add(name, given, kind=kind)
        listed = codes(name.lower(), *known) if 1 < len(known) <= 30 else None
        self.variables.append(variable(name, kind, code_list=listed))

    def begin(self, *, panel: bool) -> str:
        """Write the lines before what a test is about."""
        lines = [f"require {BANK}:1 as db", "create-dataset data"]
        if not panel:
            lines += [f"import db/P_{name.upper()} as {name}" for name in self.people]
        else:
            lines += [
                f"import db/V_{name.upper()}{year} as {name}{year}"
                for name in ("y", "x", "w", "fixed", "area")
                for year in YEARS
            ]
            lines.append("reshape-to-panel y x w fixed area")
        return "\n".join(lines) + "\n"

    def ask(self, script: str, *, panel: bool = False, policy=BARE):
        """Give the answer to the last command."""
        bound = bind_text(self.begin(panel=panel) + script, session(Bank(tuple(self.variables))))
        assert bound.faults == (), [each.message("en") for each in bound.faults]
        output = bound.commands[-1].output
        assert output is not None
        door: Door = door_of(
            self.world, self.folder / str(next(self.numbers)), policy=policy, engine=self.engine
        )
        return door.answer(output, ASKER)

    def sections(self, script: str, *, panel: bool = False) -> dict[str, dict[str, dict[str, str | None]]]:
        """Give the figures of an analysis by section and by label in English."""
        result = self.ask(script, panel=panel)
        assert isinstance(result, SafeAnalysis), result
        return {
            section.name.partition(".")[2]: {
                row.label.en: {code.partition(".")[2]: value.text for code, value in row.values}
                for row in section.rows
            }
            for section in result.sections
        }


@pytest.fixture(scope="module")
def language(tmp_path_factory) -> Language:
    made = Language(tmp_path_factory.mktemp("models"))
    made.engine = made.world.duckdb(made.folder / "engine")
    return made


def near(text: str | None, wanted: float) -> bool:
    """Tell whether a figure of three digits is the number."""
    return text is not None and abs(float(text) - wanted) <= 0.006 * abs(wanted) + 1e-9


def agrees(rows, wanted, **names: str) -> None:
    """Compare coefficients and errors; ``names`` are the labels of R's."""
    for name, value in wanted["coefficients"].items():
        label = names.get(name, "Constant" if name == "(Intercept)" else name)
        assert near(rows[label]["coefficient"], value), label
        if "errors" in wanted:
            assert near(rows[label]["error"], wanted["errors"][name] * WIDENED), label


INSTRUMENTS = "ivregress y x b ( d = z1 z2 )"


@feature(245)
@feature(246)
def test_instruments(language):
    """The endogenous variable stands before the equals sign; two-stage least squares is the default."""
    agrees(language.sections(INSTRUMENTS)["coefficients"], numbers(R)["iv"]["plain"])
    agrees(language.sections(f"{INSTRUMENTS}, tsls")["coefficients"], numbers(R)["iv"]["plain"])
    agrees(language.sections("ivregress y ( d = z1 z2 ) x b")["coefficients"], numbers(R)["iv"]["plain"])


@feature(247)
def test_limited_information(language):
    found = language.sections(f"{INSTRUMENTS}, liml")
    agrees(found["coefficients"], numbers(R)["liml"])


@feature(248)
def test_moments(language):
    agrees(language.sections(f"{INSTRUMENTS}, gmm robust")["coefficients"], numbers(R)["gmm"])


@feature(249)
def test_instruments_without_constant(language):
    found = language.sections("ivregress y x ( d = z1 z2 ), noconstant")["coefficients"]
    agrees(found, numbers(R)["iv"]["noconstant"])
    assert set(found) == {"x", "d"}


@feature(250)
@feature(251)
@feature(252)
def test_tests_of_instruments(language):
    found = language.sections(f"{INSTRUMENTS}, endog firststage overid")
    wanted = numbers(R)["iv"]
    assert near(found["tests"]["Endogeneity (Wu-Hausman)"]["statistic"], wanted["wu_hausman"][0])
    assert near(found["tests"]["Overidentification (Sargan)"]["statistic"], wanted["sargan"][0])
    assert near(found["tests"]["First stage: the instruments together: d"]["statistic"], wanted["first_f"])
    assert float(found["fit"]["First stage, R²: d"]["value"]) > 0.3


@feature(253)
@feature(254)
@feature(255)
def test_errors_of_instruments(language):
    """With ``level(90)`` the interval is narrower: 1.65 instead of 1.96 errors."""
    robust = language.sections(f"{INSTRUMENTS}, robust level(90)")["coefficients"]
    agrees(robust, numbers(R)["iv"]["hc1"])
    value, error = (numbers(R)["iv"]["hc1"][part]["d"] for part in ("coefficients", "errors"))
    assert near(robust["d"]["upper"], value + 1.648 * error * WIDENED)
    agrees(language.sections(f"{INSTRUMENTS}, cluster(cluster)")["coefficients"], numbers(R)["iv"]["cluster"])


PANEL = "regress-panel y x w"


@feature(263)
@feature(264)
def test_panel_within(language):
    """``fe`` is the default."""
    wanted = numbers(R)["balanced"]
    for script in (PANEL, f"{PANEL}, fe"):
        found = language.sections(script, panel=True)["coefficients"]
        agrees(found, wanted["fe"])
        assert near(found["Constant"]["coefficient"], wanted["fe_constant"])


@feature(265)
@feature(266)
@feature(267)
def test_other_panels(language):
    """Random effects, between and pooled keep what does not vary."""
    wanted = numbers(R)["balanced"]
    for option, key in (("re", "re"), ("be", "be"), ("pooled", "pooled")):
        found = language.sections(f"regress-panel y x w fixed, {option}", panel=True)
        agrees(found["coefficients"], wanted[key])
    found = language.sections("regress-panel y x w fixed, re", panel=True)["fit"]
    assert near(found["Standard deviation between persons"]["value"], wanted["re_sigma2"]["id"] ** 0.5)


def test_what_does_not_vary_within_persons_is_left_out(language):
    """It has no coefficient with ``fe``."""
    found = language.sections("regress-panel y x w fixed, fe", panel=True)["coefficients"]
    assert set(found) == {"Constant", "x", "w"}


@feature(268)
@feature(269)
@feature(270)
@feature(271)
def test_errors_of_panels(language):
    """``robust`` clusters on the person."""
    wanted = numbers(R)["balanced"]
    agrees(language.sections(f"{PANEL}, robust", panel=True)["coefficients"], wanted["fe_cluster_sss"])
    pooled = "regress-panel y x w fixed, pooled"
    agrees(language.sections(f"{pooled} cluster(area)", panel=True)["coefficients"], wanted["pooled_area"])
    narrow, wide = (
        language.sections(f"{pooled} level({level})", panel=True)["coefficients"]["x"] for level in (50, 99)
    )
    assert float(wide["lower"]) < float(narrow["lower"]) < float(narrow["upper"]) < float(wide["upper"])
    bare = language.sections(f"{pooled} noconstant", panel=True)["coefficients"]
    assert set(bare) == {"x", "w", "fixed"}


@feature(281)
@feature(282)
@feature(283)
@feature(284)
def test_differences_in_differences(language):
    """The effect is the coefficient of group and treated together; other variables may stand beside."""
    script = "generate after = date@panel >= 3\nregress-panel-diff y fixed after x, level(90) "
    by_hand = "generate after = date@panel >= 3\nregress-panel y fixed##after x, pooled level(90) "
    for option in ("", "robust", "cluster(area)"):
        found = language.sections(script + option, panel=True)["coefficients"]
        assert found == language.sections(by_hand + option, panel=True)["coefficients"]
        assert sum(" # " in label for label in found) == 1


def test_differences_without_more_are_a_table(language):
    """Four means say the same."""
    script = "generate after = date@panel >= 3\nregress-panel-diff y fixed after"
    assert language.ask(script, panel=True).rule == "model.saturated"


@feature(285)
@feature(286)
@feature(287)
@feature(288)
@feature(289)
@feature(290)
def test_hausman(language):
    """Both estimates, their differences, and the test, which needs one scale here."""
    wanted = numbers(R)["balanced"]
    found = language.sections("hausman y x w, sigmamore level(90)", panel=True)
    agrees(found["coefficients"], wanted["fe"])
    assert near(found["random-effects"]["x"]["random-effects"], wanted["re_xw"]["coefficients"]["x"])
    gap = wanted["fe"]["coefficients"]["x"] - wanted["re_xw"]["coefficients"]["x"]
    assert near(found["difference"]["x"]["difference"], gap)
    assert found["tests"]["Hausman"]["p"] == "<0.001"
    assert found["tests"]["Hausman"]["df"] == "2"
    less = language.sections("hausman y x w, sigmaless", panel=True)["tests"]["Hausman"]
    assert float(less["statistic"]) > 0
    # Neither covariance scaled: the within variance of w is the smaller one.
    plain = language.sections("hausman y x w", panel=True)
    assert near(plain["tests"]["Hausman"]["statistic"], wanted["hausman"][0])
    assert plain["difference"]["w"]["error"] is None
    constant = language.sections("hausman y x w, sigmamore include_constant", panel=True)
    assert constant["tests"]["Hausman"]["df"] == "3"
    assert set(language.sections("hausman y x w, noconstant", panel=True)["difference"]) == {"x", "w"}


@feature(291)
@feature(292)
@feature(293)
@feature(294)
def test_oaxaca(language):
    """Three parts, or two with ``pool``; they add up to the difference."""
    wanted = numbers(R)["oaxaca"]
    found = language.sections("oaxaca wage x b by group")["coefficients"]
    assert near(found["Difference"]["coefficient"], wanted["gap"])
    for label, key in (
        ("Endowments", "endowments"),
        ("Coefficients", "coefficients"),
        ("Interaction", "interaction"),
    ):
        assert near(found[label]["coefficient"], wanted[key])
    pooled = language.sections("oaxaca wage x b by group, pool robust")["coefficients"]
    assert near(pooled["Explained"]["coefficient"], wanted["explained"])
    assert near(pooled["Unexplained"]["coefficient"], wanted["gap"] - wanted["explained"])
    bare = language.sections("oaxaca wage x b by group, noconstant")["coefficients"]
    assert bare["Difference"] != found["Difference"]


@feature(295)
@feature(296)
@feature(297)
@feature(298)
@feature(299)
def test_discontinuity(language):
    """The bandwidth is chosen as the authors' package chooses it."""
    wanted = numbers(RDROBUST)
    sharp = language.sections("rdd mark running")
    assert near(sharp["coefficients"]["Conventional"]["coefficient"], wanted["sharp"]["coefficients"][0])
    assert near(sharp["coefficients"]["Bias-corrected"]["coefficient"], wanted["sharp"]["coefficients"][1])
    robust = sharp["coefficients"]["Bias-corrected, robust error"]
    assert near(robust["error"], wanted["sharp"]["errors"][2] * WIDENED)
    assert float(sharp["fit"]["Bandwidth"]["value"]) == pytest.approx(
        wanted["sharp"]["bandwidths"][0], rel=0.05
    )
    quadratic = language.sections("rdd mark running, polynomial(2)")["coefficients"]
    assert near(quadratic["Conventional"]["coefficient"], wanted["quadratic"]["coefficients"][0])
    slope = language.sections("rdd mark running, derivate(1)")["coefficients"]
    assert near(slope["Conventional"]["coefficient"], wanted["slope"]["coefficients"][0])
    moved = language.sections("generate away = running + 3\nrdd mark away, cutoff(3)")
    assert moved["coefficients"] == sharp["coefficients"]
    # Whom the cutoff is for does not all follow it: the ratio of two jumps is larger than the first.
    fuzzy = language.sections("rdd mark running, fuzzy(treated)")["coefficients"]
    assert float(fuzzy["Conventional"]["coefficient"]) > float(
        sharp["coefficients"]["Conventional"]["coefficient"]
    )


@feature(300)
@feature(301)
def test_errors_of_discontinuity(language):
    clustered = language.sections("rdd mark running, cluster(cluster) level(99)")["coefficients"]
    wanted = numbers(RDROBUST)["clusters"]
    assert near(clustered["Conventional"]["coefficient"], wanted["coefficients"][0])
    assert near(clustered["Conventional"]["error"], wanted["errors"][0] * WIDENED)
    upper = wanted["coefficients"][0] + 2.5758 * wanted["errors"][0] * WIDENED
    assert near(clustered["Conventional"]["upper"], upper)


@feature(302)
@feature(303)
@feature(304)
@feature(305)
def test_levels(language):
    """The highest level stands first; what stands in ``control()`` is in the model and not shown."""
    two = language.sections("regress-mml y x b by cluster, level(90)")
    agrees(two["coefficients"], {"coefficients": numbers(R)["mixed"]["two"]["coefficients"]})
    variance = numbers(R)["mixed"]["two"]["variances"]["cluster"]
    assert near(two["fit"]["Standard deviation between groups"]["value"], variance**0.5)
    three = language.sections("regress-mml y x b by region cluster")
    agrees(three["coefficients"], {"coefficients": numbers(R)["mixed"]["three"]["coefficients"]})
    variance = numbers(R)["mixed"]["three"]["variances"]["region:cluster"]
    assert near(three["fit"]["Standard deviation between subgroups"]["value"], variance**0.5)
    controlled = language.sections("regress-mml y x by cluster, control(b)")["coefficients"]
    assert set(controlled) == {"Constant", "x"}
    assert near(controlled["x"]["coefficient"], numbers(R)["mixed"]["two"]["coefficients"]["x"])
    assert set(language.sections("regress-mml y x b by cluster, noconstant")["coefficients"]) == {"x", "b"}


@feature(314)
@feature(315)
@feature(316)
def test_hazards(language):
    """Coefficients, or with ``hazard`` their exponentials."""
    wanted = numbers(R)["cox"]
    found = language.sections("cox event time x b, level(90)")
    agrees(found["coefficients"], wanted)
    assert near(found["tests"]["Likelihood ratio"]["statistic"], wanted["lr"][0])
    value, error = wanted["coefficients"]["x"], wanted["errors"]["x"]
    assert near(found["coefficients"]["x"]["upper"], value + 1.64485 * error * WIDENED)
    ratio = language.sections("cox event time x b, hazard")["coefficients"]["x"]["hazard-ratio"]
    assert near(ratio, np.exp(value))


def test_nothing_is_said_of_few(language):
    """Forty persons are too few for a model; the sentence is the same whatever the reason."""
    refused = language.ask("ivregress y x ( d = z1 z2 ) if cluster <= 2")
    assert isinstance(refused, Refusal)
    assert refused.rule == "model.unsound"


def curve(found, group: str = "") -> list[tuple[float, float]]:
    """Give the points of a curve in the order they stand."""
    before = f"{group}: " if group else ""
    rows = [
        (label.removeprefix(before), row) for label, row in found["curve"].items() if label.startswith(before)
    ]
    return [(float(end), float(row["share"])) for end, row in rows]


@feature(310)
@feature(311)
def test_survival(language):
    """Without noise a curve by whole units of time is R's, in per cent, where five have had the event."""
    wanted = numbers(R)["km"]
    found = language.sections("kaplan-meier event time")
    r = dict(zip(wanted["all"]["time"], wanted["all"]["survival"], strict=True))
    points = curve(found)
    assert len(points) > 8
    assert [share for _, share in points] == [round(100 * r[end]) for end, _ in points]
    first, (end, _) = next(iter(found["curve"].values())), points[0]
    place = wanted["all"]["time"].index(end)
    assert float(first["lower"]) == round(100 * wanted["all"]["lower"][place])
    assert first["at-risk"] == "500"
    assert float(found["key-figures"]["Median duration"]["estimate"]) == wanted["all"]["median"]
    assert float(found["key-figures"]["Events"]["estimate"]) == sum(data("people")["event"])
    divided = language.sections("kaplan-meier event time, by(b)")
    for value in (0, 1):
        r = dict(zip(wanted[f"b{value}"]["time"], wanted[f"b{value}"]["survival"], strict=True))
        points = curve(divided, f"p_b {value} en")
        assert len(points) > 5
        assert [share for _, share in points] == [round(100 * r[end]) for end, _ in points]


def test_a_curve_ends_where_few_are_left(language):
    """Nobody is shown at the end, where fewer than ten are at risk."""
    found = language.sections("kaplan-meier event time")
    assert min(float(row["at-risk"]) for row in found["curve"].values()) >= 10


@feature(312)
@feature(313)
def test_weibull(language):
    """Scale and shape are those of ``survreg``, and the curve is theirs."""
    wanted = numbers(R)["weibull"]
    found = language.sections("weibull event time")
    scale = np.exp(wanted["all"]["log_scale"])
    shape = np.exp(wanted["all"]["log_shape"])
    assert near(found["parameters"]["Scale"]["estimate"], scale)
    assert near(found["parameters"]["Shape"]["estimate"], shape)
    assert near(found["parameters"]["Scale"]["error"], wanted["all"]["errors"][0] * WIDENED)
    assert near(found["key-figures"]["Median duration"]["estimate"], scale * np.log(2) ** (1 / shape))
    assert [share for _, share in curve(found)] == [
        pytest.approx(100 * np.exp(-((end / scale) ** shape)), abs=0.51) for end, _ in curve(found)
    ]
    divided = language.sections("weibull event time, by(b)")["parameters"]
    for value in (0, 1):
        assert near(divided[f"p_b {value} en: Scale"]["estimate"], np.exp(wanted[f"b{value}"]["log_scale"]))


def everybody_is_near(language, script: str, value: str, *, panel: bool = False) -> None:
    """Check that a variable is within a hundredth of an expression for all who have both."""
    rows = f"generate close = abs({value}) < 0.01\n"
    rows += (
        "collapse (min) close, by(PERSONID_1)\nreplace close = int(close)\ntabulate close"
        if panel
        else "tabulate close"
    )
    result = language.ask(f"{script}\n{rows}", panel=panel)
    assert [label.value for label in result.dimensions[0].categories] == ["1"]


@feature(256)
@feature(257)
@feature(258)
@feature(259)
@feature(260)
@feature(261)
@feature(262)
def test_predictions_with_instruments(language):
    """The prediction is that of the coefficients, and the residual what is left of the outcome."""
    names = {"(Intercept)": "1"}
    plain = numbers(R)["iv"]["plain"]
    # With the weights of plain errors the moments give the same coefficients.
    for option, key in (("tsls", plain), ("liml", numbers(R)["liml"]), ("gmm", plain)):
        expected = " + ".join(f"{value} * {names.get(n, n)}" for n, value in key["coefficients"].items())
        expected = expected.replace("+ -", "- ")
        script = f"ivregress-predict y x b ( d = z1 z2 ), {option} predicted(p) residuals(e)"
        everybody_is_near(language, script, f"p - ({expected})")
    everybody_is_near(
        language, "ivregress-predict y x b ( d = z1 z2 ), predicted(p) residuals(e)", "y - p - e"
    )
    bare = numbers(R)["iv"]["noconstant"]["coefficients"]
    script = "ivregress-predict y x ( d = z1 z2 ), noconstant"
    everybody_is_near(language, script, f"predicted - {bare['x']} * x - {bare['d']} * d")


@feature(306)
@feature(307)
@feature(308)
@feature(309)
def test_predictions_of_levels(language):
    """The effects of groups are no part of it."""
    own = numbers(R)["mixed"]["two"]["coefficients"]
    expected = f"{own['(Intercept)']} + {own['x']} * x + {own['b']} * b"
    script = "regress-mml-predict y x b by cluster, predicted(p) residuals(e)"
    everybody_is_near(language, script.replace("+ -", "- "), f"p - ({expected})".replace("+ -", "- "))
    everybody_is_near(language, script, "y - p - e")
    bare = "regress-mml-predict y x b by cluster, noconstant predicted(p) residuals(e)"
    everybody_is_near(language, bare, "y - p - e")


@feature(272)
@feature(273)
@feature(274)
@feature(276)
@feature(277)
@feature(278)
@feature(279)
@feature(280)
def test_predictions_of_panels(language):
    """The effect of the person is no part of it; ``fe`` is the default."""
    wanted = numbers(R)["balanced"]
    for option, key in (("re", "re"), ("be", "be"), ("pooled", "pooled")):
        own = {"1" if n == "(Intercept)" else n: value for n, value in wanted[key]["coefficients"].items()}
        expected = " + ".join(f"{value} * {name}" for name, value in own.items()).replace("+ -", "- ")
        script = f"regress-panel-predict y x w fixed, {option} predicted(p) residuals(e)"
        everybody_is_near(language, script, f"p - ({expected})", panel=True)
    own = wanted["fe"]["coefficients"]
    expected = f"{wanted['fe_constant']} + {own['x']} * x + {own['w']} * w".replace("+ -", "- ")
    for option in ("", ", fe"):
        everybody_is_near(
            language, f"regress-panel-predict y x w{option}", f"predicted - ({expected})", panel=True
        )
    bare = "regress-panel-predict y x w fixed, pooled noconstant predicted(p) residuals(e)"
    everybody_is_near(language, bare, "y - p - e", panel=True)


@feature(275)
def test_effects_of_persons(language):
    """The effect is the same in all rows of a person, and the mean of what is left of the outcome there."""
    script = "regress-panel-predict y x w, fe predicted(p) residuals(e) effects(u)\n"
    script += "collapse (mean) e (mean) u (max) u -> most (min) u -> least, by(PERSONID_1)\n"
    for gap in ("e - u", "most - least"):
        result = language.ask(f"{script}generate far = abs({gap}) > 0.000001\ntabulate far", panel=True)
        assert [label.value for label in result.dimensions[0].categories] == ["0"]
    spread = language.sections(f"{script}ci u", panel=True)
    assert spread
