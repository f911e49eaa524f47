"""What a place of an official table is called, in the three languages."""

from __future__ import annotations

from functools import cache

from folkekommune.catalogue.model import Texts
from folkekommune.municipalities.division import district, municipalities, municipality
from folkekommune.official.figures import Area, Level
from folkekommune.texts import text


def name_of(area: Area) -> Texts:
    """Name a place; one that is not known goes by its number."""
    match area.level:
        case Level.COUNTRY:
            return _told("official.country")
        case Level.KOSTRA_GROUP:
            return _told("official.kostra-group", area.code)
        case Level.FORMER:
            return _told("official.former", area.code)
        case Level.COUNTY:
            return _everywhere(_counties().get(area.code, area.code))
        case Level.MUNICIPALITY:
            known = municipality(area.code)
            return _everywhere(known.name if known else area.code)
        case Level.DISTRICT:
            part = district(area.code)
            return _everywhere(part.name if part else area.code)


def _told(code: str, number: str = "") -> Texts:
    return Texts(*(text(code, language, number=number) for language in ("nb", "nn", "en")))


def _everywhere(name: str) -> Texts:
    return Texts(name, name, name)


@cache
def _counties() -> dict[str, str]:
    return {each.county_number: each.county_name for each in municipalities()}
