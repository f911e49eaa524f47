"""Doors over small invented worlds, and short ways to write what is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from worlds import World

from folkekommune.analysis.door import Asker, Door, ReleaseFacts
from folkekommune.catalogue.model import Texts
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import Policy, load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import SafeResult, SafeSummary, SafeTable, SafeValue
from folkekommune.keys import Keys
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import Engine
from folkekommune.query.outputs import Category, Dimension, Output

ASKER = Asker("researcher", "project")
KEYS = Keys(bytes(range(32)))


def same_text(value: object) -> Texts:
    """Make a label that is the same in every language."""
    return Texts(str(value), str(value), str(value))


def dimension(column: str, codes: Sequence[float | str] | None = None, label: str | None = None) -> Dimension:
    """Divide by a variable."""
    categories = None if codes is None else tuple(Category(code, same_text(code)) for code in codes)
    return Dimension(column, label or column, categories)


class Facts:
    """What a door must know of an invented release."""

    def __init__(self, world: World, identity: str = "first") -> None:
        self._world, self._identity = world, identity

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give the facts."""
        parts = tuple(self._world.members)
        persons = len({unit for units in self._world.members.values() for unit in units})
        return ReleaseFacts(release, parts, dict.fromkeys(parts, self._identity), persons)


def policy_of(policy: Policy | None = None, **floors: int) -> Policy:
    """Give the standard policy with other floors; small worlds cannot pass the standard ones."""
    policy = policy or load_policy()
    return replace(policy, floors=replace(policy.floors, **floors))


def lowest(policy: Policy | None = None) -> Policy:
    """Give a policy with all minimums at their lowest, as an installation in test mode may have."""
    policy = policy or load_policy()
    floors = dict.fromkeys(vars(policy.floors), 0)
    return replace(
        policy,
        floors=replace(policy.floors, **floors),
        low_effect=replace(policy.low_effect, limit=0, fuzz=0),
        percentiles=replace(policy.percentiles, side=0),
        tables=replace(policy.tables, band_share=1.0),
    )


def door_of(
    world: World,
    folder: Path,
    *,
    policy: Policy | None = None,
    engine: Engine | None = None,
    keys: Keys = KEYS,
    identity: str = "first",
) -> Door:
    """Open a door on a world, by default with the reference engine and a population floor of 1."""
    return Door(
        engine or world.reference(),
        policy or policy_of(population=1, population_small=1),
        keys,
        Ledger(folder / "ledger" / "ledger.sqlite", keys),
        CubeRegistry(folder / "ledger", keys),
        Facts(world, identity),
    )


def table_of(door: Door, output: Output) -> SafeTable:
    """Ask for a table and give it."""
    result = door.answer(output, ASKER)
    assert isinstance(result, SafeTable), result
    return result


def summary_of(door: Door, output: Output) -> dict[str, dict[str, SafeValue]]:
    """Ask for key figures and give them by variable and name."""
    result = door.answer(output, ASKER)
    assert isinstance(result, SafeSummary), result
    return {name: dict(values) for name, values in result.rows}


def by_label(result: SafeResult, measure: str = "freq") -> dict[tuple[str | None, ...], SafeValue]:
    """Give the cells of a table by the values of their categories; ``None`` is a total."""
    assert isinstance(result, SafeTable), result
    return {
        tuple(
            None if place is None else each.categories[place].value
            for each, place in zip(result.dimensions, cell.place, strict=True)
        ): cell.value(measure)
        for cell in result.cells
    }


def labels_of(result: SafeResult, number: int = 0) -> list[str]:
    """Give the values of the categories of a dimension."""
    assert isinstance(result, SafeTable), result
    return [label.value for label in result.dimensions[number].categories]


def everybody(world: World, *names: str) -> Dataset:
    """Import variables."""
    return world.dataset(*names)
