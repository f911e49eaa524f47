"""Ask for the live rows of a data set: one query, and what it gives as :class:`Rows`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.engines.plan import Plan, live
from folkekommune.engines.rows import ordered
from folkekommune.query.engine import Rows, RowsRequest


def write(request: RowsRequest, plan: Plan) -> str:
    """Give the SQL of a request."""
    held = [plan.columns[name] for name in request.columns]
    selected = "".join(f", {each.value} AS v{place}" for place, each in enumerate(held))
    where = live(request.dataset, plan.constants, request.ignored)
    sql = f"SELECT CAST(_key AS BIGINT) AS k{selected} FROM ({plan.sql}) WHERE {where}"
    if request.few is None:
        return sql
    names = [f"v{place}" for place in range(len(held))]
    same = " AND ".join(f"r.{name} IS NOT DISTINCT FROM small.{name}" for name in names)
    groups = ", ".join(names)
    return (
        f"WITH r AS{plan.dialect.rows.once} ({sql}), "
        f"small AS (SELECT {groups} FROM r GROUP BY {groups} HAVING count(*) <= {request.few:d}) "
        f"SELECT r.* FROM r SEMI JOIN small ON {same}"
    )


def read(found: list[Any], request: RowsRequest) -> Rows:
    """Give the rows that were fetched."""
    keys = np.ascontiguousarray(np.asarray(found[0]), dtype=np.int64).view(np.uint64)
    kinds = [request.dataset.column(name).type.is_number for name in request.columns]
    columns = [_numbers(c) if number else _texts(c) for c, number in zip(found[1:], kinds, strict=True)]
    return ordered(keys, columns)


def _numbers(column: Any) -> NDArray[np.float64]:
    """Give floating point with NaN for missing; adding zero takes the sign off -0."""
    return np.asarray(np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)) + 0.0


def _texts(column: Any) -> NDArray[Any]:
    values = np.ma.getdata(column).astype(object)
    values[np.ma.getmaskarray(column)] = None
    return values
