"""Spark as the place where SQL is run: a release's Parquet files as views, data sets kept by the cluster.

What is kept can be computed again from the files, so that a node that is lost costs time and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa

from folkekommune.engines.plan import Plan
from folkekommune.engines.source import FindRelease
from folkekommune.engines.spark_dialect import SPARK
from folkekommune.engines.spark_files import ReleaseViews
from folkekommune.engines.spark_functions import WorkerFunctions
from folkekommune.engines.spark_session import Session, faults, library, open_session
from folkekommune.engines.spark_watch import Watch, watched
from folkekommune.engines.tables import AttachedRelease, Kind
from folkekommune.errors import FolkeKommuneError, UsageError
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import EngineExhausted, EngineFault, EngineStopped
from folkekommune.settings import SparkSettings

_EXHAUSTED = ("OutOfMemoryError", "No space left", "CANNOT_ACQUIRE_MEMORY", "maxResultSize")
_LOST = ("stopped SparkContext", "SparkContext was shut down", "ExecutorLostFailure", "Connection refused")


class SparkWorkplace:
    """A session of its own; see ``engines/workplace.py``. It begins with the first request.

    :param find: gives a release's files.
    """

    dialect = SPARK

    def __init__(
        self, find: FindRelease, settings: SparkSettings, *, memory_limit: str, temporary: Path
    ) -> None:
        self._find = find
        self._settings = settings
        self._memory_limit = memory_limit
        self._temporary = temporary
        self._views: list[ReleaseViews] = []
        self._kept: dict[str, list[Any]] = {}
        self._group = ""
        self._stopped = False
        self._watch = Watch()

    @cached_property
    def _session(self) -> Session:
        self._temporary.mkdir(parents=True, exist_ok=True)
        return open_session(self._settings, memory_limit=self._memory_limit, temporary=self._temporary)

    @cached_property
    def _functions(self) -> WorkerFunctions:
        return WorkerFunctions(self._session.spark, library("pyspark.sql.functions"))

    def begin(self) -> None:
        """Begin a request: an interrupt from before it does not count."""
        self._stopped = False
        self._group = uuid4().hex
        with self._faults():
            self._session.context.setJobGroup(self._group, "folkekommune", interruptOnCancel=True)

    def run(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """Run a statement and give its columns as arrays; missing values are masked."""
        with self._faults():
            found = self._frame(sql, parameters)
            with watched(self._session.java, self._group, local=self._settings.local) as self._watch:
                return [_array(column) for column in found.toArrow().columns]

    def create(
        self,
        table: str,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        stages: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the rows of a query under a name."""
        with self._faults():
            # A named query inside a statement would be computed as often as it is named, stage upon stage.
            shown = ((name, self._frame(stage, parameters)) for name, stage in (stages or {}).items())
            frames = [_shown(frame, name) for name, frame in shown]
            self._kept[table] = [*frames, _shown(self._frame(sql, parameters), table)]

    def drop(self, table: str) -> None:
        """Let go of rows that were kept."""
        with self._faults():
            for frame in reversed(self._kept.pop(table)):
                frame.unpersist()
            self._session.spark.catalog.dropTempView(table)

    def attach(self, release: ReleaseRef) -> AttachedRelease:
        """Make views of a release's files."""
        views = ReleaseViews(
            self._find(release), self._session.spark, f"release_{len(self._views)}", self._temporary
        )
        self._views.append(views)
        with self._faults():
            views.show_persons()
        self.create(views.persons, views.numbered)
        several = "bit_count(parts) > 1"
        counts = f"count(*), count(*) FILTER (WHERE {several})"
        persons, overlapping = self.run(f"SELECT {counts} FROM {views.persons}")
        if persons[0] != self.run(f"SELECT count(*) FROM {views.delivered}")[0][0]:
            raise EngineFault("persons")
        shared = f"{views.name}_shared" if overlapping[0] else None
        if shared:
            self.create(shared, f"SELECT unit FROM {views.persons} WHERE {several}")
        return AttachedRelease(
            views.files.parts,
            int(persons[0]),
            views.persons,
            values=self._guarded(views.values),
            units=self._guarded(views.units),
            shared=shared,
        )

    def whole(self, info: ColumnInfo) -> Kind | None:  # noqa: ARG002 - the protocol's
        """Give no type: Spark groups by numbers as they are."""
        return None

    def kinds(self, plan: Plan, dataset: Dataset) -> dict[str, Kind]:  # noqa: ARG002 - the protocol's
        """Keep every variable as it is computed."""
        return {}

    def fitting(self, plan: Plan, kinds: Mapping[str, Kind]) -> dict[str, Kind]:  # noqa: ARG002 - the protocol's
        """Leave nothing out: there is nothing that may not fit."""
        return dict(kinds)

    def interrupt(self) -> None:
        """Stop the request that runs, from another thread."""
        self._stopped = True
        if "_session" in self.__dict__:
            self._session.java.cancelJobGroupAndFutureJobs(self._group)

    def close(self) -> None:
        """Let go of what was kept, and of the files that were made; the process's context lives on."""
        # A context that is gone has let go already.
        with suppress(FolkeKommuneError):
            for table in tuple(self._kept):
                self.drop(table)
        for views in self._views:
            views.close()

    def _frame(self, sql: str, parameters: Mapping[str, Any] | None) -> Any:
        if self._stopped:
            raise EngineStopped
        self._functions.define(sql)
        return self._session.spark.sql(sql, args=dict(parameters) if parameters else None)

    def _guarded(self, make: Callable[..., str]) -> Callable[..., str]:
        def made(*asked: Any) -> str:
            with self._faults():
                return make(*asked)

        return made

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Tell what went wrong without Spark's own words, which may quote values."""
        try:
            yield
        except faults() as fault:
            told = str(fault)
            if self._watch.lost:
                raise UsageError("cluster.no-workers", master=self._settings.master) from None
            if self._stopped:
                raise EngineStopped from None
            if any(sign in told for sign in _EXHAUSTED):
                raise EngineExhausted from None
            if "No module named" in told:
                raise UsageError("cluster.no-package", master=self._settings.master) from None
            if any(sign in told for sign in _LOST):
                raise UsageError("cluster.lost", master=self._settings.master) from None
            raise EngineFault(type(fault).__name__) from None


def _shown(frame: Any, name: str) -> Any:
    """Keep the rows of a frame once they are computed, and give it a name."""
    frame.persist()
    frame.createOrReplaceTempView(name)
    return frame


def _array(column: pa.ChunkedArray) -> Any:
    """Give a column as an array, masked where it is missing."""
    whole = column.combine_chunks()
    if pa.types.is_string(whole.type) or pa.types.is_large_string(whole.type):
        values = np.array(whole.to_pylist(), dtype=object)
    elif pa.types.is_null(whole.type):
        values = np.zeros(len(whole))
    else:
        values = whole.fill_null(0).to_numpy(zero_copy_only=False)
    if whole.null_count == 0:
        return values
    return np.ma.masked_array(values, whole.is_null().to_numpy(zero_copy_only=False))
