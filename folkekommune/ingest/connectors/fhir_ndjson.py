"""Read a FHIR R4 bulk export: NDJSON with Patient and QuestionnaireResponse, one resource a line.

The patients come first, since a response only refers to them; they are kept while the responses stream
past. The same response may come several times with rising versions, and ``entered-in-error`` withdraws it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import ROWS_AT_A_TIME, Batch, Remark
from folkekommune.ingest.delivery import DeliveredFile, Delivery
from folkekommune.ingest.formats.lines import read_lines, starts_with_mark
from folkekommune.ingest.mappings.mapping import (
    BIRTH_DATE,
    FORM,
    OTHER_IDENTITY,
    PERSON,
    SEX,
    VISIT_DATE,
    Mapping,
    file_pattern,
)
from folkekommune.ingest.reading.fhir_patients import Patient, read_patients
from folkekommune.ingest.reading.fhir_resources import (
    BrokenResourceError,
    check_count,
    collect_answers,
    local_day,
    read_resource,
    version_of,
)
from folkekommune.ingest.reading.gathering import Gatherer

SHAPE = "fhir_ndjson"
REQUIRED = ("patients", "visits", "questionnaire", "identifiers")
WITHDRAWN = "entered-in-error"


def check(mapping: Mapping) -> None:
    """Refuse a mapping without the options that this shape needs."""
    for key in REQUIRED:
        if key not in mapping.options:
            raise InputError("ingest.key-missing", place=Place(file=str(mapping.file)), key=f"options.{key}")
    file_pattern(mapping, "patients")
    file_pattern(mapping, "visits")


def visit_files(delivery: Delivery, mapping: Mapping) -> list[DeliveredFile]:
    """Give the files of responses."""
    return _files(delivery, mapping, "visits")


def read(delivery: Delivery, mapping: Mapping, databank: Databank) -> Iterator[Batch]:
    """Read patients, then every file of responses."""
    patients: dict[str, Patient] = {}
    remarks = []
    for file in _files(delivery, mapping, "patients"):
        read_patients(delivery, file, mapping, patients)
        remarks += _marked(delivery.path(file))
    if not _files(delivery, mapping, "patients"):
        raise InputError("ingest.patients-missing", place=Place(file=str(delivery.folder)))
    for file in visit_files(delivery, mapping):
        path = delivery.path(file)
        responses = _Responses(path, file, mapping, databank, patients)
        yield from responses.batches([*remarks, *_marked(path)])
        remarks = []


def _files(delivery: Delivery, mapping: Mapping, option: str) -> list[DeliveredFile]:
    pattern = file_pattern(mapping, option)
    return [file for file in delivery.files if pattern.fullmatch(file.name)]


class _Responses:
    """One file of responses."""

    def __init__(
        self,
        path: Path,
        file: DeliveredFile,
        mapping: Mapping,
        databank: Databank,
        patients: dict[str, Patient],
    ) -> None:
        self._path = path
        self._file = file
        self._mapping = mapping
        self._databank = databank
        self._patients = patients
        self._forms: dict[str, str] = {}
        self._codes_by_form = any(dated.forms for dated in mapping.writing.dated)
        self._gatherer = Gatherer(path.name, mapping, databank)

    def batches(self, remarks: list[Remark]) -> Iterator[Batch]:
        """Give the responses in batches, then check that all of them were there."""
        gatherer = self._gatherer
        gatherer.remarks += remarks
        count = 0
        for number, line, ended in read_lines(self._path):
            count += 1
            try:
                self._add(read_resource(line, self._path, number, ended=ended), number)
            except (BrokenResourceError, KeyError, TypeError, AttributeError, ValueError):
                gatherer.broken.append(number)
            if count % ROWS_AT_A_TIME == 0:
                yield from gatherer.flush()
        yield from gatherer.flush()
        check_count(self._path, self._file, count)

    def _add(self, resource: dict[str, Any], number: int) -> None:
        form = resource["questionnaire"]
        occasion = self._forms.get(form) or self._occasion(form, number)
        rows = self._gatherer.at(occasion)
        record, version = str(resource["id"]), version_of(resource)
        key = str(resource["subject"]["reference"]).rpartition("/")[2]
        patient = self._patients.get(key)
        day = local_day(str(resource.get("authored", "")))
        answers: dict[str, str] = {}
        collect_answers(resource.get("item", ()), answers)
        cells = {VISIT_DATE: day, PERSON: key}
        if self._codes_by_form:
            cells[FORM] = str(form).partition("|")[2]
        for link, word in answers.items():
            target = rows.targets.get(link)
            if target is None:
                target = self._gatherer.target(rows, link, Place(file=str(self._path), line=number))
            if target:
                cells[target] = word
        if patient is not None:
            self._add_person(cells, patient, day)
        rows.put(cells)
        rows.numbers.append(number)
        rows.record.append(record)
        rows.version.append(version)
        rows.withdrawn.append(resource.get("status") == WITHDRAWN)
        rows.identity.append(patient.identity if patient else None)

    def _add_person(self, cells: dict[str, str], patient: Patient, day: str) -> None:
        municipality, district = patient.place_on(day)
        visit = self._mapping.visit
        for target, word in (
            (BIRTH_DATE, patient.birth_date),
            (SEX, patient.sex),
            (OTHER_IDENTITY, patient.other_identities),
            (visit.municipality, municipality),
            (visit.district, district),
        ):
            if target and word:
                cells.setdefault(target, word)

    def _occasion(self, questionnaire: str, number: int) -> str:
        name, _, version = questionnaire.partition("|")
        occasion = name.removeprefix(self._mapping.options["questionnaire"])
        if occasion == name or self._databank.occasion(occasion) is None:
            raise InputError("ingest.form-unknown", place=Place(file=str(self._path), line=number))
        if self._mapping.forms and version not in self._mapping.forms:
            raise InputError(
                "ingest.form-version-unknown",
                place=Place(file=str(self._path), line=number),
                occasion=occasion,
                mapping=self._mapping.file.name,
            )
        self._forms[questionnaire] = occasion
        return occasion


def _marked(path: Path) -> list[Remark]:
    marked = path.suffix != ".gz" and starts_with_mark(path)
    return [Remark("byte-order-mark", path.name)] if marked else []
