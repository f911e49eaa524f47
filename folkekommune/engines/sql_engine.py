"""What every SQL engine does: plan a data set, ask one query, and read what comes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from folkekommune.engines import live_rows
from folkekommune.engines.cells import Whole, floats, read, write
from folkekommune.engines.keeping import Keeping
from folkekommune.engines.plan import Plan, live
from folkekommune.engines.workplace import ValueDoesNotFit, Workplace
from folkekommune.query.dataset import Dataset, PersonRoot
from folkekommune.query.engine import CellRequest, Cells, Rows, RowsRequest, TooManyGroupsError


class SqlEngine:
    """Answer requests with a database. For one thread; any may interrupt it."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._keeping = Keeping(workplace)

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the release parts in the order of their bits."""
        self._workplace.begin()
        root = dataset.root
        return self._keeping.release(root.release).parts if isinstance(root, PersonRoot) else ()

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group all rows of the root by parts, mask and dimensions."""
        self._workplace.begin()
        try:
            cells = self._cells(request, whole=self._workplace.whole, most=limit + 1)
        except ValueDoesNotFit:
            cells = self._cells(request, whole=None, most=limit + 1)
        if len(cells) > limit:
            raise TooManyGroupsError
        return cells

    def quantiles(self, dataset: Dataset, column: str, probabilities: tuple[float, ...]) -> tuple[float, ...]:
        """Give exact quantiles over all rows of the root."""
        self._workplace.begin()
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
        self._workplace.begin()
        plan = self._keeping.plan(dataset)
        values = self._values(plan, column, live(dataset, plan.constants, ignored))
        return _windows(values, probabilities, side=side)

    def rows(self, request: RowsRequest) -> Rows:
        """Give the live rows."""
        self._workplace.begin()
        plan = self._keeping.plan(request.dataset)
        sql = live_rows.write(request, plan)
        return live_rows.read(self._workplace.run(sql, plan.emitter.parameters), request)

    def forget(self) -> None:
        """Drop every kept table."""
        self._workplace.begin()
        self._keeping.forget()

    def interrupt(self) -> None:
        """Stop what is running, from another thread."""
        self._workplace.interrupt()

    def close(self) -> None:
        """Close the connection and let go of its memory."""
        self._workplace.close()

    def _cells(self, request: CellRequest, *, whole: Whole | None, most: int) -> Cells:
        plan = self._keeping.plan(request.dataset)
        sql, kinds = write(request, plan, whole=whole, most=most)
        return read(self._workplace.run(sql, plan.emitter.parameters), kinds, request.moments)

    def _values(self, plan: Plan, column: str, where: str) -> NDArray[np.float64]:
        """Give the values of a variable that are not missing, in no particular order."""
        held = plan.columns[column]
        sql = f"SELECT {held.value} FROM ({plan.sql}) WHERE {where} AND {held.column} IS NOT NULL"
        return floats(self._workplace.run(sql, plan.emitter.parameters)[0])


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
