"""The map of a municipality's districts, by their verdicts or in three groups by value."""

from __future__ import annotations

from enum import Enum

from markupsafe import Markup

from folkekommune.indicators.definition import Definition
from folkekommune.municipalities.maps import attribution, topojson
from folkekommune.rendering.charts import Ink, Width
from folkekommune.rendering.maps import MapArea, district_map
from folkekommune.rendering.presentations.marks import Mark
from folkekommune.statistics.area_quantiles import quantile_groups
from folkekommune.texts import Language, text
from folkekommune.web.comparison import verdict_of
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.presentation import mark_of
from folkekommune.web.municipality.parts import Parts, district_summary, figures_table
from folkekommune.web.ports import Figure
from folkekommune.web.writing import write_amount

_MEANINGS = {"▲": "higher", "●": "not-different", "▼": "lower", "○": "not-tested", ":": "hidden"}
"""Signs on the map, and the texts that say what they mean."""

_GROUPS = (Ink.LOW, Ink.MIDDLE, Ink.HIGH)


class MapKind(Enum):
    """What the fill of a district says."""

    VERDICT = "vurdering"
    GROUPS = "grupper"


def map_view(
    parts: Parts,
    *,
    caption: str,
    definition: Definition,
    language: Language,
    kind: MapKind = MapKind.VERDICT,
) -> FigureView:
    """Show the districts on a map, with the same table as beside the chart."""
    marks = [mark_of(verdict_of(figure, definition.direction), language) for _, figure in parts]
    areas, legend = _by_verdict(parts, marks, language)
    if kind is MapKind.GROUPS:
        areas, legend = _in_groups(parts, marks, language)
    wide, narrow = (
        Markup(district_map(topojson("districts"), areas, language=language, width=width))  # noqa: S704  (Vega escapes text)
        for width in (Width.WIDE, Width.NARROW)
    )
    return FigureView(
        identifier="map",
        caption=caption,
        summary=district_summary(parts, definition, language),
        wide=wide,
        narrow=narrow,
        table=figures_table(
            parts, caption=caption, highlight=None, language=language, direction=definition.direction
        ),
        legend=tuple(legend),
        note=attribution(language),
    )


def _by_verdict(parts: Parts, marks: list[Mark], language: Language) -> tuple[tuple[MapArea, ...], list[str]]:
    areas = tuple(
        MapArea(entry.number, entry.name, _label(figure, mark.sign, language), mark.fill)
        for (entry, figure), mark in zip(parts, marks, strict=True)
    )
    used = {":" if mark.is_absent else mark.sign for mark in marks}
    legend = [text(f"municipality.map-{name}", language) for sign, name in _MEANINGS.items() if sign in used]
    if any(mark.tone in {"better", "worse"} for mark in marks):
        legend.append(text("municipality.map-colours", language))
    return areas, legend


def _in_groups(parts: Parts, marks: list[Mark], language: Language) -> tuple[tuple[MapArea, ...], list[str]]:
    """Put the districts in three groups of equal number by value; the number of the group stands on each."""
    groups = quantile_groups([figure.value for _, figure in parts], len(_GROUPS))
    areas = tuple(
        MapArea(
            entry.number,
            entry.name,
            _label(figure, f"({group})" if group else mark.sign, language),
            _GROUPS[group - 1] if group else mark.fill,
        )
        for (entry, figure), mark, group in zip(parts, marks, groups, strict=True)
    )
    legend = [text("municipality.map-groups", language)]
    if any(figure.value is None for _, figure in parts):
        legend.append(text("municipality.map-hidden", language))
    return areas, legend


def _label(figure: Figure, sign: str, language: Language) -> str:
    if figure.value is None:
        return sign
    decimals = 0 if figure.unit == "%" else figure.decimals
    return f"{write_amount(figure.value, figure.unit, language, decimals=decimals)} {sign}"
