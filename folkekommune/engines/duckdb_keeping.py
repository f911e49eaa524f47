"""Keep what was computed: data sets as tables, so that the next question reads them in milliseconds.

A data set is kept after its imports, about every twenty steps, and when it is a collapse or the source of
one (engine.md section 3: 450 times faster follow-ups). What lies between is computed when asked.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from folkekommune.engines.duckdb_cells import floats
from folkekommune.engines.duckdb_groups import CONSTANTS, grouped
from folkekommune.engines.duckdb_plan import AttachedRelease, Plan, live
from folkekommune.engines.duckdb_sandbox import Sandbox, ValueDoesNotFit, quoted_text
from folkekommune.engines.duckdb_tables import Kept, Kind, codes_of_text, whole_kind
from folkekommune.engines.source import FindRelease
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import Dataset, GroupRoot, PanelRoot, SpellRoot, UnitRoot
from folkekommune.query.engine import EngineFault
from folkekommune.query.places import shares
from folkekommune.query.steps import Draw, Import, Rank

KEPT_STEPS = 20
"""Steps between two kept tables (engine.md section 3: 0.5 s once, then 3 ms a statistic)."""


class Keeping:
    """The tables kept by one engine, by the identity of their data set.

    :param find: gives a release's serving file.
    """

    def __init__(self, find: FindRelease, sandbox: Sandbox) -> None:
        self._find = find
        self._sandbox = sandbox
        self._releases: dict[ReleaseRef, AttachedRelease] = {}
        self._coded: dict[tuple[str, ...], Kind] = {}
        self._kept: dict[str, Kept] = {}
        self._made = 0

    def plan(self, dataset: Dataset) -> Plan:
        """Begin at the nearest kept table and apply the steps since, keeping on the way."""
        steps: list[Dataset] = []
        current = dataset
        while current.identity not in self._kept and current.previous is not None:
            steps.append(current)
            current = current.previous
        steps.reverse()
        plan, since = self._begin(current), 0
        for place, reached in enumerate(steps):
            limits: tuple[float, ...] = ()
            if plan.asked(reached.steps[-1]) is not None:
                plan, limits = self._look(plan, reached)
                since = 0
            plan.step(reached, limits)
            since += 1
            following = steps[place + 1] if place + 1 < len(steps) else None
            if _worth_keeping(reached, following, since):
                plan, since = self._continue(self._store(plan, reached)), 0
        return plan

    def keep(self, dataset: Dataset) -> Kept:
        """Materialise a data set as it is."""
        plan = self.plan(dataset)
        return self._kept.get(dataset.identity) or self._store(plan, dataset)

    def release(self, release: ReleaseRef) -> AttachedRelease:
        """Attach a release's serving file, once."""
        if release not in self._releases:
            files = self._find(release)
            schema = f"release_{len(self._releases)}"
            self._sandbox.run(f"ATTACH {quoted_text(str(files.serving))} AS {schema} (READ_ONLY)")
            several = "bit_count(parts) > 1"
            counts = f"count(*), count(*) FILTER (WHERE {several})"
            persons, overlapping = self._sandbox.run(f"SELECT {counts} FROM {schema}.persons")
            shared = f"shared_{len(self._releases)}" if overlapping[0] else None
            if shared:
                rows = f"SELECT unit FROM {schema}.persons WHERE {several}"
                self._sandbox.run(f"CREATE TEMP TABLE {shared} AS {rows}")
            self._releases[release] = AttachedRelease(schema, files.parts, int(persons[0]), shared)
        return self._releases[release]

    def forget(self) -> None:
        """Drop every kept table."""
        for kept in self._kept.values():
            self._sandbox.run(f"DROP TABLE {kept.table}")
        self._kept.clear()

    def _begin(self, dataset: Dataset) -> Plan:
        """Begin at a kept table or at a root; the groups of a collapse are kept at once."""
        if dataset.identity in self._kept:
            return self._continue(self._kept[dataset.identity])
        if isinstance(dataset.root, GroupRoot):
            sql, columns = grouped(dataset.root, self.keep(dataset.root.source))
            return self._continue(self._create(dataset, sql, Kept("", 0, columns, CONSTANTS)))
        plan = Plan(self.release, self.keep)
        if isinstance(dataset.root, SpellRoot):
            plan.spells(dataset.root)
        elif isinstance(dataset.root, UnitRoot):
            plan.units(dataset.root)
            plan.rows = int(self._sandbox.run(f"SELECT count(*) FROM ({plan.sql})")[0][0])
        elif isinstance(dataset.root, PanelRoot):
            plan.panel(dataset.root, self.keep(dataset.root.source))
        else:
            plan.persons(dataset.root)
        return plan

    def _look(self, plan: Plan, reached: Dataset) -> tuple[Plan, tuple[float, ...]]:
        """Find out what a step needs to know of all live rows, and go on from a kept table."""
        step, before = reached.steps[-1], reached.previous
        assert before is not None  # noqa: S101 - a step was applied to something
        plan = self._continue(self._kept.get(before.identity) or self._store(plan, before))
        value = plan.asked(step)
        where = f"{live(before, plan.constants)} AND {value} IS NOT NULL"
        found = np.sort(floats(self._sandbox.run(f"SELECT {value} FROM ({plan.sql}) WHERE {where}")[0]))
        count = len(found)
        if isinstance(step, Draw):
            return plan, (float(found[int(step.size)]) if int(step.size) < count else 1.0,)
        assert isinstance(step, Rank)  # noqa: S101 - the other step that asks
        places = (max(math.ceil(share * count), 1) - 1 for share in shares(step.groups))
        return plan, tuple(float(found[place]) for place in places) if count else ()

    def _continue(self, kept: Kept) -> Plan:
        plan = Plan(self.release, self.keep)
        plan.kept(kept)
        return plan

    def _store(self, plan: Plan, dataset: Dataset) -> Kept:
        kinds = self._kinds(plan, dataset)
        try:
            kept = self._materialise(plan, dataset, kinds)
        except ValueDoesNotFit:
            kept = self._materialise(plan, dataset, self._fitting(plan, kinds))
        if plan.rows is not None and kept.rows != plan.rows:
            # A variable with two values for a unit would count its person twice in every answer.
            self._sandbox.run(f"DROP TABLE {kept.table}")
            del self._kept[dataset.identity]
            raise EngineFault("rows")
        return kept

    def _materialise(self, plan: Plan, dataset: Dataset, kinds: dict[str, Kind]) -> Kept:
        sql, columns = plan.at_rest(kinds)
        return self._create(dataset, sql, Kept("", 0, columns, plan.constants), plan)

    def _create(self, dataset: Dataset, sql: str, kept: Kept, plan: Plan | None = None) -> Kept:
        table = f"kept_{self._made}"
        self._made += 1
        self._sandbox.run(f"CREATE TEMP TABLE {table} AS {sql}", plan.emitter.parameters if plan else None)
        rows = int(self._sandbox.run(f"SELECT count(*) FROM {table}")[0][0])
        self._kept[dataset.identity] = replace(kept, table=table, rows=rows)
        return self._kept[dataset.identity]

    def _kinds(self, plan: Plan, dataset: Dataset) -> dict[str, Kind]:
        """Choose a type for each variable that should not be kept as it is computed."""
        kinds = {}
        for name, held in plan.columns.items():
            info = dataset.columns[name]
            codes = codes_of_text(info)
            chosen = whole_kind(info) or (self._coded_kind(codes) if codes else None)
            if chosen and held.kind == held.kind.computed:
                kinds[name] = chosen
        return kinds

    def _fitting(self, plan: Plan, kinds: dict[str, Kind]) -> dict[str, Kind]:
        """Leave out the types that some value does not fit."""
        tests = []
        for place, (name, kind) in enumerate(kinds.items()):
            column = plan.columns[name].column
            tests.append(f"count({column}) = count(TRY_CAST({column} AS {kind.sql})) AS r{place}")
        found = self._sandbox.run(f"SELECT {', '.join(tests)} FROM ({plan.sql})", plan.emitter.parameters)
        return {name: kind for (name, kind), fits in zip(kinds.items(), found, strict=True) if fits[0]}

    def _coded_kind(self, codes: tuple[str, ...]) -> Kind:
        """Give the enumerated type of some texts, made once."""
        if codes not in self._coded:
            name = f"coded_{len(self._coded)}"
            self._sandbox.run(f"CREATE TYPE {name} AS ENUM (SELECT unnest($codes))", {"codes": list(codes)})
            numbered = self._sandbox.run(f"SELECT unnest(enum_range(CAST(NULL AS {name})))")[0]
            self._coded[codes] = Kind(name, tuple(np.asarray(numbered).tolist()))
        return self._coded[codes]


def _worth_keeping(reached: Dataset, following: Dataset | None, since: int) -> bool:
    if isinstance(reached.steps[-1], Import):
        return following is None or not isinstance(following.steps[-1], Import)
    return since >= KEPT_STEPS
