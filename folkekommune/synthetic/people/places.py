"""Municipalities, their districts, and the health centres and schools in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.errors import UsageError
from folkekommune.synthetic.arrays import FloatArray, IntArray
from folkekommune.synthetic.source import Source

UNDIVIDED = ""


@dataclass(frozen=True)
class Places:
    """Where children live and where they are met; everything is referred to by its position here.

    A municipality without districts has one with the empty code.
    """

    municipalities: tuple[str, ...]
    names: tuple[str, ...]
    districts: tuple[str, ...]
    district_names: tuple[str, ...]
    district_municipality: IntArray
    ses_mean: FloatArray
    units: tuple[str, ...]
    unit_district: IntArray
    unit_at_school: IntArray

    def districts_of(self, municipality: int) -> IntArray:
        """Give the districts of a municipality."""
        return np.flatnonzero(self.district_municipality == municipality)

    def choose_units(self, district: IntArray, chance: FloatArray, *, at_school: bool) -> IntArray:
        """Give each child the health centre or school that its chance (0-1) falls on in its district."""
        chosen = np.zeros(len(district), dtype=np.int64)
        for one in range(len(self.districts)):
            here = np.flatnonzero((self.unit_district == one) & (self.unit_at_school == int(at_school)))
            rows = district == one
            chosen[rows] = here[(chance[rows] * len(here)).astype(np.int64)]
        return chosen


def build_places(source: Source, names: dict[str, str], municipalities: Sequence[str]) -> Places:
    """Lay out the places of the municipalities asked for.

    :param names: the name of every municipality and district there is, by its number.
    :raises UsageError: for a municipality that does not exist.
    """
    settings = source.settings("population.toml")["places"]
    means = {row["code"]: float(row["ses_mean"]) for row in source.rows("districts.csv")}
    unknown = [code for code in municipalities if code not in names]
    if unknown:
        raise UsageError("synthetic.municipality-unknown", municipality=unknown[0])
    divided = source.rows("geo/bydeler_2024.csv", delimiter=",")
    districts: list[tuple[str, int]] = []
    units: list[tuple[str, int, int]] = []
    for index, municipality in enumerate(municipalities):
        own = [row["bydelsnr"] for row in divided if row["kommunenr"] == municipality] or [UNDIVIDED]
        first = len(districts)
        districts.extend((code, index) for code in own)
        units.extend(_units(municipality, range(first, len(districts)), settings, divided=len(own) > 1))
    return Places(
        municipalities=tuple(municipalities),
        names=tuple(names[code] for code in municipalities),
        districts=tuple(code for code, _ in districts),
        district_names=tuple(names.get(code, "") for code, _ in districts),
        district_municipality=np.array([index for _, index in districts], dtype=np.int64),
        ses_mean=np.array([means.get(code or municipalities[index], 0.0) for code, index in districts]),
        units=tuple(unit for unit, _, _ in units),
        unit_district=np.array([district for _, district, _ in units], dtype=np.int64),
        unit_at_school=np.array([school for _, _, school in units], dtype=np.int64),
    )


def _units(
    municipality: str, districts: range, settings: dict[str, Any], *, divided: bool
) -> list[tuple[str, int, int]]:
    kind = "a_district" if divided else "undivided"
    units: list[tuple[str, int, int]] = []
    for school, (letter, key, width) in enumerate((("H", "centres", 2), ("S", "schools", 3))):
        each = int(settings[f"{key}_{kind}"])
        for position, district in enumerate(np.repeat(list(districts), each)):
            units.append((f"{municipality}-{letter}{position + 1:0{width}}", int(district), school))
    return units
