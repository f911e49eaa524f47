"""Charts: right by Vega-Lite's own schema, readable in both schemes, silent in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import pytest
from jsonschema.exceptions import ValidationError

from folkekommune.municipalities.maps import topojson
from folkekommune.rendering.charts import (
    ComparisonRow,
    Ink,
    TrendPoint,
    Width,
    comparison_chart,
    comparison_specification,
    trend_chart,
    trend_specification,
)
from folkekommune.rendering.maps import MapArea, district_map, map_specification

POINTS = (
    TrendPoint(2019, 61.5, 59.0, 64.0),
    TrendPoint(2020, 62.0, 59.5, 64.5),
    TrendPoint(2021),
    TrendPoint(2022, 65.0, 62.0, 68.0),
    TrendPoint(2023, 66.0, 63.0, 69.0),
)
ROWS = (
    ComparisonRow("Bergen", 13.0, 12.0, 14.0, highlight=True),
    ComparisonRow("Årstad & <Co>", 15.5, 11.0, 20.0),
    ComparisonRow("Laksevåg"),
)
AREAS = (
    MapArea("460101", "Arna", "11 % ▼", Ink.FILL_BETTER),
    MapArea("460102", "Bergenhus", "12 % ●", Ink.FILL_SIMILAR),
    MapArea("460105", "Laksevåg", ":", Ink.HATCH),
    MapArea("460108", "Åsane", "15 % ▲", Ink.FILL_WORSE),
)


def _pictures() -> Iterator[tuple[str, str]]:
    for width in Width:
        yield "trend", trend_chart(POINTS, language="nb", width=width, breaks=(2022,))
        yield "comparison", comparison_chart(ROWS, language="nb", width=width)
        yield "map", district_map(topojson("districts"), AREAS, language="nb", width=width)


def _specifications() -> Iterator[dict[str, Any]]:
    for width in Width:
        yield trend_specification(POINTS, width=width, breaks=(2022,), unit="%")
        yield comparison_specification(ROWS, width=width, unit="%")
        yield map_specification(topojson("districts"), AREAS, width=width)


def test_every_specification_follows_the_schema_of_vega_lite() -> None:
    for specification in _specifications():
        # Altair's own validation knows no null background, which Vega-Lite documents.
        drawn = {key: value for key, value in specification.items() if key != "background"}
        alt.LayerChart.from_dict(drawn, validate=True)


def test_the_schema_check_finds_a_planted_fault() -> None:
    specification = trend_specification(POINTS, width=Width.WIDE, breaks=(), unit="%")
    specification["layer"][0]["mark"]["opacity"] = "much"
    specification.pop("background")
    with pytest.raises(ValidationError):
        alt.LayerChart.from_dict(specification, validate=True)


def test_no_colour_is_fixed() -> None:
    for name, svg in _pictures():
        colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) - {"none", ""}
        fixed = {colour for colour in colours if not colour.startswith(("var(--fk-", "url(#hatch-"))}
        assert fixed <= {"transparent"}, name
        assert not any(ink.stand_in in svg for ink in Ink), name


def test_pictures_are_whole_xml_without_style_roles_or_outside_addresses() -> None:
    for name, svg in _pictures():
        ET.fromstring(svg)  # noqa: S314  (our own picture)
        for unwanted in (" style=", " role=", "aria-roledescription", "<style", "<script", "href="):
            assert unwanted not in svg, (name, unwanted)


def test_text_is_never_under_fourteen_pixels() -> None:
    for name, svg in _pictures():
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)]
        assert sizes, name
        assert min(sizes) >= 14, name


def test_a_hidden_year_leaves_a_gap_and_its_sign() -> None:
    specification = trend_specification(POINTS, width=Width.WIDE, breaks=(), unit="%")
    line = next(layer for layer in specification["layer"] if layer["mark"]["type"] == "line")
    parts = {value["year"]: value["part"] for value in line["data"]["values"]}
    assert parts["2019"] == parts["2020"] != parts["2022"] == parts["2023"]
    assert "2021" not in parts
    assert ">:</text>" in trend_chart(POINTS, language="nb", width=Width.WIDE)


def test_a_break_starts_a_new_line() -> None:
    specification = trend_specification(POINTS[3:], width=Width.WIDE, breaks=(2023,), unit="%")
    line = next(layer for layer in specification["layer"] if layer["mark"]["type"] == "line")
    first, second = (value["part"] for value in line["data"]["values"])
    assert first != second


@pytest.mark.parametrize(
    "specification", [trend_specification(POINTS, width=Width.WIDE, breaks=(), unit="%")]
)
def test_the_axis_starts_at_zero(specification: dict[str, Any]) -> None:
    scales = [
        layer["encoding"]["y"]["scale"]
        for layer in specification["layer"]
        if "scale" in layer["encoding"].get("y", {})
    ]
    assert scales
    assert all(scale["domain"][0] == 0 for scale in scales)


def test_names_are_escaped() -> None:
    svg = comparison_chart(ROWS, language="nb", width=Width.WIDE)
    assert "Årstad &amp; &lt;Co&gt;" in svg


def test_norwegian_pictures_have_a_decimal_comma() -> None:
    low = (TrendPoint(2024, 0.4, 0.2, 0.6), TrendPoint(2025, 0.5, 0.3, 0.7))
    assert ">0,2 %</text>" in trend_chart(low, language="nb", width=Width.WIDE)
    assert ">0.2 %</text>" in trend_chart(low, language="en", width=Width.WIDE)


def test_the_map_draws_the_areas_asked_for_and_says_each_verdict_without_colour() -> None:
    svg = district_map(topojson("districts"), AREAS, language="nb", width=Width.WIDE)
    texts = re.findall(r">([^<>]+)</text>", svg)
    assert {"Arna", "Bergenhus", "Laksevåg", "Åsane", "11 % ▼", "12 % ●", ":", "15 % ▲"} == set(texts)
    assert svg.count('fill="url(#hatch-') == 1


def test_two_maps_on_a_page_do_not_share_their_hatching() -> None:
    wide, narrow = (district_map(topojson("districts"), AREAS, language="nb", width=width) for width in Width)
    identifiers = [re.findall(r'<pattern id="([^"]+)"', svg) for svg in (wide, narrow)]
    assert identifiers[0] != identifiers[1]


def test_a_label_stands_inside_its_district() -> None:
    """The centre of Arna, as the map's labels have it, by the ray method."""
    specification = map_specification(topojson("districts"), AREAS[:1], width=Width.WIDE)
    (feature,) = specification["layer"][0]["data"]["values"]
    label = specification["layer"][1]["data"]["values"][0]
    ring = max((polygon[0] for polygon in feature["geometry"]["coordinates"]), key=len)
    x, y = label["lon"], label["lat"]
    crossings = sum(
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in pairwise(ring)
    )
    assert crossings % 2 == 1
