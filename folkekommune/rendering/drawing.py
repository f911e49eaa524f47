"""Descriptions of charts drawn as SVG by Vega, each once.

A picture is kept packed, a tenth as large: unpacking it takes no time beside drawing it, and a server that
draws little needs little memory, for every drawing leaves something behind in the drawer's own.
"""

from __future__ import annotations

import json
import re
import zlib
from functools import lru_cache
from typing import Any

import vl_convert

from folkekommune.texts import MINUS, Language

Spec = dict[str, Any]

VEGA, VEGA_LITE = "vega", "vega-lite"
_VERSION = "6.4"  # equal to the browser's bundle, else legends differ
# Axes have the minus sign of the tables below them; the numbers of a description are data with a hyphen.
_FORMATS: dict[str, Spec] = {
    "nb": {
        "decimal": ",",
        "thousands": "\N{NO-BREAK SPACE}",
        "minus": MINUS,
        "grouping": [3],
        "currency": ["", " kr"],
    },
    "en": {"decimal": ".", "thousands": ",", "minus": MINUS, "grouping": [3], "currency": ["NOK ", ""]},
}


def drawn(specification: Spec, language: Language, *, grammar: str = VEGA_LITE) -> str:
    """Draw a description, in its own colours.

    :param grammar: ``vega-lite`` or ``vega``.
    """
    asked = zlib.compress(json.dumps(specification, sort_keys=True).encode())
    return zlib.decompress(_drawn(grammar, asked, "en" if language == "en" else "nb")).decode()


@lru_cache(maxsize=1024)
def _drawn(grammar: str, asked: bytes, formats: str) -> bytes:
    specification = zlib.decompress(asked).decode()
    options: dict[str, Any] = {"format_locale": _FORMATS[formats], "allowed_base_urls": []}
    if grammar == VEGA:
        svg: str = vl_convert.vega_to_svg(specification, **options)
    else:
        svg = vl_convert.vegalite_to_svg(specification, vl_version=_VERSION, **options)
    # Vega speaks English and names internal fields: the figure around it says what it shows.
    svg = re.sub(r' (?:role|aria-roledescription|aria-label|class)="[^"]*"', "", svg)
    return zlib.compress(svg.encode())
