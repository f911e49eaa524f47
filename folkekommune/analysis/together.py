"""The parts of a release read together, each person once: what sums over municipalities are held against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from folkekommune.analysis.cubes import CASES, COMPLEMENT
from folkekommune.analysis.door import Door, release_of
from folkekommune.analysis.inquiry import GROUPS
from folkekommune.query.dataset import PersonRoot, start
from folkekommune.query.engine import CellRequest
from folkekommune.query.outputs import ShareCube

_OUTCOMES = {1.0: CASES, 0.0: COMPLEMENT}


class Group(NamedTuple):
    """People with one outcome who live in one municipality, in one year.

    :param outcome: as the slots of a cube; these three are None where they are not known.
    :param parts: the municipalities that told of them.
    """

    outcome: int | None
    municipality: str | None
    year: int | None
    parts: tuple[str, ...]
    people: int
    fingerprint: int


def read_together(door: Door, request: ShareCube) -> Iterator[Group]:
    """Give everyone of a release by what an indicator asks, whichever municipalities told of them.

    For sums that are compared and never shown.

    :param request: the indicator's cube of any of the parts.
    """
    release = release_of(request.dataset)
    dataset = start(PersonRoot(release, door.releases.facts(release).parts))
    for step in request.dataset.steps:
        dataset = dataset.then(step)
    cells = door.engine.cells(
        CellRequest(dataset, (request.outcome, request.municipality, request.year)), limit=GROUPS
    )
    names = door.engine.parts(dataset)
    for at, (outcome, municipality, year) in enumerate(zip(*cells.coordinates, strict=True)):
        bits = int(cells.parts[at])
        yield Group(
            None if outcome is None else _OUTCOMES.get(float(outcome)),
            None if municipality is None else str(municipality),
            None if year is None else int(float(year)),
            tuple(name for bit, name in enumerate(names) if bits >> bit & 1),
            int(cells.persons[at]),
            int(cells.fingerprint[at]),
        )
