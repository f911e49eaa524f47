"""Every presentation: right by the schema of Vega-Lite, in the colours of the page, its table beside it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from folkekommune.rendering.charts import Ink, Width
from folkekommune.rendering.presentations.barometer import (
    BarometerRow,
    barometer,
    barometer_specification,
)
from folkekommune.rendering.presentations.caterpillar import caterpillar, caterpillar_specification
from folkekommune.rendering.presentations.funnel import (
    FunnelArea,
    FunnelLimit,
    funnel,
    funnel_specification,
)
from folkekommune.rendering.presentations.inequality import inequality, inequality_specification
from folkekommune.rendering.presentations.marks import NOT_TESTED, Mark
from folkekommune.rendering.presentations.pyramid import AgeGroup, pyramid, pyramid_specification
from folkekommune.rendering.presentations.spine import SpineRow, spine, spine_specification
from folkekommune.rendering.presentations.tartan_rug import RugRow, rug_specification, tartan_rug
from folkekommune.rendering.presentations.twin import Estimate, Presentation
from folkekommune.statistics.inequality_slope import Group, inequality_indices
from folkekommune.texts import LANGUAGES

WORSE, BETTER = Mark("▲", "worse", "høyere"), Mark("▼", "better", "lavere")
SIMILAR, HIDDEN = Mark("●", "similar", "ikke sikker forskjell"), Mark(":")
MARKS = (WORSE, BETTER, SIMILAR, NOT_TESTED, HIDDEN)

BAROMETER = (
    BarometerRow("Overvekt", WORSE, -3.0, -5.0, -1.0, others=(-2.0, 4.0), value="16 %", benchmark="13 %"),
    BarometerRow("Søvn & <uro>", SIMILAR, 0.4, -1.0, 1.8, value="12 %", benchmark="12 %"),
    BarometerRow("Røyk", HIDDEN),
)
AREAS = (
    Estimate("Arna", 11.0, 9.0, 13.0, mark=BETTER),
    Estimate("Årstad", 16.0, 13.0, 19.0, mark=WORSE, own=True),
    Estimate("Laksevåg", mark=HIDDEN),
    Estimate("Fana", 12.0, 6.0, 18.0),
)
FUNNEL = [FunnelArea("Arna", 300, 11.0, BETTER), FunnelArea("Fana", 900, 13.5, SIMILAR, own=True)]
LIMITS = [
    FunnelLimit(size, 13 - 90 / size, 13 + 90 / size, 13 - 140 / size, 13 + 140 / size) for size in (50, 500)
]
SPINE = (
    SpineRow(
        "Overvekt", WORSE, worst=-4.0, best=2.0, quartiles=(-2.0, 1.0), better=-3.0, ends=("17 %", "11 %")
    ),
    SpineRow("Røyk", HIDDEN, worst=-1.0, best=0.0, quartiles=(-1.0, 0.0)),
)
RUG = (RugRow("Overvekt", MARKS),)
PLACES = ("Arna", "Fana", "Årstad", "Åsane", "Laksevåg")
GROUPS = [Estimate(f"Gruppe {n}", 20.0 - 2 * n, 18.0 - 2 * n, 22.0 - 2 * n) for n in range(5)]
INDICES = inequality_indices([Group(100, 20.0 - 2 * n, error=1.0) for n in range(5)], draws=2000)
AGES = [AgeGroup("0–5 år", 900.0, 950.0, outline=(880.0, 930.0)), AgeGroup("6–12 år", 1100.0, 1150.0)]


def made(language: str) -> dict[str, Presentation]:
    return {
        "barometer": barometer(BAROMETER, caption="c", benchmark="hele landet", language=language),
        "caterpillar": caterpillar(AREAS, caption="c", benchmark=("Bergen", 13.0), language=language),
        "funnel": funnel(FUNNEL, LIMITS, average=13.0, adjusted=True, caption="c", language=language),
        "spine": spine(SPINE, caption="c", benchmark="hele landet", language=language),
        "rug": tartan_rug(PLACES, RUG, caption="c", language=language),
        "inequality": inequality(GROUPS, indices=INDICES, caption="c", language=language),
        "pyramid": pyramid(AGES, caption="c", compared="hele landet", language=language),
    }


@pytest.fixture(scope="module")
def presentations() -> dict[str, Presentation]:
    return made("nb")


def test_every_specification_follows_the_schema_of_vega_lite() -> None:
    for width in Width:
        for specification in (
            barometer_specification(BAROMETER, width=width, language="nb"),
            caterpillar_specification(AREAS, middle=13.0, width=width),
            funnel_specification(FUNNEL, LIMITS, average=13.0, width=width, language="nb"),
            spine_specification(SPINE, width=width, language="nb"),
            rug_specification(PLACES, RUG, width=width),
            inequality_specification(GROUPS, width=width),
            pyramid_specification(AGES, width=width, language="nb"),
        ):
            specification.pop("background")  # Altair's own validation knows no null background
            alt.LayerChart.from_dict(specification, validate=True)


def test_pictures_follow_the_page_and_are_silent(presentations: dict[str, Presentation]) -> None:
    for name, shown in presentations.items():
        for svg in (shown.wide, shown.narrow):
            ET.fromstring(svg)  # noqa: S314  (our own picture)
            colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) - {"none", "", "transparent"}
            assert all(colour.startswith("var(--fk-") for colour in colours), name
            assert not any(ink.stand_in in svg for ink in Ink), name
            assert min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)) >= 14, name
            for unwanted in (" style=", " role=", "<style", "<script", "href="):
                assert unwanted not in svg, (name, unwanted)


def test_every_presentation_is_told_in_all_languages_with_a_table_beside_it() -> None:
    told = {language: made(language) for language in LANGUAGES}
    for name, shown in told["nb"].items():
        assert shown.summary, name
        assert shown.legend, name
        assert shown.rows, name
        assert {len(row) for row in shown.rows} == {len(shown.columns)}, name
        assert len({told[language][name].summary for language in LANGUAGES}) == len(LANGUAGES), name


@pytest.mark.parametrize(
    ("mark", "shape", "ink", "open_dot"),
    [
        (WORSE, "triangle-up", Ink.WORSE, False),
        (BETTER, "triangle-down", Ink.BETTER, False),
        (SIMILAR, "circle", Ink.OTHER, False),  # equal values are never coloured
        (NOT_TESTED, "circle", Ink.OTHER, True),
    ],
)
def test_a_mark_tells_by_shape_what_it_tells_by_colour(
    mark: Mark,
    shape: str,
    ink: Ink,
    open_dot: bool,
) -> None:
    assert (mark.shape, mark.ink) == (shape, ink)
    assert (mark.inside == Ink.HALO.stand_in) is open_dot


def test_a_hidden_row_has_its_sign_and_no_number(presentations: dict[str, Presentation]) -> None:
    assert presentations["barometer"].rows[2] == ("Røyk", "", "", ":")
    assert ("Laksevåg", ":", ":", ":") in presentations["caterpillar"].rows
    for name in ("barometer", "caterpillar", "rug"):
        assert ">:</text>" in presentations[name].wide, name


def test_the_caterpillar_is_ordered_and_tells_what_is_sure(presentations: dict[str, Presentation]) -> None:
    shown = presentations["caterpillar"]
    assert [row[0] for row in shown.rows] == ["Årstad", "Fana", "Arna", "Laksevåg"]
    assert shown.summary.startswith("1 ligger sikkert høyere og 1 sikkert lavere enn Bergen. De andre 2")


def test_each_side_of_the_spine_has_its_own_scale() -> None:
    row = SPINE[0]
    assert [row.place(each) for each in (-4.0, -3.0, 0.0, 1.0, 2.0)] == [-1.0, -0.75, 0.0, 0.5, 1.0]
    assert SPINE[1].place(1.0) == 0.0  # nobody is on that side


def test_inequality_is_told_with_its_interval_or_not_at_all(presentations: dict[str, Presentation]) -> None:
    """Shares fall by 2 points a group of a fifth, so by 10 points from end to end."""
    assert "skiller det 10,0 prosentpoeng" in presentations["inequality"].summary
    few = inequality(GROUPS[:3], indices=None, caption="c", language="nb")
    assert "minst 5 grupper" in few.summary
