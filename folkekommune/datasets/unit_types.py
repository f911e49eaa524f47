"""The unit types of microdata.no: how each is identified."""

from __future__ import annotations

from enum import Enum


class Identification(Enum):
    """What an identifier looks like."""

    IDENTITY_NUMBER = "fnr"
    TEXT = "text"
    NUMBER = "number"


UNIT_TYPES: dict[str, Identification] = {
    **dict.fromkeys(("PERSON", "FAMILIE", "HUSHOLDNING", "SOESKEN"), Identification.IDENTITY_NUMBER),
    **dict.fromkeys(("BK_HELSESTASJONSKONSULTASJON", "HKDIR_HYU_OPPMELDING"), Identification.NUMBER),
    **dict.fromkeys(
        (
            "BEDRIFT",
            "BRUKSENHET",
            "FENGSLINGER_TILGANG",
            "FORETAK",
            "HKDIR_STUDIESOKNAD",
            "JOBB",
            "KJORETOY",
            "KOMMUNE",
            "KRG_KREFTTILFELLE",
            "KURS",
            "MALEPUNKT",
            "NPR_EPISODE",
            "NPR_PROSEDYRE",
            "NPR_SYKEHUSOPPHOLD",
            "SOSTIL",
            "TRAFIKKULYKKE",
            "TRAFIKKULYKKE_PERSON",
            "VIRKSOMHET",
        ),
        Identification.TEXT,
    ),
}
"""A new unit type needs a change in microdata.no's own tool too."""

MUNICIPALITY = "KOMMUNE"
"""As a value it is held against the list of municipality numbers."""
