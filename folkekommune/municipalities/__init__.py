"""The municipal division of 2024, districts, population, and borders over time.

The data files, with source and licence, stand in ``data/``.
"""

from __future__ import annotations

from folkekommune.municipalities.borders import Successor, current_code, successors
from folkekommune.municipalities.district_names import district_code
from folkekommune.municipalities.division import (
    District,
    Municipality,
    district,
    districts,
    municipalities,
    municipality,
)
from folkekommune.municipalities.maps import attribution, topojson
from folkekommune.municipalities.population import LAST_AGE, Sex, population, population_years

__all__ = [
    "LAST_AGE",
    "District",
    "Municipality",
    "Sex",
    "Successor",
    "attribution",
    "current_code",
    "district",
    "district_code",
    "districts",
    "municipalities",
    "municipality",
    "population",
    "population_years",
    "successors",
    "topojson",
]
