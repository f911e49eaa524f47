"""Lines over time; each differs by colour, dash and mark, and a hidden period leaves a gap."""

from __future__ import annotations

from folkekommune.rendering.charting.arrangement import Arrangement, colour, height, panels
from folkekommune.rendering.charting.picture import DASHES, PALETTE, SHAPES, Picture
from folkekommune.rendering.charting.reading import Reader, number_of, sign_of
from folkekommune.rendering.charts import Ink
from folkekommune.rendering.drawing import Spec


def picture(reader: Reader) -> Picture:
    """Describe lines in Vega-Lite."""
    across = reader.place("x") or 0
    series = reader.place("bar")
    variables = reader.place("variable")
    if series is None and variables is not None and len(reader.labels(variables)) > 1:
        series = variables
    arrangement = Arrangement(across, series, panel=reader.place("by"))
    facet, width = panels(reader, arrangement)
    unit = {
        "layer": _layers(reader, arrangement),
        "width": width,
        "height": height(reader, arrangement),
    }
    rows = _rows(reader, arrangement)
    return Picture("vega-lite", reader.top({**facet, "spec": unit} if facet else unit, rows))


def _rows(reader: Reader, arrangement: Arrangement) -> list[dict[str, object]]:
    """Give the points; a line goes on only between neighbours that are both shown."""
    periods = reader.labels(arrangement.main)
    found: dict[tuple[object, object], list[dict[str, object]]] = {}
    for mark, value in reader.marks():
        row: dict[str, object] = {
            name: reader.label(at, mark.place[at]) for name, at in arrangement.channels().items()
        }
        row |= {"value": number_of(value), "series": _series(reader, arrangement, mark.place)}
        if value.text is None:
            row["sign"] = sign_of(value)
        found.setdefault((row.get("colour"), row.get("panel")), []).append(row)
    for rows in found.values():
        part = 0
        for row in sorted(rows, key=lambda row: periods.index(str(row["main"]))):
            part += row["value"] is None
            row["part"] = part
    return [row for rows in found.values() for row in rows]


def _layers(reader: Reader, arrangement: Arrangement) -> list[Spec]:
    unit = " %" if reader.chart.measure == "percent" else ""
    x: Spec = {
        "field": "main",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": reader.labels(arrangement.main), "type": "point", "padding": 0.3},
        "axis": {
            "title": reader.title(arrangement.main) or None,
            "labelAngle": 0,
            "grid": False,
            "labelOverlap": "greedy",
            "labelSeparation": 10,
        },
    }
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": reader.chart.measure in {"freq", "percent", "sum"}, "nice": True},
        "axis": {
            "title": reader.measure_title(),
            "tickCount": 5,
            "labelExpr": f"format(datum.value, ',') + '{unit}'",
        },
    }
    encoding: Spec = {"x": x, "y": y}
    line: Spec = {"type": "line", "strokeWidth": 2.5}
    point: Spec = {"type": "point", "filled": True, "size": 70, "opacity": 1}
    lines, points = dict(encoding), dict(encoding)
    lines["detail"] = {"field": "part", "type": "nominal"}
    if arrangement.colour is None:
        line["color"] = point["color"] = Ink.MAIN.stand_in
    else:
        labels = reader.labels(arrangement.colour)
        told = colour(reader, arrangement.colour, "colour")
        lines |= {"color": told, "strokeDash": _dashes(len(labels))}
        points |= {"color": told, "shape": _told(labels, list(SHAPES), told)}
    return [
        {"transform": [{"filter": "isValid(datum.value)"}], "mark": line, "encoding": lines},
        {"transform": [{"filter": "isValid(datum.value)"}], "mark": point, "encoding": points},
        {
            "transform": [{"filter": "isValid(datum.sign)"}],
            "mark": {"type": "text", "fontSize": 13, "baseline": "bottom", "color": Ink.TEXT.stand_in},
            "encoding": {
                "x": x,
                "y": {"value": height(reader, arrangement) - 4},
                "text": {"field": "sign", "type": "nominal"},
            },
        },
    ]


def _series(reader: Reader, arrangement: Arrangement, place: tuple[str, ...]) -> int:
    at = arrangement.colour
    return 0 if at is None else reader.labels(at).index(reader.label(at, place[at]))


def _dashes(series: int) -> Spec:
    """Describe dashes without a legend of their own: the marks are told there."""
    told = [
        {"test": f"datum.series == {number}", "value": DASHES[number % len(DASHES)]}
        for number in range(1, series)
    ]
    return {"condition": told, "value": DASHES[0]}


def _told(labels: list[str], kinds: list[object], told: Spec) -> Spec:
    """Describe a second sign of a category beside its colour, in the same legend."""
    return {
        "field": "colour",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": labels, "range": [kinds[n % len(PALETTE)] for n in range(len(labels))]},
        "legend": told["legend"],
    }
