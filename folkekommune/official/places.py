"""Read a place as statistics banks write it: a number, a number with a name, or a name alone."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from folkekommune.municipalities.borders import successors
from folkekommune.municipalities.division import district, municipalities
from folkekommune.official.cubes import Category
from folkekommune.official.figures import COUNTRY, Area, Level

_COUNTRY = re.compile(
    r"(0|00|EAK|0000|landet|hele landet|heile landet|the whole country|norge)", re.IGNORECASE
)
_GROUP = re.compile(r"(?:EKG|KG)0*(\d{1,2})", re.IGNORECASE)
_COUNTY = re.compile(r"(?:EKA|F-?)?(\d{2})(?:00)?", re.IGNORECASE)
_MUNICIPALITY = re.compile(r"(?:K[-_]?)?(\d{4})", re.IGNORECASE)
_DISTRICT = re.compile(r"(?:B[-_]?)?(\d{6})[a-z]?", re.IGNORECASE)
_VALIDITY = re.compile(r"\s*-?\s*\((?:\d{4})?\s*-\s*(?:\d{4})?\)$")


def area_of(category: Category) -> Area | None:
    """Give the place of a category; ``None`` for what is no place that figures are kept for.

    A county is told from a municipality by its length. KOSTRA's ``EAK`` is the whole country; its
    ``EAKUO`` (without Oslo) is none of ours.
    """
    code, label = category.code.strip(), category.label.strip()
    return _by_number(code) or _by_number(code.partition(" ")[0]) or _by_number(label) or _by_name(label)


def _by_number(written: str) -> Area | None:
    if _COUNTRY.fullmatch(written):
        return COUNTRY
    if group := _GROUP.fullmatch(written):
        return Area(Level.KOSTRA_GROUP, group[1])
    if (part := _DISTRICT.fullmatch(written)) and district(part[1]):
        return Area(Level.DISTRICT, part[1])
    if (place := _MUNICIPALITY.fullmatch(written)) and successors(place[1]):
        return Area(Level.MUNICIPALITY, place[1])
    if (county := _COUNTY.fullmatch(written)) and county[1] in _county_names().values():
        return Area(Level.COUNTY, county[1])
    return None


def _by_name(written: str) -> Area | None:
    """Find a name that only one place has, without its years of validity (``Bergen (-2019)`` is none)."""
    name = written.strip().casefold()
    if _VALIDITY.search(name):
        return None
    if name in _county_names():
        return Area(Level.COUNTY, _county_names()[name])
    number = _municipality_names().get(name)
    return Area(Level.MUNICIPALITY, number) if number else None


@cache
def _municipality_names() -> dict[str, str]:
    """Give the numbers of names that are no one else's; Oslo is both county and municipality."""
    count = Counter(each.name.casefold() for each in municipalities())
    return {
        each.name.casefold(): each.number for each in municipalities() if count[each.name.casefold()] == 1
    }


@cache
def _county_names() -> dict[str, str]:
    found = {each.county_name.partition(" - ")[0].casefold(): each.county_number for each in municipalities()}
    found.pop("oslo", None)
    return found | {"oslo fylke": "03"}
