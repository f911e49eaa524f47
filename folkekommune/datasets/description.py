"""What a dataset says of itself, in the catalogue's words. Only for metadata that the check let through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Sensitivity,
    Temporality,
    Texts,
    ValueType,
    Variable,
)
from folkekommune.datasets.municipality_codes import municipality_codes
from folkekommune.datasets.unit_types import MUNICIPALITY, UNIT_TYPES, Identification

_BEGINNING = date(1900, 1, 1)
_INSTEAD = {"nb": ("nb", "no"), "nn": ("nn", "no", "nb"), "en": ("en", "no", "nb")}


@dataclass(frozen=True)
class Description:
    """A dataset's variable.

    :param value_unit: the unit type of the value, when the value is a unit.
    :param theme: the first subject field.
    :param filled_in: languages in which some text was missing and stands in Norwegian.
    """

    variable: Variable
    identification: Identification
    value_unit: str | None
    theme: Texts
    filled_in: frozenset[str]


def describe(name: str, content: dict[str, Any]) -> Description:
    """Read the variable out of the metadata."""
    filled_in: set[str] = set()

    def texts(entries: list[dict[str, str]]) -> Texts:
        known: dict[str, str] = {}
        for entry in entries:
            known.setdefault(entry["languageCode"], entry["value"])
        filled_in.update(language for language in ("nn", "en") if language not in known)
        chosen = {
            language: next(known[code] for code in codes if code in known)
            for language, codes in _INSTEAD.items()
        }
        return Texts(**chosen)

    def code(entry: dict[str, Any], *, sentinel: bool) -> Code:
        until = entry.get("validUntil")
        return Code(
            value=entry["code"],
            title=texts(entry["categoryTitle"]),
            valid_from=date.fromisoformat(entry["validFrom"]) if not sentinel else _BEGINNING,
            valid_until=date.fromisoformat(until) if until else None,
            sentinel=sentinel,
        )

    measure = content["measureVariables"][0]
    domain = measure.get("valueDomain") or {}
    title = texts(measure["name"])
    code_list = None
    if domain.get("codeList"):
        codes = [code(entry, sentinel=False) for entry in domain["codeList"]]
        codes += [code(entry, sentinel=True) for entry in domain.get("sentinelAndMissingValues") or []]
        code_list = CodeList(name.lower(), title, tuple(codes))
    unit = measure.get("unitType")
    unit_type = content["identifierVariables"][0]["unitType"]
    measured_in = domain.get("measurementUnitDescription")
    variable = Variable(
        name=name,
        title=title,
        description=texts(measure["description"]),
        value_type=_value_type(measure, unit),
        temporality=Temporality(content["temporalityType"]),
        unit_type=unit_type,
        sensitivity=Sensitivity(content["sensitivityLevel"]),
        code_list=municipality_codes() if unit == MUNICIPALITY else code_list,
        unit=texts(measured_in).nb if measured_in else None,
    )
    theme = texts(content["subjectFields"][0])
    return Description(variable, UNIT_TYPES[unit_type], unit, theme, frozenset(filled_in))


def _value_type(measure: dict[str, Any], unit: str | None) -> ValueType:
    if unit is None:
        return ValueType(measure["dataType"])
    return ValueType.INTEGER if UNIT_TYPES[unit] is Identification.NUMBER else ValueType.STRING
