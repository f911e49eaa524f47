"""Where SQL is run: what the shared part of the engines needs of a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from folkekommune.engines.emitter import Dialect
from folkekommune.engines.plan import Plan
from folkekommune.engines.tables import AttachedRelease, Kind
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import EngineFault


class ValueDoesNotFit(EngineFault):
    """A value was too large for the type it was to be stored in."""


class Workplace(Protocol):
    """A database of one engine's own. For one thread; any other may interrupt it."""

    @property
    def dialect(self) -> Dialect:
        """How it writes SQL."""

    def begin(self) -> None:
        """Begin a request: an interrupt from before it does not count."""

    def run(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """Run a statement and give its columns as arrays; missing values are masked.

        :raises EngineStopped: when the request was interrupted.
        :raises EngineExhausted: when memory or disk did not suffice.
        :raises ValueDoesNotFit: when a cast failed.
        :raises EngineFault: for anything else.
        """

    def create(
        self,
        table: str,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        stages: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the rows of a query under a name.

        :param stages: named queries that it reads, in their order.
        """

    def drop(self, table: str) -> None:
        """Let go of rows that were kept."""

    def attach(self, release: ReleaseRef) -> AttachedRelease:
        """Make the tables of a release known."""

    def whole(self, info: ColumnInfo) -> Kind | None:
        """Give a type that groups faster and that a variable's whole numbers fit, if there is one."""

    def kinds(self, plan: Plan, dataset: Dataset) -> dict[str, Kind]:
        """Choose types for the variables that should not be kept as they are computed."""

    def fitting(self, plan: Plan, kinds: Mapping[str, Kind]) -> dict[str, Kind]:
        """Leave out the types that some value does not fit."""

    def interrupt(self) -> None:
        """Stop the request that runs, from another thread."""

    def close(self) -> None:
        """Let go of everything."""
