"""Every public-health statistic against every outside figure we have (tests/fixtures/vectors/README.md)."""

import csv
import math
from pathlib import Path

import pytest

from folkekommune.statistics.area_quantiles import quantile_groups
from folkekommune.statistics.counts import byar, crude_rate, exact
from folkekommune.statistics.differences import difference_of_shares
from folkekommune.statistics.funnel import (
    Verdict,
    adjusted_ratio_limits,
    crude_rate_verdict,
    direct_rate_verdict,
    effective_average,
    ratio_limits,
    ratio_overdispersion,
    ratio_verdict,
    share_limits,
    share_verdict,
)
from folkekommune.statistics.inequality_slope import Group, Scale, inequality_indices
from folkekommune.statistics.intervals import normal_quantile, wilson
from folkekommune.statistics.life_expectancy import AgeBand, life_expectancy
from folkekommune.statistics.means import mean_limits
from folkekommune.statistics.pooling import pool
from folkekommune.statistics.standardisation import (
    Band,
    ReferenceBand,
    direct_rate,
    expected_events,
    indirect_rate,
    indirect_ratio,
)
from folkekommune.statistics.trend import slope_of_shares

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors"
LEVELS = {0.95: "95_0cl", 0.998: "99_8cl"}
SAID = {
    "High (0.001)": Verdict.HIGH_STRICT,
    "High (0.025)": Verdict.HIGH,
    "Not significant": Verdict.NOT_SIGNIFICANT,
    "Low (0.025)": Verdict.LOW,
    "Low (0.001)": Verdict.LOW_STRICT,
    "Not applicable for events less than 10 for dsrs": Verdict.NOT_TESTED,
}


def rows(file, count):
    with (VECTORS / f"{file}.csv").open(encoding="utf-8") as stream:
        found = list(csv.DictReader(stream))
    assert len(found) == count
    return found


def near(found, written, **tolerance):
    if written == "":
        assert found is None
        return
    assert found == pytest.approx(float(written), **(tolerance or {"rel": 1e-9}))


def figure(written):
    return float(written or 0)


def grouped(table, key):
    found = {}
    for row in table:
        found.setdefault(row[key], []).append(row)
    return found


def test_byar():
    for row in rows("byar_count", 7):
        lower, upper = byar(float(row["x"]), level=float(row["confidence"]))
        near(lower, row["lower"])
        near(upper, row["upper"])


def test_exact_limits_of_counts():
    for row in rows("exact_poisson_count", 19):
        found = exact(float(row["x"]), level=float(row["confidence"]))
        near(found.lower, row["lower"], abs=float(row["tolerance"]))
        near(found.upper, row["upper"], abs=float(row["tolerance"]))


def test_crude_rates():
    for row in rows("crude_rate", 34):
        found = crude_rate(
            float(row["x"]),
            float(row["n"]),
            multiplier=float(row["multiplier"]),
            level=float(row["confidence"]),
        )
        near(found.value, row["value"])
        near(found.limits.lower, row["lower"])
        near(found.limits.upper, row["upper"])


def test_direct_standardisation():
    bands = grouped(rows("dsr_input", 75), "case")
    for row in rows("dsr_expected", 8):
        found = direct_rate(
            [
                Band(figure(b["events"]), float(b["population"]), float(b["standard_population"]))
                for b in bands[row["case"]]
            ],
            multiplier=float(row["multiplier"]),
            level=float(row["confidence"]),
        )
        near(found and found.value, row["value"])
        near(found and found.limits.lower, row["lower"])
        near(found and found.limits.upper, row["upper"])


def test_direct_standardisation_of_events_that_repeat():
    areas = grouped(rows("dsr_nonindependent_input", 247), "area")
    for row in rows("dsr_nonindependent_expected", 4):
        bands = []
        for each in grouped(areas[row["area"]], "ageband").values():
            persons = tuple((int(b["freq"]), figure(b["persons"])) for b in each)
            events = sum(times * n for times, n in persons)
            bands.append(Band(events, float(each[0]["pop"]), float(each[0]["esp2013"]), persons))
        for level, name in ((0.95, "95_0cl"), (0.998, "99_8cl")):
            found = direct_rate(bands, multiplier=100_000, level=level)
            near(found and found.value, row["value"], rel=1e-8)
            near(found and found.limits.lower, row[f"lower{name}"], rel=1e-8)
            near(found and found.limits.upper, row[f"upper{name}"], rel=1e-8)


def test_indirect_standardisation():
    areas = grouped(rows("isr_input", 57), "area")
    for row in rows("isr_expected", 12):
        bands = [
            ReferenceBand(
                figure(b["events"]),
                figure(b["population"]),
                figure(b["reference_events"]),
                figure(b["reference_population"]),
            )
            for b in areas[row["area"]]
        ]
        near(expected_events(bands), row["expected"])
        statistic = row["statistic"]
        give = indirect_ratio if "ratio" in statistic else indirect_rate
        multiplier = float(statistic.split()[-1].removeprefix("x"))
        for level, name in LEVELS.items():
            found = give(bands, multiplier=multiplier, level=level)
            near(found.value, row["value"])
            near(found.limits.lower, row[f"lower{name}"])
            near(found.limits.upper, row[f"upper{name}"])


def test_means():
    for row in rows("mean_expected", 3):
        for level, name in LEVELS.items():
            found = mean_limits(
                float(row["value"]), float(row["stdev"]), int(row["value_count"]), level=level
            )
            near(found.lower, row[f"lower{name}"])
            near(found.upper, row[f"upper{name}"])


def test_pooled_periods():
    areas = grouped(rows("moving_average_input", 24), "area")
    for area, expected in grouped(rows("moving_average_expected", 18), "area").items():
        yearly = {
            int(row["year"]): tuple(
                float(row[part]) if row[part] else None for part in ("numerator", "denominator")
            )
            for row in areas[area]
        }
        found = pool(yearly, 3)
        assert len(found) == len(expected)
        for period, row in zip(found, expected, strict=True):
            assert f"{period.years[0]}-{period.years[1]}" == row["period"]
            assert period.present == int(row["years_with_data"])
            assert period.complete == (row["note"] == "complete")
            assert period.published
            limits = wilson(period.numerator, period.denominator).times(100)
            near(100 * period.numerator / period.denominator, row["percent"])
            near(limits.lower, row["lower95"])
            near(limits.upper, row["upper95"])


def test_differences_of_shares():
    for row in rows("difference_of_proportions", 8):
        found = difference_of_shares(
            (float(row["x1"]), float(row["n1"])),
            (float(row["x2"]), float(row["n2"])),
            level=float(row["confidence"]),
        )
        near(found.value, row["difference"], abs=1e-12)
        near(found.limits.lower, row["lower"], abs=float(row["tolerance"]))
        near(found.limits.upper, row["upper"], abs=float(row["tolerance"]))


def test_limits_of_a_funnel_of_shares():
    for row in rows("funnel_proportion_limits_percent", 100):
        average, size = float(row["baseline"]) / 100, float(row["Population"])
        for level, name in ((0.95, "2s"), (0.998, "3s")):
            found = share_limits(average, size, level=level).times(100)
            near(found.lower, row[f"lower_{name}_limit"], abs=1e-5)
            near(found.upper, row[f"upper_{name}_limit"], abs=1e-5)


def test_verdicts_of_a_funnel_of_shares():
    areas = rows("funnel_proportion_areas", 303)
    average = sum(float(a["numerator"]) for a in areas) / sum(float(a["denominator"]) for a in areas)
    for area in areas:
        found = share_verdict(float(area["numerator"]), float(area["denominator"]), average)
        assert found is SAID[area["significance"]], area


def test_limits_of_a_funnel_of_ratios():
    for row in rows("funnel_ratio_limits", 100):
        events = float(row["Observed_events"])
        for level, name in ((0.95, "2s"), (0.998, "3s")):
            found = ratio_limits(events, level=level)
            near(100 * found.lower, row[f"lower_{name}_isr"], rel=1e-4)
            near(100 * found.upper, row[f"upper_{name}_isr"], rel=1e-4)


def test_verdicts_of_a_funnel_of_ratios():
    for area in rows("funnel_ratio_areas", 300):
        assert ratio_verdict(float(area["obs"]), float(area["expected"])) is SAID[area["significance"]], area


def test_verdicts_of_a_funnel_of_crude_rates():
    table = rows("funnel_rate_areas", 40)
    for areas, said in ((table, "with_0"), ([area for area in table if area["count"] != "0"], "without_0")):
        events, people = (sum(float(area[name]) for area in areas) for name in ("count", "pop"))
        for area in areas:
            found = crude_rate_verdict(float(area["count"]), float(area["pop"]), events / people)
            assert found is SAID[area[f"crude_per_100000_{said}"]], area


def test_verdicts_of_a_funnel_of_standardised_rates():
    areas = [
        (float(area["count"]), figure(area["rate_dsr"]) / 100_000, SAID[area["dsr_per_100000_with_0"]])
        for area in rows("funnel_rate_areas", 40)
    ]
    average = effective_average([(events, rate) for events, rate, _ in areas])
    for events, rate, said in areas:
        assert direct_rate_verdict(events, rate, average) is said


def test_overdispersion():
    table = rows("funnel_overdispersion_ratio", 25)
    observed, expected = ([float(row[name]) for row in table] for name in ("observed", "expected"))
    found = ratio_overdispersion(observed, expected)
    for row, score in zip(table, found.scores, strict=True):
        near(float(score), row["z_unadjusted"])
        near(found.phi, row["phi_winsorised10"])
        near(found.tau2, row["tau2"])
        size = float(row["expected"])
        near(math.log(float(row["observed"]) / size) / math.sqrt(1 / size + found.tau2), row["z_adjusted"])
        for level, name in ((0.95, "95"), (0.998, "998")):
            limits = adjusted_ratio_limits(size, found.tau2, level=level)
            near(limits.lower, row[f"lower{name}"])
            near(limits.upper, row[f"upper{name}"])
    assert found.adjusted_by_default


def test_groups_of_areas():
    for case in grouped(rows("quantile_grouped", 952), "case").values():
        values = [float(row["value"]) if row["value"] else None for row in case]
        found = quantile_groups(
            values, int(case[0]["nquantiles"]), highest_first=case[0]["direction"].startswith("highest")
        )
        assert [str(group or "") for group in found] == [row["expected_quantile"] for row in case], case[0]


def test_indices_of_inequality():
    inputs = grouped(rows("sii_input", 110), "case")
    for row in rows("sii_expected", 12):
        scale = Scale(row["transform"])
        groups = []
        for g in inputs[row["case"]]:
            limits = tuple(float(g[n]) for n in ("lower95", "upper95")) if g["lower95"] else None
            error = (limits[1] - limits[0]) / (2 * normal_quantile(0.95)) if limits else 0.0
            groups.append(Group(float(g["population"]), float(g["value"]), error, limits))
        found = inequality_indices(groups, scale=scale)
        near(found.slope, row["sii"])
        near(found.relative, row["rii"])
        if row["intercept"]:
            near(found.intercept, row["intercept"])
        if row["sii_lower95_sim"]:
            near(found.slope_limits.lower, row["sii_lower95_sim"], rel=0.05)
            near(found.slope_limits.upper, row["sii_upper95_sim"], rel=0.05)
            near(found.relative_limits.lower, row["rii_lower95_sim"], rel=0.05)
            near(found.relative_limits.upper, row["rii_upper95_sim"], rel=0.05)


def test_trends_of_shares():
    for row in rows("trend_proportions", 5):
        cases, people, scores = (
            [float(each) for each in row[name].split("|")] for name in ("x", "n", "scores")
        )
        near(slope_of_shares(scores, cases, people).chi_squared, row["chi_squared"], abs=5e-5)


def test_life_expectancy():
    table = rows("life_expectancy", 20)
    bands = [AgeBand(int(r["startage"]), float(r["population"]), float(r["deaths"])) for r in table]
    for row, found in zip(table, life_expectancy(bands), strict=True):
        near(found.years, row["life_expectancy"], abs=1e-5)
        near(found.limits.lower, row["lower95"], abs=1e-5)
        near(found.limits.upper, row["upper95"], abs=1e-5)
