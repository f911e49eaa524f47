"""What the tables and columns of a relational export mean: the section ``[relational]`` of a mapping.

A column is named ``column``, or ``join.column`` when it stands in a table that is joined. Nothing of one
record system stands in code: another one is another file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, Place
from folkekommune.ingest.mappings.mapping import IDENTITY, ROLES, VISIT_DATE, Mapping, items_of
from folkekommune.ingest.mappings.toml_tables import TomlTable


@dataclass(frozen=True)
class Join:
    """A table that a row refers to: ``own`` here is ``there`` in it."""

    name: str
    table: str
    own: str
    there: str


@dataclass(frozen=True)
class Mark:
    """A column, and the words in it that mark a row."""

    column: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class VisitTable:
    """The table with one row a visit.

    :param changed: when the row was last changed; :param replaces: the visit that it replaces.
    :param columns: what is read, by role or item: the first of the columns that holds something.
    """

    table: str
    joins: tuple[Join, ...]
    key: str
    occasion: str
    changed: str | None
    replaces: str | None
    withdrawn: tuple[Mark, ...]
    columns: dict[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True)
class AnswerTable:
    """A table with one row an answer.

    :param visit: the visit it belongs to; :param name: the column that names the field.
    :param values: where the answer stands: the first of the columns that holds something.
    :param latest: which of several counts: the one with the highest value here.
    """

    table: str
    joins: tuple[Join, ...]
    visit: str
    name: str
    values: tuple[str, ...]
    unit: str | None
    latest: str | None
    deleted: tuple[Mark, ...]


@dataclass(frozen=True)
class Layout:
    """A whole export.

    :param occasions: the databank's occasion by the word for it, empty for visits that are left out.
    """

    visits: VisitTable
    answers: tuple[AnswerTable, ...]
    occasions: dict[str, str] = field(hash=False)
    zone: ZoneInfo

    @property
    def tables(self) -> frozenset[str]:
        """Give every table that is read."""
        sides: tuple[VisitTable | AnswerTable, ...] = (self.visits, *self.answers)
        return frozenset(side.table for side in sides) | {join.table for side in sides for join in side.joins}


def read_layout(mapping: Mapping, databank: Databank | None = None) -> Layout:
    """Read the section of a mapping; with the databank also check what is named in it.

    :raises InputError: with the file and the key that is wrong.
    """
    top = mapping.layout
    if top is None or not list(top):
        raise InputError("ingest.key-missing", place=Place(file=str(mapping.file)), key="relational")
    visits = _visits(top.table("visits"), databank)
    layout = Layout(
        visits=visits,
        answers=tuple(_answers(table) for table in top.tables("answers")),
        occasions=_occasions(top.table("occasions"), databank),
        zone=_zone(top),
    )
    top.close()
    return layout


def _visits(table: TomlTable, databank: Databank | None) -> VisitTable:
    joins = _joins(table)
    columns = table.table("columns")
    found = {target: _known(columns, target, joins) for target in columns}
    items = items_of(databank) if databank else None
    for target in found:
        if target not in ROLES and items is not None and target not in items:
            raise columns.fault(target, "ingest.target-unknown")
    for role in (IDENTITY, VISIT_DATE):
        if role not in found:
            raise columns.fault(role, "ingest.key-missing")
    visits = VisitTable(
        table=table.text("table"),
        joins=joins,
        key=table.text("key"),
        occasion=_column(table, "occasion", joins),
        changed=_optional(table, "changed", joins),
        replaces=table.text("replaces", "") or None,
        withdrawn=_marks(table, "withdrawn", joins),
        columns=found,
    )
    table.close()
    return visits


def _answers(table: TomlTable) -> AnswerTable:
    joins = _joins(table)
    answers = AnswerTable(
        table=table.text("table"),
        joins=joins,
        visit=table.text("visit"),
        name=_column(table, "name", joins),
        values=_known(table, "values", joins),
        unit=_optional(table, "unit", joins),
        latest=_optional(table, "latest", joins),
        deleted=_marks(table, "deleted", joins),
    )
    table.close()
    return answers


def _joins(table: TomlTable) -> tuple[Join, ...]:
    section = table.table("joins")
    joins: tuple[Join, ...] = ()
    for name in section:
        entry = section.table(name)
        own = _column(entry, "own", joins)
        joins = (*joins, Join(name, entry.text("table"), own, entry.text("there")))
        entry.close()
    return joins


def _marks(table: TomlTable, key: str, joins: tuple[Join, ...]) -> tuple[Mark, ...]:
    marks = []
    for entry in table.tables(key):
        marks.append(Mark(_column(entry, "column", joins), entry.texts("words")))
        entry.close()
    return tuple(marks)


def _known(table: TomlTable, key: str, joins: tuple[Join, ...]) -> tuple[str, ...]:
    columns = table.texts(key)
    if not columns:
        raise table.fault(key, "ingest.key-missing")
    for column in columns:
        _check(table, key, column, joins)
    return columns


def _column(table: TomlTable, key: str, joins: tuple[Join, ...]) -> str:
    column = table.text(key)
    _check(table, key, column, joins)
    return column


def _optional(table: TomlTable, key: str, joins: tuple[Join, ...]) -> str | None:
    return _column(table, key, joins) if key in table else None


def _check(table: TomlTable, key: str, column: str, joins: tuple[Join, ...]) -> None:
    join, dot, _ = column.rpartition(".")
    if dot and join not in {known.name for known in joins}:
        raise table.fault(key, "relational.join-unknown", join=join)


def _occasions(table: TomlTable, databank: Databank | None) -> dict[str, str]:
    found = {word: table.text(word) for word in table}
    for word, occasion in found.items():
        if occasion and databank is not None and databank.occasion(occasion) is None:
            raise table.fault(word, "relational.occasion-not-in-databank", occasion=occasion)
    return found


def _zone(top: TomlTable) -> ZoneInfo:
    name = top.text("time_zone", "Europe/Oslo")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise top.fault("time_zone", "relational.zone-unknown") from None
