"""Variables that hold over time: spells as they were delivered, and histories made from visits.

Every query gives unit, unit_id, value, start, stop in days since 1970-01-01, with at most one value of a
unit on a day, as microdata.no asks of EVENT and ACCUMULATED. A spell without a stop still goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.catalogue.model import Temporality

_DAY = "date_diff('day', DATE '1970-01-01', {})::INTEGER"
_FAR = 2_000_000_000
"""A day after all days: the stop of what still goes on, while it is compared."""


def delivered_spells(temporality: Temporality, table: str, *, value: str, only: str = "true") -> str:
    """Write the query for spells of a variable as they were delivered.

    Of several states that hold on a day, the one begun last counts, and so it does of a lasting fact. Sums
    over periods cannot be cut: of two that overlap, the one begun first stays, and one without a later stop
    is no period at all.

    :param value: SQL of the value, :param only: of the condition on the spells that count.
    """
    stated = (
        f"SELECT unit, unit_id, {value} AS value, {_DAY.format('start')} AS start, "
        f'coalesce({_DAY.format("stop")}, {_FAR}) AS stop, record FROM "{table}" '
        f"WHERE {value} IS NOT NULL AND {only}"
    )
    if temporality is Temporality.FIXED:
        return _lasting(stated)
    if temporality is Temporality.STATUS:
        return _days(stated)
    return _sums(stated) if temporality is Temporality.ACCUMULATED else _states(stated)


def history(visits: Sequence[str], *, value: str, within: str | None) -> str:
    """Write the query for what visits say of an item over time.

    A state begins on the day of the first visit that tells it, and ends the day before one that tells
    another; a visit that says nothing changes nothing.

    :param visits: queries with unit, unit_id, visit_date, record, and the items.
    :param within: SQL of the item it hangs on: where that changes, what was known of this one ends.
    """
    rows = " UNION ALL ".join(visits)
    frame = within or "NULL"
    return f"""
        WITH stated AS (
            SELECT unit, unit_id, {_DAY.format("visit_date")} AS day, record, {value} AS value,
                last_value({frame} IGNORE NULLS) OVER (PARTITION BY unit ORDER BY visit_date, record) AS frame
            FROM ({rows})
        ),
        turned AS (
            SELECT *, frame IS DISTINCT FROM lag(frame) OVER (PARTITION BY unit ORDER BY day, record) AS turn
            FROM stated
        ),
        framed AS (
            SELECT *, sum(turn::INTEGER) OVER (PARTITION BY unit ORDER BY day, record) AS stay FROM turned
        ),
        known AS (
            SELECT unit, unit_id, day, record,
                last_value(value IGNORE NULLS) OVER (PARTITION BY unit, stay ORDER BY day, record) AS value
            FROM framed
            QUALIFY row_number() OVER (PARTITION BY unit, day ORDER BY record DESC) = 1
        ),
        begun AS (
            SELECT * FROM known
            QUALIFY row_number() OVER (PARTITION BY unit ORDER BY day) = 1
                 OR value IS DISTINCT FROM lag(value) OVER (PARTITION BY unit ORDER BY day)
        ),
        ended AS (
            SELECT *, lead(day) OVER (PARTITION BY unit ORDER BY day) - 1 AS stop FROM begun
        )
        SELECT unit, unit_id, value, day AS start, stop::INTEGER AS stop FROM ended WHERE value IS NOT NULL
    """


def _states(stated: str) -> str:
    """Cut spells at each other's ends, choose for each stretch, and join equal neighbours again."""
    return f"""
        WITH stated AS ({stated}),
        edges AS (
            SELECT unit, start AS edge FROM stated
            UNION SELECT unit, stop + 1 FROM stated WHERE stop < {_FAR}
        ),
        stretches AS (
            SELECT unit, edge AS start,
                coalesce(lead(edge) OVER (PARTITION BY unit ORDER BY edge) - 1, {_FAR}) AS stop
            FROM edges
        ),
        chosen AS (
            SELECT stated.unit, unit_id, value, stretches.start, stretches.stop
            FROM stretches JOIN stated
                ON stated.unit = stretches.unit
                AND stated.start <= stretches.start AND stated.stop >= stretches.stop
            QUALIFY row_number() OVER (
                PARTITION BY stated.unit, stretches.start ORDER BY stated.start DESC, record
            ) = 1
        ),
        begun AS (
            SELECT *, (value IS DISTINCT FROM lag(value) OVER before
                       OR start <> lag(stop) OVER before + 1)::INTEGER AS fresh
            FROM chosen WINDOW before AS (PARTITION BY unit ORDER BY start)
        ),
        joined AS (
            SELECT *, sum(fresh) OVER (PARTITION BY unit ORDER BY start) AS run FROM begun
        )
        SELECT unit, unit_id, any_value(value) AS value, min(start)::INTEGER AS start,
            nullif(max(stop), {_FAR})::INTEGER AS stop
        FROM joined GROUP BY unit, unit_id, run
    """


def _lasting(stated: str) -> str:
    """Keep one value of a unit: that of the spell begun last."""
    return (
        "SELECT unit, unit_id, value, NULL::INTEGER AS start, NULL::INTEGER AS stop "
        f"FROM ({stated}) AS given "
        "QUALIFY row_number() OVER (PARTITION BY unit ORDER BY given.start DESC, record DESC) = 1"
    )


def _days(stated: str) -> str:
    """Keep one state of a unit on a day: the later record's."""
    return (
        f"SELECT unit, unit_id, value, start, start AS stop FROM ({stated}) "
        "QUALIFY row_number() OVER (PARTITION BY unit, start ORDER BY record DESC) = 1"
    )


def _sums(stated: str) -> str:
    return f"""
        WITH stated AS ({stated})
        SELECT unit, unit_id, value, start, stop FROM stated WHERE stop > start AND stop < {_FAR}
        QUALIFY start > coalesce(max(stop) OVER (
            PARTITION BY unit ORDER BY start, stop, record ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), start - 1)
    """
