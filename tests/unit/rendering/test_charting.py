"""Pictures of protected charts: valid, the same bytes each time, hidden marks told, no colour fixed."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from folkekommune.catalogue.model import Texts
from folkekommune.disclosure.charts import chart_result, safe_axis
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import Chart, SafeChart, SafeMark, SafeValue, Sign, to_plain
from folkekommune.query.outputs import Axis, Category
from folkekommune.rendering import drawing
from folkekommune.rendering.charting import Picture, Scheme, picture_of
from folkekommune.rendering.charting.picture import PALETTE
from folkekommune.rendering.charting.twin import chart_grids, chart_sentences
from folkekommune.rendering.charts import Width
from folkekommune.rendering.html import result_html
from folkekommune.rendering.separated import result_separated
from folkekommune.rendering.terminal import result_text

POLICY = load_policy()
BAND = SafeValue(None, Sign.BAND)
NONE = Texts("", "", "")


def axis(role: str, name: str, *labels: str) -> Axis:
    categories = tuple(Category(float(n), Texts(label, label, label)) for n, label in enumerate(labels))
    return Axis(role, name.lower(), Texts(name, name, name), categories or None)


SLEEP = ("Godt & <lenge>", "Dårlig", "Vet ikke")
DISTRICTS = Axis(
    "area",
    "bydel",
    Texts("Bydel", "Bydel", "District"),
    tuple(
        Category(f"46010{n}", Texts(*[name] * 3)) for n, name in ((1, "Arna"), (2, "Bergenhus"), (3, "Fana"))
    ),
)


def safe(given: object) -> SafeValue:
    return given if isinstance(given, SafeValue) else SafeValue(str(given))


def made(kind: Chart, axes: list[Axis], marks: dict[tuple[str, ...], object], **more: object) -> SafeChart:
    """Make a chart; a number stands for a shown mark, and a dictionary for several values."""
    measure = str(more.pop("measure", "freq"))

    def values(given: object) -> tuple[tuple[str, SafeValue], ...]:
        if isinstance(given, dict):
            return tuple(
                (name, each if isinstance(each, SafeValue) else SafeValue(str(each)))
                for name, each in given.items()
            )
        return ((measure, given if isinstance(given, SafeValue) else SafeValue(str(given))),)

    drawn = [SafeMark(place, values(given)) for place, given in marks.items()]
    wholes = [SafeMark(place, values(given)) for place, given in dict(more.pop("wholes", {})).items()]  # type: ignore[call-overload]
    shown = [safe_axis(each) for each in axes]
    return chart_result(kind, drawn, policy=POLICY, axes=shown, wholes=wholes, measure=measure, **more)  # type: ignore[arg-type]


SEXES = axis("over", "Kjønn", "Gutt", "Jente")
BARS = made(
    Chart.BARS,
    [SEXES, axis("bar", "Søvn", *SLEEP)],
    {
        ("0", "0"): SafeValue("61.5", lower="58.0", upper="65.0"),
        ("0", "1"): SafeValue("38.5", lower="35.0", upper="42.0"),
        ("0", "2"): BAND,
        ("1", "0"): SafeValue("1234.5"),
        ("1", "1"): SafeValue("30.0", Sign.NEARLY_ALL),
        ("1", "2"): 4,
    },
    measure="percent",
)
CHARTS = {
    "bars": BARS,
    "stacked": made(
        Chart.BARS, [SEXES, axis("bar", "Søvn", "Godt")], {("0", "0"): 50, ("1", "0"): 40}, style=("stack",)
    ),
    "lying": made(
        Chart.BARS,
        [axis("bar", "Søvn", *SLEEP)],
        {("0",): 50, ("1",): BAND, ("2",): 7},
        style=("horizontal",),
    ),
    "panels": made(
        Chart.BARS,
        [axis("by", "Bydel", "Arna", "Fana", "Åsane"), axis("bar", "Søvn", "Godt")],
        {(str(n), "0"): 10 + n for n in range(3)},
    ),
    "groups": made(
        Chart.BARS,
        [
            axis("by", "Bydel", "Arna", "Fana"),
            axis("group", "År", "2020", "2021"),
            SEXES,
            axis("bar", "Søvn", "Godt"),
        ],
        {(a, b, c, "0"): 20 for a in "01" for b in "01" for c in "01"},
    ),
    "pie": made(Chart.PIE, [axis("bar", "Søvn", *SLEEP)], {("0",): 60, ("1",): 40, ("2",): BAND}),
    "histogram": made(
        Chart.HISTOGRAM,
        [axis("by", "Kjønn", "Gutt"), axis("low", "Vekt (kg)"), axis("high", "Vekt (kg)")],
        {("0", "0", "1"): 40, ("0", "1", "2"): BAND, ("0", "2", "3"): 30},
        wholes={("0",): {"mean": "1.5", "std": "0.75"}},
    ),
    "discrete": made(Chart.HISTOGRAM, [axis("bar", "Alder", "1", "2")], {("0",): 40, ("1",): 30}),
    "boxes": made(
        Chart.BOX_PLOT,
        [axis("variable", "", "Vekt (kg)"), SEXES],
        {
            ("0", "0"): {"p5": 1, "p25": 2, "p50": 3, "p75": 4, "p95": 5},
            ("0", "1"): dict.fromkeys(("p5", "p25", "p50", "p75", "p95"), SafeValue(None, Sign.HIDDEN)),
        },
        measure="box",
    ),
    "hexagons": made(
        Chart.HEXAGONS,
        [axis("x", "Høyde (cm)"), axis("y", "Vekt (kg)")],
        {("50", "3"): 12, ("51", "4"): 70},
        wholes={("x",): {"step": 2, "low": 40, "high": 60}, ("y",): {"step": 1, "low": 2, "high": 6}},
        style=("groups=3",),
    ),
    "flow": made(
        Chart.FLOW,
        [axis("step0", "Før", "Ja", "Nei"), axis("step1", "Etter", "Ja", "Nei")],
        {("0", "0"): 80, ("0", "1"): 20, ("1", "0"): BAND, ("1", "1"): 50},
        wholes={("0", ""): 101, ("1", ""): 52, ("", "0"): 82, ("", "1"): 70},
    ),
    "coefficients": made(
        Chart.COEFFICIENTS,
        [axis("term", "", "alder", "Jente")],
        {
            ("0",): SafeValue("0.51", lower="0.30", upper="0.72"),
            ("1",): SafeValue("-1.2", lower="-2.0", upper="-0.4"),
        },
        measure="coefficient",
        style=("level=90",),
    ),
    "lines": made(
        Chart.LINES,
        [axis("bar", "Søvn", "Godt", "Dårlig"), axis("x", "År", "2020", "2021", "2022")],
        {("0", "0"): 10, ("0", "1"): BAND, ("0", "2"): 12, ("1", "0"): 8, ("1", "1"): 9, ("1", "2"): 9},
    ),
    "map": made(
        Chart.MAP,
        [DISTRICTS],
        {("460101",): BAND, ("460102",): SafeValue(None, Sign.HIDDEN), ("460103",): 300},
    ),
}
ALL = pytest.mark.parametrize("name", CHARTS)


def words_of(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own


@ALL
def test_a_description_follows_its_schema(name):
    """Vega-Lite's is in Altair; what is in Vega has the schema's address and draws."""
    for width in Width if name in {"groups", "flow"} else (Width.WIDE,):
        picture = picture_of(CHARTS[name], "nb", width)
        assert "style=" not in picture.svg("nb"), "pages allow no style of an element"
        drawn = {key: value for key, value in picture.published().items() if key != "background"}
        if picture.grammar == "vega-lite":
            alt.Chart.from_dict(drawn, validate=True)
        else:
            assert drawn["$schema"].endswith("/vega/v6.json")


@ALL
def test_the_same_chart_is_the_same_bytes(name):
    """Asked for anew, without what was kept of the first time."""
    first = picture_of(CHARTS[name], "nn").svg("nn")
    drawing._drawn.cache_clear()
    assert picture_of(CHARTS[name], "nn").svg("nn") == first


@ALL
def test_a_picture_takes_the_colours_of_its_page_and_speaks_no_english(name):
    svg = picture_of(CHARTS[name], "nb").svg("nb")
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) - {"none", "", "transparent"}
    fixed = {colour for colour in colours if not colour.startswith(("var(--fk-", "url(#hatch-"))}
    assert fixed <= set(PALETTE)
    assert not re.search(r"aria-(?!hidden)", svg)
    assert "#0101" not in svg


@ALL
def test_a_file_has_the_colours_of_a_scheme(name):
    picture = picture_of(CHARTS[name], "nb")
    for scheme in Scheme:
        svg = picture.svg("nb", scheme)
        assert f'fill="{scheme.background}"' in svg
        assert "var(" not in svg
        assert "#0101" not in svg


def test_a_picture_can_be_dots():
    assert picture_of(CHARTS["pie"], "nb").png("nb").startswith(b"\x89PNG")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("colour", PALETTE)
def test_colours_of_categories_stand_out_from_either_page(colour, scheme):
    """Three to one, as accessibility asks of what is drawn."""
    light, dark = sorted((luminance(colour), luminance(scheme.background)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("bars", ["0–4"]),
        ("lying", ["0–4"]),
        ("histogram", ["0–4"]),
        ("boxes", [":"]),
        ("lines", ["0–4"]),
        ("map", ["0–4", ":"]),
    ],
)
def test_what_is_hidden_is_marked_in_the_picture(name, signs):
    written = words_of(picture_of(CHARTS[name], "nb").svg("nb"))
    assert all(sign in written for sign in signs)


def test_numbers_labels_and_titles_are_of_the_language():
    written = words_of(picture_of(BARS, "nb").svg("nb"))
    assert {
        "61,5 %",
        "1\N{NO-BREAK SPACE}234,5 %",
        "~30,0 %",
        "Prosent",
        "Kjønn",
        "Søvn",
        "Godt & <lenge>",
    } <= set(written)
    assert "Per cent" in words_of(picture_of(BARS, "en").svg("en"))
    assert "Koeffisient med 90 % konfidensintervall" in words_of(
        picture_of(CHARTS["coefficients"], "nn").svg("nn")
    )


def test_what_holds_for_nearly_all_is_no_part_of_a_stack():
    chart = made(
        Chart.BARS,
        [SEXES, axis("bar", "Søvn", "Godt", "Dårlig")],
        {("0", "0"): 90, ("0", "1"): SafeValue("80", Sign.NEARLY_ALL)},
        style=("stack",),
    )
    rows = picture_of(chart, "nb").specification["data"]["values"]
    assert [row["value"] for row in rows] == [90.0, None]


def test_a_line_is_broken_where_a_period_is_hidden():
    rows = picture_of(CHARTS["lines"], "nb").specification["data"]["values"]
    parts = {(row["colour"], row["main"]): row["part"] for row in rows if row["value"] is not None}
    assert parts["Godt", "2020"] != parts["Godt", "2022"]
    assert parts["Dårlig", "2020"] == parts["Dårlig", "2022"]


def test_a_band_is_as_thick_as_its_count_and_a_hidden_one_is_not_drawn():
    """Nodes are as high as their counts of 101 and 52."""
    bands, nodes = (
        next(
            data["values"]
            for data in picture_of(CHARTS["flow"], "nb").specification["data"]
            if data["name"] == name
        )
        for name in ("bands", "nodes")
    )
    assert len(bands) == 3
    heights = [node["height"] for node in nodes]
    assert heights[0] / heights[1] == pytest.approx(101 / 52, rel=0.01)


@ALL
def test_a_chart_has_its_table_and_its_words(name):
    grids = chart_grids(CHARTS[name], "nn")
    assert all(len(row) == len(grid.heads) for grid in grids for row in grid.rows)
    shown = [value for mark in CHARTS[name].marks for _, value in mark.values]
    cells = sum(len(row) - grid.labels for grid in grids[: 2 if name != "flow" else 1] for row in grid.rows)
    assert cells >= len(shown)
    assert chart_sentences(CHARTS[name], "nn")


def test_the_words_tell_how_much_is_hidden_and_the_ends():
    told = " ".join(chart_sentences(CHARTS["lying"], "nb"))
    assert told == (
        "Søylediagram med 3 tall. 1 tall er skjult fordi det bygger på få personer. "
        "Det laveste tallet er 7 (Vet ikke), og det høyeste er 50 (Godt & <lenge>)."
    )


def test_a_map_credits_the_makers_of_its_borders():
    assert "Kartverket" in chart_sentences(CHARTS["map"], "nb")[-1]


def test_a_page_holds_picture_words_and_table():
    """The picture is one image to a screen reader, told by caption and words; the table stands below."""
    html = result_html(BARS, "nb", caption="barchart <x>")
    root = ET.fromstring(f"<main>{re.sub(r'&nbsp;', ' ', html)}</main>")  # noqa: S314 - our own
    (image,) = (each for each in root.iter() if each.get("role") == "img")
    named = (image.get("aria-labelledby") or "").split()
    identifiers = {each.get("id") for each in root.iter()} - {None}
    assert len(named) == 2
    assert set(named) <= identifiers
    assert html.index("</svg>") < html.index("<details") < html.index("<table")
    assert "barchart &lt;x&gt;" in html
    assert "<lenge>" not in html


def test_a_terminal_shows_the_table_and_the_words():
    written = result_text(CHARTS["pie"], "en")
    assert written.startswith("Pie chart with 3 figures. 1 figure is hidden")
    assert "Dårlig" in written


def test_a_description_is_data():
    found = picture_of(BARS, "nb").published()
    assert json.loads(json.dumps(found)) == found
    assert isinstance(picture_of(BARS, "nb"), Picture)


BELOW_NOUGHT = {
    "coefficients": CHARTS["coefficients"],
    "categories": made(Chart.BARS, [axis("bar", "Endring", "-2", "3")], {("0",): 40, ("1",): 30}),
    "histogram": made(
        Chart.HISTOGRAM,
        [axis("low", "z"), axis("high", "z")],
        {("-2", "-1"): 40, ("-1", "0"): 30, ("0", "1"): 20},
    ),
    "hexagons": made(
        Chart.HEXAGONS,
        [axis("x", "Øst"), axis("y", "z")],
        {("-50", "3"): 12, ("-49", "4"): 70},
        wholes={("x",): {"step": 2, "low": -60, "high": -40}, ("y",): {"step": 1, "low": 2, "high": 6}},
        style=("groups=3",),
    ),
}
BELOW = pytest.mark.parametrize("name", BELOW_NOUGHT)
HYPHEN_BEFORE_DIGIT = re.compile(r"(?<![0-9])-[0-9]")


@BELOW
@pytest.mark.parametrize("language", ["nb", "en"])
def test_axis_table_and_words_have_the_same_minus_sign(name, language):
    chart = BELOW_NOUGHT[name]
    drawn = words_of(picture_of(chart, language).svg(language))
    told = [result_text(chart, language), *chart_sentences(chart, language)]
    assert any(word.startswith("\N{MINUS SIGN}") for word in drawn)
    assert "\N{MINUS SIGN}" in told[0]
    assert not any(HYPHEN_BEFORE_DIGIT.search(each) for each in [*drawn, *told])


@BELOW
def test_data_files_and_descriptions_keep_the_hyphen(name):
    chart = BELOW_NOUGHT[name]
    values = json.dumps(to_plain(chart), ensure_ascii=False) + result_separated(chart, "nb")
    assert "\N{MINUS SIGN}" not in values
    assert HYPHEN_BEFORE_DIGIT.search(values)


@pytest.mark.parametrize(
    ("language", "below", "above"),
    [("nb", "−1,2 (−2,0 til −0,4)", "0,51 (0,30–0,72)"), ("en", "−1.2 (−2.0 to −0.4)", "0.51 (0.30–0.72)")],
)
def test_an_interval_below_nought_is_written_with_a_word(language, below, above):
    (grid,) = chart_grids(BELOW_NOUGHT["coefficients"], language)
    assert [row[-1] for row in grid.rows] == [above, below]
