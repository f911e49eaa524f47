"""Polygons for maps, and the line that credits their makers."""

from __future__ import annotations

from typing import Any, Literal

from folkekommune.municipalities.tables import read_json
from folkekommune.texts import Language, text

_FILES = {"municipalities": "kommuner_2024.topojson", "districts": "bydeler_2024.topojson"}


def topojson(kind: Literal["municipalities", "districts"]) -> dict[str, Any]:
    """Give the TopoJSON of all municipalities (object ``kommuner``) or districts (``bydeler``).

    A geometry's ``id`` is its number; districts also carry ``kommunenr`` among their properties.
    """
    return read_json(_FILES[kind])


def attribution(language: Language) -> str:
    """Write the line to print under maps and tables."""
    return text("municipalities.attribution", language)
