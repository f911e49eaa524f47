"""A pie: the counts of the categories of a variable as slices, each with its share written beside it."""

from __future__ import annotations

from folkekommune.rendering.charting.arrangement import colour
from folkekommune.rendering.charting.picture import Picture
from folkekommune.rendering.charting.reading import Reader, number_of
from folkekommune.rendering.charts import Ink, Width
from folkekommune.rendering.drawing import Spec
from folkekommune.texts import number

_RADIUS = {Width.WIDE: 130, Width.NARROW: 80}
_SMALLEST_WRITTEN = 0.03


def picture(reader: Reader) -> Picture:
    """Describe a pie in Vega-Lite; what is hidden has no slice and is told below it."""
    radius = _RADIUS[reader.width]
    shown = [(mark, number_of(value)) for mark, value in reader.marks()]
    whole = sum(count for _, count in shown if count is not None) or 1.0
    rows: list[dict[str, object]] = [
        {
            "bar": reader.label(0, mark.place[0]),
            "value": count,
            "order": order,
            "written": f"{number(100 * count / whole, reader.language, 0)} %"
            if count / whole >= _SMALLEST_WRITTEN
            else "",
        }
        for order, (mark, count) in enumerate(shown)
        if count is not None
    ]
    slices = colour(reader, 0, "bar")
    slices["legend"] |= {"orient": "right" if reader.width is Width.WIDE else "bottom", "columns": 1}
    theta: Spec = {"field": "value", "type": "quantitative", "stack": True}
    layers: list[Spec] = [
        {
            "mark": {"type": "arc", "outerRadius": radius, "stroke": Ink.HALO.stand_in, "strokeWidth": 2},
            "encoding": {"theta": theta, "color": slices, "order": {"field": "order"}},
        },
        {
            "mark": {"type": "text", "radius": radius + 22, "fontSize": 14, "fill": Ink.TEXT.stand_in},
            "encoding": {
                "theta": theta,
                "text": {"field": "written", "type": "nominal"},
                "order": {"field": "order"},
                "detail": {"field": "bar"},
            },
        },
    ]
    size = 2 * radius + 80
    return Picture("vega-lite", reader.top({"layer": layers, "width": size, "height": size}, rows))
