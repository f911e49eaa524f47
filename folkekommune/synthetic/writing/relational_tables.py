"""The tables of a relational dump, and those that are the same in every delivery: codes and questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from folkekommune.catalogue.model import Code, Databank
from folkekommune.catalogue.packages import BEGINNING
from folkekommune.synthetic.arrays import FloatArray, IntArray, day_number
from folkekommune.synthetic.questionnaire.items import Item, Questionnaire
from folkekommune.synthetic.writing.texts import capitalised, code_places

SCHEMA = """
CREATE TABLE pasient (pas_id INTEGER PRIMARY KEY, fnr TEXT, dnr TEXT, fodt TEXT, kjonn TEXT, kommunenr TEXT,
    bydel TEXT, slettet INTEGER NOT NULL);
CREATE TABLE enhet (enhet_id TEXT PRIMARY KEY, navn TEXT, type TEXT, bydel TEXT);
CREATE TABLE bruker (bruker_id INTEGER PRIMARY KEY, rolle TEXT);
CREATE TABLE konsultasjon (kons_id INTEGER PRIMARY KEY, pas_id INTEGER, type_id INTEGER, dato_utc TEXT,
    enhet_id TEXT, bruker_id INTEGER, status_id INTEGER, endret_utc TEXT, erstatter_kons_id INTEGER);
CREATE TABLE maling (kons_id INTEGER, type TEXT, verdi INTEGER, enhet TEXT);
CREATE TABLE sporsmal (spm_id INTEGER PRIMARY KEY, kortnavn TEXT, tekst TEXT, datatype TEXT,
    gruppe_id INTEGER, kodeverk_id INTEGER, versjon INTEGER);
CREATE TABLE svar (svar_id INTEGER PRIMARY KEY, kons_id INTEGER, spm_id INTEGER, kode_id INTEGER,
    tall NUMERIC, tekst TEXT, dato TEXT, registrert_utc TEXT, slettet INTEGER NOT NULL);
CREATE TABLE kodeverk (kodeverk_id INTEGER PRIMARY KEY, navn TEXT);
CREATE TABLE kode (kode_id INTEGER PRIMARY KEY, kodeverk_id INTEGER, verdi TEXT, tekst TEXT, fra TEXT,
    til TEXT);
"""
INDEXES = """
CREATE INDEX svar_kons ON svar (kons_id);
CREATE INDEX maling_kons ON maling (kons_id);
"""
VISIT_TYPES = "konsultasjonstype"
ATTENDANCE = "oppmote"
_NO_ROW = {"visit_id", "identity_number", "occasion", "visit_date", "birth_date", "sex", "unit", "performer"}
_TYPES = {"code": "kode", "bool": "kode", "int": "heltall", "dec": "desimaltall", "text": "tekst"}
_OF_RESIDENCE = {"municipality", "district"}


@dataclass
class CodeTables:
    """The code lists as the record system has them, with ids of its own.

    :param settings: ``relational`` of ``deliveries.toml``.
    """

    databank: Databank
    settings: dict[str, Any]
    lists: dict[str, int] = field(default_factory=dict)
    _rows: list[tuple[int, int, str, str, str | None, str | None]] = field(default_factory=list)
    _first: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give lists and codes their ids."""
        titles = {occasion.name: occasion.title.nb for occasion in self.databank.occasions}
        self._begin(VISIT_TYPES)
        for occasion, local in self.settings["visit_types"].items():
            self._add(local, titles[occasion], None, None)
        for name in self.settings["codes"]:
            self._begin(name)
            for code in self.databank.code_lists[name].codes:
                if (local := self._local(name, code)) is not None:
                    self._add(local, capitalised(code.title.nb), _from(code), _until(code))
            if name == ATTENDANCE:
                self._add(self.settings["withdrawn"], "Feilregistrert", None, None)

    def write(self, database: sqlite3.Connection) -> None:
        """Fill both tables."""
        names = [(number, name) for name, number in self.lists.items()]
        database.executemany("INSERT INTO kodeverk VALUES (?, ?)", names)
        database.executemany("INSERT INTO kode VALUES (?, ?, ?, ?, ?, ?)", self._rows)

    def visit_type(self, occasion: str) -> int:
        """Give the id of a visit type."""
        return self._first[VISIT_TYPES] + list(self.settings["visit_types"]).index(occasion)

    @property
    def withdrawn(self) -> int:
        """Give the id of the attendance of a visit that never was."""
        return next(row[0] for row in self._rows if row[3] == "Feilregistrert")

    def ids(self, name: str, values: FloatArray, days: IntArray) -> IntArray:
        """Give the id of each code in the version that was valid on the day."""
        known = [i for i, code in enumerate(self.databank.code_lists[name].codes) if self._local(name, code)]
        by_place = np.full(len(self.databank.code_lists[name].codes) + 1, -1, dtype=np.int64)
        by_place[known] = self._first[name] + np.arange(len(known))
        return by_place[code_places(self.databank.code_lists[name], values, days)]

    def local(self, name: str, value: float) -> str:
        """Give the local value of a code."""
        return str(self.settings["codes"][name][f"{value:.0f}"])

    def _local(self, name: str, code: Code) -> str | None:
        local: str | None = self.settings["codes"][name].get(str(code.value))
        return local

    def _begin(self, name: str) -> None:
        self.lists[name] = len(self.lists) + 1
        self._first[name] = len(self._rows) + 1

    def _add(self, local: str, title: str, first: str | None, last: str | None) -> None:
        self._rows.append((len(self._rows) + 1, len(self.lists), local, title, first, last))


@dataclass
class QuestionTable:
    """The questions, one row for each version of an item: a new one when its code list changed."""

    questionnaire: Questionnaire
    databank: Databank
    codes: CodeTables
    _starts: dict[str, list[int]] = field(default_factory=dict)
    _ids: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give each version its id."""
        number = 0
        for item in self.items():
            starts = {BEGINNING}
            if item.code_list in self.databank.code_lists and item.role not in _OF_RESIDENCE:
                codes = self.databank.code_lists[item.code_list].codes
                starts = {code.valid_from for code in codes if not code.sentinel}
            self._starts[item.name] = [day_number(start) for start in sorted(starts)]
            self._ids[item.name] = [number + 1 + index for index in range(len(starts))]
            number += len(starts)

    def items(self) -> tuple[Item, ...]:
        """Give the items that are answered with a row of their own."""
        measured = self.codes.settings["measures"]
        return tuple(
            item
            for item in self.questionnaire.items
            if item.role not in _NO_ROW | {"attendance"} and item.name not in measured
        )

    def ids(self, item: Item, days: IntArray) -> IntArray:
        """Give the id of the version in use on each day."""
        starts, ids = self._starts[item.name], np.array(self._ids[item.name], dtype=np.int64)
        return ids[np.maximum(np.searchsorted(starts, days, side="right") - 1, 0)]

    def write(self, database: sqlite3.Connection) -> None:
        """Fill the table."""
        database.executemany("INSERT INTO sporsmal VALUES (?, ?, ?, ?, ?, ?, ?)", self._rows())

    def _rows(self) -> Iterator[tuple[int, str, str, str, int, int | None, int]]:
        themes = list(self.databank.themes)
        variables = {variable.item: variable for variable in self.databank.variables.values()}
        for item in self.items():
            variable = variables.get(item.name.upper())
            group = themes.index(variable.theme) + 1 if variable else 0
            kind = "tekst" if item.role in _OF_RESIDENCE else _TYPES[item.kind]
            label = next(iter(item.labels.values()))
            for version, number in enumerate(self._ids[item.name], start=1):
                list_id = self.codes.lists.get(item.code_list or "")
                yield number, item.name, label, kind, group, list_id, version


def _from(code: Code) -> str | None:
    return None if code.valid_from == BEGINNING else code.valid_from.isoformat()


def _until(code: Code) -> str | None:
    until: date | None = code.valid_until
    return until.isoformat() if until else None
