"""Budgets count questions and read no data; stewards are told what looks like an attack."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from door_factory import dimension, door_of, policy_of
from worlds import World

from folkekommune.analysis.door import Asker
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import Refusal, SafeTable
from folkekommune.disclosure.watch import Alert, Sort, Use, Watch
from folkekommune.keys import Keys, SealBrokenError
from folkekommune.query.expressions import Binary, Column, Number, Operator
from folkekommune.query.outputs import Table
from folkekommune.query.steps import Keep

KEYS = Keys(b"w" * 32)
BUDGET = replace(
    load_policy().budget, populations=2, cells=100, models=1, refusals_an_hour=2, repeats_a_day=4
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Give the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(tmp_path, clock) -> Watch:
    return Watch(tmp_path / "ledger" / "watch.sqlite", KEYS, clock)


def use(watch: Watch, population: str = "a", **what: int | bool) -> None:
    watch.note("søvn", Use("kari", watch.now(), population, **what))


def test_so_many_populations_a_day_and_the_ones_asked_of_cost_nothing(watch, clock) -> None:
    use(watch, "a")
    use(watch, "b")
    assert watch.spent(BUDGET, "søvn", "a") is None
    assert watch.spent(BUDGET, "søvn", "c") == "populations"
    assert watch.spent(BUDGET, "another project", "c") is None
    clock.now += timedelta(days=1)
    assert watch.spent(BUDGET, "søvn", "c") is None


def test_so_many_cells_and_models_a_day(watch) -> None:
    use(watch, cells=99)
    assert watch.spent(BUDGET, "søvn", "a") is None
    use(watch, cells=1)
    assert watch.spent(BUDGET, "søvn", "a") == "cells"
    watch.note("vekst", Use("ola", watch.now(), "a", models=1))
    assert watch.spent(BUDGET, "vekst", "a") == "models"


def test_refusals_within_an_hour_are_told_and_those_of_a_day_are_not(watch, clock) -> None:
    for _ in range(3):
        use(watch, refused=True)
        clock.now += timedelta(hours=1)
    assert watch.alerts(BUDGET, ["søvn"], ["2026-03-01"]) == ()
    for _ in range(3):
        use(watch, refused=True)
    assert watch.alerts(BUDGET, ["søvn"], ["2026-03-01"]) == (Alert("søvn", "2026-03-01", Sort.REFUSALS, 3),)


def test_nearly_the_same_people_over_and_over_are_told(watch) -> None:
    use(watch, repeated=4)
    assert watch.alerts(BUDGET, ["søvn"], ["2026-03-01"]) == ()
    use(watch, repeated=1)
    assert watch.alerts(BUDGET, ["søvn"], ["2026-03-01"]) == (Alert("søvn", "2026-03-01", Sort.REPEATS, 5),)


def test_what_is_kept_is_sealed(watch, tmp_path) -> None:
    use(watch, "a population that nobody shall read")
    written = b"".join(file.read_bytes() for file in (tmp_path / "ledger").iterdir())
    assert not [word for word in (b"nobody shall read", b"kari", "søvn".encode()) if word in written]
    other = Watch(tmp_path / "ledger" / "watch.sqlite", Keys(b"x" * 32), lambda: NOON)
    assert other.alerts(BUDGET, ["søvn"], ["2026-03-01"]) == ()
    other._digest_key = watch._digest_key
    with pytest.raises(SealBrokenError):
        other.alerts(BUDGET, ["søvn"], ["2026-03-01"])


def test_the_door_refuses_a_new_population_and_repeats_an_old_answer(tmp_path, watch) -> None:
    world = World.of(600).add("person", list(range(600))).add("sex", [1, 2] * 300, codes=(1, 2))
    dataset = world.dataset("sex", "person")
    policy = replace(policy_of(population_small=1), budget=BUDGET)
    door = replace(door_of(world, tmp_path, policy=policy), watch=watch)

    def asked(below: int) -> object:
        people = dataset.then(Keep(Binary(Operator.LESS, Column("person"), Number(below))))
        return door.answer(Table(people, (dimension("sex", (1, 2)),)), Asker("kari", "søvn"))

    first = asked(500)
    assert isinstance(first, SafeTable)
    assert isinstance(asked(400), SafeTable)
    refused = asked(300)
    assert isinstance(refused, Refusal)
    assert refused.rule == "budget.populations"
    assert asked(500) == first


def test_a_project_that_came_near_somebody_too_often_is_stopped_until_a_steward_has_looked(
    tmp_path: Path, watch: Watch
) -> None:
    """Everybody is in a group of 60 by each of six variables: the fourth answer is one too many."""
    world = World.of(600)
    names = [f"group{number}" for number in range(6)]
    for number, name in enumerate(names):
        world.add(name, [(unit + unit * number) // 7 % 10 for unit in range(600)], codes=tuple(range(10)))
    dataset = world.dataset(*names)
    budget = replace(load_policy().budget, exposure=3, exposure_cell=100)
    policy = replace(policy_of(population_small=1), budget=budget)
    door = replace(door_of(world, tmp_path, policy=policy), watch=watch)

    def asked(name: str) -> object:
        return door.answer(Table(dataset, (dimension(name, tuple(range(10))),)), Asker("kari", "søvn"))

    answers = [asked(name) for name in names[:4]]
    assert all(isinstance(answer, SafeTable) for answer in answers)
    refused = asked(names[4])
    assert isinstance(refused, Refusal)
    assert refused.rule == "budget.exposure"
    assert asked(names[0]) == answers[0]
    (alert,) = watch.alerts(budget, ["søvn"], ["2026-03-01"])
    assert (alert.sort, alert.times) == (Sort.EXPOSED, 4)
    watch.exposure.clear("søvn")
    assert isinstance(asked(names[5]), SafeTable)


def test_large_cells_expose_nobody(tmp_path: Path, watch: Watch) -> None:
    world = World.of(600).add("sex", [1, 2] * 300, codes=(1, 2))
    door = replace(door_of(world, tmp_path, policy=policy_of(population_small=1)), watch=watch)
    door.answer(Table(world.dataset("sex"), (dimension("sex", (1, 2)),)), Asker("kari", "søvn"))
    assert watch.exposure.most("søvn") == 0


@pytest.mark.feature(482)
def test_leaving_one_out_is_told(tmp_path, watch) -> None:
    """The answer says nothing of it; the stewards are told that counts were asked for again."""
    world = World.of(600).add("person", list(range(600))).add("sex", [1, 2] * 300, codes=(1, 2))
    dataset = world.dataset("sex", "person")
    door = replace(door_of(world, tmp_path, policy=policy_of(population_small=1)), watch=watch)
    for below in (500, 499, 498, 497):
        people = dataset.then(Keep(Binary(Operator.LESS, Column("person"), Number(below))))
        door.answer(Table(people, (dimension("sex", (1, 2)),)), Asker("kari", "søvn"))
    (alert,) = watch.alerts(replace(BUDGET, populations=10), ["søvn"], ["2026-03-01"])
    assert (alert.sort, alert.times >= 9) == (Sort.REPEATS, True)
