"""The protected count of a cell: conditions, low effect, noise, band (disclosure-rules.md section 3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.cubes import RegisteredPart, find_cube_cell
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.perturbation import PerturbationTable
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue, Sign


@dataclass(frozen=True)
class ProtectedCount:
    """A count after protection, still inside the gate.

    :param cell: the conditions that were left, :param people: who they select (true).
    :param count: the count with noise, :param variance: the variance of that noise.
    :param nearly_all: a coordinate of the cell was left out for low effect.
    :param persons: where rows are counted of which a person may have several, the protected number of
        persons behind them.
    """

    cell: CellConditions
    people: People
    conditions: tuple[int, ...]
    count: int
    variance: float
    nearly_all: bool
    banded: bool
    persons: int | None = None

    def less(self, part: ProtectedCount, policy: Policy) -> ProtectedCount:
        """Give what is left of a whole without a part of it, from the two protected counts alone."""
        count = max(0, self.count - part.count)
        banded = self.banded or part.banded or count < policy.floors.band
        return replace(self, count=count, banded=banded, nearly_all=False)

    @property
    def shown(self) -> SafeValue:
        """The count as it is shown."""
        if self.banded:
            return SafeValue(None, Sign.BAND)
        return SafeValue(str(self.count), Sign.NEARLY_ALL if self.nearly_all else Sign.SHOWN)


def research_table(policy: Policy) -> PerturbationTable:
    """Give the table of each layer of free-form counts."""
    return PerturbationTable(policy.noise.research_bound, policy.noise.research_variance)


def cube_table(policy: Policy, years: int = 1) -> PerturbationTable:
    """Give the table of cube cells.

    :param years: how many are counted together: a period has as much noise as its years have together, so
        that it tells no more of any of them than they do (docs/decisions/0021).
    """
    noise = policy.noise
    bound = math.ceil(noise.cube_bound * math.sqrt(years))
    return PerturbationTable(bound, noise.cube_variance * years, noise.cube_never)


def protect_count(
    context: Context, cell: CellConditions, cubes: Sequence[RegisteredPart] = ()
) -> ProtectedCount:
    """Protect the count of a cell: the cube's value where there is one, else two layers of noise."""
    return protect_counts(context, (cell,), cubes)[0]


def protect_counts(
    context: Context, cells: Sequence[CellConditions], cubes: Sequence[RegisteredPart] = ()
) -> list[ProtectedCount]:
    """Protect the counts of many cells, one after the other.

    :param cubes: whose values are told of the cells that they have.
    """
    published = [_in_cube(context, cell, cubes) if cubes else None for cell in cells]
    others = [cell for cell, found in zip(cells, published, strict=True) if found is None]
    if context.rows_each:
        drawn = iter([_protect_rows(context, cell) for cell in others])
    else:
        drawn = iter(_free_form(context, others))
    return [next(drawn) if found is None else found for found in published]


def _in_cube(
    context: Context, cell: CellConditions, cubes: Sequence[RegisteredPart]
) -> ProtectedCount | None:
    """Give the count that a cube has of a cell."""
    policy = context.policy
    found = find_cube_cell(context, cell, cubes, cube_table(policy))
    if found is None:
        return None
    conditions = condition_keys(context, found.cell)
    count = max(0, context.size(found.cell) + found.noise)
    variance = policy.noise.cube_variance * found.years
    group = (found.cell, context.people(found.cell))
    return _protected(context, group, (count, variance, conditions), cell)


def _free_form(context: Context, cells: Sequence[CellConditions]) -> list[ProtectedCount]:
    """Protect counts of persons, or of groups, by two layers of noise and what was said before."""
    lefts = [context.effective(cell) for cell in cells]
    drawn = []
    for left, people in zip(lefts, context.people_of(lefts), strict=True):
        size = people.count if context.unit_is_person else context.size(left)
        conditions = condition_keys(context, left)
        own = max(0, size + two_layers(context, people.fingerprint, conditions, size))
        drawn.append((people, conditions, own))
    said = context.settle_all(drawn)
    variance = context.policy.noise.research_total
    return [
        _protected(context, (left, people), (count, variance, conditions), cell)
        for cell, left, (people, conditions, _), count in zip(cells, lefts, drawn, said, strict=True)
    ]


def _protect_rows(context: Context, asked: CellConditions) -> ProtectedCount:
    """Protect the number of rows of a cell, where a person may have several.

    Whether it is shown is decided by the protected number of persons behind it. The number of rows is a sum
    over persons, each of whom adds so many at most: it has as much noise as so many persons' count has,
    and is held against what was said of nearly the same persons' rows.
    """
    left = context.effective(asked)
    conditions = condition_keys(context, left)
    people, form, each = context.people(left), context.row_form(left), context.most_in(left)
    drawn = two_layers(context, people.fingerprint, conditions, people.count)
    persons = context.settle(people, conditions, max(0, people.count + drawn))
    own = (*conditions, form)
    rows = context.size(left) + each * two_layers(context, context.drawn_by(left), own, people.count)
    said = context.settle_figure(people, conditions, float(max(0, rows)), (form,))
    policy = context.policy
    few = people.count < policy.floors.hard or persons < policy.floors.numeric
    return ProtectedCount(
        cell=left,
        people=people,
        conditions=conditions,
        count=round(said),
        variance=policy.noise.research_total * each * each,
        nearly_all=left is not asked and _lost_a_category(context, left, asked),
        # The noise is as large beside the count as it is for persons.
        banded=few or said < policy.floors.band * each,
        persons=persons,
    )


def condition_keys(context: Context, cell: CellConditions) -> tuple[int, ...]:
    """Give the sorted, distinct fingerprints of a cell's conditions, the grant among them."""
    keys = {single.fingerprint for single in context.singles(cell)}
    if context.rows_each:
        keys.add(context.identify("rows", 0, None) or 0)
    everybody = context.evidence.everybody()
    grant = context.evidence.of_grant()
    return tuple(sorted(keys | ({grant} if grant != everybody else set())))


def two_layers(context: Context, people: int, conditions: tuple[int, ...], size: int) -> int:
    """Draw the noise of a free-form count: one layer from its people, one from its conditions.

    Same people, same draw: nothing is gained by asking in other words. Other conditions, other draw,
    even for the same people: equal answers do not tell that two groups are equal.
    """
    table = research_table(context.policy)
    off = context.policy.switched_off
    noise = 0
    if "people_layer" not in off:
        noise += table.draw(size, context.key.uniform16("set", (people,)))
    if "condition_layer" not in off:
        noise += table.draw(size, context.key.uniform16("cond", conditions))
    return noise


def _protected(
    context: Context,
    group: tuple[CellConditions, People],
    said: tuple[int, float, tuple[int, ...]],
    asked: CellConditions,
) -> ProtectedCount:
    (left, people), (count, variance, conditions) = group, said
    floors = context.policy.floors
    few = people.count < floors.hard or (not context.unit_is_person and people.count < floors.numeric)
    return ProtectedCount(
        cell=left,
        people=people,
        conditions=conditions,
        count=count,
        variance=variance,
        nearly_all=left is not asked and _lost_a_category(context, left, asked),
        banded=few or count < floors.band,
    )


def _lost_a_category(context: Context, left: CellConditions, asked: CellConditions) -> bool:
    return any(
        before != after and (before.within is not None or before.slot < context.evidence.axes[number].valid)
        for number, (before, after) in enumerate(zip(asked.coordinates, left.coordinates, strict=True))
    )
