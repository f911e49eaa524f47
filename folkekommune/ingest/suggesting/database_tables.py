"""Which tables of an unknown database hold the visits and the answers, and which columns say what."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.errors import InputError, Place
from folkekommune.ingest.suggesting.names import words_of
from folkekommune.ingest.suggesting.schema import Table
from folkekommune.ingest.suggesting.values import day_of

_UNITS = {"g", "kg", "mm", "cm", "m"}
_FLAGS = [{"0", "1"}, {"0"}, {"t", "f"}, {"true", "false"}]
_DELETED = {"slettet", "sletta", "deleted", "ugyldig", "fjernet", "inaktiv", "historisk"}
_MOST, _NEARLY_ALL = 0.9, 0.97
_SEVERAL_A_VISIT = 1.2
_FILLED, _DIFFERENT = 0.8, 0.15
_FEW_NUMBERS = 0.1


@dataclass
class Answers:
    """A table of answers: the columns that say which visit, which field, and what was answered."""

    table: Table
    visit: str
    name: str
    question: str = ""
    label: str = ""
    values: list[str] = field(default_factory=list)
    code: str = ""
    word: str = ""
    title: str = ""
    unit: str = ""
    latest: str = ""
    deleted: str = ""


@dataclass
class Visits:
    """The table of visits."""

    table: Table
    person: str
    occasion: str = ""
    changed: str = ""
    replaces: str = ""


def find_visits(tables: dict[str, Table], path: Path) -> Visits:
    """Find the table that refers to persons, says when, and that most others refer to."""
    persons = {
        name
        for name, table in tables.items()
        if any(table.values(column).identity >= _MOST for column in table.columns)
    }
    points: dict[tuple[str, str], float] = {}
    for name, table in tables.items():
        for column, target in table.refers.items():
            dated = any(table.values(one).day_format for one in table.columns)
            if target in persons and target != name and dated and table.key:
                used = sum(name in other.refers.values() for other in tables.values() if other is not table)
                points[name, column] = used
    if not points:
        raise InputError("suggesting.no-visits", place=Place(file=str(path)))
    (name, person), _ = max(points.items(), key=lambda pair: pair[1])
    table = tables[name]
    visits = Visits(table, person)
    visits.replaces = next((c for c, target in table.refers.items() if target == name), "")
    moments = [c for c in table.columns if table.values(c).day_format]
    for column in moments:
        others = [one for one in moments if one != column]
        if others and all(_never_before(table, column, one) for one in others):
            visits.changed = column
    return visits


def _never_before(table: Table, column: str, other: str) -> bool:
    """Tell whether the days of a column are nearly never before those of another."""
    forms = [table.values(one).day_format or "" for one in (column, other)]
    pairs = [
        (day_of(a, forms[0]), day_of(b, forms[1]))
        for a, b in zip(table.columns[column], table.columns[other], strict=True)
        if a and b
    ]
    known = [(a, b) for a, b in pairs if a and b]
    return bool(known) and sum(a >= b for a, b in known) >= _NEARLY_ALL * len(known)


def find_answers(table: Table, visits: Visits, tables: dict[str, Table]) -> Answers | None:
    """Find out whether a table holds answers: several rows a visit, each with the name of a field."""
    visit = next((c for c, target in table.refers.items() if target == visits.table.name), "")
    if not visit or table is visits.table:
        return None
    if table.different[visit] * _SEVERAL_A_VISIT > table.rows:
        return None
    rest = [column for column in table.columns if column not in {visit, table.key}]
    full = [column for column in rest if all(table.columns[column])]
    named = [c for c in full if c in table.refers or _short_words(table, c)]
    names = [c for c in named if _unique_with(table, visit, c) >= _MOST and len(table.distinct(c)) > 1]
    if not names:
        return None
    own = max(names, key=lambda c: (c in table.refers, len(table.distinct(c))))
    answers = Answers(table, visit, own)
    if own in table.refers:
        asked = tables[table.refers[own]]
        texts = texts_of(asked)
        if not texts:
            return None
        answers.question = own
        answers.name = f"{own}.{texts[0]}"
        answers.label = texts[-1] if len(texts) > 1 else ""
    for column in rest:
        seen = table.values(column)
        if column == own or not seen.filled:
            continue
        if column in table.refers and texts_of(tables[table.refers[column]]) and not answers.code:
            answers.code = column
            words = texts_of(tables[table.refers[column]])
            answers.word, answers.title = words[0], words[-1]
        elif table.distinct(column) in _FLAGS or set(words_of(column)) & _DELETED:
            answers.deleted = column
        elif table.distinct(column) and table.distinct(column) <= _UNITS:
            answers.unit = column
        elif seen.day_format == "moment":
            answers.latest = column
        else:
            answers.values.append(column)
    return answers if answers.values or answers.code else None


def _short_words(table: Table, column: str) -> bool:
    seen = table.values(column)
    return (
        seen.coded
        and not seen.personal
        and seen.numeric < _FEW_NUMBERS
        and not table.distinct(column) <= _UNITS
    )


def _unique_with(table: Table, visit: str, column: str) -> float:
    pairs = set(zip(table.columns[visit], table.columns[column], strict=True))
    return len(pairs) / max(1, len(table.columns[visit]))


def texts_of(table: Table) -> list[str]:
    """Give the columns with words, the shortest words first."""
    found = {}
    for column in table.columns:
        words = table.distinct(column)
        seen = table.values(column)
        if column == table.key or not words or seen.day_format or column in table.refers:
            continue
        if seen.personal:
            continue  # what names a field or a code is shown
        if seen.numeric < _MOST and len(words) > 1 and seen.filled >= _FILLED * table.rows:
            found[column] = sum(len(word) for word in words) / len(words), -len(words)
    several = [c for c in found if len(table.distinct(c)) > _DIFFERENT * table.rows]
    return sorted(several, key=lambda column: found[column])


def joined_to(visits: Visits) -> dict[str, tuple[str, str]]:
    """Give what is joined to a visit: by name of the join its own column and the table."""
    return {
        column: (column, target)
        for column, target in visits.table.refers.items()
        if target != visits.table.name
    }
