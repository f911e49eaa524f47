"""How the tables of an unknown database hang together: which column refers to which table.

Declared keys are rarely delivered, so it follows from what stands in the columns: a column refers to a key
when each of its values is there. Ids are whole numbers everywhere, so many keys may hold them; the one that
is called alike, or that holds a list of codes the values belong to, is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from folkekommune.ingest.relational.queries import bounded
from folkekommune.ingest.suggesting.names import likeness, words_of
from folkekommune.ingest.suggesting.survey import Column
from folkekommune.ingest.suggesting.values import Values

_SAMPLE, _AT_A_TIME = 20_000, 5_000
_FEWEST = 3
_LIKE = 3.0
_ENOUGH = 0.15
_OF_ONE_LIST = 1.5
_HALF = 0.5


@dataclass
class Table:
    """A table with what stands in it, of a large one a sample spread over all of it.

    :param refers: by column, the table whose key it holds; :param keys: every key there is.
    :param different: how many different words a column that refers has, in all rows.
    """

    name: str
    rows: int
    columns: dict[str, list[str]]
    key: str = ""
    refers: dict[str, str] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    different: dict[str, int] = field(default_factory=dict)
    _values: dict[str, Values] = field(default_factory=dict)
    _distinct: dict[str, frozenset[str]] = field(default_factory=dict)

    def values(self, column: str) -> Values:
        """Give what stands in a column."""
        if column not in self._values:
            self._values[column] = Values(Column(column, words={"": self.columns[column]}))
        return self._values[column]

    def distinct(self, column: str) -> frozenset[str]:
        """Give the different words of a column."""
        if column not in self._distinct:
            self._distinct[column] = frozenset(word for word in self.columns[column] if word)
        return self._distinct[column]


def read_schema(connection: sa.Connection, tables: dict[str, tuple[str, ...]]) -> dict[str, Table]:
    """Read tables and find how they refer to each other."""
    found = {name: _sample(connection, name, columns) for name, columns in tables.items()}
    found = {name: table for name, table in found.items() if table.rows}
    for table in found.values():
        table.key = _key(table, found)
        table.keys = _keys(connection, table) if table.key else frozenset()
    # Twice: which lists the codes of a table belong to is only known after the first time.
    for _ in range(2):
        refers = {
            name: {c: target for c in table.columns if (target := _target(table, c, found))}
            for name, table in found.items()
        }
        for name, table in found.items():
            table.refers = refers[name]
    for table in found.values():
        table.different = {column: _count_different(connection, table, column) for column in table.refers}
    return found


def rows_of(connection: sa.Connection, table: Table) -> Iterator[dict[str, str]]:
    """Give every row of a table, some at a time."""
    source = _source(table.name, tuple(table.columns))
    query = sa.select(*(bounded(source.c[column]) for column in table.columns))
    for row in connection.execution_options(yield_per=_AT_A_TIME).execute(query):
        yield {c: "" if w is None else str(w) for c, w in zip(table.columns, row, strict=True)}


def _source(name: str, columns: tuple[str, ...]) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


def _sample(connection: sa.Connection, name: str, columns: tuple[str, ...]) -> Table:
    source = _source(name, columns)
    count = connection.execute(sa.select(sa.func.count()).select_from(source)).scalar() or 0
    query = sa.select(*(bounded(source.c[column]) for column in columns)).limit(2 * _SAMPLE)
    step = count // _SAMPLE
    if step > 1:
        query = query.where(sa.literal_column("rowid") % step == 0)
    rows = [["" if word is None else str(word) for word in row] for row in connection.execute(query)]
    return Table(name, count, {column: [row[i] for row in rows] for i, column in enumerate(columns)})


def _keys(connection: sa.Connection, table: Table) -> frozenset[str]:
    if len(table.columns[table.key]) == table.rows:
        return table.distinct(table.key)
    source = _source(table.name, (table.key,))
    words = connection.execute(sa.select(bounded(source.c[table.key])))
    return frozenset(str(word) for (word,) in words)


def _count_different(connection: sa.Connection, table: Table, column: str) -> int:
    if len(table.columns[column]) == table.rows:
        return len(table.distinct(column))
    source = _source(table.name, (column,))
    return int(connection.execute(sa.select(sa.func.count(source.c[column].distinct()))).scalar() or 0)


def _key(table: Table, tables: dict[str, Table]) -> str:
    """Find the key: another word in every row, best called as a column of another table, or an id."""
    points: dict[str, float] = {}
    for column, words in table.columns.items():
        seen = table.values(column)
        if not words or not all(words) or len(set(words)) < len(words) or seen.day_format:
            continue
        if seen.numeric > _HALF and seen.whole < 1:
            continue
        elsewhere = sum(column in other.columns for other in tables.values()) > 1
        named = bool({"id", "nr", "key", "nokkel"} & set(words_of(column)))
        points[column] = 3 * elsewhere + named + (seen.numeric > _HALF) - 4 * (seen.identity > _HALF)
    return max(points, key=lambda column: points[column], default="")


def _target(table: Table, column: str, tables: dict[str, Table]) -> str:
    words = table.distinct(column)
    if column == table.key or table.values(column).day_format or not words:
        return ""
    points: dict[str, float] = {}
    for other in tables.values():
        if not other.key or not words <= other.keys:
            continue
        if other is table and table.values(column).filled > _HALF * table.rows:
            continue  # what refers to another row of its own table is the exception
        alike = _alike(column, other.key, other.name)
        if len(words) < _FEWEST and alike < 1:
            continue
        covered = len(words) / max(1, other.rows)
        points[other.name] = _LIKE * alike + covered + _OF_ONE_LIST * _one_list(other, words)
    best = max(points, key=lambda name: points[name], default="")
    return best if best and points[best] >= _ENOUGH else ""


def _one_list(table: Table, words: frozenset[str]) -> bool:
    """Tell whether all that is referred to belongs to one list of several: then it is a table of codes."""
    keys = table.columns[table.key]
    for column, target in table.refers.items():
        if target == table.name:
            continue
        lists = {of for key, of in zip(keys, table.columns[column], strict=True) if key in words}
        if len(lists) == 1 and len(table.distinct(column)) >= _FEWEST:
            return True
    return False


def _alike(column: str, key: str, table: str) -> float:
    if column == key:
        return 1.0
    own, theirs = words_of(column), {*words_of(key), *words_of(table)} - {"id", "nr", "ref"}
    own_words = [word for word in own if word not in {"id", "nr", "ref"}]
    return max((likeness(a, b) for a in own_words for b in theirs), default=0.0) * 0.8
