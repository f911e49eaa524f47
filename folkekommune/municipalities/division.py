"""The municipalities and city districts in force since 1 January 2024."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from folkekommune.municipalities.tables import read_rows

_YEARS = (2024, 2025, 2026)


@dataclass(frozen=True)
class Municipality:
    """A municipality of the 2024 division.

    :param name: the Norwegian name, :param official_name: the name in every official language.
    :param other_names: Sami and Kven names by language code (``se``, ``smj``, ``sma``, ``fkv``).
    :param residents: everyone living there on 1 January, by year.
    """

    number: str
    name: str
    official_name: str
    county_number: str
    county_name: str
    region: str
    other_names: dict[str, str] = field(hash=False)
    residents: dict[int, int] = field(hash=False)


@dataclass(frozen=True)
class District:
    """A city district (bydel) and the municipality it belongs to."""

    number: str
    name: str
    municipality: str
    residents: dict[int, int] = field(hash=False)


def municipality(number: str) -> Municipality | None:
    """Find a municipality by its 2024 number."""
    return _municipalities().get(number)


def municipalities() -> tuple[Municipality, ...]:
    """Give all 357 municipalities, ordered by number."""
    return tuple(_municipalities().values())


def district(number: str) -> District | None:
    """Find a district by its six-digit number."""
    return _districts().get(number)


def districts(municipality: str) -> tuple[District, ...]:
    """Give the districts of a municipality, ordered by number; none when it has no districts."""
    return tuple(entry for entry in _districts().values() if entry.municipality == municipality)


@cache
def _municipalities() -> dict[str, Municipality]:
    rows = sorted(read_rows("kommuner_2024.csv"), key=lambda row: row["kommunenr"])
    return {
        row["kommunenr"]: Municipality(
            number=row["kommunenr"],
            name=row["navn_norsk"],
            official_name=row["navn_offisielt"],
            county_number=row["fylkesnr"],
            county_name=row["fylkesnavn"],
            region=row["mattilsyn_region"],
            other_names={
                code: row[f"navn_{code}"] for code in ("se", "smj", "sma", "fkv") if row[f"navn_{code}"]
            },
            residents=_residents(row),
        )
        for row in rows
    }


@cache
def _districts() -> dict[str, District]:
    rows = sorted(read_rows("bydeler_2024.csv"), key=lambda row: row["bydelsnr"])
    return {
        row["bydelsnr"]: District(
            number=row["bydelsnr"],
            name=row["navn"],
            municipality=row["kommunenr"],
            residents=_residents(row),
        )
        for row in rows
    }


def _residents(row: dict[str, str]) -> dict[int, int]:
    return {year: int(row[f"folketall_{year}"]) for year in _YEARS if row[f"folketall_{year}"]}
