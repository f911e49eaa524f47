"""Shape D: the tables of a record system's own database, as an SQLite file."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import IntArray, day_number
from folkekommune.synthetic.faults.deliveries import DeliveryFaults, misread
from folkekommune.synthetic.frames import Frame
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import Questionnaire
from folkekommune.synthetic.systems import Delivery, RecordSystem
from folkekommune.synthetic.writing.manifest import WrittenFile
from folkekommune.synthetic.writing.relational_answers import RelationalAnswers, utc_texts
from folkekommune.synthetic.writing.relational_tables import (
    ATTENDANCE,
    INDEXES,
    SCHEMA,
    CodeTables,
    QuestionTable,
)
from folkekommune.synthetic.writing.resources import Patients

CORRECTED, REPEATED = 100_000_000, 500_000_000
_MINUTES_A_DAY = 1440
_CHANGED_AFTER = 45
_CORRECTED_BEFORE = 200
_NOON = 720
_ROLES = (1, 2, 3, 4)


@dataclass
class RelationalWriter:
    """Writes one delivery in shape D.

    A correction is a new visit that says which one it replaces; a visit that never was gets an attendance of
    its own. Ids: that of the visit, and :data:`CORRECTED` more for each correction, :data:`REPEATED` more
    for the same visit a second time.
    """

    folder: Path
    system: RecordSystem
    delivery: Delivery
    questionnaire: Questionnaire
    databank: Databank
    places: Places
    patients: Patients
    settings: dict[str, Any]
    faults: DeliveryFaults
    _codes: CodeTables = field(init=False)
    _answers: RelationalAnswers = field(init=False)
    _database: sqlite3.Connection = field(init=False)
    _ids: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin the file; its pages depend on nothing but what is written."""
        self._codes = CodeTables(self.databank, self.settings)
        questions = QuestionTable(self.questionnaire, self.databank, self._codes)
        self._answers = RelationalAnswers(
            municipality=self.system.municipality,
            places=self.places,
            databank=self.databank,
            codes=self._codes,
            questions=questions,
            settings=self.settings,
        )
        self._database = sqlite3.connect(self._path, isolation_level=None)
        for setting in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.executescript(SCHEMA)
        self._database.execute("BEGIN")
        self._codes.write(self._database)
        questions.write(self._database)
        self._write_places()

    @property
    def _path(self) -> Path:
        return self.folder / f"hp_{self.system.municipality}.db"

    def write(self, frame: Frame) -> None:
        """Add visits with their answers."""
        if not len(frame):
            return
        self.patients.see(frame)
        visits = self._visit_ids(frame)
        changed = utc_texts(self._changed(frame))
        rows = zip(
            visits.tolist(),
            (frame.child + 1).tolist(),
            [self._codes.visit_type(frame.occasion)] * len(frame),
            utc_texts(self._moments(frame)),
            np.array(self.places.units, dtype=object)[frame.unit].tolist(),
            self._users(frame),
            self._attendance(frame),
            changed,
            self._replaced(frame),
            strict=True,
        )
        self._database.executemany("INSERT INTO konsultasjon VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._answers.write(self._database, frame, visits=visits.tolist(), changed=changed)

    def close(self) -> list[WrittenFile]:
        """Write the patients, and put the file in order."""
        self._database.executemany(
            "INSERT INTO pasient VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (
                (
                    patient.child + 1,
                    patient.number,
                    patient.d_number,
                    patient.born,
                    self.settings["sexes"]["2" if patient.girl else "1"],
                    self.system.municipality,
                    self.places.districts[patient.district] or None,
                )
                for patient in self.patients.known(self.delivery)
            ),
        )
        rows = len(self._ids)
        self._database.execute("COMMIT")
        self._database.executescript(INDEXES)
        self._database.execute("VACUUM")
        self._database.close()
        return [WrittenFile(self._path, rows)]

    def _visit_ids(self, frame: Frame) -> IntArray:
        """Give each row an id of its own; a withdrawal has that of the visit it withdraws."""
        wanted = frame.visit + CORRECTED * (frame.version - 1) * ~frame.withdrawn
        found = []
        for number in wanted.tolist():
            free = number + REPEATED if number in self._ids else number
            self._ids.add(free)
            found.append(free)
        return np.array(found, dtype=np.int64)

    def _replaced(self, frame: Frame) -> list[int | None]:
        earlier = frame.visit + CORRECTED * (frame.version - 2)
        corrects = (frame.version > 1) & ~frame.withdrawn
        return [int(number) if one else None for number, one in zip(earlier, corrects, strict=True)]

    def _moments(self, frame: Frame) -> IntArray:
        """Give the minute of each visit; midnight where the record system has no clock time."""
        no_clock = frame.visit % self.settings["no_clock_one_in"] == 0
        return frame.day * _MINUTES_A_DAY + np.where(no_clock, 0, frame.minute)

    def _changed(self, frame: Frame) -> IntArray:
        """Give the minute each row was last changed: a correction some day before it is delivered."""
        first = frame.true_day * _MINUTES_A_DAY + frame.minute + _CHANGED_AFTER
        day = day_number(self.delivery.extracted.date()) - 1 - frame.visit % _CORRECTED_BEFORE
        return np.where(frame.version > 1, day * _MINUTES_A_DAY + _NOON, first)

    def _users(self, frame: Frame) -> list[int | None]:
        """Give who performed the visit: someone in the unit with the role, no one when it is not known."""
        cells = frame.cells[self.questionnaire.with_role("performer").name]
        known = cells.present & np.isin(cells.values, _ROLES)
        users = frame.unit * len(_ROLES) + cells.values.astype(np.int64)
        return [int(user) if one else None for user, one in zip(users, known, strict=True)]

    def _attendance(self, frame: Frame) -> list[int]:
        ids = self._codes.ids(ATTENDANCE, frame.status.astype(np.float64), frame.day)
        return [int(number) for number in np.where(frame.withdrawn, self._codes.withdrawn, ids)]

    def _write_places(self) -> None:
        municipality = self.places.municipalities.index(self.system.municipality)
        units, users = [], []
        for index, (unit, district) in enumerate(
            zip(self.places.units, self.places.unit_district.tolist(), strict=True)
        ):
            if self.places.district_municipality[district] != municipality:
                continue
            name = self.places.district_names[district] or self.places.names[municipality]
            shown = misread(name) if self.faults.mojibake else name
            kind = self.settings["units"][int(self.places.unit_at_school[index])]
            units.append((unit, shown, kind, self.places.districts[district] or None))
            users += [(index * len(_ROLES) + role, self._codes.local("rolle", role)) for role in _ROLES]
        self._database.executemany("INSERT INTO enhet VALUES (?, ?, ?, ?)", units)
        self._database.executemany("INSERT INTO bruker VALUES (?, ?)", users)
