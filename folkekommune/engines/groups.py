"""A collapse as SQL; what each statistic means stands in ``engines/group_statistics.py``."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.engines.emitter import Dialect
from folkekommune.engines.plan import live
from folkekommune.engines.tables import NUMBER, Held, Kept
from folkekommune.query.dataset import Aggregate, GroupRoot, Statistic

CONSTANTS = {
    "_mark": "CAST(0 AS BIGINT)",
    "_parts": "CAST(0 AS BIGINT)",
    "_mask": "CAST(0 AS BIGINT)",
    "_granted": "TRUE",
}
"""Groups have no sketch, no parts and no conditions yet, and whoever made them may see them."""

_SUMMED = frozenset({Statistic.SUM, Statistic.MEAN, Statistic.SD, Statistic.GINI})


@dataclass(frozen=True)
class Grouped:
    """A collapse as SQL.

    :param stages: named queries in their order, each over those before it; :param sql: the last one.
    """

    stages: dict[str, str]
    sql: str
    columns: dict[str, Held]


@dataclass(frozen=True)
class _Measured:
    """A variable with the statistics asked of it.

    :param name: what its columns are numbered by.
    """

    name: str
    value: str
    statistics: frozenset[Statistic]


def grouped(root: GroupRoot, source: Kept, dialect: Dialect) -> Grouped:
    """Give the SQL of a collapsed data set, one row a group.

    In three passes: count, limits and median; then sums, whose unit follows from the limits; then
    squares around the mean.
    """
    by = source.columns[root.by]
    measured = {name: _measure(place, name, root, source) for place, name in enumerate(_columns(root))}
    values = "".join(f", {m.value} AS x{m.name}{_rank(m, by.column)}" for m in measured.values())
    where = f"{live(root.source, source.constants, root.ignored)} AND {by.column} IS NOT NULL"
    firsts = "".join(_first(m) for m in measured.values())
    stages = {
        "rows": f"SELECT _key, _persons, {by.column} AS g{values} FROM ({source.relation}) WHERE {where}",
        "groups": "SELECT g, bit_xor(_key) AS _key, CAST(sum(_persons) AS BIGINT) AS _persons"
        f"{firsts} FROM rows GROUP BY g",
    }
    latest = "groups"
    if summed := [m for m in measured.values() if m.statistics & _SUMMED]:
        stages |= _pass(dialect, "sums", latest, [(f"sum{m.name}", *_terms(m)) for m in summed])
        latest = "sums"
    if squared := [m for m in measured.values() if Statistic.SD in m.statistics]:
        stages |= _pass(
            dialect, "squares", latest, [(f"square{m.name}", *_squares(m, dialect)) for m in squared]
        )
        latest = "squares"
    if ranked := [m for m in measured.values() if Statistic.GINI in m.statistics]:
        stages |= _pass(dialect, "ranked", latest, [(f"ranked{m.name}", *_ranked(m)) for m in ranked])
        latest = "ranked"
    columns = {root.by: Held("c0", by.kind)}
    selected = ["_key", "_persons", "g AS _unit", "g AS c0"]
    for place, aggregate in enumerate(root.aggregates, start=1):
        statistic = _statistic(aggregate, measured[aggregate.column], dialect)
        selected.append(f"CASE WHEN _persons >= {int(root.floor)} THEN {statistic} END AS c{place}")
        columns[aggregate.name] = Held(f"c{place}", NUMBER)
    return Grouped(stages, f"SELECT {', '.join(selected)} FROM {latest}", columns)


def _columns(root: GroupRoot) -> list[str]:
    return list(dict.fromkeys(aggregate.column for aggregate in root.aggregates))


def _measure(place: int, name: str, root: GroupRoot, source: Kept) -> _Measured:
    held = source.columns[name]
    asked = frozenset(a.statistic for a in root.aggregates if a.column == name)
    return _Measured(str(place), held.value, asked)


def _first(m: _Measured) -> str:
    x, n = f"x{m.name}", m.name
    count = f", count({x}) AS n{n}"
    if m.statistics <= {Statistic.COUNT}:
        return count
    # The upper median is the lower one seen from above.
    medians = f", {_quantile(x, 0.5)} AS lower{n}, -{_quantile('-' + x, 0.5)} AS upper{n}"
    limits = f", min({x}) AS low{n}, max({x}) AS high{n}"
    quarters = "".join(
        f", {_quantile(x, share)} AS {statistic.value}_{n}"
        for statistic, share in ((Statistic.P25, 0.25), (Statistic.P75, 0.75))
        if statistic in m.statistics
    )
    return count + limits + (medians if Statistic.MEDIAN in m.statistics else "") + quarters


def _quantile(value: str, share: float) -> str:
    return f"percentile_disc({share}) WITHIN GROUP (ORDER BY {value})"


def _rank(m: _Measured, by: str) -> str:
    """Write the places of values by size in their group, if a statistic needs them; missing comes last."""
    if Statistic.GINI not in m.statistics:
        return ""
    return f", row_number() OVER (PARTITION BY {by} ORDER BY {m.value} NULLS LAST) AS k{m.name}"


def _pass(dialect: Dialect, name: str, before: str, sums: list[tuple[str, str, str, str]]) -> dict[str, str]:
    """Give stages that add columns to the groups: each a sum of terms in whole numbers.

    :param sums: for each its column, its term, the largest size of a term, and how many there are.
    """
    scale = dialect.rows.scale
    scales = "".join(f", {scale(largest, count)} AS {column}_scale" for column, _, largest, count in sums)
    added = "".join(
        f", CAST(CAST(sum(CAST(round({term} * {column}_scale) AS BIGINT)) AS BIGINT) AS DOUBLE)"
        f" / any_value({column}_scale) AS {column}"
        for column, term, _, _ in sums
    )
    return {
        f"{name}_scaled": f"SELECT *{scales} FROM {before}",
        f"{name}_added": f"SELECT g{added} FROM rows JOIN {name}_scaled USING (g) GROUP BY g",
        name: f"SELECT * FROM {before} JOIN {name}_added USING (g)",
    }


def _terms(m: _Measured) -> tuple[str, str, str]:
    return f"x{m.name}", f"greatest(-low{m.name}, high{m.name})", f"n{m.name}"


def _squares(m: _Measured, dialect: Dialect) -> tuple[str, str, str]:
    n = m.name
    away = f"(x{n} - sum{n} / n{n})"
    term = f"CASE WHEN {dialect.finite('sum' + n)} THEN {away} * {away} END"
    width = f"(high{n} - low{n})"
    return f"({term})", f"({width} * {width})", f"n{n}"


def _ranked(m: _Measured) -> tuple[str, str, str]:
    n = m.name
    # Where some are negative there is no coefficient, and no size that all terms keep within.
    term = f"(CASE WHEN low{n} >= 0 THEN x{n} * CAST(k{n} AS DOUBLE) END)"
    return term, f"(CASE WHEN low{n} >= 0 THEN high{n} * CAST(n{n} AS DOUBLE) ELSE 0 END)", f"n{n}"


def _statistic(aggregate: Aggregate, m: _Measured, dialect: Dialect) -> str:
    n = m.name
    count = f"CAST(n{n} AS DOUBLE)"
    match aggregate.statistic:
        case Statistic.COUNT:
            return count
        case Statistic.SUM:
            value = f"sum{n}"
        case Statistic.MEAN:
            value = f"(sum{n} / {count})"
        case Statistic.SD:
            value = f"sqrt(square{n} / nullif({count} - 1, 0))"
        case Statistic.MIN:
            value = f"low{n}"
        case Statistic.MAX:
            value = f"high{n}"
        case Statistic.P25 | Statistic.P75 as quarter:
            value = f"{quarter.value}_{n}"
        case Statistic.GINI:
            value = f"2 * ranked{n} / (nullif(sum{n}, 0) * {count}) - ({count} + 1) / {count}"
            value = f"(CASE WHEN low{n} >= 0 THEN {value} END)"
        case Statistic.MEDIAN:
            value = f"CASE WHEN lower{n} = upper{n} THEN lower{n} ELSE (lower{n} + upper{n}) / 2 END"
    return f"CASE WHEN {dialect.finite(value)} THEN {value} END"
