"""A municipality that adds a year: its cubes are made again, the others' are taken from the last release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from child_worlds import DATABANK, INDICATOR, KEYS, draw_children, open_door, world_of
from worlds import World

from folkekommune.analysis.cubes import make_cube
from folkekommune.analysis.door import Door, ReleaseFacts
from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.disclosure.policy_sections import Hiding
from folkekommune.disclosure.shares import Audience
from folkekommune.indicators.definition import Definition
from folkekommune.published.cube_files import encode_cubes
from folkekommune.published.prepared import Preparations
from folkekommune.query.columns import ReleaseRef
from folkekommune.services import release_cubes
from folkekommune.services.release_cubes import CubeWork, compute_cubes

FIRST = [*draw_children(700, seed=3), *draw_children(400, seed=4, part="4631", first=1000)]
LATER = [*FIRST, *draw_children(200, seed=5, part="4631", first=2000, years=(2025,))]
BEFORE, AFTER = ReleaseRef(DATABANK.name, "1.0.0"), ReleaseRef(DATABANK.name, "1.1.0")


@dataclass(frozen=True)
class Parts:
    """What is known of releases whose parts have contents of their own."""

    world: World
    contents: Mapping[str, str]

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give the facts."""
        parts = tuple(self.world.members)
        persons = sum(map(len, self.world.members.values()))
        return ReleaseFacts(release, parts, dict(self.contents), persons)


@dataclass
class Place:
    """An installation's cubes, and how many of them were really made."""

    folder: Path
    made: list[str] = field(default_factory=list)

    @property
    def preparations(self) -> Preparations:
        """Where the cubes lie."""
        return Preparations(self.folder / "prepared", KEYS)

    def door(self, world: World, contents: Mapping[str, str]) -> Door:
        """Open the door."""
        return replace(open_door(world, self.folder / "ledger"), releases=Parts(world, contents))

    def compute(
        self,
        children: list,
        release: ReleaseRef,
        contents: Mapping[str, str],
        *,
        definition: Definition = INDICATOR,
        rows: Mapping[str, str] | None = None,
        hiding: Hiding | None = None,
    ) -> list[str]:
        """Make the cubes of a release; give the parts of those that were really made."""
        self.made.clear()
        world = world_of(children)
        door = self.door(world, contents)
        if hiding is not None:
            secondary = replace(door.policy.secondary, cubes=hiding)
            door = replace(door, policy=replace(door.policy, secondary=secondary))
        known = contents if rows is None else rows
        work = CubeWork(release, DATABANK, tuple(world.members), (definition,), rows=known)
        compute_cubes(door, work, preparations=self.preparations)
        return list(self.made)

    def bytes_of(self, part: str) -> list[bytes]:
        """Give what a part would publish."""
        found = self.preparations.latest(DATABANK.name, part)
        assert found is not None
        return [encode_cubes(found.cubes(audience)) for audience in Audience]


@pytest.fixture
def place_in(monkeypatch: pytest.MonkeyPatch):
    def make(folder: Path) -> Place:
        place = Place(folder)

        def counted(door, request, *, sensitive):
            place.made.append(*request.dataset.root.grant)
            return make_cube(door, request, sensitive=sensitive)

        monkeypatch.setattr(release_cubes, "make_cube", counted)
        return place

    return make


@pytest.fixture
def place(place_in, tmp_path: Path) -> Place:
    """Give an installation with a first release."""
    found = place_in(tmp_path / "here")
    assert found.compute(FIRST, BEFORE, {"4601": "a", "4631": "b"}) == ["4601", "4631"]
    return found


def test_only_the_municipality_with_a_new_year_is_computed_and_the_bytes_are_the_same(
    place: Place, place_in, tmp_path: Path
) -> None:
    changed = {"4601": "a", "4631": "c"}
    assert place.compute(LATER, AFTER, changed) == ["4631"]
    fresh = place_in(tmp_path / "fresh")
    assert fresh.compute(LATER, AFTER, changed) == ["4601", "4631"]
    for part in changed:
        assert place.bytes_of(part) == fresh.bytes_of(part)
        mine, other = (each.preparations.latest(DATABANK.name, part) for each in (place, fresh))
        assert mine.history == other.history
        assert mine.release == AFTER
        registered = [
            each.door(world_of(LATER), changed).cubes.of_release(AFTER)[part] for each in (place, fresh)
        ]
        assert registered[0] == registered[1]
    sums = [each.folder / "prepared" / DATABANK.name / "counties-1.1.0.sealed" for each in (place, fresh)]
    assert all(file.exists() for file in sums)


def test_what_was_taken_over_once_is_taken_over_again(place: Place) -> None:
    place.compute(LATER, AFTER, {"4601": "a", "4631": "c"})
    again = ReleaseRef(DATABANK.name, "1.2.0")
    assert place.compute(LATER, again, {"4601": "a", "4631": "c"}) == []
    assert place.preparations.latest(DATABANK.name, "4601").release == again


@pytest.mark.parametrize(
    "changed",
    [
        {"contents": {"4601": "x", "4631": "b"}, "rows": {"4601": "a", "4631": "b"}},
        {"rows": {"4601": "x", "4631": "b"}},
        {"rows": {"4631": "b"}},
    ],
    ids=["another key", "other rows", "rows that are not known"],
)
def test_a_part_that_may_be_another_is_computed(place: Place, changed: dict) -> None:
    given = {"contents": {"4601": "a", "4631": "b"}} | changed
    assert place.compute(FIRST, AFTER, **given) == ["4601"]


def another_case() -> Definition:
    return replace(INDICATOR, counting=replace(INDICATOR.counting, numerator="AMMESTATUS_U6 == 2"))


@pytest.mark.parametrize(
    "changed",
    [
        {"definition": another_case()},
        {"definition": replace(INDICATOR, sensitive=True)},
        {"hiding": Hiding.HIDE},
    ],
    ids=["another case", "sensitive", "another policy"],
)
def test_a_changed_definition_or_policy_makes_everything_anew(place: Place, changed: dict) -> None:
    assert place.compute(FIRST, AFTER, {"4601": "a", "4631": "b"}, **changed) == ["4601", "4631"]


def test_a_cell_that_was_published_with_another_value_makes_its_cube_anew(place: Place) -> None:
    last = place.preparations.latest(DATABANK.name, "4601")
    name, cell = next((name, cell) for name, cell in last.history.items() if cell.people > 100)
    ledger = place.door(world_of(FIRST), {"4601": "a", "4631": "b"}).ledger
    ledger.publish({name: cell})
    assert place.compute(FIRST, AFTER, {"4601": "a", "4631": "b"}) == []
    ledger.publish({name: PublishedCell("p", cell.fingerprint, cell.people, cell.said + 1, cell.sketch)})
    assert place.compute(FIRST, ReleaseRef(DATABANK.name, "1.2.0"), {"4601": "a", "4631": "b"}) == ["4601"]
