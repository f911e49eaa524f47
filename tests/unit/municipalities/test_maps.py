"""Polygons for maps."""

from __future__ import annotations

import pytest

from folkekommune.municipalities import attribution, districts, municipalities, topojson


def test_every_municipality_has_a_polygon():
    drawn = {entry["id"] for entry in topojson("municipalities")["objects"]["kommuner"]["geometries"]}
    assert drawn == {entry.number for entry in municipalities()}


def test_every_district_of_bergen_has_a_polygon():
    geometries = topojson("districts")["objects"]["bydeler"]["geometries"]
    drawn = {entry["id"] for entry in geometries if entry["properties"]["kommunenr"] == "4601"}
    assert drawn == {entry.number for entry in districts("4601")}


def test_changing_a_map_leaves_the_next_one_whole():
    topojson("districts")["objects"].clear()
    assert topojson("districts")["objects"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_makers_of_the_map_are_credited(language):
    line = attribution(language)
    assert "Kartverket" in line
    assert "CC BY 4.0" in line
