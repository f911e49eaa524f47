"""Functions that DuckDB has not: Python's own, called a batch of rows at a time.

They are the very functions of the reference engine, so that both give the same bits. Each is made known
when a statement first names it: most scripts never do.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
from duckdb import sqltypes

from folkekommune.engines.duckdb_dialect import PYTHON
from folkekommune.statistics.distributions import DISTRIBUTIONS
from folkekommune.statistics.draws import draws

_CALLED = re.compile(rf"\b{PYTHON}(\w+)\(")


class PythonFunctions:
    """The functions made known to a connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._known: set[str] = set()

    def define(self, sql: str) -> None:
        """Make known what a statement calls."""
        if PYTHON not in sql:
            return
        if not self._known:
            # DuckDB complains at the end of the process about functions of a connection left open.
            weakref.finalize(self, self._connection.close)
        for name in set(_CALLED.findall(sql)) - self._known:
            function, kinds = _function(name)
            self._connection.create_function(
                f"{PYTHON}{name}", function, kinds, sqltypes.DOUBLE, type="arrow"
            )
            self._known.add(name)


def _function(name: str) -> tuple[Callable[..., Any], list[Any]]:
    """Give a function over Arrow arrays and the types of its arguments."""
    if name == "draw":
        return _over_arrow(draws, 2), [sqltypes.BIGINT] * 2
    distribution = DISTRIBUTIONS[name]
    return _over_arrow(distribution, distribution.arguments), [sqltypes.DOUBLE] * distribution.arguments


def _over_arrow(function: Callable[..., Any], arguments: int) -> Callable[..., Any]:
    def compute(*columns: Any) -> Any:
        return pa.array(function(*(column.to_numpy(zero_copy_only=False) for column in columns)))

    # DuckDB counts parameters, so that each number of them needs a function of its own.
    return (
        lambda a: compute(a),  # noqa: PLW0108
        lambda a, b: compute(a, b),  # noqa: PLW0108
        lambda a, b, c: compute(a, b, c),  # noqa: PLW0108
        lambda a, b, c, d: compute(a, b, c, d),  # noqa: PLW0108
    )[arguments - 1]
