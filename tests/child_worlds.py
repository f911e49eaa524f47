"""Small releases of invented children with a six-week visit, and the door to them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from worlds import World

from folkekommune.analysis.cubes import MadeCube, make_cube, register_cubes
from folkekommune.analysis.door import Asker, Door, ReleaseFacts
from folkekommune.catalogue.model import Databank, Variable
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import SafeResult
from folkekommune.indicators.compilation import compile_indicator
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.keys import Keys
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.outputs import ShareCube
from folkekommune.script.binder import bind_text
from folkekommune.script.session import Session
from folkekommune.services.indicator_expressions import expression_reader

PACKAGE = load_package(shipped_folder() / "helseprofil")
DATABANK = PACKAGE.databank
DEFINITIONS = load_definitions(PACKAGE)
INDICATOR: Definition = DEFINITIONS["fullamming_6uker"]
RELEASE = ReleaseRef(DATABANK.name, "1.0.0")
KEYS = Keys(b"a key of nobody but these tests!")
DISTRICTS = {"4601": ("460101", "460102"), "4631": ()}

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Child:
    """A child at its six-week visit, as the municipality that delivered it wrote it down.

    :param feeding: 1 exclusive, 2 partial, 3 none, 9 not assessed, ``None`` no answer.
    """

    unit: int
    part: str = "4601"
    came: bool = True
    feeding: int | None = 1
    year: int = 2024
    home: str = "4601"
    district: str | None = None
    sex: int = 1


def draw_children(
    number: int,
    *,
    seed: int = 1,
    part: str = "4601",
    first: int = 0,
    years: Sequence[int] = (2023, 2024),
    elsewhere: int = 0,
) -> list[Child]:
    """Draw children.

    :param first: number of the first unit, :param elsewhere: how many live in another municipality.
    """
    rng = random.Random(seed)  # noqa: S311  (invented children)
    children = []
    for unit in range(first, first + number):
        home = "4624" if unit - first < elsewhere else part
        children.append(
            Child(
                unit,
                part,
                came=(came := rng.random() < 0.95),
                feeding=rng.choices((1, 2, 3, 9, None), (60, 20, 14, 3, 3))[0] if came else None,
                year=rng.choice(years),
                home=home,
                district=rng.choice(DISTRICTS[home]) if DISTRICTS.get(home) else None,
                sex=rng.choice((1, 2)),
            )
        )
    return children


def world_of(children: Iterable[Child], persons: Mapping[str, Iterable[int]] | None = None) -> World:
    """Make a release of children.

    :param persons: persons that a part holds beside its visits.
    """
    children = list(children)
    members = {part: {child.unit for child in children if child.part == part} for part in DISTRICTS}
    for part, units in (persons or {}).items():
        members[part] |= set(units)
    world = World({part: sorted(units) for part, units in members.items() if units})
    for part, units in world.members.items():
        visits = {child.unit: child for child in children if child.part == part}
        columns: dict[str, list[float | str | None]] = {
            "STATUS_U6": [_of(visits.get(unit), lambda c: 1 if c.came else 2) for unit in units],
            "AMMESTATUS_U6": [_of(visits.get(unit), lambda c: c.feeding) for unit in units],
            "DATO_U6": [_of(visits.get(unit), lambda c: _day(c.year)) for unit in units],
            "KOMMUNE_U6": [_of(visits.get(unit), lambda c: c.home) for unit in units],
            "BYDEL_U6": [_of(visits.get(unit), lambda c: c.district) for unit in units],
            "KJONN": [_of(visits.get(unit), lambda c: c.sex) for unit in units],
        }
        for name, values in columns.items():
            world.add(name, values, part=part)
    return world


def _day(year):
    return (date(year, 5, 17) - _EPOCH).days


def _of(child, give):
    return None if child is None else give(child)


@dataclass(frozen=True)
class Facts:
    """What is known of the one release of a world.

    :param content: tells the contents of parts apart; noise keys hang on it.
    """

    world: World
    content: str = "first"

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give the facts."""
        parts = tuple(self.world.members)
        persons = sum(len(units) for units in self.world.members.values())
        return ReleaseFacts(release, parts, dict.fromkeys(parts, self.content), persons)


def open_door(world: World, folder: Path, *, content: str = "first") -> Door:
    """Open the door to a world, with a ledger in a folder."""
    return Door(
        world.reference(),
        load_policy(),
        KEYS,
        Ledger(folder / "ledger.sqlite", KEYS),
        CubeRegistry(folder, KEYS),
        Facts(world, content),
    )


def request(
    part: str = "4601", *, definition: Definition = INDICATOR, release: ReleaseRef = RELEASE
) -> ShareCube:
    """Ask for the cube of an indicator."""
    return compile_indicator(
        definition,
        databank=DATABANK,
        release=release,
        municipality=part,
        districts=DISTRICTS[part],
        expression=expression_reader(DATABANK),
    )


def make_cubes(door: Door, world: World, *, sensitive: bool = False) -> dict[str, MadeCube]:
    """Make and register the cube of every part."""
    made = {part: make_cube(door, request(part), sensitive=sensitive) for part in world.members}
    register_cubes(door, RELEASE, {part: [cube] for part, cube in made.items()})
    return made


@dataclass(frozen=True)
class OneDatabank:
    """A catalogue of the one databank, all of which may be imported."""

    release: ReleaseRef = field(default=RELEASE)

    def names(self) -> Sequence[str]:
        """Give its name."""
        return (DATABANK.name,)

    def databank(self, name: str) -> Databank | None:
        """Give it."""
        return DATABANK if name == DATABANK.name else None

    def versions(self, name: str) -> Sequence[str]:  # noqa: ARG002  (the protocol's)
        """Give its only version."""
        return (self.release.version,)

    def withdrawn(self, name: str) -> Mapping[str, str]:  # noqa: ARG002  (the protocol's)
        """Give no version: none was withdrawn."""
        return {}

    def may_import(self, databank: str, variable: Variable) -> bool:  # noqa: ARG002  (the protocol's)
        """Say yes."""
        return True


def ask(door: Door, script: str, *grant: str) -> list[SafeResult]:
    """Run a script in a project with a grant; give the answers of its outputs."""
    bound = bind_text(script, Session(OneDatabank(), grant))
    assert not bound.faults
    asker = Asker("frida", "project")
    return [door.answer(command.output, asker) for command in bound.commands if command.output]
