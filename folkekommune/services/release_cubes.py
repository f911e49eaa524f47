"""Make the cubes of a release when the release is made, before anyone can ask it anything.

From then on a cell of a cube has one value everywhere, whoever asks and whether it is published or
not. What the cubes hold waits, sealed, until a steward proposes it for publication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from folkekommune.analysis.cubes import MadeCube, hide_beside, make_cube, register_cubes
from folkekommune.analysis.door import Door
from folkekommune.catalogue.model import Databank
from folkekommune.indicators.compilation import Linked, compile_indicator, days_of
from folkekommune.indicators.definition import Definition, Grouping
from folkekommune.municipalities.division import districts
from folkekommune.published.county_sums import save_county_sums
from folkekommune.published.prepared import Preparations, PreparedCubes
from folkekommune.query.columns import ReleaseRef
from folkekommune.services.county_sums import check_counties
from folkekommune.services.indicator_expressions import expression_reader

Progress = Callable[[int, int], None]
"""Cubes done, and cubes there will be."""


@dataclass(frozen=True)
class CubeWork:
    """What cubes are made of: a release with its parts, and the indicators of its databank."""

    release: ReleaseRef
    databank: Databank
    parts: Sequence[str]
    definitions: Sequence[Definition]
    until: Mapping[str, date] = field(default_factory=dict)
    """By part, the last day that its deliveries tell of; for indicators that count on a day."""
    linked: Mapping[tuple[str, str], Linked] = field(default_factory=dict)
    """By databank and part, the release in which facts of related persons are known; for groups."""


def compute_cubes(
    door: Door, work: CubeWork, *, preparations: Preparations, progress: Progress | None = None
) -> None:
    """Make, keep and register the cubes of every part of a release.

    Made again, the same cubes come out, so a computation that was stopped is simply begun anew.

    :raises InputError: when a definition cannot be computed, before anything is kept.
    """
    read = expression_reader(work.databank)
    requests = {
        part: [
            (
                definition,
                compile_indicator(
                    definition,
                    databank=work.databank,
                    release=work.release,
                    municipality=part,
                    districts=tuple(entry.number for entry in districts(part)),
                    expression=read,
                    on=day,
                    group=group,
                ),
            )
            for definition in work.definitions
            for day in days_of(definition, work.until.get(part, date.min))
            for group in _groups(work, definition, part)
        ]
        for part in work.parts
    }
    total = sum(map(len, requests.values()))
    made: dict[str, list[MadeCube]] = {part: [] for part in work.parts}
    for part, listed in requests.items():
        for definition, request in listed:
            made[part].append(make_cube(door, request, sensitive=definition.sensitive))
            if progress is not None:
                progress(sum(map(len, made.values())), total)
        door.engine.forget()
    asked = {part: [request for _, request in listed] for part, listed in requests.items()}
    sums = check_counties(door, asked, made)
    save_county_sums(preparations.folder, preparations.keys, work.release, sums)
    made = {part: hide_beside(door.policy, cubes) for part, cubes in made.items()}
    for part, cubes in made.items():
        preparations.save(_prepared(door, work.release, part, cubes=cubes))
    register_cubes(door, work.release, made)


def _groups(work: CubeWork, definition: Definition, part: str) -> Iterator[tuple[Grouping, Linked] | None]:
    """Give nothing for the cube itself, then each division by groups whose facts are known of the part."""
    yield None
    for grouping in definition.groups:
        linked = work.linked.get((grouping.databank, part))
        if linked is not None:
            yield grouping, linked


def _prepared(door: Door, release: ReleaseRef, part: str, *, cubes: Iterable[MadeCube]) -> PreparedCubes:
    listed = tuple(cubes)
    return PreparedCubes(
        release=release,
        municipality=part,
        policy=door.policy.label,
        noise_variance=door.policy.noise.cube_variance,
        municipal=tuple(cube.municipal for cube in listed),
        public=tuple(cube.public for cube in listed),
        history=dict(chain.from_iterable(cube.history.items() for cube in listed)),
    )
