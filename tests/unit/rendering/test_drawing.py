"""A description is drawn once a language, and what is kept is the picture."""

from __future__ import annotations

import re

import pytest
import vl_convert

from folkekommune.rendering import drawing
from folkekommune.rendering.drawing import VEGA, drawn

LINE = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"x": -1, "y": 2}, {"x": 1, "y": 4}]},
    "mark": "line",
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}


def test_a_description_is_drawn_once_in_each_way_of_writing_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing._drawn.cache_clear()
    asked = []
    draw = vl_convert.vegalite_to_svg

    def counted(*given: object, **options: object) -> str:
        asked.append(options["format_locale"]["decimal"])  # type: ignore[index]
        return str(draw(*given, **options))

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", counted)
    first = [drawn(LINE, language) for language in ("nb", "nn", "en")]
    assert [drawn(dict(reversed(LINE.items())), language) for language in ("nb", "nn", "en")] == first
    assert asked == [",", "."]
    assert first[0] == first[1] != first[2]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_axes_have_a_true_minus_sign_and_no_english_of_the_drawer(language: str) -> None:
    svg = drawn(LINE, language)  # type: ignore[arg-type]
    assert ">−1" in svg
    assert ">-1" not in svg
    assert re.findall(r"\b(?:role|class|aria-label|aria-roledescription)=", svg) == []


def test_the_fuller_grammar_is_drawn_too() -> None:
    whole = {"$schema": "https://vega.github.io/schema/vega/v6.json", "width": 20, "height": 20, "marks": []}
    assert drawn(whole, "nb", grammar=VEGA).startswith("<svg")
