"""Read the visits of a database with their answers, and put them together as batches.

Visits and the tables of answers are read side by side, each in the order of the visits. A visit that replaces
another one also withdraws that one, whether it is in this delivery or came in an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import Batch, Remark
from folkekommune.ingest.cells.units import factor_between
from folkekommune.ingest.mappings.mapping import BIRTH_DATE, IDENTITY, ROLES, VISIT_DATE, Mapping
from folkekommune.ingest.reading.gathering import GatheredRows, Gatherer
from folkekommune.ingest.relational.layout import AnswerTable, Layout
from folkekommune.ingest.relational.moments import local_day, second_of
from folkekommune.ingest.relational.queries import (
    DANGLING,
    LONGEST,
    answers_query,
    orphans_query,
    visits_query,
)
from folkekommune.ingest.relational.streams import Answer, AnswerStream, Questions, converted

VISITS_AT_A_TIME = 20_000
_DATES = {VISIT_DATE, BIRTH_DATE}
_BEFORE_COLUMNS = 6
_Place = tuple[GatheredRows, int]


class Reading:
    """One database being read; ``count`` is how many visits it had."""

    def __init__(
        self,
        connection: sa.Connection,
        layout: Layout,
        mapping: Mapping,
        *,
        databank: Databank,
        place: Place,
        name: str,
    ) -> None:
        self.count = 0
        self._connection = connection
        self._layout = layout
        self._mapping = mapping
        self._place = place
        self._name = name
        self._units = {variable.item: variable.unit or "" for variable in databank.variables.values()}
        self._gatherer = Gatherer(name, mapping, databank)
        self._visits: dict[str, _Place | None] = {}
        """Where each visit of the batch is; None for those that are left out."""
        self._told: set[str] = set()

    def batches(self, *, since: date | None) -> Iterator[Batch]:
        """Give visits with their answers, a bounded number at a time.

        :param since: the day from which on changes are asked for, None for everything.
        """
        with Questions(self._connection) as questions:
            streams = [(table, self._answers(questions, table, since)) for table in self._layout.answers]
            for row in questions.ask(visits_query(self._layout, since)):
                self.count += 1
                self._add(row)
                if len(self._visits) >= VISITS_AT_A_TIME:
                    yield from self._flush(streams)
            yield from self._flush(streams)
        if not all(answers.exhausted for _, answers in streams):
            raise InputError("relational.order", place=self._place)

    def _answers(self, questions: Questions, table: AnswerTable, since: date | None) -> AnswerStream:
        if since is None and self._connection.execute(orphans_query(self._layout, table)).first():
            self._tell_dangling(f"{table.table}.{table.visit}")
        dropped = self._mapping.labels.dropped
        return AnswerStream(questions.ask(answers_query(self._layout, table, dropped=dropped, since=since)))

    def _add(self, row: Any) -> None:
        """Add a visit, or leave it out."""
        key, occasion, changed, replaces, replaced, withdrawn = row[:_BEFORE_COLUMNS]
        version = second_of(changed) if changed else None
        unknown = version is None and self._layout.visits.changed
        again = key in self._visits
        self._visits.setdefault(key, None)
        if not key or len(key) > LONGEST or again or unknown or occasion in {None, DANGLING}:
            self._gatherer.broken.append(self.count)
            return
        known = self._occasion(occasion)
        if replaced or not known:
            return
        rows = self._gatherer.at(known)
        cells = self._cells(row[_BEFORE_COLUMNS:], rows.names.items)
        identity = cells.pop(IDENTITY, "")
        self._visits[key] = rows, len(rows.numbers)
        rows.put(cells)
        self._end_row(rows, key, version, identity=identity, withdrawn=bool(withdrawn))
        if replaces:
            self._end_row(rows, replaces, version, identity=DANGLING, withdrawn=True)

    def _end_row(
        self, rows: GatheredRows, record: str, version: int | None, *, identity: str, withdrawn: bool
    ) -> None:
        rows.numbers.append(self.count)
        rows.record.append(record)
        rows.identity.append(None if identity == DANGLING else identity)
        rows.withdrawn.append(withdrawn)
        if version is not None:
            rows.version.append(version)

    def _cells(self, words: Any, items: frozenset[str]) -> dict[str, str]:
        found = {}
        for target, word in zip(self._layout.visits.columns, words, strict=True):
            if word is None or (target not in ROLES and target not in items):
                continue
            if word == DANGLING:
                self._tell_dangling(target)
            found[target] = local_day(word, self._layout.zone) if target in _DATES else word
        return found

    def _flush(self, streams: list[tuple[AnswerTable, AnswerStream]]) -> Iterator[Batch]:
        for table, answers in streams:
            for answer in answers.take(self._visits):
                visit = self._visits[answer.visit]
                if visit is not None:
                    self._put(table, answer, *visit)
        self._visits = {}
        yield from self._gatherer.flush()

    def _put(self, table: AnswerTable, answer: Answer, rows: GatheredRows, row: int) -> None:
        name, word = answer.name, answer.word
        if name == DANGLING:
            raise InputError("relational.field-missing", place=self._place, table=table.table)
        if name is None or word is None:
            return
        target = rows.targets.get(name)
        if target is None:
            place = Place(file=self._place.file, row=rows.numbers[row])
            target = self._gatherer.target(rows, name, place)
        if not target:
            return
        if word == DANGLING:
            self._tell_dangling(target)
        elif table.unit is not None:
            factor = factor_between(answer.unit or "", self._units.get(target, ""))
            # A number in a unit that is not known cannot be read.
            word = f"{word} ?" if factor is None else converted(word, factor)
        rows.put_cell(row, target, word=word)

    def _occasion(self, word: str) -> str:
        occasion = self._layout.occasions.get(word)
        if occasion is None:
            place = Place(file=self._place.file, row=self.count)
            raise InputError("relational.occasion-unknown", place=place, mapping=self._mapping.file.name)
        return occasion

    def _tell_dangling(self, field: str) -> None:
        """Remark once that something refers to rows that are not there."""
        if field not in self._told:
            self._told.add(field)
            self._gatherer.remarks.append(Remark("reference-dangling", self._name, field))
