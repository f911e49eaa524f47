"""Charts as a researcher asks for them, without noise so that every mark can be worked out by hand.

The children are those of ``protected_scripts``. Of their weights 125 are 9 kilos, 300 are 11, 300 are 13, 200
are 15 and 75 are 17; heights are five times as many centimetres.
"""

from __future__ import annotations

import pytest
from protected_scripts import NOISY, Workbench, children
from script_worlds import BANK, GRANT, Bank, codes, session, variable
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import Refusal, SafeAnalysis, SafeChart
from folkekommune.script.binder import bind_text
from folkekommune.script.translation import to_microdata

feature = pytest.mark.feature

OWN = "configure folkekommune\n"


@pytest.fixture(scope="module", params=["reference", "duckdb"])
def bench(request, tmp_path_factory) -> Workbench:
    return Workbench(*children(), request.param, tmp_path_factory.mktemp(request.param))


def chart(bench: Workbench, script: str) -> SafeChart:
    found = bench.run(script)
    assert isinstance(found, SafeChart), found
    return found


def marks(found: SafeChart) -> dict[tuple[str, ...], str]:
    """Give the number or sign of every mark by its place."""
    return {mark.place: mark.values[0][1].text or mark.values[0][1].sign.value for mark in found.marks}


@feature(137)
def test_barchart_counts_the_categories_of_a_variable(bench):
    found = chart(bench, "barchart (count) sleep")
    assert marks(found) == {("1",): "500", ("2",): "300", ("9",): "200"}
    assert [label.en for label in found.axes[0].categories] == ["sleep 1 en", "sleep 2 en", "sleep 9 en"]
    assert found.axes[0].name.nb == "SLEEP nb"


@feature(137)
def test_barchart_counts_who_has_a_value_of_each_variable(bench):
    """Several variables have a bar each: 300 weigh 13 kilos, 200 weigh 15 and 75 weigh 17."""
    begin = "generate heavy = 1 if weight >= 13\ngenerate light = 1 if weight < 13\n"
    found = chart(bench, begin + "barchart (count) heavy light")
    assert marks(found) == {("0",): "575", ("1",): "425"}
    assert [axis.role for axis in found.axes] == ["variable"]
    assert [label.nb for label in found.axes[0].categories] == ["heavy", "light"]
    over = chart(bench, begin + "barchart (count) heavy light, over(sex)")
    assert marks(over) == {("0", "1"): "200", ("0", "2"): "375", ("1", "1"): "300", ("1", "2"): "125"}


def test_the_count_of_a_bar_is_that_of_the_same_table(bench):
    """It is asked as a table is: nothing more can be learnt from the chart."""
    begin = "generate heavy = 1 if weight >= 13\n"
    bars = chart(bench, begin + "generate light = weight\nbarchart (count) heavy light")
    table = bench.run(begin + "generate known = !sysmiss(heavy)\ntabulate known")
    counts = {cell.place: cell.values[0][1].text for cell in table.cells}
    assert marks(bars)["0",] == counts[1,]


@feature(137)
@pytest.mark.parametrize(
    ("statistic", "first"),
    [("mean", "12.60"), ("sd", "2.25"), ("sum", "12600"), ("p25", "11.0"), ("p75", "15.0")],
)
def test_barchart_shows_a_statistic_of_numbers(bench, statistic, first):
    """One bar a variable: here the weight alone."""
    assert marks(chart(bench, f"barchart ({statistic}) weight")) == {("0",): first}


@feature(138)
def test_over_gives_a_bar_for_each_category(bench):
    """Sex 2 weighs two kilos more: 11.60 and 13.60 around the mean of all."""
    found = chart(bench, "barchart (mean) weight height, over(sex)")
    assert marks(found) == {
        ("0", "1"): "11.60",
        ("0", "2"): "13.60",
        ("1", "1"): "58.00",
        ("1", "2"): "68.00",
    }
    assert [axis.role for axis in found.axes] == ["variable", "over"]


@feature(138, 140)
def test_percent_over_is_the_share_within_each_group(bench):
    """So the bars of a group fill a stack of 100."""
    found = chart(bench, "barchart (percent) sleep, over(sex) stack")
    assert marks(found) == {(sex, sleep): share for sex in "12"
                            for sleep, share in (("1", "50"), ("2", "30"), ("9", "20"))}  # fmt: skip
    assert found.style == ("stack",)


@feature(138)
def test_over_takes_two_variables(bench):
    found = chart(bench, "generate heavy = weight >= 13\nbarchart (count) sex, over(sleep heavy)")
    assert [axis.role for axis in found.axes] == ["group", "over", "bar"]
    assert marks(found)["0", "1", "2"] == "125"


@feature(139, 141)
def test_by_gives_a_chart_for_each_category_and_horizontal_lays_bars_down(bench):
    found = chart(bench, "barchart (count) sleep, by(sex) horizontal")
    assert [axis.role for axis in found.axes] == ["by", "bar"]
    assert marks(found)["2", "9"] == "100"
    assert found.style == ("horizontal",)


@feature(142, 143, 144)
def test_boxes_are_percentiles(bench):
    """Of those who sleep 1 half of sex 1 weigh 9 and half 11 kilos; sex 2 two more."""
    found = chart(bench, "boxplot weight if sleep == 1, over(sex) horizontal")
    boxes = {mark.place: {name: value.text for name, value in mark.values} for mark in found.marks}
    assert [*boxes["0", "1"]] == ["p5", "p25", "p50", "p75", "p95"]
    for sex, low, high in (("1", "9.00", "11.0"), ("2", "11.0", "13.0")):
        box = boxes["0", sex]
        assert (box["p5"], box["p25"], box["p75"], box["p95"]) == (low, low, high, high)
    assert found.style == ("horizontal",)


WIDE = {("0", "9"): 125, ("10", "11"): 300, ("12", "13"): 300, ("14", "15"): 200, ("16", "20"): 75}
"""Bins a kilo wide; empty ones at the ends are merged into the first and the last that hold ten."""


def heights(found: SafeChart) -> dict[tuple[str, ...], str]:
    """Give the bins that show a number, with edges as whole numbers."""
    return {
        (*place[:-2], *(f"{float(edge):g}" for edge in place[-2:])): value
        for place, value in marks(found).items()
        if value != "0-4"
    }


@feature(148)
def test_a_histogram_counts_in_bins_of_equal_width(bench):
    found = chart(bench, "histogram weight, freq")
    assert heights(found) == {place: str(count) for place, count in WIDE.items()}
    assert marks(found)["9.00000", "10.0000"] == "0-4"


@feature(145, 147, 149, 150)
def test_heights_as_percent_fraction_and_density(bench):
    """The first bin is nine kilos wide, the last four; the area of the densities is 1."""
    percent = {place: f"{count / 10:.1f}" for place, count in WIDE.items()}
    assert heights(chart(bench, "histogram weight, percent")) == percent
    fraction = {place: f"{count / 1000:.3f}" for place, count in WIDE.items()}
    assert heights(chart(bench, "histogram weight, fraction")) == fraction
    density = heights(chart(bench, "histogram weight, density"))
    area = {(low, high): float(height) * (int(high) - int(low)) for (low, high), height in density.items()}
    assert area == pytest.approx({place: count / 1000 for place, count in WIDE.items()}, rel=0.005)
    assert chart(bench, "histogram weight").measure == "density"


@feature(146)
def test_small_multiples_have_the_same_bins(bench):
    found = chart(bench, "histogram weight, by(sex) freq bin(4)")
    assert heights(found) == {
        ("1", "0", "10"): "125",
        ("1", "10", "20"): "375",
        ("2", "0", "15"): "425",
        ("2", "15", "20"): "75",
    }


@feature(151, 152)
@pytest.mark.parametrize("option", ["bin(4)", "width(5)"])
def test_the_number_of_bins_or_their_width(bench, option):
    found = chart(bench, f"histogram weight, freq {option}")
    assert heights(found) == {("0", "10"): "125", ("10", "15"): "800", ("15", "20"): "75"}


@feature(151)
def test_there_are_at_most_as_many_bins_as_the_root_of_the_persons(bench):
    """Of 1000 persons 31; the bins at the ends are merged, so look at the width: 20 kilos by 31."""
    found = chart(bench, "histogram weight, freq bin(500)")
    widths = {round(float(high) - float(low), 3) for low, high in marks(found)}
    assert min(widths) == round(20 / 31, 3)


@feature(153)
def test_the_normal_curve_has_the_protected_mean_and_spread(bench):
    """The mean is 12.60, and the squares 163.8 - 12.6² = 5.04, so the spread is 2.25."""
    (curve,) = chart(bench, "histogram weight, normal").wholes
    assert {name: value.text for name, value in curve.values} == {"mean": "12.60", "std": "2.25"}


@feature(154)
def test_discrete_gives_a_bar_for_each_value(bench):
    found = chart(bench, "histogram sleep, discrete percent")
    assert marks(found) == {("1",): "50.0", ("2",): "30.0", ("9",): "20.0"}
    assert marks(chart(bench, "histogram sleep, discrete"))["9",] == "0.200"


@feature(155)
def test_piechart_counts_the_categories(bench):
    assert marks(chart(bench, "piechart sleep if sex == 1")) == {("1",): "250", ("2",): "150", ("9",): "100"}


@feature(156, 157, 158)
def test_hexagons_hold_those_who_are_nearest(bench):
    """Ten hexagons of two kilos across, six pairs of rows of 16.67 cm.

    Nine kilos and 45 cm are 0.2 of a pair from the middle of a moved row, which stands at 41.67 cm.
    """
    found = chart(bench, "hexbin weight height, gridsize(10) groups(5)")
    assert marks(found) == {
        ("9.00000", "41.6667"): "125",
        ("11.0000", "58.3333"): "300",
        ("14.0000", "66.6667"): "300",
        ("15.0000", "75.0000"): "200",
        ("18.0000", "83.3333"): "75",
    }
    assert found.style == ("groups=5",)


@feature(159)
def test_sankey_counts_who_goes_from_category_to_category(bench):
    """All who sleep 2 are heavy: that says nothing more of them, so the band is that of nearly all."""
    found = chart(bench, "generate heavy = weight >= 13\nsankey sex sleep heavy")
    bands = marks(found)
    assert [bands[sex, "1", ""] for sex in "12"] == ["250", "250"]
    assert [bands["", sleep, "1"] for sleep in "129"] == ["125", "300", "150"]
    assert bands["", "2", "0"] == "0-4"
    assert {mark.place: mark.values[0][1].text for mark in found.wholes} == {
        ("1", "", ""): "500",
        ("2", "", ""): "500",
        ("", "1", ""): "500",
        ("", "2", ""): "300",
        ("", "9", ""): "200",
        ("", "", "0"): "425",
        ("", "", "1"): "575",
    }


@feature(160)
def test_coefplot_draws_what_the_regression_shows(bench):
    """The same figures as in its table, the constant left out."""
    model = bench.run("regress weight i.sex i.sleep")
    assert isinstance(model, SafeAnalysis)
    (section,) = (each for each in model.sections if each.name == "models.coefficients")
    rows = {row.label.en: dict(row.values) for row in section.rows}
    found = chart(bench, "coefplot regress weight i.sex i.sleep")
    names = {label.value: label.en for label in found.axes[0].categories}
    drawn = {names[mark.place[0]]: mark.values[0][1] for mark in found.marks}
    assert len(drawn) == 3
    for name, value in drawn.items():
        own = rows[name]
        shown = (own["models.coefficient"].text, own["models.lower"].text, own["models.upper"].text)
        assert (value.text, value.lower, value.upper) == shown
    assert len(rows) == 4


def test_a_chart_has_the_values_of_the_table(bench):
    """The same cell is the same figure, with noise as without."""
    noisy = bench.run("barchart (count) sleep, over(sex)", NOISY)
    table = bench.run("tabulate sex sleep", NOISY)
    cells = {cell.place: cell.values[0][1] for cell in table.cells}
    places = {mark.place: mark.values[0][1] for mark in noisy.marks}
    assert [places[sex, sleep] for sex in "12" for sleep in "129"] == [
        cells[row, column] for row in range(2) for column in range(3)
    ]


def test_a_line_stands_over_its_periods(bench):
    found = chart(bench, OWN + "linechart (mean) weight, over(sleep) by(sex)")
    assert [axis.role for axis in found.axes] == ["variable", "bar", "x"]
    assert marks(found)["0", "1", "2"] == "14.00"


def test_a_count_chart_of_mostly_small_cells_is_refused(bench):
    """Half of the four cells and more would say nothing (microdata.no's rule on tables)."""
    found = bench.run("generate same = sleep\nsankey sleep same")
    assert isinstance(found, Refusal)
    assert found.rule == "table.band-share"


def test_a_map_hides_a_second_area_beside_a_hidden_one(tmp_path):
    """Arna has three children and Bergenhus, the smallest beside it, is hidden with it; Oslo is not there."""
    areas = ["460101"] * 3 + ["460102"] * 200 + ["460103"] * 300 + ["460108"] * 497
    numbers = ("030101", "460101", "460102", "460103", "460108")
    world = World.of(1000, part=GRANT[0]).add("AREA", areas, codes=numbers)
    bank = Bank((variable("AREA", ValueType.STRING, code_list=codes("area", *numbers)),))
    found = Workbench(world, bank, "reference", tmp_path).run(OWN + "map (count) area")
    assert marks(found) == {("460101",): "0-4", ("460102",): ":", ("460103",): "300", ("460108",): "497"}


BEGIN = (
    f"require {BANK}:1 as db\ncreate-dataset kids\nimport db/SEX as sex\n"
    "import db/SLEEP as sleep\nimport db/WEIGHT as weight\nimport db/NOTE as note\n"
)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("barchart (min) weight", "charting.extremes"),
        ("barchart (max) weight, over(sex)", "charting.extremes"),
        ("barchart (mode) weight", "charting.unknown-statistic"),
        ("barchart (percent) sex sleep", "charting.one-category"),
        ("barchart (count) sex sleep, stack", "charting.stack-counts"),
        ("barchart (mean) weight, over(sex) stack", "charting.stack-counts"),
        ("barchart (count) weight", "script.measured"),
        ("barchart (count) sex, over(sleep sex weight)", "charting.too-many-in-option"),
        ("boxplot note", "script.summarize-text"),
        ("histogram weight, discrete bin(4)", "script.options-exclude"),
        ("histogram weight, bin(4) width(2)", "script.options-exclude"),
        ("histogram weight, freq percent", "script.options-exclude"),
        ("histogram weight, width(0)", "charting.number-in-option"),
        ("hexbin weight weight, gridsize(26)", "charting.whole-number-in-option"),
        ("hexbin weight weight, groups(11)", "charting.whole-number-in-option"),
        ("sankey sex", "script.incomplete"),
        ("piechart sex sleep", "script.misfit"),
        ("coefplot tabulate sex", "charting.not-a-model"),
        ("linechart (count) sex, over(sleep)", "charting.extension-off"),
        ("map (count) sex", "charting.extension-off"),
        (OWN + "map (count) sex", "charting.not-areas"),
        (OWN + "map (mean) weight", "charting.map-over"),
        (OWN + "linechart (count) sex", "charting.period-needed"),
    ],
)
def test_what_a_chart_cannot_be_made_of(script, code):
    found = bind_text(BEGIN + script, session()).faults
    assert code in {fault.code for fault in found}
    for fault in found:
        assert "{" not in fault.message("nn")


def test_a_script_with_own_charts_is_told_from_one_for_microdata():
    """What is left is microdata.no's; each line without a counterpart is told."""
    own = to_microdata(
        BEGIN + OWN + "linechart (count) sex, over(sleep)\nmap (count) sex\nbarchart (count) sex"
    )
    assert "linechart" not in own.text
    assert own.text.endswith("barchart (count) sex\n")
    assert [notice.code for notice in own.without] == ["script.translate-extension"] * 3
