"""Patients, organisations and questionnaires as FHIR resources."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import BoolArray, IntArray, TextArray, day_number, iso_dates
from folkekommune.synthetic.faults.persons import NOBODY, PersonFaults, number_texts
from folkekommune.synthetic.frames import Frame
from folkekommune.synthetic.people.children import Children
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import YES_OR_NO, Item, Questionnaire
from folkekommune.synthetic.systems import Delivery
from folkekommune.synthetic.writing.answers_json import AnswerWriter

_NO_BASIS = "http://hl7.no/fhir/StructureDefinition"
_TYPES = {"code": "choice", "bool": "boolean", "int": "integer", "dec": "decimal", "text": "string"}
_SENT = "00:00:00Z"


@dataclass(frozen=True)
class KnownPatient:
    """A child as its record system knows it: a number or none yet, and where it lived last."""

    child: int
    number: str | None
    d_number: str | None
    born: str
    girl: bool
    district: int


@dataclass
class Patients:
    """The patients of one record system, and the one delivery that is being written.

    :param wrong_numbers: numbers with a fault, by child; :param wrong_sex: whose sex is wrong.
    """

    municipality: str
    children: Children
    places: Places
    names: TextArray
    persons: PersonFaults
    wrong_numbers: dict[int, str]
    wrong_sex: BoolArray
    settings: dict[str, Any]
    _day: dict[int, int] = field(default_factory=dict)
    _district: dict[int, int] = field(default_factory=dict)

    def see(self, frame: Frame) -> None:
        """Take note of who is in the delivery, and where they lived last."""
        for child, day, district in zip(
            frame.child.tolist(), frame.true_day.tolist(), frame.district.tolist(), strict=True
        ):
            if day >= self._day.get(child, -1):
                self._day[child], self._district[child] = day, district

    def identifiers(self, child: IntArray) -> list[str]:
        """Give the local ids of patients."""
        return [f"p{self.municipality}-{number + 1}" for number in child.tolist()]

    def known(self, delivery: Delivery) -> list[KnownPatient]:
        """Give what the record system knows of the patients when the delivery is extracted."""
        child = np.array(sorted(self._day), dtype=np.int64)
        if not len(child):
            return []
        extracted = day_number(delivery.extracted.date())
        known_from = self.persons.known_from[child]
        numbers, d_numbers = self._numbers(child), number_texts(self.children.d_numbers[child])
        born = iso_dates(self.children.born[child])
        girl = self.children.girl[child] != self.wrong_sex[child]
        return [
            KnownPatient(
                child=one,
                number=numbers[index] if known_from[index] <= extracted else None,
                d_number=d_numbers[index] if known_from[index] > 0 else None,
                born=born[index],
                girl=bool(girl[index]),
                district=self._district[one],
            )
            for index, one in enumerate(child.tolist())
        ]

    def resources(self, delivery: Delivery, *, rename: Callable[[str], str]) -> list[str]:
        """Give the patients of the delivery, one resource a line."""
        lines = []
        for patient in self.known(delivery):
            numbers = (
                (self.settings["d_number"], patient.d_number),
                (self.settings["identity"], patient.number),
            )
            resource = {
                "resourceType": "Patient",
                "id": f"p{self.municipality}-{patient.child + 1}",
                "meta": {"lastUpdated": f"{delivery.extracted:%Y-%m-%d}T{_SENT}"},
                "identifier": [{"system": system, "value": value} for system, value in numbers if value],
                "name": [{"text": self.names[patient.child]}],
                "gender": "female" if patient.girl else "male",
                "birthDate": patient.born,
                "address": [self._address(patient.district, rename)],
            }
            lines.append(_line(resource))
        return lines

    def _numbers(self, child: IntArray) -> list[str]:
        other = self.persons.shares_with[child]
        numbers = number_texts(self.children.numbers[np.where(other == NOBODY, child, other)])
        return [
            self.wrong_numbers.get(one, number) for one, number in zip(child.tolist(), numbers, strict=True)
        ]

    def _address(self, district: int, rename: Callable[[str], str]) -> dict[str, Any]:
        name = rename(self.places.names[self.places.municipalities.index(self.municipality)])
        municipality = _extension(
            "no-basis-municipalitycode", self.settings["municipality"], self.municipality, name
        )
        address: dict[str, Any] = {
            "use": "home",
            "district": name,
            "_district": {"extension": [municipality]},
        }
        code = self.places.districts[district]
        if code:
            label = rename(self.places.district_names[district])
            part = _extension("no-basis-urban-district", self.settings["district"], code, label)
            address["extension"] = [part]
        return address


def organisations(municipality: str, places: Places, *, rename: Callable[[str], str]) -> list[str]:
    """Give the municipality and its health centres and schools."""
    index = places.municipalities.index(municipality)
    name = rename(places.names[index])
    top = {"resourceType": "Organization", "id": municipality, "name": f"{name} kommune"}
    lines = [_line(top)]
    for unit, district, at_school in zip(
        places.units, places.unit_district.tolist(), places.unit_at_school.tolist(), strict=True
    ):
        if places.district_municipality[district] != index:
            continue
        kind = "skole" if at_school else "helsestasjon"
        where = rename(places.district_names[district]) or name
        resource = {
            "resourceType": "Organization",
            "id": unit,
            "name": f"{where} {kind} {unit.rsplit('-', 1)[-1]}",
            "partOf": {"reference": f"Organization/{municipality}"},
        }
        lines.append(_line(resource))
    return lines


def questionnaire_resource(
    questionnaire: Questionnaire, databank: Databank, occasion: str, *, version: str, answers: AnswerWriter
) -> dict[str, Any]:
    """Give the form of an occasion."""
    groups = []
    for theme, items in answers.items_at(occasion).items():
        group = {
            "linkId": f"hp.{theme}",
            "type": "group",
            "text": databank.themes[theme].nb,
            "item": [_question(item, occasion, databank) for item in items],
        }
        groups.append(group)
    return {
        "resourceType": "Questionnaire",
        "id": f"hp-{occasion}",
        "url": f"urn:folkekommune:hp:{occasion}",
        "version": version,
        "status": "active",
        "title": questionnaire.occasion(occasion).title,
        "item": groups,
    }


def _question(item: Item, occasion: str, databank: Databank) -> dict[str, Any]:
    question: dict[str, Any] = {
        "linkId": f"hp.{item.name}",
        "type": "reference" if item.role == "unit" else _TYPES[item.kind],
        "text": item.labels[occasion],
    }
    if item.coded and item.code_list != YES_OR_NO and item.code_list in databank.code_lists:
        code_list = databank.code_lists[item.code_list or ""]
        question["answerOption"] = [
            {
                "valueCoding": {
                    "system": f"urn:folkekommune:kodeverk:{code_list.name}",
                    "code": str(code.value),
                    "display": code.title.nb,
                }
            }
            for code in code_list.latest
            if not code.sentinel
        ]
    return question


def _extension(name: str, system: str, code: str, display: str) -> dict[str, Any]:
    coding = {"system": system, "code": code, "display": display}
    return {"url": f"{_NO_BASIS}/{name}", "valueCoding": coding}


def _line(resource: dict[str, Any]) -> str:
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
