"""What descriptions in Vega share, for marks that Vega-Lite does not have."""

from __future__ import annotations

from folkekommune.rendering.charts import CONFIGURATION
from folkekommune.rendering.drawing import Spec

_SCHEMA = "https://vega.github.io/schema/vega/v6.json"


def vega(
    data: dict[str, list[dict[str, object]]],
    *,
    marks: list[Spec],
    size: tuple[int, int],
    scales: list[Spec] | None = None,
    axes: list[Spec] | None = None,
) -> Spec:
    """Put a description together.

    :param data: rows by name.
    """
    width, height = size
    return {
        "$schema": _SCHEMA,
        "background": None,
        "padding": 6,
        "width": width,
        "height": height,
        "data": [{"name": name, "values": rows} for name, rows in data.items()],
        "scales": scales or [],
        "axes": axes or [],
        "marks": marks,
        "config": {"axis": CONFIGURATION["axis"], "text": {"font": CONFIGURATION["font"]}},
    }


def axes(across: str, upwards: str) -> list[Spec]:
    """Describe two axes of numbers."""
    font = {"labelFont": CONFIGURATION["font"], "titleFont": CONFIGURATION["font"], "format": ","}
    return [
        {"scale": "across", "orient": "bottom", "title": across, "tickCount": 6, "titlePadding": 8, **font},
        {"scale": "upwards", "orient": "left", "title": upwards, "tickCount": 6, "titlePadding": 8, **font},
    ]
