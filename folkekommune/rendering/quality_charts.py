"""Pictures of a quality report: how complete places are, and how their means drift."""

from __future__ import annotations

from folkekommune.disclosure.results import SafeTable
from folkekommune.rendering.charts import Ink, Width, draw, specification
from folkekommune.rendering.drawing import Spec
from folkekommune.texts import Language

_ROW = 24
_LABELS = 220
_NARROW_LABELS = 120
_SERIES = 5
_ENDS = 300
_NARROW_ENDS = 70


def completeness_chart(table: SafeTable, *, language: Language, width: Width = Width.WIDE) -> str:
    """Draw a bar for each place: how much of what was asked is answered."""
    values = []
    for cell in table.cells:
        answered = cell.value("answered").text
        if answered is not None:
            label = getattr(table.dimensions[0].categories[cell.place[0] or 0], language)
            values.append({"site": label, "answered": float(answered)})
    spec: Spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "color": Ink.MAIN.stand_in, "height": {"band": 0.7}},
        "encoding": {
            "y": {"field": "site", "type": "nominal", "sort": None, "axis": _label_axis(width)},
            "x": {
                "field": "answered",
                "type": "quantitative",
                "scale": {"domain": [0, 100]},
                "axis": {"title": None, "labelExpr": "datum.value + ' %'", "tickCount": 5},
            },
        },
    }
    labels = _LABELS if width is Width.WIDE else _NARROW_LABELS
    height = _ROW * max(len(values), 2)
    return draw(specification([spec], width=width, height=height, inner=width.value - labels), language)


def drift_chart(table: SafeTable, *, language: Language, width: Width = Width.WIDE) -> str:
    """Draw the places and measures whose mean z-score has been farthest from the rest, year by year."""
    drawn = _farthest(table, language)
    wide = width is Width.WIDE
    values = [point for points in drawn for point in points]
    # A telephone has no room for names: the lines are numbered, see drift_names.
    ends = [points[-1] | {"end": points[-1]["name"] if wide else str(n)} for n, points in enumerate(drawn, 1)]
    # The server measures text in another font than the page shows, so every other year is left out here.
    often = 2 if wide else 4
    expression = f"+datum.label % {often} == 0 ? datum.label : ''"
    axis = {"title": None, "labelAngle": 0, "labelExpr": expression}
    x = {"field": "year", "type": "ordinal", "sort": "ascending", "axis": axis}
    y = {"field": "mean", "type": "quantitative", "axis": {"title": None, "tickCount": 5}}
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "line", "color": Ink.MAIN.stand_in, "strokeWidth": 1.5, "point": True},
            "encoding": {"x": x, "y": y, "detail": {"field": "name"}},
        },
        {
            "data": {"values": ends},
            "mark": {"type": "text", "align": "left", "dx": 8, "color": Ink.TEXT.stand_in, "fontSize": 13},
            "encoding": {"x": x, "y": y, "text": {"field": "end"}},
        },
    ]
    inner = width.value - (_ENDS if wide else _NARROW_ENDS)
    return draw(specification(layers, width=width, height=260, inner=inner), language)


def drift_names(table: SafeTable, language: Language) -> tuple[str, ...]:
    """Name the lines of the picture of drift, in the order they are numbered."""
    return tuple(points[0]["name"] for points in _farthest(table, language))


def _farthest(table: SafeTable, language: Language) -> list[list[Spec]]:
    series: dict[str, list[Spec]] = {}
    sites, years = table.dimensions
    for cell in table.cells:
        site = getattr(sites.categories[cell.place[0] or 0], language)
        year = getattr(years.categories[cell.place[1] or 0], language)
        for measure, value in cell.values:
            if value.text is not None:
                name = f"{site}, {measure}"
                series.setdefault(name, []).append({"name": name, "year": year, "mean": float(value.text)})
    farthest = sorted(series.values(), key=lambda points: -max(abs(point["mean"]) for point in points))
    return [sorted(points, key=lambda point: point["year"]) for points in farthest[:_SERIES]]


def _label_axis(width: Width) -> Spec:
    limit = _LABELS if width is Width.WIDE else _NARROW_LABELS
    return {"title": None, "labelLimit": limit - 10, "ticks": False, "domain": False}
