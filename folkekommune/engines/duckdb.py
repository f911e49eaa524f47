"""DuckDB as engine: the embedded default.

A data set is kept (materialised) after its imports and about every twenty steps; what lies between
is computed when asked (engine.md: 450 times faster follow-ups). The connection sees the serving
files read-only, has no other external access, and its settings are locked.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.engines.duckdb_groups import CONSTANTS, grouped
from folkekommune.engines.duckdb_plan import AttachedRelease, Plan, live
from folkekommune.engines.duckdb_sandbox import ValueDoesNotFit, open_locked, run, text
from folkekommune.engines.duckdb_tables import Kept
from folkekommune.engines.source import FindRelease
from folkekommune.query.dataset import Dataset, GroupRoot, Import, PersonRoot, ReleaseRef
from folkekommune.query.engine import (
    SCALE,
    CellRequest,
    Cells,
    EngineFault,
    EngineStopped,
    Moment,
    MomentSums,
    TooManyGroupsError,
)

KEPT_STEPS = 20
"""Steps between two kept tables (engine.md section 3: 0.5 s once, then 3 ms a statistic)."""

_FIXED_COLUMNS = 5
_MOMENT_COLUMNS = 5


class DuckDBEngine:
    """Answer requests with an embedded DuckDB of one's own. For one thread; any may interrupt it.

    :param find: gives a release's serving file, :param folder: the folder all of them lie in.
    :param temporary: where large sorts may spill.
    """

    def __init__(
        self, find: FindRelease, folder: Path, *, threads: int, memory_limit: str, temporary: Path
    ) -> None:
        self._find = find
        self._connection = open_locked(
            folder, threads=threads, memory_limit=memory_limit, temporary=temporary
        )
        self._releases: dict[ReleaseRef, AttachedRelease] = {}
        self._kept: dict[str, Kept] = {}
        self._stopped = False
        self._tables = 0

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the release parts in the order of their bits."""
        root = dataset.root
        return self._release(root.release).parts if isinstance(root, PersonRoot) else ()

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group all rows of the root by parts, mask and dimensions."""
        self._stopped = False
        try:
            found = self._groups(request, limit + 1, narrow=True)
        except ValueDoesNotFit:
            found = self._groups(request, limit + 1, narrow=False)
        if len(found[0]) > limit:
            raise TooManyGroupsError
        return _cells(found, len(request.moments))

    def quantiles(self, dataset: Dataset, column: str, probabilities: tuple[float, ...]) -> tuple[float, ...]:
        """Give exact quantiles over all rows of the root."""
        self._stopped = False
        found = _windows(self._values(self._plan(dataset), column, "TRUE"), probabilities, side=0)
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
        self._stopped = False
        plan = self._plan(dataset)
        values = self._values(plan, column, live(dataset, plan.constants, ignored))
        return _windows(values, probabilities, side=side)

    def _groups(self, request: CellRequest, most: int, *, narrow: bool) -> list[Any]:
        """Fetch the groups of a request.

        :param narrow: group by whole numbers as such.
        """
        dataset, plan = request.dataset, self._plan(request.dataset)
        coordinates = {
            name: plan.whole(name, dataset.columns[name]) if narrow else plan.columns[name].column
            for name in request.dimensions
        }
        lineage = [name for name in ("_mask", "_parts") if name not in plan.constants]
        columns = [
            plan.constants.get("_parts", "_parts"),
            plan.constants.get("_mask", "_mask"),
            "count(*)",
            "count(*)" if dataset.persons else "CAST(sum(_persons) AS BIGINT)",
            "bit_xor(_key)",
        ]
        for place, _ in enumerate(request.moments):
            columns += _sums(f"m{place}", persons=dataset.persons)
        columns += [coordinates[name] for name in request.dimensions]
        counted = "".join(
            f", {_fixed(moment, plan)} AS m{place}" for place, moment in enumerate(request.moments)
        )
        by = [*coordinates.values(), *lineage]
        group = f" GROUP BY {', '.join(by)}" if by else " HAVING count(*) > 0"
        selected = ", ".join(f"{sql} AS r{place}" for place, sql in enumerate(columns))
        rows = f"(SELECT *{counted} FROM ({plan.sql}))" if counted else f"({plan.sql})"
        return self._run(f"SELECT {selected} FROM {rows}{group} LIMIT {most}", plan)

    def forget(self) -> None:
        """Drop every kept table."""
        self._stopped = False
        for kept in self._kept.values():
            self._run(f"DROP TABLE {kept.table}")
        self._kept.clear()

    def interrupt(self) -> None:
        """Stop what is running, from another thread."""
        self._stopped = True
        self._connection.interrupt()

    def close(self) -> None:
        """Close the connection and let go of its memory."""
        self._connection.close()

    def _plan(self, dataset: Dataset) -> Plan:
        """Begin at the nearest kept table and apply the steps since, keeping on the way."""
        steps: list[Dataset] = []
        current = dataset
        while current.identity not in self._kept and current.previous is not None:
            steps.append(current)
            current = current.previous
        steps.reverse()
        plan, since = self._begin(current), 0
        for place, reached in enumerate(steps):
            plan.step(reached)
            since += 1
            following = steps[place + 1] if place + 1 < len(steps) else None
            if _worth_keeping(reached, following, since):
                plan, since = self._continue(self._store(plan, reached)), 0
        return plan

    def _begin(self, dataset: Dataset) -> Plan:
        """Begin at a kept table or at a root; the groups of a collapse are kept at once."""
        if dataset.identity in self._kept:
            return self._continue(self._kept[dataset.identity])
        if isinstance(dataset.root, GroupRoot):
            sql, columns = grouped(dataset.root, self._keep(dataset.root.source))
            return self._continue(self._create(dataset, sql, Kept("", 0, columns, CONSTANTS)))
        plan = Plan(self._release, self._keep)
        plan.persons(dataset.root)
        return plan

    def _continue(self, kept: Kept) -> Plan:
        plan = Plan(self._release, self._keep)
        plan.kept(kept)
        return plan

    def _keep(self, dataset: Dataset) -> Kept:
        """Materialise a data set as it is."""
        plan = self._plan(dataset)
        return self._kept.get(dataset.identity) or self._store(plan, dataset)

    def _store(self, plan: Plan, dataset: Dataset) -> Kept:
        try:
            sql, columns = plan.at_rest(dataset, narrow=True)
            kept = self._create(dataset, sql, Kept("", 0, columns, plan.constants), plan)
        except ValueDoesNotFit:
            sql, columns = plan.at_rest(dataset, narrow=False)
            kept = self._create(dataset, sql, Kept("", 0, columns, plan.constants), plan)
        if kept.rows != plan.rows:
            # A variable with two values for a unit would count its person twice in every answer.
            self._run(f"DROP TABLE {kept.table}")
            del self._kept[dataset.identity]
            raise EngineFault("rows")
        return kept

    def _create(self, dataset: Dataset, sql: str, kept: Kept, plan: Plan | None = None) -> Kept:
        table = f"kept_{self._tables}"
        self._tables += 1
        self._run(f"CREATE TEMP TABLE {table} AS {sql}", plan)
        rows = int(self._run(f"SELECT count(*) FROM {table}")[0][0])
        self._kept[dataset.identity] = replace(kept, table=table, rows=rows)
        return self._kept[dataset.identity]

    def _release(self, release: ReleaseRef) -> AttachedRelease:
        if release not in self._releases:
            files = self._find(release)
            schema = f"release_{len(self._releases)}"
            self._run(f"ATTACH {text(str(files.serving))} AS {schema} (READ_ONLY)")
            shared = "count(*) FILTER (WHERE bit_count(parts) > 1)"
            persons, overlapping = self._run(f"SELECT count(*), {shared} FROM {schema}.persons")
            self._releases[release] = AttachedRelease(
                schema, files.parts, persons=int(persons[0]), overlap=bool(overlapping[0])
            )
        return self._releases[release]

    def _values(self, plan: Plan, column: str, where: str) -> NDArray[np.float64]:
        """Give the values of a variable that are not missing, in no particular order."""
        held = plan.columns[column]
        sql = f"SELECT {held.value} FROM ({plan.sql}) WHERE {where} AND {held.column} IS NOT NULL"
        return _floats(self._run(sql, plan)[0])

    def _run(self, sql: str, plan: Plan | None = None) -> list[Any]:
        if self._stopped:
            raise EngineStopped
        return run(self._connection, sql, plan.emitter.parameters if plan else None)


def _worth_keeping(reached: Dataset, following: Dataset | None, since: int) -> bool:
    if isinstance(reached.steps[-1], Import):
        return following is None or not isinstance(following.steps[-1], Import)
    return since >= KEPT_STEPS


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


def _fixed(moment: Moment, plan: Plan) -> str:
    """Give the SQL of a clipped value in fixed point; halves go to the even neighbour, as casts do."""
    limits = (moment.low, moment.high, moment.centre, moment.width)
    low, high, centre, width = (plan.emitter.bind(float(limit), "DOUBLE") for limit in limits)
    value = plan.columns[moment.column].value
    # least() and greatest() pass over missing, so that missing is said here.
    clipped = f"least(greatest({value}, {low}), {high})"
    fixed = f"CAST(({clipped} - {centre}) / {width} * {SCALE} AS BIGINT)"
    return f"CASE WHEN {plan.columns[moment.column].column} IS NOT NULL THEN {fixed} END"


def _sums(fixed: str, *, persons: bool) -> list[str]:
    present = f"FILTER (WHERE {fixed} IS NOT NULL)"
    return [
        f"count({fixed})",
        f"count({fixed})" if persons else f"CAST(coalesce(sum(_persons) {present}, 0) AS BIGINT)",
        f"coalesce(bit_xor(_key) {present}, 0)",
        f"CAST(coalesce(sum({fixed}), 0) AS BIGINT)",
        f"CAST(coalesce(sum({fixed} * {fixed}), 0) AS BIGINT)",
    ]


def _cells(found: list[Any], moments: int) -> Cells:
    end = _FIXED_COLUMNS + _MOMENT_COLUMNS * moments
    summed = [found[place : place + _MOMENT_COLUMNS] for place in range(_FIXED_COLUMNS, end, _MOMENT_COLUMNS)]
    return Cells(
        parts=_whole(found[0]),
        mask=_whole(found[1]),
        units=_whole(found[2]),
        persons=_whole(found[3]),
        fingerprint=_whole(found[4]).view(np.uint64),
        moments=tuple(
            MomentSums(
                _whole(units), _whole(valid), _whole(keys).view(np.uint64), _whole(total), _whole(squares)
            )
            for units, valid, keys, total, squares in summed
        ),
        coordinates=tuple(_coordinates(column) for column in found[end:]),
    )


def _whole(column: Any) -> NDArray[np.int64]:
    return np.ascontiguousarray(np.asarray(column), dtype=np.int64)


def _floats(column: Any) -> NDArray[np.float64]:
    # Adding zero takes the sign off -0.
    return np.asarray(column, dtype=np.float64) + 0.0


def _coordinates(column: Any) -> tuple[float | str | None, ...]:
    missing = np.ma.getmaskarray(column)
    values = np.ma.getdata(column)
    plain = values.tolist() if values.dtype == object else _floats(values).tolist()
    return tuple(None if gone else value for value, gone in zip(plain, missing.tolist(), strict=True))
