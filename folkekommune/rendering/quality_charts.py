"""Pictures of a quality report: how complete places are, and how their means drift."""

from __future__ import annotations

from folkekommune.disclosure.results import SafeTable
from folkekommune.rendering.charts import Ink, Spec, Width, draw, specification
from folkekommune.texts import Language

_ROW = 24
_LABELS = 220


def completeness_chart(table: SafeTable, *, language: Language) -> str:
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
            "y": {"field": "site", "type": "nominal", "sort": None, "axis": _label_axis()},
            "x": {
                "field": "answered",
                "type": "quantitative",
                "scale": {"domain": [0, 100]},
                "axis": {"title": None, "labelExpr": "datum.value + ' %'", "tickCount": 5},
            },
        },
    }
    return draw(specification([spec], width=Width.WIDE, height=_ROW * max(len(values), 2)), language)


def drift_chart(table: SafeTable, *, language: Language) -> str:
    """Draw the mean z-score of each place against the rest, a point a year and measure."""
    sites, years = table.dimensions
    values = []
    for cell in table.cells:
        for measure, value in cell.values:
            if value.text is not None:
                values.append(
                    {
                        "site": getattr(sites.categories[cell.place[0] or 0], language),
                        "year": getattr(years.categories[cell.place[1] or 0], language),
                        "measure": measure,
                        "mean": float(value.text),
                    }
                )
    x = {
        "field": "year",
        "type": "ordinal",
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": "greedy"},
    }
    y = {"field": "mean", "type": "quantitative", "axis": {"title": None, "tickCount": 5}}
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "line", "color": Ink.BAND.stand_in, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y, "detail": [{"field": "site"}, {"field": "measure"}]},
        },
        {
            "data": {"values": values},
            "mark": {"type": "point", "color": Ink.MAIN.stand_in, "filled": True, "size": 28},
            "encoding": {"x": x, "y": y},
        },
    ]
    return draw(specification(layers, width=Width.WIDE, height=260), language)


def _label_axis() -> Spec:
    return {"title": None, "labelLimit": _LABELS, "ticks": False, "domain": False}
