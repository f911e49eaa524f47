"""DuckDB as engine: the embedded default.

A data set is kept (materialised) after its imports and about every twenty steps; what lies between
is computed when asked (engine.md: 450 times faster follow-ups). The connection sees the serving
files read-only, has no other external access, and its settings are locked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from folkekommune.engines.duckdb_plan import AttachedRelease, Plan, live
from folkekommune.engines.emitter import quoted
from folkekommune.engines.source import FindRelease
from folkekommune.query.dataset import Dataset, Import, PersonRoot, ReleaseRef, Step
from folkekommune.query.engine import SCALE, CellRequest, Cells, Moment, MomentSums, TooManyGroupsError

KEPT_STEPS = 20
"""Steps between two kept tables (engine.md section 3: 0.5 s once, then 3 ms a statistic)."""


class DuckDBEngine:
    """Answer requests with an embedded DuckDB of one's own.

    :param find: gives a release's serving file, :param folder: the folder all of them lie in.
    :param temporary: where large sorts may spill.
    """

    def __init__(
        self, find: FindRelease, folder: Path, *, threads: int, memory_limit: str, temporary: Path
    ) -> None:
        temporary.mkdir(parents=True, exist_ok=True)
        self._find = find
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": memory_limit,
                "temp_directory": str(temporary),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "preserve_insertion_order": False,
            },
        )
        allowed = str(folder).replace("'", "''")
        self._connection.execute(f"SET allowed_directories = ['{allowed}']")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        self._releases: dict[ReleaseRef, AttachedRelease] = {}
        self._kept: dict[str, str] = {}

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the release parts in the order of their bits."""
        root = dataset.root
        return self._release(root.release).parts if isinstance(root, PersonRoot) else ()

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group all rows of the root by parts, mask and dimensions."""
        dataset, dims = request.dataset, request.dimensions
        plan = self._plan(dataset)
        by = [quoted(name) for name in dims]
        by += ["_mask"] if dataset.conditions else []
        by += ["_parts"] if len(self.parts(dataset)) > 1 else []
        columns = [
            "_parts" if "_parts" in by else "any_value(_parts)",
            "_mask" if "_mask" in by else "CAST(0 AS BIGINT)",
            "count(*)",
            "count(*)" if dataset.persons else "CAST(sum(_persons) AS BIGINT)",
            "bit_xor(_key)",
            *(column for moment in request.moments for column in _moment_columns(moment)),
        ]
        group = f" GROUP BY {', '.join(by)}" if by else " HAVING count(*) > 0"
        selected = ", ".join(f"{sql} AS c{i}" for i, sql in enumerate([*columns, *by[: len(dims)]]))
        sql = f"SELECT {selected} FROM ({plan.sql}){group} LIMIT {limit + 1}"
        found = self._fetch(sql, plan)
        if found and len(found[0]) > limit:
            raise TooManyGroupsError
        return _cells(found, len(request.moments), len(dims))

    def quantiles(self, dataset: Dataset, column: str, probabilities: tuple[float, ...]) -> tuple[float, ...]:
        """Give exact quantiles over all rows of the root."""
        plan = self._plan(dataset)
        found = self._ordered(plan, column, "TRUE", probabilities, side=0)
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
        plan = self._plan(dataset)
        return self._ordered(plan, column, live(dataset, ignored), probabilities, side=side)

    def forget(self) -> None:
        """Drop every kept table."""
        for table in self._kept.values():
            self._connection.execute(f"DROP TABLE IF EXISTS {table}")
        self._kept.clear()

    def interrupt(self) -> None:
        """Stop what is running, from another thread."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close the connection and let go of its memory."""
        self._connection.close()

    def _ordered(
        self, plan: Plan, column: str, where: str, probabilities: Sequence[float], *, side: int
    ) -> tuple[tuple[float, ...], ...]:
        value = quoted(column)
        rows = f"FROM ({plan.sql}) WHERE {where} AND {value} IS NOT NULL"
        count = int(self._fetch(f"SELECT count(*) {rows}", plan)[0][0])
        wanted = [_window(p, count, side) for p in probabilities]
        places = sorted({place for window in wanted for place in window})
        if not places:
            return tuple(() for _ in probabilities)
        numbered = f"SELECT {value} AS value, row_number() OVER (ORDER BY {value}) AS place {rows}"
        listed = ", ".join(map(str, places))
        found = self._fetch(f"SELECT place, value FROM ({numbered}) WHERE place IN ({listed})", plan)
        at = dict(zip((int(place) for place in found[0]), (float(v) for v in found[1]), strict=True))
        return tuple(tuple(at[place] for place in window) for window in wanted)

    def _plan(self, dataset: Dataset) -> Plan:
        """Begin at the nearest kept table and apply the steps since, keeping on the way."""
        pending: list[Dataset] = []
        current: Dataset | None = dataset
        while current is not None and current.identity not in self._kept:
            pending.append(current)
            current = current.previous
        plan = Plan(self._release, self._keep)
        if current is None:
            plan.root(pending.pop().root)
        else:
            self._continue(plan, current)
        since = 0
        ordered = pending[::-1]
        for reached, following in zip_longest(ordered, ordered[1:]):
            plan.step(reached.steps[-1], reached.root)
            since += 1
            if _worth_keeping(reached.steps[-1], following, since):
                self._store(plan, reached)
                plan = Plan(self._release, self._keep)
                self._continue(plan, reached)
                since = 0
        return plan

    def _keep(self, dataset: Dataset) -> str:
        """Materialise a data set as it is and give its table."""
        if dataset.identity not in self._kept:
            self._store(self._plan(dataset), dataset)
        return self._kept[dataset.identity]

    def _store(self, plan: Plan, dataset: Dataset) -> None:
        table = f"kept_{len(self._kept)}"
        self._connection.execute(f"CREATE TEMP TABLE {table} AS {plan.sql}", plan.emitter.parameters)
        self._kept[dataset.identity] = table

    def _continue(self, plan: Plan, dataset: Dataset) -> None:
        plan.table(self._kept[dataset.identity], tuple(dataset.columns), len(dataset.conditions))

    def _release(self, release: ReleaseRef) -> AttachedRelease:
        if release not in self._releases:
            files = self._find(release)
            schema = f"release_{len(self._releases)}"
            path = str(files.serving).replace("'", "''")
            self._connection.execute(f"ATTACH '{path}' AS {schema} (READ_ONLY)")
            shared = f"SELECT count(*) FROM {schema}.persons WHERE bit_count(parts) > 1"
            overlap = self._connection.execute(shared).fetchall()[0][0] > 0
            self._releases[release] = AttachedRelease(schema, files.parts, overlap)
        return self._releases[release]

    def _fetch(self, sql: str, plan: Plan) -> list[Any]:
        """Run and give the columns as arrays (missing as None)."""
        result = self._connection.execute(sql, plan.emitter.parameters)
        arrays = result.fetchnumpy()
        return [arrays[name] for name in arrays]


def _worth_keeping(step: Step, following: Dataset | None, since: int) -> bool:
    if isinstance(step, Import):
        return following is None or not isinstance(following.steps[-1], Import)
    return since >= KEPT_STEPS


def _window(probability: float, count: int, side: int) -> range:
    if count == 0:
        return range(0)
    place = max(math.ceil(probability * count), 1)
    return range(max(place - side, 1), min(place + side, count) + 1)


def _moment_columns(moment: Moment) -> tuple[str, ...]:
    x = quoted(moment.column)
    low, high = f"{moment.low!r}::DOUBLE", f"{moment.high!r}::DOUBLE"
    centre, width = f"{moment.centre!r}::DOUBLE", f"{moment.width!r}::DOUBLE"
    clipped = f"least(greatest({x}, {low}), {high})"
    fixed = f"CAST(round(({clipped} - {centre}) / {width} * {SCALE}) AS BIGINT)"
    present = f"FILTER (WHERE {x} IS NOT NULL)"
    return (
        f"CAST(coalesce(sum(_persons) {present}, 0) AS BIGINT)",
        f"coalesce(bit_xor(_key) {present}, 0)",
        f"CAST(coalesce(sum({fixed}) {present}, 0) AS BIGINT)",
        f"CAST(coalesce(sum({fixed} * {fixed}) {present}, 0) AS BIGINT)",
    )


def _cells(found: list[Any], moments: int, dims: int) -> Cells:
    fixed = 5
    values = found[fixed : fixed + 4 * moments]
    coordinates = found[fixed + 4 * moments : fixed + 4 * moments + dims]
    return Cells(
        parts=_whole(found[0]),
        mask=_whole(found[1]),
        coordinates=tuple(_values(column) for column in coordinates),
        units=_whole(found[2]),
        persons=_whole(found[3]),
        fingerprint=_whole(found[4]).view(np.uint64),
        moments=tuple(
            MomentSums(
                _whole(values[4 * i]),
                _whole(values[4 * i + 1]).view(np.uint64),
                _whole(values[4 * i + 2]),
                _whole(values[4 * i + 3]),
            )
            for i in range(moments)
        ),
    )


def _whole(column: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.ascontiguousarray(np.asarray(column), dtype=np.int64)


def _values(column: Any) -> tuple[float | str | None, ...]:
    return tuple(column.tolist())

