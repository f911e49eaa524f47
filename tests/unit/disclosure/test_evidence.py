"""Evidence gives for every cell what counting persons one by one gives."""

from __future__ import annotations

from functools import reduce
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World, person_key

from folkekommune.analysis.inquiry import arrange
from folkekommune.disclosure.evidence import Coordinate, Evidence
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import SCALE, CellRequest, Moment
from folkekommune.query.expressions import Binary, Column, Number, Operator
from folkekommune.query.steps import Keep

A, B = "4601", "4624"
CODES = (1.0, 2.0, 3.0)
SHOWN = ((1.0, 2.0), (1.0, 2.0, 3.0))
"""Of the first variable the value 3 may not be shown; it counts as missing."""

codes = st.none() | st.sampled_from([1, 2, 3])


@st.composite
def people(draw) -> World:
    size = draw(st.integers(1, 25))
    split = draw(st.integers(1, size))
    world = World({A: list(range(split)), B: list(range(draw(st.integers(0, split)), size))})
    for name in ("x", "y", "z"):
        for part, units in world.members.items():
            world.add(name, draw(st.lists(codes, min_size=len(units), max_size=len(units))), part=part)
    return world


def asked(world: World, grant: tuple[str, ...]) -> Dataset:
    dataset = world.dataset("x", "y", "z", grant=grant)
    dataset = dataset.then(Keep(Binary(Operator.AT_MOST, Column("y"), Number(2))))
    return dataset.then(Keep(Binary(Operator.MORE, Column("z"), Number(1))))


def gathered(world: World, grant: tuple[str, ...]) -> Evidence:
    dataset, engine = asked(world, grant), world.reference()
    cells = engine.cells(CellRequest(dataset, ("x", "y"), (Moment("z", 1.0, 3.0),)), limit=10_000)
    return arrange(engine, dataset, cells, SHOWN)


class Person:
    """A person as the rules see her, worked out without the engine."""

    def __init__(self, world: World, unit: int, grant: tuple[str, ...]) -> None:
        self.parts = {bit for bit, part in enumerate(world.members) if unit in world.members[part]}
        self.granted = any(list(world.members)[bit] in grant for bit in self.parts)
        self.key = person_key(unit) % 2**64
        self.values = {name: self._value(world, name, unit, grant) for name in ("x", "y", "z")}
        x, y, z = (self.values[name] for name in ("x", "y", "z"))
        self.holds = (x is not None, y is not None and y <= 2, z is not None and z > 1)

    @staticmethod
    def _value(world: World, name: str, unit: int, grant: tuple[str, ...]) -> float | None:
        rows = sorted(
            (row for row in world.variables.get(name, []) if row.unit == unit), key=lambda r: r.part
        )
        found = [float(row.value) for row in rows if list(world.members)[row.part] in grant]
        return found[0] if found else None

    def at(self, coordinate: Coordinate, number: int) -> bool:
        """Tell whether a coordinate on a dimension holds for her."""
        shown = SHOWN[number]
        value = self.values[("x", "y")[number]]
        valid, missing = value in shown, value not in shown
        slots = [value == category for category in shown] + [missing, valid, True]
        if coordinate.within is None:
            return slots[coordinate.slot]
        return slots[coordinate.within] and not slots[coordinate.slot]


def xor(keys: list[int]) -> int:
    return reduce(lambda a, b: a ^ b, keys, 0)


grants = st.sampled_from([(A, B), (A,), (B,)])
coordinates = [
    [Coordinate(slot) for slot in range(len(shown) + 3)]
    + [Coordinate(0, within=len(shown) + 1), Coordinate(len(shown), within=len(shown) + 2)]
    for shown in SHOWN
]


@settings(max_examples=25, deadline=None)
@given(people(), grants, st.sets(st.integers(0, 2)).map(frozenset))
def test_cells_hold_the_persons_counted_one_by_one(world, grant, filters) -> None:
    found = gathered(world, grant)
    everyone = [Person(world, unit, grant) for unit in sorted({u for m in world.members.values() for u in m})]
    live = [p for p in everyone if p.granted and all(p.holds[number] for number in filters)]
    for first, second in product(*coordinates):
        if first.within is not None and second.within is not None:
            continue
        inside = [p for p in live if p.at(first, 0) and p.at(second, 1)]
        people_ = found.of_cell(filters, (first, second))
        assert (people_.count, people_.fingerprint) == (len(inside), xor([p.key for p in inside]))
        assert found.units_of_cell(filters, (first, second)) == len(inside)
        valued = [p for p in inside if p.values["z"] is not None]
        sums = found.sums(0, filters, (first, second))
        scaled = [round((p.values["z"] - 2) / 2 * SCALE) for p in valued]
        assert (sums.people.count, sums.people.fingerprint) == (len(valued), xor([p.key for p in valued]))
        assert (sums.total, sums.squares) == (sum(scaled), sum(s * s for s in scaled))
        assert found.of_cell(filters, (first, second), 0) == sums.people


@settings(max_examples=25, deadline=None)
@given(people(), grants, st.sampled_from([None, 0, 1]))
def test_conditions_are_known_by_their_people_over_the_release_or_a_part(world, grant, part) -> None:
    """Over the whole release also persons outside the grant count, if a condition can hold for them."""
    found = gathered(world, grant)
    everyone = [Person(world, unit, grant) for unit in sorted({u for m in world.members.values() for u in m})]
    among = [p for p in everyone if part is None or part in p.parts]
    for number in range(3):
        assert found.of_condition(number, part) == xor([p.key for p in among if p.holds[number]])
    for number, listed in enumerate(coordinates):
        for coordinate in listed:
            expected = xor([p.key for p in among if p.at(coordinate, number)])
            assert found.of_coordinate(number, coordinate, part) == expected
    assert found.everybody(part) == xor([p.key for p in among])
    assert found.of_grant() == xor([p.key for p in everyone if p.granted])
    assert found.of_presence(0) == xor([p.key for p in everyone if p.values["z"] is not None])


def test_the_symmetric_difference_of_two_cells_is_the_xor_of_their_fingerprints() -> None:
    """The property that the difference audit stands on (disclosure-rules.md section 2)."""
    world = World.of(20).add("x", [1] * 7 + [2] * 13).add("y", [1] * 20).add("z", [2] * 20)
    found = gathered(world, ("4601",)) if "4601" in world.members else None
    assert found is not None
    anything = Coordinate(len(SHOWN[1]) + 2)
    first, both = (
        found.of_cell(frozenset(), (Coordinate(slot), anything)).fingerprint
        for slot in (0, len(SHOWN[0]) + 1)
    )
    assert first ^ both == xor([person_key(unit) % 2**64 for unit in range(7, 20)])


def test_a_category_is_written_by_its_value_wherever_it_stands() -> None:
    """A keyed stand-in must not change when a table lists the categories in another order."""
    world = World.of(4).add("x", [1, 2, 3, None]).add("y", [1, 2, 3, 1]).add("z", [1, 1, 1, 1])
    dataset, engine = asked(world, ("4601",)), world.reference()
    cells = engine.cells(CellRequest(dataset, ("x", "y")), limit=100)
    forward = arrange(engine, dataset, cells, ((1.0, 2.0), CODES))
    backward = arrange(engine, dataset, cells, ((2.0, 1.0), CODES))
    assert forward.written(0, Coordinate(0)) == backward.written(0, Coordinate(1))
    assert forward.written(0, Coordinate(2)) == backward.written(0, Coordinate(2))
    texts = {forward.written(0, Coordinate(slot)) for slot in range(5)}
    assert len(texts) == 5
