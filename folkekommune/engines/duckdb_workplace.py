"""DuckDB as the place where SQL is run: releases attached, data sets kept in small types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from folkekommune.engines.duckdb_dialect import DUCKDB
from folkekommune.engines.duckdb_kinds import codes_of_text, whole_kind
from folkekommune.engines.duckdb_sandbox import Sandbox, quoted_text
from folkekommune.engines.plan import Plan
from folkekommune.engines.source import FindRelease
from folkekommune.engines.tables import AttachedRelease, Kind
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset


class DuckDBWorkplace:
    """A sandbox in which releases are attached and data sets kept; see ``engines/workplace.py``.

    :param find: gives a release's serving file.
    """

    dialect = DUCKDB

    def __init__(self, find: FindRelease, sandbox: Sandbox) -> None:
        self._find = find
        self._sandbox = sandbox
        self._attached = 0
        self._coded: dict[tuple[str, ...], Kind] = {}
        self.begin, self.run = sandbox.begin, sandbox.run
        self.interrupt, self.close = sandbox.interrupt, sandbox.close

    def create(
        self,
        table: str,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        stages: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the rows of a query under a name."""
        before = ", ".join(f"{name} AS ({stage})" for name, stage in (stages or {}).items())
        with_stages = f"WITH {before} {sql}" if before else sql
        self.run(f"CREATE TEMP TABLE {table} AS {with_stages}", parameters)

    def drop(self, table: str) -> None:
        """Let go of rows that were kept."""
        self.run(f"DROP TABLE {table}")

    def attach(self, release: ReleaseRef) -> AttachedRelease:
        """Attach a release's serving file."""
        files = self._find(release)
        schema = f"release_{self._attached}"
        self.run(f"ATTACH {quoted_text(str(files.serving))} AS {schema} (READ_ONLY)")
        several = "bit_count(parts) > 1"
        counts = f"count(*), count(*) FILTER (WHERE {several})"
        persons, overlapping = self.run(f"SELECT {counts} FROM {schema}.persons")
        shared = f"shared_{self._attached}" if overlapping[0] else None
        if shared:
            self.create(shared, f"SELECT unit FROM {schema}.persons WHERE {several}")
        self._attached += 1
        return AttachedRelease(
            files.parts,
            int(persons[0]),
            f"{schema}.persons",
            values=lambda name, _: f"{schema}.{_quoted('V_' + name)}",
            units=lambda name: f"{schema}.{_quoted('U_' + name)}",
            shared=shared,
        )

    def whole(self, info: ColumnInfo) -> Kind | None:
        """Give a type that a variable's whole numbers fit, if it has such."""
        return whole_kind(info)

    def kinds(self, plan: Plan, dataset: Dataset) -> dict[str, Kind]:
        """Choose a type for each variable that should not be kept as it is computed."""
        kinds = {}
        for name, held in plan.columns.items():
            info = dataset.columns[name]
            codes = codes_of_text(info)
            chosen = whole_kind(info) or (self._coded_kind(codes) if codes else None)
            if chosen and held.kind == held.kind.computed:
                kinds[name] = chosen
        return kinds

    def fitting(self, plan: Plan, kinds: Mapping[str, Kind]) -> dict[str, Kind]:
        """Leave out the types that some value does not fit."""
        tests = []
        for place, (name, kind) in enumerate(kinds.items()):
            column = plan.columns[name].column
            tests.append(f"count({column}) = count(TRY_CAST({column} AS {kind.sql})) AS r{place}")
        found = self.run(f"SELECT {', '.join(tests)} FROM ({plan.sql})", plan.emitter.parameters)
        return {name: kind for (name, kind), fits in zip(kinds.items(), found, strict=True) if fits[0]}

    def _coded_kind(self, codes: tuple[str, ...]) -> Kind:
        """Give the enumerated type of some texts, made once."""
        if codes not in self._coded:
            name = f"coded_{len(self._coded)}"
            self.run(f"CREATE TYPE {name} AS ENUM (SELECT unnest($codes))", {"codes": list(codes)})
            numbered = self.run(f"SELECT unnest(enum_range(CAST(NULL AS {name})))")[0]
            self._coded[codes] = Kind(name, tuple(np.asarray(numbered).tolist()))
        return self._coded[codes]


def _quoted(name: str) -> str:
    """Quote an identifier of the catalogue."""
    return '"' + name.replace('"', '""') + '"'
