"""Protected cubes, prepared cubes and publications made of a few invented numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import SafeCube
from folkekommune.keys import Keys
from folkekommune.published.prepared import PreparedCubes
from folkekommune.query.columns import ReleaseRef

DATABANK = "no.folkekommune.helseprofil"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEYS = Keys(b"a key of nobody but these tests!")


def cell(
    year: int,
    cases: int | None,
    complement: int | None,
    *,
    district: str | None = None,
    sex: str | None = None,
    municipality: str = "4601",
) -> dict[str, Any]:
    """Write a cell as plain data; ``None`` is a number in the band, and hides the share.

    The interval is four points to each side, the strict one eight.
    """
    shown = cases is not None and complement is not None
    share = 100 * cases / (cases + complement) if shown else 0.0
    limits = [[share / 100 - width, share / 100 + width] for width in (0.04, 0.08)]
    return {
        "municipality": municipality,
        "district": district,
        "year": year,
        "sex": sex,
        "numerator": _value(cases),
        "complement": _value(complement),
        "share": {
            "text": f"{share:.0f}" if shown else None,
            "sign": "" if shown else ":",
            "lower": f"{share - 4:.1f}" if shown else None,
            "upper": f"{share + 4:.1f}" if shown else None,
        },
        "limits95": limits[0] if shown else None,
        "limits998": limits[1] if shown else None,
    }


def _value(count: int | None) -> dict[str, Any]:
    written = None if count is None else str(count)
    return {"text": written, "sign": "0-4" if count is None else "", "lower": None, "upper": None}


def cube(
    cells: Iterable[dict[str, Any]],
    *,
    indicator: str = "fullamming_6uker",
    version: int = 1,
    municipality: str = "4601",
) -> SafeCube:
    """Make a protected cube of plain cells."""
    made = restore(
        {
            "kind": "cube",
            "protection": {"policy": "standard-1", "noise_sd": 1.7, "notes": []},
            "indicator": indicator,
            "version": version,
            "municipality": municipality,
            "cells": list(cells),
        }
    )
    assert isinstance(made, SafeCube)
    return made


def prepared(
    *cubes: SafeCube, version: str = "1.0.0", municipality: str = "4601", public: Iterable[SafeCube] = ()
) -> PreparedCubes:
    """Prepare cubes; everyone sees the same as the municipality, unless told otherwise."""
    made = cubes or (cube([cell(2024, 60, 40, municipality=municipality)], municipality=municipality),)
    return PreparedCubes(
        release=ReleaseRef(DATABANK, version),
        municipality=municipality,
        policy="standard-1",
        noise_variance=3.0,
        municipal=made,
        public=tuple(public) or made,
        history={"a cell": PublishedCell("", 123, 61, 60)},
    )
