"""Hold the cubes of a release's municipalities against all of them together (G1), when they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from folkekommune.analysis.cubes import MadeCube
from folkekommune.analysis.door import Door
from folkekommune.analysis.together import read_together
from folkekommune.municipalities.division import municipality
from folkekommune.published.cell_names import counted_cell
from folkekommune.published.county_sums import Cell, Counted, CountySums, Together, add_up
from folkekommune.query.outputs import ShareCube


def check_counties(
    door: Door, requests: Mapping[str, Sequence[ShareCube]], made: Mapping[str, Sequence[MadeCube]]
) -> CountySums:
    """Tell where the municipalities of a county, or of the country, do not add up.

    :param requests: of each part, in the order of its cubes; one part alone has nothing to add up.
    """
    if len(requests) == 1:
        return CountySums()
    own: dict[Cell, Counted] = {}
    for part, listed in requests.items():
        for request, cube in zip(listed, made[part], strict=True):
            own |= dict(_own(part, request, cube))
    together = _together(door, requests, {cell.municipality for cell in own})
    return add_up(own, together, county_of)


def county_of(number: str) -> str:
    """Give the county of a municipality; one that is not known is a county of its own."""
    known = municipality(number)
    return known.county_number if known else number


def _own(part: str, request: ShareCube, cube: MadeCube) -> Iterator[tuple[Cell, Counted]]:
    """Give what a cube counted of the whole municipality, everyone together, in single years."""
    if request.group is not None or request.value is not None:
        return
    for name, kept in cube.history.items():
        cell = counted_cell(name)
        if cell is not None and cell.is_whole and cell.years == 1:
            key = Cell(part, request.indicator, request.version, cell.last, cell.outcome)
            yield key, Counted(kept.people, kept.fingerprint)


def _together(door: Door, requests: Mapping[str, Sequence[ShareCube]], parts: set[str]) -> Together:
    cells: dict[Cell, Counted] = {}
    outside: set[Cell] = set()
    shared = 0
    for request in _distinct(request for listed in requests.values() for request in listed):
        found: dict[Cell, Counted] = {}
        known_to_several = 0
        for group in read_together(door, request):
            known_to_several += group.people if len(group.parts) > 1 else 0
            place, year, outcome = group.municipality, group.year, group.outcome
            if place not in parts or place is None or year is None or outcome is None:
                continue
            cell = Cell(place, request.indicator, request.version, year, outcome)
            if place in group.parts:
                found[cell] = found.get(cell, Counted()).plus(Counted(group.people, group.fingerprint))
            else:
                outside.add(cell)
        cells |= found
        shared = max(shared, known_to_several)
        door.engine.forget()
    return Together(cells, frozenset(outside), shared)


def _distinct(requests: Iterable[ShareCube]) -> Iterator[ShareCube]:
    """Give each question once: the parts ask the same of different people."""
    asked = set()
    for request in requests:
        question = (request.indicator, request.version, request.dataset.steps)
        if question not in asked:
            asked.add(question)
            yield request
