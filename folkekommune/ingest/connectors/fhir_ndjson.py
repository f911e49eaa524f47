"""Read a FHIR R4 bulk export: NDJSON with Patient and QuestionnaireResponse, one resource a line.

The patients come first, since a response only refers to them; they are kept while the responses stream
past. The same response may come several times with rising versions, and ``entered-in-error`` withdraws it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import pyarrow as pa

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, Place
from folkekommune.ingest.batch import ROWS_AT_A_TIME, Batch, Remark
from folkekommune.ingest.columns import ABSENT, TextColumn
from folkekommune.ingest.delivery import DeliveredFile, Delivery
from folkekommune.ingest.fields import FieldNames
from folkekommune.ingest.lines import read_lines, starts_with_mark
from folkekommune.ingest.mapping import BIRTH_DATE, SEX, VISIT_DATE, Mapping, file_pattern

SHAPE = "fhir_ndjson"
REQUIRED = ("patients", "visits", "questionnaire", "identifiers")
DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ABSENT_WORD = "absent:"
WITHDRAWN = "entered-in-error"
_OSLO = ZoneInfo("Europe/Oslo")
_DAY = 10
_LATEST = "9999"
_VALUES = ("valueDecimal", "valueInteger", "valueBoolean", "valueDate", "valueString")


class _BrokenError(Exception):
    """A line is not the resource it should be."""


@dataclass(frozen=True)
class _Patient:
    """What a response needs to know of the person it is about."""

    version: int
    identity: str
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
    patients: dict[str, _Patient] = {}
    remarks = []
    for file in _files(delivery, mapping, "patients"):
        _read_patients(delivery, file, mapping, patients)
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


def _read_patients(
    delivery: Delivery, file: DeliveredFile, mapping: Mapping, patients: dict[str, _Patient]
) -> None:
    path = delivery.path(file)
    systems = mapping.options["identifiers"].split()
    count = 0
    for number, line, ended in read_lines(path):
        count += 1
        try:
            resource = _resource(line, path, number, ended=ended)
            key, patient = str(resource["id"]), _patient(resource, systems, mapping)
        except (_BrokenError, KeyError, TypeError, AttributeError):
            raise InputError("ingest.patient-broken", place=Place(file=str(path), line=number)) from None
        known = patients.get(key)
        if known is None or patient.version >= known.version:
            patients[key] = patient
    _check_count(path, file, count)


def _patient(resource: dict[str, Any], systems: list[str], mapping: Mapping) -> _Patient:
    numbers = {entry.get("system"): str(entry.get("value", "")) for entry in resource.get("identifier", ())}
    return _Patient(
        version=_version(resource),
        identity=next((numbers[system] for system in systems if numbers.get(system)), ""),
        birth_date=str(resource.get("birthDate", "")),
        sex=str(resource.get("gender", "")),
        places=tuple(_place(address, mapping) for address in resource.get("address", ())),
    )


def _place(address: dict[str, Any], mapping: Mapping) -> tuple[str, str, str, str]:
    extensions = [*address.get("extension", ()), *address.get("_district", {}).get("extension", ())]
    codes = {entry.get("url"): _extension_text(entry) for entry in extensions}
    period = address.get("period", {})
    return (
        str(period.get("start", ""))[:_DAY],
        str(period.get("end", _LATEST))[:_DAY],
        codes.get(mapping.options.get("municipality_extension"), ""),
        codes.get(mapping.options.get("district_extension"), ""),
    )


def _extension_text(extension: dict[str, Any]) -> str:
    coding = extension.get("valueCoding") or extension.get("valueCodeableConcept", {}).get("coding", [{}])[0]
    return str(coding.get("code") or extension.get("valueString") or extension.get("valueCode") or "")


@dataclass
class _Rows:
    """Responses of one occasion, waiting to become a batch; ``targets`` tells what each link id is."""

    names: FieldNames
    targets: dict[str, str] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    record: list[str] = field(default_factory=list)
    identity: list[str | None] = field(default_factory=list)
    version: list[int] = field(default_factory=list)
    withdrawn: list[bool] = field(default_factory=list)
    cells: dict[str, _Cells] = field(default_factory=dict)

    def put(self, cells: dict[str, str]) -> None:
        """Write the cells of the next row."""
        row = len(self.numbers)
        columns = self.cells
        for target, word in cells.items():
            column = columns.get(target)
            if column is None:
                column = columns[target] = _Cells()
            words = column.words
            column.rows.append(row)
            column.found.append(words.setdefault(word, len(words)))


@dataclass
class _Cells:
    """The cells of one column that hold something."""

    rows: array[int] = field(default_factory=lambda: array("i"))
    found: array[int] = field(default_factory=lambda: array("i"))
    words: dict[str, int] = field(default_factory=dict)

    def column(self, count: int) -> TextColumn:
        """Give the column with so many rows."""
        indices = np.full(count, ABSENT, dtype=np.int32)
        indices[np.frombuffer(self.rows, dtype=np.int32)] = np.frombuffer(self.found, dtype=np.int32)
        return TextColumn(indices, list(self.words))


class _Responses:
    """One file of responses."""

    def __init__(
        self,
        path: Path,
        file: DeliveredFile,
        mapping: Mapping,
        databank: Databank,
        patients: dict[str, _Patient],
    ) -> None:
        self._path = path
        self._file = file
        self._mapping = mapping
        self._databank = databank
        self._patients = patients
        self._targets: dict[str, dict[str, str]] = {}
        self._forms: dict[str, str] = {}
        self._remarks: list[Remark] = []
        self._broken: list[int] = []
        self._waiting: dict[str, _Rows] = {}
        self._names: dict[str, FieldNames] = {}

    def batches(self, remarks: list[Remark]) -> Iterator[Batch]:
        """Give the responses in batches, then check that all of them were there."""
        self._remarks += remarks
        count = 0
        for number, line, ended in read_lines(self._path):
            count += 1
            try:
                self._add(_resource(line, self._path, number, ended=ended), number)
            except (_BrokenError, KeyError, TypeError, AttributeError, ValueError):
                self._broken.append(number)
            if count % ROWS_AT_A_TIME == 0:
                yield from self._flush()
        yield from self._flush()
        _check_count(self._path, self._file, count)

    def _flush(self) -> Iterator[Batch]:
        waiting, self._waiting = self._waiting, {}
        for occasion, rows in waiting.items():
            yield self._batch(occasion, rows)
        if self._broken or self._remarks:
            first = self._databank.occasions[0].name
            yield self._batch(first, _Rows(self._known(first)))

    def _batch(self, occasion: str, rows: _Rows) -> Batch:
        broken, self._broken = tuple(self._broken), []
        remarks, self._remarks = tuple(self._remarks), []
        return Batch(
            file=self._path.name,
            occasion=occasion,
            rows=np.array(rows.numbers, dtype=np.int64),
            record=pa.array(rows.record, pa.string()),
            identity=pa.array(rows.identity, pa.string()),
            version=np.array(rows.version, dtype=np.int64),
            withdrawn=np.array(rows.withdrawn, dtype=np.bool_),
            cells={target: cells.column(len(rows.numbers)) for target, cells in rows.cells.items()},
            broken=broken,
            remarks=remarks,
        )

    def _add(self, resource: dict[str, Any], number: int) -> None:
        form = resource["questionnaire"]
        occasion = self._forms.get(form) or self._occasion(form, number)
        rows = self._waiting.get(occasion) or self._begin(occasion)
        record, version = str(resource["id"]), _version(resource)
        patient = self._patients.get(str(resource["subject"]["reference"]).rpartition("/")[2])
        day = _local_day(str(resource.get("authored", "")))
        answers: dict[str, str] = {}
        _collect(resource.get("item", ()), answers)
        cells = {VISIT_DATE: day}
        for link, word in answers.items():
            target = rows.targets.get(link)
            if target is None:
                target = self._target(rows, link, number)
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

    def _begin(self, occasion: str) -> _Rows:
        targets = self._targets.setdefault(occasion, {})
        rows = self._waiting[occasion] = _Rows(self._known(occasion), targets)
        return rows

    def _add_person(self, cells: dict[str, str], patient: _Patient, day: str) -> None:
        municipality, district = patient.place_on(day)
        visit = self._mapping.visit
        for target, word in (
            (BIRTH_DATE, patient.birth_date),
            (SEX, patient.sex),
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

    def _known(self, occasion: str) -> FieldNames:
        if occasion not in self._names:
            self._names[occasion] = FieldNames(self._mapping, self._databank, occasion)
        return self._names[occasion]

    def _target(self, rows: _Rows, link: str, number: int) -> str:
        """Tell what a link id is; empty when it is dropped."""
        found = rows.names.find(link)
        if found is None:
            raise rows.names.unknown(link, file=str(self._path), line=number)
        if found.renamed:
            self._remarks.append(Remark("field-renamed", self._path.name, link))
        rows.targets[link] = found.target
        return found.target


def _marked(path: Path) -> list[Remark]:
    marked = path.suffix != ".gz" and starts_with_mark(path)
    return [Remark("byte-order-mark", path.name)] if marked else []


def _resource(line: bytes, path: Path, number: int, *, ended: bool) -> dict[str, Any]:
    try:
        resource = orjson.loads(line)
    except orjson.JSONDecodeError:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            place = Place(file=str(path), line=number)
            raise InputError("ingest.encoding-not-utf8", place=place) from None
        if not ended:
            raise InputError("ingest.file-cut-line", place=Place(file=str(path), line=number)) from None
        raise _BrokenError from None
    if not isinstance(resource, dict):
        raise _BrokenError
    return resource


def _collect(items: list[dict[str, Any]], found: dict[str, str]) -> None:
    """Gather the word of every answered item by its link id, also inside groups."""
    for item in items:
        answers = item.get("answer")
        if answers:
            word = _word(answers[0]) if len(answers) == 1 else _several(answers)
            if word is not None:
                link = item["linkId"]
                found[link] = word if link not in found else f"{found[link]}|{word}"
        inner = item.get("item")
        if inner:
            _collect(inner, found)


def _several(answers: list[dict[str, Any]]) -> str | None:
    """Put several answers together, so that no one chooses between them."""
    words = [word for answer in answers if (word := _word(answer)) is not None]
    return "|".join(words) if words else None


def _word(answer: dict[str, Any]) -> str | None:
    coding = answer.get("valueCoding")
    if coding is not None:
        code = coding.get("code")
        if coding.get("system") == DATA_ABSENT:
            return f"{ABSENT_WORD}{code}"
        return str(coding.get("display", "") if code is None else code)
    for kind in _VALUES:
        value = answer.get(kind)
        if value is not None:
            return str(int(value)) if kind == "valueBoolean" else str(value)
    reference = answer.get("valueReference")
    if reference is not None:
        return str(reference.get("reference", "")).rpartition("/")[2]
    if not answer or "extension" in answer:
        return None
    raise _BrokenError


def _version(resource: dict[str, Any]) -> int:
    text = str(resource.get("meta", {}).get("versionId", "1"))
    if not text.isascii() or not text.isdigit():
        raise _BrokenError
    return int(text)


def _local_day(moment: str) -> str:
    """Give the day in Norway of a moment with zone offset."""
    if len(moment) <= _DAY or moment.endswith(("+01:00", "+02:00")):
        return moment[:_DAY]
    try:
        return datetime.fromisoformat(moment).astimezone(_OSLO).date().isoformat()
    except ValueError:
        return moment


def _check_count(path: Path, file: DeliveredFile, count: int) -> None:
    if file.rows is not None and file.rows != count:
        raise InputError("ingest.rows-differ", place=Place(file=str(path)), n=count)
