"""The patients of a FHIR delivery: what a response needs to know of the person it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folkekommune.errors import InputError, Place
from folkekommune.ingest.delivery import DeliveredFile, Delivery
from folkekommune.ingest.formats.lines import read_lines
from folkekommune.ingest.mappings.mapping import Mapping
from folkekommune.ingest.reading.fhir_resources import (
    DAY_LENGTH,
    BrokenResourceError,
    check_count,
    read_resource,
    version_of,
)

_LATEST = "9999"


@dataclass(frozen=True, slots=True)
class Patient:
    """What a response needs to know of the person it is about."""

    version: int
    identity: str
    other_identities: str
    birth_date: str
    sex: str
    places: tuple[tuple[str, str, str, str], ...]
    """From and until a day, municipality, district."""

    def place_on(self, day: str) -> tuple[str, str]:
        """Give municipality and district on a day; the last one known where no period fits."""
        for start, end, municipality, district in self.places:
            if start <= day <= end:
                return municipality, district
        return self.places[-1][2:] if self.places else ("", "")


def read_patients(
    delivery: Delivery, file: DeliveredFile, mapping: Mapping, patients: dict[str, Patient]
) -> None:
    """Add the patients in a file, each in its highest version."""
    path = delivery.path(file)
    systems = mapping.options["identifiers"].split()
    count = 0
    for number, line, ended in read_lines(path):
        count += 1
        try:
            resource = read_resource(line, path, number, ended=ended)
            key, patient = str(resource["id"]), _patient(resource, systems, mapping)
        except (BrokenResourceError, KeyError, TypeError, AttributeError):
            raise InputError("ingest.patient-broken", place=Place(file=str(path), line=number)) from None
        known = patients.get(key)
        if known is None or patient.version >= known.version:
            patients[key] = patient
    check_count(path, file, count)


def _patient(resource: dict[str, Any], systems: list[str], mapping: Mapping) -> Patient:
    numbers = {entry.get("system"): str(entry.get("value", "")) for entry in resource.get("identifier", ())}
    known = [numbers[system].strip() for system in systems if numbers.get(system)]
    return Patient(
        version=version_of(resource),
        identity=known[0] if known else "",
        other_identities=" ".join(known[1:]),
        birth_date=str(resource.get("birthDate", "")),
        sex=str(resource.get("gender", "")),
        places=tuple(_place(address, mapping) for address in resource.get("address", ())),
    )


def _place(address: dict[str, Any], mapping: Mapping) -> tuple[str, str, str, str]:
    extensions = [*address.get("extension", ()), *address.get("_district", {}).get("extension", ())]
    codes = {entry.get("url"): _extension_text(entry) for entry in extensions}
    period = address.get("period", {})
    return (
        str(period.get("start", ""))[:DAY_LENGTH],
        str(period.get("end", _LATEST))[:DAY_LENGTH],
        codes.get(mapping.options.get("municipality_extension"), ""),
        codes.get(mapping.options.get("district_extension"), ""),
    )


def _extension_text(extension: dict[str, Any]) -> str:
    coding = extension.get("valueCoding") or extension.get("valueCodeableConcept", {}).get("coding", [{}])[0]
    return str(coding.get("code") or extension.get("valueString") or extension.get("valueCode") or "")
