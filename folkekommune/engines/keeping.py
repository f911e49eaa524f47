"""Keep what was computed: data sets as tables, so that the next question reads them in milliseconds.

A data set is kept after its imports, about every twenty steps, and when it is a collapse or the source of
one (engine.md section 3: 450 times faster follow-ups). What lies between is computed when asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from folkekommune.engines.cells import floats
from folkekommune.engines.groups import CONSTANTS, grouped
from folkekommune.engines.plan import Plan, live
from folkekommune.engines.tables import AttachedRelease, Kept, Kind
from folkekommune.engines.workplace import ValueDoesNotFit, Workplace
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import Dataset, GroupRoot, PanelRoot, SpellRoot, UnitRoot
from folkekommune.query.engine import EngineFault
from folkekommune.query.places import shares
from folkekommune.query.steps import Draw, Import, Rank

KEPT_STEPS = 20
"""Steps between two kept tables (engine.md section 3: 0.5 s once, then 3 ms a statistic)."""


class Keeping:
    """The tables kept by one engine, by the identity of their data set."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._releases: dict[ReleaseRef, AttachedRelease] = {}
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
        """Attach a release, once."""
        if release not in self._releases:
            self._releases[release] = self._workplace.attach(release)
        return self._releases[release]

    def forget(self) -> None:
        """Drop every kept table."""
        for kept in self._kept.values():
            self._workplace.drop(kept.table)
        self._kept.clear()

    def _begin(self, dataset: Dataset) -> Plan:
        """Begin at a kept table or at a root; the groups of a collapse are kept at once."""
        if dataset.identity in self._kept:
            return self._continue(self._kept[dataset.identity])
        if isinstance(dataset.root, GroupRoot):
            made = grouped(dataset.root, self.keep(dataset.root.source), self._workplace.dialect)
            kept = Kept("", 0, made.columns, CONSTANTS)
            return self._continue(self._create(dataset, kept, made.sql, stages=made.stages))
        plan = Plan(self._workplace.dialect, self.release, self.keep)
        if isinstance(dataset.root, SpellRoot):
            plan.spells(dataset.root)
        elif isinstance(dataset.root, UnitRoot):
            plan.units(dataset.root)
            plan.rows = int(self._workplace.run(f"SELECT count(*) FROM ({plan.sql})")[0][0])
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
        found = np.sort(floats(self._workplace.run(f"SELECT {value} FROM ({plan.sql}) WHERE {where}")[0]))
        count = len(found)
        if isinstance(step, Draw):
            return plan, (float(found[int(step.size)]) if int(step.size) < count else 1.0,)
        assert isinstance(step, Rank)  # noqa: S101 - the other step that asks
        places = (max(math.ceil(share * count), 1) - 1 for share in shares(step.groups))
        return plan, tuple(float(found[place]) for place in places) if count else ()

    def _continue(self, kept: Kept) -> Plan:
        plan = Plan(self._workplace.dialect, self.release, self.keep)
        plan.kept(kept)
        return plan

    def _store(self, plan: Plan, dataset: Dataset) -> Kept:
        kinds = self._workplace.kinds(plan, dataset)
        try:
            kept = self._materialise(plan, dataset, kinds)
        except ValueDoesNotFit:
            kept = self._materialise(plan, dataset, self._workplace.fitting(plan, kinds))
        if plan.rows is not None and kept.rows != plan.rows:
            # A variable with two values for a unit would count its person twice in every answer.
            self._workplace.drop(kept.table)
            del self._kept[dataset.identity]
            raise EngineFault("rows")
        return kept

    def _materialise(self, plan: Plan, dataset: Dataset, kinds: dict[str, Kind]) -> Kept:
        sql, columns = plan.at_rest(kinds)
        return self._create(dataset, Kept("", 0, columns, plan.constants), sql, plan.emitter.parameters)

    def _create(
        self,
        dataset: Dataset,
        kept: Kept,
        sql: str,
        parameters: Mapping[str, float | str] = MappingProxyType({}),
        *,
        stages: Mapping[str, str] = MappingProxyType({}),
    ) -> Kept:
        table = f"kept_{self._made}"
        self._made += 1
        self._workplace.create(table, sql, parameters, stages=stages)
        rows = int(self._workplace.run(f"SELECT count(*) FROM {table}")[0][0])
        self._kept[dataset.identity] = replace(kept, table=table, rows=rows)
        return self._kept[dataset.identity]


def _worth_keeping(reached: Dataset, following: Dataset | None, since: int) -> bool:
    if isinstance(reached.steps[-1], Import):
        return following is None or not isinstance(following.steps[-1], Import)
    return since >= KEPT_STEPS
