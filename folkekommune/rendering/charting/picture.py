"""A picture: a description in Vega-Lite or Vega, and what is made of it without a browser.

Descriptions name colours by role (:class:`folkekommune.rendering.charts.Ink`). On a page the roles become the
page's own CSS variables; in a file and in data they become the colours of one scheme.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

import vl_convert

from folkekommune.rendering.charts import Ink
from folkekommune.rendering.drawing import Spec, drawn
from folkekommune.texts import Language

PALETTE = (
    *("#2a7cc5", "#c8641e", "#1a8f6f", "#a8569b"),
    *("#8a7a12", "#c0506a", "#7a6fd0", "#5f7f8f"),
)
"""Colours of categories: 3:1 against a light and a dark page alike, told apart by the colour-blind."""

SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "triangle-right", "stroke")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [4, 2], [1, 3], [12, 3, 3, 3])

_SCALE = 2.0


class Scheme(Enum):
    """The colours of a picture that stands in no page: background, text, grid, axis, main, halo."""

    LIGHT = "light"
    DARK = "dark"

    @property
    def background(self) -> str:
        """The colour behind it."""
        return self._colours[Ink.HALO]

    @property
    def _colours(self) -> dict[Ink, str]:
        if self is Scheme.LIGHT:
            return {ink: ink.value[2] for ink in Ink}
        dark = {
            Ink.TEXT: "#e9edf2",
            Ink.GRID: "#3a4450",
            Ink.AXIS: "#8d97a3",
            Ink.MAIN: "#5ba3e6",
            Ink.BAND: "#24405c",
            Ink.OTHER: "#98a2ae",
            Ink.BORDER: "#98a2ae",
            Ink.HALO: "#161c24",
        }
        return {ink: dark.get(ink, ink.value[2]) for ink in Ink}

    def painted(self, written: str) -> str:
        """Put its colours in place of the roles."""
        for ink, colour in self._colours.items():
            if ink is not Ink.HATCH:
                written = written.replace(ink.stand_in, colour)
        return written


@dataclass(frozen=True)
class Picture:
    """A description of a picture.

    :param grammar: ``vega-lite`` or ``vega``.
    """

    grammar: str
    specification: Spec

    def published(self) -> Spec:
        """Give the description with the colours of a light page, for whoever draws it elsewhere."""
        found: Spec = json.loads(Scheme.LIGHT.painted(json.dumps(self.specification, sort_keys=True)))
        return found

    def svg(self, language: Language, scheme: Scheme | None = None) -> str:
        """Draw it: in the colours of the page it will stand in, or in those of a scheme."""
        svg = drawn(self.specification, language, grammar=self.grammar)
        if scheme is not None:
            # Fills behind the picture make it whole in a viewer that has no page around it.
            svg = scheme.painted(_with_hatch(svg))
            return re.sub(
                r"(<svg[^>]*>)",
                rf'\1<rect width="100%" height="100%" fill="{scheme.background}"/>',
                svg,
                count=1,
            )
        svg = _with_hatch(svg)
        for ink in Ink:
            if ink is not Ink.HATCH:
                svg = svg.replace(ink.stand_in, ink.paint)
        return svg

    def png(self, language: Language, scheme: Scheme = Scheme.LIGHT) -> bytes:
        """Draw it as dots."""
        return bytes(vl_convert.svg_to_png(self.svg(language, scheme), scale=_SCALE))


def _with_hatch(svg: str) -> str:
    """Put lines in place of the fill of what is hidden."""
    if Ink.HATCH.stand_in not in svg:
        return svg
    identifier = f"hatch-{sha256(svg.encode()).hexdigest()[:8]}"
    lines = (
        f'<defs><pattern id="{identifier}" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="8" '
        f'stroke="{Ink.OTHER.stand_in}" stroke-width="2"/></pattern></defs>'
    )
    svg = svg.replace(Ink.HATCH.stand_in, f"url(#{identifier})")
    return re.sub(r"(<svg[^>]*>)", rf"\1{lines}", svg, count=1)
