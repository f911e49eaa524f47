"""Look at an unknown database: put the answers of each visit together, whatever its tables are called."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import sqlalchemy as sa

from folkekommune.ingest.mappings.mapping import RECORD
from folkekommune.ingest.relational.sqlite_file import list_tables, open_file
from folkekommune.ingest.suggesting.database_sections import layout_sections
from folkekommune.ingest.suggesting.database_tables import (
    Answers,
    Visits,
    find_answers,
    find_visits,
    joined_to,
    texts_of,
)
from folkekommune.ingest.suggesting.schema import Table, read_schema, rows_of
from folkekommune.ingest.suggesting.survey import Column, Survey
from folkekommune.ingest.suggesting.values import Values

_MOST, _HALF = 0.9, 0.5
_WORD_AND_TITLE = 2
_TRUE = {"1", "t", "true"}
_FEWEST_TYPES, _MOST_TYPES = 2, 60


def survey_database(path: Path, municipality: str) -> Survey:
    """Look at a database file."""
    listed = list_tables(path)
    with open_file(path, frozenset(listed)) as connection:
        tables = read_schema(connection, listed)
        visits = find_visits(tables, path)
        answers = [found for table in tables.values() if (found := find_answers(table, visits, tables))]
        looking = _Looking(connection, tables, visits)
        survey = looking.survey(answers)
    name = path.name.replace(municipality, "{municipality}", 1) if municipality else path.name
    survey.options["files"] = name
    survey.sections = layout_sections(visits, answers, tables)
    survey.given[RECORD] = visits.table.key
    return survey.close()


class _Looking:
    """A database being looked at: a sample of visits, with all that belongs to them."""

    def __init__(self, connection: sa.Connection, tables: dict[str, Table], visits: Visits) -> None:
        self._connection = connection
        self._tables = tables
        self._visits = visits
        columns = visits.table.columns
        self._rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        self._survey = Survey("relational")
        self._titles: dict[str, dict[str, str]] = defaultdict(dict)
        self._answers: dict[str, dict[str, str]] = {row[visits.table.key]: {} for row in self._rows}

    def survey(self, answers: list[Answers]) -> Survey:
        """Put the rows together."""
        for column, target in joined_to(self._visits).values():
            self._join(column, self._tables[target])
        for one in answers:
            self._gather(one)
        visits, key = self._visits, self._visits.table.key
        occasion = _occasion(self._rows, self._answers, key)
        visits.occasion = next((n for n in self._rows[0] if n.startswith(f"{occasion}.")), occasion)
        keyed = {column for column, target in visits.table.refers.items() if self._is_number(target)}
        left_out = {visits.occasion, occasion, visits.changed, visits.replaces, *keyed}
        for row in sorted(self._rows, key=lambda row: row[key]):
            kind = row.get(visits.occasion, "")
            if kind:
                group = self._survey.group(kind, kind, self._titles[visits.occasion].get(kind, ""))
                cells = {name: word for name, word in row.items() if name not in left_out}
                self._survey.add(group, cells | self._answers[row[key]])
        for name, known in self._titles.items():
            if name in self._survey.columns:
                self._survey.columns[name].titles |= known
        self._survey.own_columns = {name for name in self._survey.columns if name in self._rows[0]}
        return self._survey

    def _is_number(self, table: str) -> bool:
        """Tell whether the key of a table is a mere number, which says nothing by itself."""
        found = self._tables[table]
        return found.values(found.key).numeric > _HALF

    def _join(self, column: str, other: Table) -> None:
        """Add what a visit refers to: of a list of codes the word and its title, else every column."""
        texts = texts_of(other)
        is_list = 1 <= len(texts) <= _WORD_AND_TITLE and column != self._visits.person
        wanted = texts if is_list else [name for name in other.columns if name != other.key]
        needed = {row[column] for row in self._rows}
        every = rows_of(self._connection, other)
        by_key = {row[other.key]: row for row in every if row[other.key] in needed}
        for row in self._rows:
            found = by_key.get(row[column], {})
            row |= {f"{column}.{name}": found.get(name, "") for name in wanted}
        if is_list and len(texts) == _WORD_AND_TITLE:
            word, title = (f"{column}.{name}" for name in texts)
            for row in self._rows:
                self._titles[word][row[word]] = row.pop(title)

    def _gather(self, answers: Answers) -> None:
        """Read the answers to the visits of the sample, as words by field."""
        refers = answers.table.refers
        questions = self._by_key(refers.get(answers.question, ""))
        codes = self._by_key(refers.get(answers.code, ""))
        name_column = answers.name.rpartition(".")[2]
        for row in rows_of(self._connection, answers.table):
            cells = self._answers.get(row[answers.visit])
            if cells is None or (answers.deleted and row[answers.deleted] in _TRUE):
                continue
            question = questions.get(row[answers.question], {}) if answers.question else row
            name, code = question.get(name_column, ""), row[answers.code] if answers.code else ""
            word = codes.get(code, {}).get(answers.word, "")
            word = word or next((row[column] for column in answers.values if row[column]), "")
            if not name or not word:
                continue
            cells[name] = word
            column = self._survey.column(name)
            column.labels |= {question.get(answers.label, "")} - {""} if answers.label else set()
            column.unit = row[answers.unit] if answers.unit else column.unit
            if code in codes:
                column.titles.setdefault(word, codes[code].get(answers.title, ""))

    def _by_key(self, table: str) -> dict[str, dict[str, str]]:
        if not table:
            return {}
        found = self._tables[table]
        return {row[found.key]: row for row in rows_of(self._connection, found)}


def _occasion(rows: list[dict[str, str]], given: dict[str, dict[str, str]], key: str) -> str:
    """Find the column that tells most of which fields are answered."""
    best, most = "", 0.0
    for name in rows[0]:
        words = Counter(row[name] for row in rows if row[name])
        if Values(Column(name, words={"": [row[name] for row in rows]})).personal:
            continue  # what tells the type of a visit is shown
        if (
            not _FEWEST_TYPES <= len(words) <= _MOST_TYPES
            or name == key
            or sum(words.values()) < _MOST * len(rows)
        ):
            continue
        asked: dict[str, Counter[str]] = defaultdict(Counter)
        for row in rows:
            asked[row[name]].update(list(given.get(row[key], ())))
        every = sum(asked.values(), Counter())
        told = 0.0
        for word, fields in asked.items():
            for one, count in every.items():
                expected = count * words[word] / len(rows)
                told += abs(fields[one] - expected)
        if told - 2 * len(words) > most:
            best, most = name, told - 2 * len(words)
    return best
