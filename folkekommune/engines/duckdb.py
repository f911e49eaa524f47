"""DuckDB as engine: the embedded default.

The connection sees the serving files read-only, has no other external access, and its settings are locked.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.engines import duckdb_cells, duckdb_rows
from folkekommune.engines.duckdb_keeping import Keeping
from folkekommune.engines.duckdb_plan import Plan, live
from folkekommune.engines.duckdb_sandbox import Sandbox, ValueDoesNotFit
from folkekommune.engines.source import FindRelease
from folkekommune.query.dataset import Dataset, PersonRoot
from folkekommune.query.engine import CellRequest, Cells, Rows, RowsRequest, TooManyGroupsError


class DuckDBEngine:
    """Answer requests with an embedded DuckDB of one's own. For one thread; any may interrupt it.

    :param find: gives a release's serving file, :param folder: the folder all of them lie in.
    :param temporary: where large sorts and tables may spill.
    """

    def __init__(
        self, find: FindRelease, folder: Path, *, threads: int, memory_limit: str, temporary: Path
    ) -> None:
        self._sandbox = Sandbox(folder, threads=threads, memory_limit=memory_limit, temporary=temporary)
        self._keeping = Keeping(find, self._sandbox)

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the release parts in the order of their bits."""
        self._sandbox.begin()
        root = dataset.root
        return self._keeping.release(root.release).parts if isinstance(root, PersonRoot) else ()

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group all rows of the root by parts, mask and dimensions."""
        self._sandbox.begin()
        try:
            cells = self._cells(request, narrow=True, most=limit + 1)
        except ValueDoesNotFit:
            cells = self._cells(request, narrow=False, most=limit + 1)
        if len(cells) > limit:
            raise TooManyGroupsError
        return cells

    def quantiles(self, dataset: Dataset, column: str, probabilities: tuple[float, ...]) -> tuple[float, ...]:
        """Give exact quantiles over all rows of the root."""
        self._sandbox.begin()
        plan = self._keeping.plan(dataset)
        found = _windows(self._values(plan, column, "TRUE"), probabilities, side=0)
        return tuple(values[0] for values in found if values)

    def neighbours(
        self,
        dataset: Dataset,
        column: str,
        probabilities: tuple[float, ...],
        *,
        side: int,
        ignored: frozenset[int] = frozenset(),
    ) -> tuple[tuple[float, ...], ...]:
        """Give the order statistics nearest each quantile of the live rows."""
        self._sandbox.begin()
        plan = self._keeping.plan(dataset)
        values = self._values(plan, column, live(dataset, plan.constants, ignored))
        return _windows(values, probabilities, side=side)

    def rows(self, request: RowsRequest) -> Rows:
        """Give the live rows."""
        self._sandbox.begin()
        plan = self._keeping.plan(request.dataset)
        sql = duckdb_rows.write(request, plan)
        return duckdb_rows.read(self._sandbox.run(sql, plan.emitter.parameters), request)

    def forget(self) -> None:
        """Drop every kept table."""
        self._sandbox.begin()
        self._keeping.forget()

    def interrupt(self) -> None:
        """Stop what is running, from another thread."""
        self._sandbox.interrupt()

    def close(self) -> None:
        """Close the connection and let go of its memory."""
        self._sandbox.close()

    def _cells(self, request: CellRequest, *, narrow: bool, most: int) -> Cells:
        plan = self._keeping.plan(request.dataset)
        sql, kinds = duckdb_cells.write(request, plan, narrow=narrow, most=most)
        return duckdb_cells.read(self._sandbox.run(sql, plan.emitter.parameters), kinds, request.moments)

    def _values(self, plan: Plan, column: str, where: str) -> NDArray[np.float64]:
        """Give the values of a variable that are not missing, in no particular order."""
        held = plan.columns[column]
        sql = f"SELECT {held.value} FROM ({plan.sql}) WHERE {where} AND {held.column} IS NOT NULL"
        return duckdb_cells.floats(self._sandbox.run(sql, plan.emitter.parameters)[0])


def _windows(
    values: NDArray[np.float64], probabilities: tuple[float, ...], *, side: int
) -> tuple[tuple[float, ...], ...]:
    """Give the order statistics around each quantile, sorting no more than needed."""
    count = len(values)
    if count == 0:
        return tuple(() for _ in probabilities)
    places = [max(math.ceil(p * count), 1) - 1 for p in probabilities]
    wanted = [range(max(place - side, 0), min(place + side, count - 1) + 1) for place in places]
    ordered = np.partition(values, sorted({place for window in wanted for place in window}))
    return tuple(tuple(float(ordered[place]) for place in window) for window in wanted)
