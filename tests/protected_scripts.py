"""Scripts through the door, on either engine: what a researcher is shown, without noise or with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from door_factory import ASKER, door_of, policy_of
from script_worlds import BANK, GRANT, Bank, codes, session, variable
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeAnalysis, SafeResult, SafeTable
from folkekommune.rendering.grid import Grid, grids
from folkekommune.script.binder import bind_text

NOISY = policy_of(population_small=300)
EXACT = replace(NOISY, switched_off=frozenset({"people_layer", "condition_layer"}))
"""Every rule but the noise, so that what is shown can be worked out by hand."""

SLEEP = [1, 1, 1, 1, 1, 2, 2, 2, 9, 9]
WEIGHT = {1: 10.0, 2: 14.0, 9: 12.0}


def children(size: int = 1000) -> tuple[World, Bank]:
    """Make 1000 children, or another number of them.

    Half of them are of sex 1. Of each sex 250 sleep 1, 150 sleep 2 and 100 sleep 9. They weigh 10, 14 and
    12 kilos, sex 2 two more; half of each group a kilo less and half a kilo more. Twenty have no weight.
    In 2020 the first 100 of them sleep 2 who slept 1 in 2019; all others sleep alike both years.
    """
    sex = [1 + unit % 2 for unit in range(size)]
    sleep = [SLEEP[unit // 2 % 10] for unit in range(size)]
    weight = [
        WEIGHT[sleep[unit]] + (2 if sex[unit] == 2 else 0) + (1 if unit // 20 % 2 else -1)
        for unit in range(size)
    ]
    later = [2 if place < 200 and value == 1 else value for place, value in enumerate(sleep)]
    world = World.of(size, part=GRANT[0])
    world.add("SEX", sex, codes=(1, 2)).add("SLEEP", sleep, codes=(1, 2, 9))
    world.add("WEIGHT", [*map(float, weight)], kind=ValueType.DECIMAL)
    world.add("HEIGHT", [float(5 * value) for value in weight], kind=ValueType.DECIMAL)
    world.add("S19", sleep, codes=(1, 2, 9)).add("S20", later, codes=(1, 2, 9))
    sleeping = codes("sleep", 1, 2, 9)
    return world, Bank(
        (
            variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2)),
            variable("SLEEP", ValueType.INTEGER, code_list=sleeping),
            variable("WEIGHT", ValueType.DECIMAL, clip=(0.0, 20.0)),
            variable("HEIGHT", ValueType.DECIMAL, clip=(0.0, 100.0)),
            variable("S19", ValueType.INTEGER, code_list=sleeping),
            variable("S20", ValueType.INTEGER, code_list=sleeping),
        )
    )


class Workbench:
    """Runs scripts on a world, each with an empty memory."""

    def __init__(self, world: World, bank: Bank, kind: str, folder: Path) -> None:
        self._world, self._bank, self._folder, self._asked = world, bank, folder, 0
        self._engine = world.reference() if kind == "reference" else world.duckdb(folder)

    def run(self, script: str, policy: Policy = EXACT) -> SafeResult:
        """Import everything under small letters, run a script and give its last result."""
        names = "".join(f"import db/{each.name} as {each.name.lower()}\n" for each in self._bank.variables)
        bound = bind_text(
            f"require {BANK}:1 as db\ncreate-dataset data\n{names}{script}", session(self._bank)
        )
        assert bound.faults == (), [each.message("en") for each in bound.faults]
        output = bound.commands[-1].output
        assert output is not None
        self._asked += 1
        door = door_of(self._world, self._folder / str(self._asked), policy=policy, engine=self._engine)
        return door.answer(output, ASKER)

    def shown(self, script: str, policy: Policy = EXACT) -> tuple[Grid, ...]:
        """Run a script and lay its last result out in English."""
        result = self.run(script, policy)
        assert isinstance(result, SafeTable | SafeAnalysis) or result.kind == "summary", result
        return grids(result, "en")

    def rows(self, script: str, policy: Policy = EXACT) -> list[tuple[str, ...]]:
        """Give the rows of the first part of what a script shows."""
        return list(self.shown(script, policy)[0].rows)
