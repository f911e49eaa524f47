"""Ask for groups over all rows of a data set: one query, and what it gives as :class:`Cells`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.engines.plan import Plan
from folkekommune.engines.tables import NUMBER, Held, Kind
from folkekommune.query.columns import ColumnInfo
from folkekommune.query.engine import SCALE, CellRequest, Cells, ContributionSizes, Moment, MomentSums

_FIXED_COLUMNS = 6
_MOMENT_COLUMNS = 6
_CONTRIBUTION_COLUMNS = 3


Whole = Callable[[ColumnInfo], Kind | None]
"""Gives a type that a variable's whole numbers fit."""


def write(
    request: CellRequest, plan: Plan, *, whole: Whole | None, most: int
) -> tuple[str, tuple[Kind, ...]]:
    """Give the SQL of a request, and the types its dimensions are fetched in.

    :param whole: group by whole numbers as such; a value that does not fit is then a fault.
    :param most: the largest number of groups wanted.
    """
    dataset = request.dataset
    dimensions = [
        _as_whole(plan.columns[name], whole(dataset.columns[name]) if whole else None)
        for name in request.dimensions
    ]
    mark = plan.constants.get("_mark", "_mark")
    columns = [
        plan.constants.get("_parts", "_parts"),
        plan.constants.get("_mask", "_mask"),
        "count(*)",
        "count(*)" if dataset.persons else "CAST(sum(_persons) AS BIGINT)",
        "bit_xor(_key)",
        f"bit_xor({mark})",
    ]
    for place, _ in enumerate(request.moments):
        columns += _sums(f"m{place}", mark, persons=dataset.persons)
    sized = [(place, moment) for place, moment in enumerate(request.moments) if moment.contributions]
    for place, _ in sized:
        columns += _contributions(f"s{place}", plan)
    columns += [dimension.shown for dimension in dimensions]
    fixed = "".join(f", {_fixed(moment, plan)} AS m{place}" for place, moment in enumerate(request.moments))
    fixed += "".join(f", {_size(moment, plan)} AS s{place}" for place, moment in sized)
    rows = f"(SELECT *{fixed} FROM ({plan.sql}))" if fixed else f"({plan.sql})"
    by = [dimension.column for dimension in dimensions]
    by += [name for name in ("_mask", "_parts") if name not in plan.constants]
    # Without anything to group by, no rows would still make a group.
    group = f" GROUP BY {', '.join(by)}" if by else " HAVING count(*) > 0"
    if dataset.rows_of_persons:
        sql = _by_person(request, rows, dimensions, plan)
        return f"{sql} LIMIT {most}", tuple(d.kind for d in dimensions)
    selected = ", ".join(f"{sql} AS r{place}" for place, sql in enumerate(columns))
    return f"SELECT {selected} FROM {rows}{group} LIMIT {most}", tuple(d.kind for d in dimensions)


def _by_person(request: CellRequest, rows: str, dimensions: Sequence[Held], plan: Plan) -> str:
    """Write the query where a person may have several rows: hers are put together, then persons counted."""
    mark, parts, mask = (plan.constants.get(name, name) for name in ("_mark", "_parts", "_mask"))
    inner = [f"{parts} AS p", f"{mask} AS m", "_key AS k", f"any_value({mark}) AS s", "count(*) AS u"]
    inner += [f"{dimension.column} AS d{place}" for place, dimension in enumerate(dimensions)]
    outer = ["p", "m", "CAST(sum(u) AS BIGINT)", "count(*)", "bit_xor(k)", "bit_xor(s)"]
    sizes = []
    for place, moment in enumerate(request.moments):
        fixed, present = f"m{place}", f"FILTER (WHERE n{place} > 0)"
        inner += [f"count({fixed}) AS n{place}", f"coalesce(sum({fixed}), 0) AS t{place}"]
        inner.append(f"coalesce(sum({fixed} * {fixed}), 0) AS q{place}")
        outer += [f"CAST(sum(n{place}) AS BIGINT)", f"count(*) {present}"]
        outer += [f"coalesce(bit_xor({column}) {present}, 0)" for column in ("k", "s")]
        outer += [f"CAST(sum({total}{place}) AS BIGINT)" for total in ("t", "q")]
        if moment.contributions:
            inner.append(f"CAST(sum(s{place}) AS BIGINT) AS z{place}")
            sizes += _contributions(f"z{place}", plan)
    outer += sizes
    outer += [Held(f"d{place}", each.kind).shown for place, each in enumerate(dimensions)]
    selected = ", ".join(f"{sql} AS r{place}" for place, sql in enumerate(outer))
    hers = f"SELECT {', '.join(inner)} FROM {rows} GROUP BY ALL"
    return f"SELECT {selected} FROM ({hers}) GROUP BY {', '.join(['p', 'm', *_names(dimensions)])}"


def _as_whole(held: Held, kind: Kind | None) -> Held:
    if kind is None or held.kind != NUMBER:
        return held
    return Held(f"CAST({held.column} AS {kind.sql})", kind)


def _names(dimensions: Sequence[Held]) -> list[str]:
    return [f"d{place}" for place in range(len(dimensions))]


def read(found: list[Any], kinds: Sequence[Kind], asked: Sequence[Moment]) -> Cells:
    """Give the groups that were fetched."""
    waiting = iter(found[_FIXED_COLUMNS:])
    moments = [tuple(islice(waiting, _MOMENT_COLUMNS)) for _ in asked]
    sizes = [
        ContributionSizes(*map(_whole, islice(waiting, _CONTRIBUTION_COLUMNS)))
        if moment.contributions
        else None
        for moment in asked
    ]
    return Cells(
        parts=_whole(found[0]),
        mask=_whole(found[1]),
        units=_whole(found[2]),
        persons=_whole(found[3]),
        fingerprint=_keys(found[4]),
        sketch=_unsigned(found[5]),
        moments=tuple(
            MomentSums(
                _whole(units),
                _whole(valid),
                _keys(keys),
                _unsigned(sketch),
                _whole(total),
                _whole(squares),
                size,
            )
            for (units, valid, keys, sketch, total, squares), size in zip(moments, sizes, strict=True)
        ),
        coordinates=tuple(_coordinates(column, kind) for column, kind in zip(waiting, kinds, strict=True)),
    )


def floats(column: Any) -> NDArray[np.float64]:
    """Give numbers as floating point; adding zero takes the sign off -0."""
    return np.asarray(column, dtype=np.float64) + 0.0


def _fixed(moment: Moment, plan: Plan) -> str:
    """Give the SQL of a clipped value in fixed point."""
    centre, width = (plan.emitter.bind(float(limit), "DOUBLE") for limit in (moment.centre, moment.width))
    return plan.dialect.rows.nearest(f"({_clipped(moment, plan)} - {centre}) / {width} * {SCALE}")


def _size(moment: Moment, plan: Plan) -> str:
    """Give the SQL of the size of a clipped value, in fixed point."""
    reach = plan.emitter.bind(float(moment.reach), "DOUBLE")
    return plan.dialect.rows.nearest(f"abs({_clipped(moment, plan)}) / {reach} * {SCALE}")


def _clipped(moment: Moment, plan: Plan) -> str:
    low, high = (plan.emitter.bind(float(limit), "DOUBLE") for limit in (moment.low, moment.high))
    value = plan.columns[moment.column].value
    # Missing falls through to the value itself and stays missing.
    return f"CASE WHEN {value} < {low} THEN {low} WHEN {value} > {high} THEN {high} ELSE {value} END"


def _contributions(size: str, plan: Plan) -> list[str]:
    return [
        f"CAST(coalesce(sum({size}), 0) AS BIGINT)",
        f"coalesce(max({size}), 0)",
        f"coalesce({plan.dialect.rows.second(size)}, 0)",
    ]


def _sums(fixed: str, mark: str, *, persons: bool) -> list[str]:
    present = f"FILTER (WHERE {fixed} IS NOT NULL)"
    return [
        f"count({fixed})",
        f"count({fixed})" if persons else f"CAST(coalesce(sum(_persons) {present}, 0) AS BIGINT)",
        f"coalesce(bit_xor(_key) {present}, 0)",
        f"coalesce(bit_xor({mark}) {present}, 0)",
        f"CAST(coalesce(sum({fixed}), 0) AS BIGINT)",
        f"CAST(coalesce(sum({fixed} * {fixed}), 0) AS BIGINT)",
    ]


def _unsigned(column: Any) -> NDArray[np.uint64]:
    return np.ascontiguousarray(np.asarray(column), dtype=np.uint64)


def _whole(column: Any) -> NDArray[np.int64]:
    return np.ascontiguousarray(np.asarray(column), dtype=np.int64)


def _keys(column: Any) -> NDArray[np.uint64]:
    return _whole(column).view(np.uint64)


def _coordinates(column: Any, kind: Kind) -> tuple[float | str | None, ...]:
    missing = np.ma.getmaskarray(column)
    values = np.ma.getdata(column)
    if kind.codes is not None:
        codes = np.array(kind.codes, dtype=object)
        plain = codes[np.where(missing, 0, values)].tolist()
    else:
        plain = values.tolist() if values.dtype == object else floats(values).tolist()
    for place in missing.nonzero()[0].tolist():
        plain[place] = None
    return tuple(plain)
