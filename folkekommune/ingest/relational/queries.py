"""The questions put to a relational export, as SQLAlchemy Core: the same for a file and for a live database.

Everything is read as text of bounded length, and in the order of the visits' key, so that visits and their
answers can be read side by side without keeping either in memory.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from folkekommune.ingest.relational.layout import AnswerTable, Join, Layout, Mark, VisitTable

LONGEST = 200
"""The longest word that is read whole; one more letter shows that there was more."""
DANGLING = "?" * 70
"""What is read where a row refers to another one that does not exist: no code, number, date or name."""

Text = sa.ColumnElement[str]


class Side:
    """A table with those it refers to, and its columns by the names a mapping gives them."""

    def __init__(self, table: str, joins: tuple[Join, ...], *, alias: str) -> None:
        self._tables = {"": _table(table, alias)}
        self._joins = joins
        for join in joins:
            self._tables[join.name] = _table(join.table, f"{alias}_{join.name}")
        self.source: Any = self._tables[""]
        for join in joins:
            there = self._tables[join.name]
            self.source = self.source.outerjoin(there, self.column(join.own) == _of(there, join.there))

    def column(self, name: str) -> Any:
        """Give a column as it is."""
        join, _, column = name.rpartition(".")
        return _of(self._tables[join], column)

    def word(self, *names: str) -> Text:
        """Give the first of some columns that holds something, as a text that is not too long."""
        words = [self._word(name) for name in names]
        return sa.func.coalesce(*words) if len(words) > 1 else words[0]

    def marked(self, marks: tuple[Mark, ...]) -> sa.ColumnElement[bool]:
        """Tell whether a row is marked."""
        return sa.or_(sa.false(), *(self.word(mark.column).in_(mark.words) for mark in marks))

    def _word(self, name: str) -> Text:
        word = sa.func.nullif(bounded(self.column(name)), "")
        through = name.rpartition(".")[0]
        for join in self._joins:
            if join.name == through:
                there = _of(self._tables[join.name], join.there)
                nowhere = sa.and_(self.column(join.own).is_not(None), there.is_(None))
                return sa.case((nowhere, sa.literal(DANGLING)), else_=word)
        return word


def bounded(column: Any) -> Text:
    """Give a column as text, cut where no honest value is that long."""
    return sa.func.substr(sa.cast(column, sa.String), 1, LONGEST + 1)


def visits_query(layout: Layout, since: date | None) -> sa.Select[Any]:
    """Ask for the visits: key, occasion, changed, replaced, is replaced, withdrawn, then columns."""
    visits = layout.visits
    side = Side(visits.table, visits.joins, alias="v")
    columns = [
        bounded(side.column(visits.key)),
        side.word(visits.occasion),
        side.word(visits.changed) if visits.changed else sa.null(),
        bounded(side.column(visits.replaces)) if visits.replaces else sa.null(),
        _is_replaced(visits, side),
        side.marked(visits.withdrawn),
        *(side.word(*names) for names in visits.columns.values()),
    ]
    query = sa.select(*columns).select_from(side.source)
    recent = _recent(query, side, visits, since=since)
    return recent.order_by(side.column(visits.key))


def answers_query(
    layout: Layout, answers: AnswerTable, *, dropped: frozenset[str], since: date | None
) -> sa.Select[Any]:
    """Ask for the answers of a table: visit, name, value, unit.

    :param dropped: names of fields that must not be read at all.
    """
    side = Side(answers.table, answers.joins, alias="a")
    # The visits' own joins are only needed to tell which were changed.
    visits = Side(layout.visits.table, layout.visits.joins if since else (), alias="v")
    key = visits.column(layout.visits.key)
    name = side.word(answers.name)
    query = (
        sa.select(
            bounded(key),
            name,
            side.word(*answers.values),
            side.word(answers.unit) if answers.unit else sa.null(),
        )
        .select_from(visits.source.join(side.source, side.column(answers.visit) == key))
        .where(sa.not_(sa.func.coalesce(side.marked(answers.deleted), sa.false())))
    )
    if dropped:
        hidden = sorted({word.lower() for word in dropped})
        query = query.where(sa.func.lower(sa.func.coalesce(name, "")).not_in(hidden))
    order = [key] + ([side.column(answers.latest)] if answers.latest else [])
    recent = _recent(query, visits, layout.visits, since=since)
    return recent.order_by(*order)


def orphans_query(layout: Layout, answers: AnswerTable) -> sa.Select[Any]:
    """Ask whether there is an answer whose visit does not exist."""
    side = Side(answers.table, (), alias="a")
    visits = Side(layout.visits.table, (), alias="v")
    own = side.column(answers.visit)
    there = sa.select(visits.column(layout.visits.key)).select_from(visits.source)
    exists = there.where(visits.column(layout.visits.key) == own).exists()
    return sa.select(sa.literal(1)).select_from(side.source).where(sa.not_(exists)).limit(1)


def count_query(visits: VisitTable) -> sa.Select[Any]:
    """Ask how many visits there are."""
    return sa.select(sa.func.count()).select_from(_table(visits.table, "v"))


def _is_replaced(visits: VisitTable, side: Side) -> Any:
    if not visits.replaces:
        return sa.literal(value=False)
    later = Side(visits.table, (), alias="later")
    replaced = sa.select(later.column(visits.replaces)).select_from(later.source)
    replaced = replaced.where(later.column(visits.replaces).is_not(None))
    return side.column(visits.key).in_(replaced)


def _recent(query: Any, side: Side, visits: VisitTable, *, since: date | None) -> sa.Select[Any]:
    """Keep what was changed since a day; moments are written so that their texts sort as they do."""
    kept: sa.Select[Any] = query
    if since is None or visits.changed is None:
        return kept
    return kept.where(side.word(visits.changed) >= since.isoformat())


def _table(name: str, alias: str) -> Any:
    schema, _, table = name.rpartition(".")
    return sa.table(table, schema=schema or None).alias(alias)


def _of(table: Any, column: str) -> Any:
    return sa.column(column, _selectable=table)
