"""The population pyramid: people by age and sex, with another population as an outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.rendering.charts import Ink, Width, specification
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.presentations.twin import Presentation, drawn_twice
from folkekommune.texts import Language, number, text

_LABELS = 72


@dataclass(frozen=True)
class AgeGroup:
    """An age group, the youngest first: women and girls, men and boys.

    :param outline: the same two of the population to compare with, scaled to the size of this one.
    """

    name: str
    women: float
    men: float
    outline: tuple[float, float] | None = None


def pyramid(
    groups: Sequence[AgeGroup], *, caption: str, compared: str = "", language: Language
) -> Presentation:
    """Draw the pyramid.

    :param compared: what the outline is.
    """
    wide, narrow = drawn_twice(
        lambda width: pyramid_specification(groups, width=width, language=language), language
    )
    largest = max(groups, key=lambda group: group.women + group.men)
    everyone = sum(group.women + group.men for group in groups)
    legend = [text("presentations.pyramid-sides", language)]
    if compared:
        legend.append(text("presentations.pyramid-outline", language, compared=compared))
    columns = ("age", "women", "men")
    return Presentation(
        identifier="pyramid",
        caption=caption,
        summary=text("presentations.pyramid-summary", language, people=round(everyone), largest=largest.name),
        wide=wide,
        narrow=narrow,
        columns=tuple(text(f"presentations.column-{name}", language) for name in columns),
        rows=tuple(
            (group.name, number(round(group.women), language), number(round(group.men), language))
            for group in groups
        ),
        legend=tuple(legend),
    )


def pyramid_specification(groups: Sequence[AgeGroup], *, width: Width, language: Language) -> Spec:
    """Describe the pyramid in Vega-Lite: women to the left, men to the right, the oldest on top."""
    names = [group.name for group in reversed(groups)]
    y = {
        "field": "age",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": names},
        "axis": {
            "title": None,
            "ticks": False,
            "domain": False,
            "minExtent": _LABELS,
            "maxExtent": _LABELS,
        },
    }
    x = {
        "field": "people",
        "type": "quantitative",
        "axis": {
            "title": text("presentations.pyramid-axis", language),
            "tickCount": 4 if width is Width.WIDE else 3,
            "labelExpr": "format(abs(datum.value), ',')",
        },
    }
    bars = [
        {"age": group.name, "people": sign * people, "fill": ink.stand_in}
        for group in groups
        for sign, people, ink in ((-1, group.women, Ink.MAIN), (1, group.men, Ink.BAND))
    ]
    outline = [
        {"age": group.name, "people": sign * people}
        for group in groups
        if group.outline
        for sign, people in ((-1, group.outline[0]), (1, group.outline[1]))
    ]
    layers: list[Spec] = [
        {
            "data": {"values": bars},
            "mark": {"type": "bar", "stroke": Ink.MAIN.stand_in},
            "encoding": {"x": x, "y": y, "fill": {"field": "fill", "type": "nominal", "scale": None}},
        },
        {
            "data": {"values": outline},
            "mark": {"type": "tick", "color": Ink.TEXT.stand_in, "thickness": 2, "bandSize": 18},
            "encoding": {"x": x, "y": y},
        },
    ]
    return specification(
        layers, width=width, height=24 * max(len(groups), 3), inner=width.value - _LABELS - 16
    )
