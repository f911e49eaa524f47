"""Descriptions, files and tables of a few invented numbers, in the shapes of statistics banks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.official.description_files import load_descriptions
from folkekommune.official.descriptions import Description
from folkekommune.official.figures import Area, Level, OfficialFigure, Slot
from folkekommune.official.library import Receipt

BANK = "no.folkekommune.helseprofil"
KNOWN = load_descriptions(load_packages(shipped_folder(), shipped_folder() / "none")[BANK])
OFFICIAL_RECEIPT = Receipt(
    databank=BANK,
    code="tannhelse_5aar",
    number=0,
    description=1,
    title="Tabell",
    source="SSB, KOSTRA",
    licence="CC BY 4.0",
    address="",
    updated="",
    fetched="2026-05-17",
    checksum="ab",
    invented=False,
    kept_at="2026-05-18T12:00:00",
    kept_by="3",
    figures=2,
)
BERGEN, ALVER = (Area(Level.MUNICIPALITY, number) for number in ("4601", "4631"))


def description(code: str = "tannhelse_5aar", **changes: Any) -> Description:
    """Give a description that ships, changed."""
    return replace(KNOWN[code], **changes)


def figure(cases: float, people: float) -> OfficialFigure:
    """Make a percentage of its counts."""
    return OfficialFigure(100 * cases / people, cases, people)


def at(code: str, year: int, sex: str = "") -> Slot:
    """Name a municipality's figure."""
    return Slot(Area(Level.MUNICIPALITY, code), year, sex=sex)


def json_stat(
    dimensions: Mapping[str, Sequence[str]], values: Any, *, status: Any = None, **changes: Any
) -> bytes:
    """Write a JSON-stat 2 file whose labels are the codes."""
    content = {
        "version": "2.0",
        "class": "dataset",
        "label": "Tabell",
        "id": list(dimensions),
        "size": [len(codes) for codes in dimensions.values()],
        "dimension": {
            name: {"label": name, "category": {"index": list(codes), "label": {c: c for c in codes}}}
            for name, codes in dimensions.items()
        },
        "value": values,
        "status": status or {},
    }
    return json.dumps(content | changes).encode()
