"""Answers and measures as rows of a relational dump."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import IntArray
from folkekommune.synthetic.frames import Cells, Frame, Spelling
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import YES_OR_NO, Item
from folkekommune.synthetic.writing.norwegian_time import with_offset
from folkekommune.synthetic.writing.relational_tables import CodeTables, QuestionTable
from folkekommune.synthetic.writing.texts import by_code, capitalised, each_once

Value = int | float | None
_BLANK_ONE_IN = 50
_YES = 1.0
# What someone typed for missing: a number column takes nothing else.
_FOR_MISSING = {Spelling.NINES: 999, Spelling.MINUS: -1, Spelling.ZERO: 0, Spelling.UNKNOWN: -1}


@dataclass
class RelationalAnswers:
    """Writes the answers of frames: one row an answer, most of them a reference to a code."""

    municipality: str
    places: Places
    databank: Databank
    codes: CodeTables
    questions: QuestionTable
    settings: dict[str, Any]
    _rows: int = 0

    def write(
        self, database: sqlite3.Connection, frame: Frame, *, visits: list[int], changed: list[str]
    ) -> None:
        """Add everything that was answered at the visits of a frame."""
        for position, item in enumerate(self.questions.items()):
            if frame.occasion in item.occasions:
                rows = self._answers(frame, item, position=position)
                questions = self.questions.ids(item, frame.day).tolist()
                database.executemany(
                    "INSERT INTO svar VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?)",
                    self._numbered(rows, questions, visits, changed),
                )
        for name, (kind, unit, factor) in self.settings["measures"].items():
            if name in frame.cells:
                measures = [
                    (visits[row], kind, value, unit)
                    for row, value in enumerate(_numbers(frame.cells[name], factor=factor))
                    if value is not None
                ]
                database.executemany("INSERT INTO maling VALUES (?, ?, ?, ?)", measures)

    def _numbered(
        self,
        rows: Iterator[tuple[int, int | None, Value, str | None, int]],
        questions: list[int],
        visits: list[int],
        changed: list[str],
    ) -> Iterator[tuple[Any, ...]]:
        for row, code, number, text, deleted in rows:
            self._rows += 1
            yield self._rows, visits[row], questions[row], code, number, text, changed[row], deleted

    def _answers(
        self, frame: Frame, item: Item, *, position: int
    ) -> Iterator[tuple[int, int | None, Value, str | None, int]]:
        """Give row, code, number, text and whether it is deleted, for each answer to an item."""
        if item.role in {"municipality", "district", "free_text"}:
            for row, text in enumerate(self._texts(frame, item.role)):
                if text and not frame.withdrawn[row]:
                    yield row, None, None, text, 0
            return
        cells = frame.cells[item.name]
        if not item.coded:
            for row, number in enumerate(_numbers(cells)):
                if number is not None:
                    yield row, None, number, None, 0
            return
        yield from self._coded(frame, item, position=position)

    def _coded(
        self, frame: Frame, item: Item, *, position: int
    ) -> Iterator[tuple[int, int | None, Value, str | None, int]]:
        cells, name = frame.cells[item.name], item.code_list or ""
        ids = self.codes.ids(name, cells.values, frame.day).tolist()
        others = self.codes.ids(name, _next_code(cells), frame.day).tolist()
        turn = (frame.visit + 7 * position).tolist()
        for row in np.flatnonzero(cells.present).tolist():
            if turn[row] % self.settings["deleted_one_in"] == 0 and others[row] > 0:
                yield row, others[row], None, None, 1
            spelling = Spelling(int(cells.spelling[row]))
            if spelling == Spelling.PLAIN:
                yield row, ids[row], None, None, 0
            else:
                yield row, None, None, self._spelt(frame, item, row, spelling=spelling), 0
        for row in np.flatnonzero(~cells.present & ~frame.withdrawn & (frame.status == 1)).tolist():
            if turn[row] % _BLANK_ONE_IN == 0:
                yield row, None, None, None, 0

    def _spelt(self, frame: Frame, item: Item, row: int, *, spelling: Spelling) -> str:
        """Write an answer as text where a code should be referred to (E14)."""
        name, one = item.code_list or "", np.array([row])
        value = float(frame.cells[item.name].values[row])
        local = self.codes.local(name, value)
        label = str(by_code(self.databank.code_lists[name], np.array([value]), frame.day[one])[0])
        if name == YES_OR_NO:
            letter = "J" if value == _YES else "N"
            ways = {Spelling.LETTER: letter.lower(), Spelling.CROSS: "x", Spelling.LOWER: label.lower()}
            return ways.get(spelling, f"{value:.0f}")
        nynorsk = {float(code.value): code.title.nn for code in self.databank.code_lists[name].codes}
        return {
            Spelling.CAPITALS: label.upper(),
            Spelling.TRAILING: f"{local} ",
            Spelling.NYNORSK: capitalised(nynorsk[value]),
            Spelling.OLD: local.lower(),
        }.get(spelling, label)

    def _texts(self, frame: Frame, role: str) -> list[str]:
        if role == "municipality":
            return [old or self.municipality for old in frame.old_residence.tolist()]
        if role == "district":
            districts = np.array(self.places.districts, dtype=object)[frame.district]
            return list(np.where(frame.district_told, districts, ""))
        return list(frame.note)


def utc_texts(minutes: IntArray) -> list[str]:
    """Write local minutes since 1970 as moments in UTC."""
    return list(each_once(minutes, _utc_text))


def _utc_text(minute: float) -> str:
    # Written without its zone first: the day and the hour are local.
    local = datetime(1970, 1, 1) + timedelta(minutes=int(minute))  # noqa: DTZ001 - the offset follows
    return f"{with_offset(local).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _numbers(cells: Cells, *, factor: int | None = None) -> Iterator[Value]:
    """Give the numbers of a column; with a factor whole ones in a smaller unit."""
    for present, value, spelling in zip(
        cells.present.tolist(), cells.values.tolist(), cells.spelling.tolist(), strict=True
    ):
        if not present:
            yield None
            continue
        number = _FOR_MISSING.get(Spelling(spelling), value)
        if factor is not None:
            yield round(number * factor)
        else:
            yield int(number) if float(number).is_integer() else round(number, 6)


def _next_code(cells: Cells) -> np.ndarray:
    """Give another code for each answer, where there is one: the next higher or lower."""
    return np.where(cells.values > 1, cells.values - 1, cells.values + 1)
