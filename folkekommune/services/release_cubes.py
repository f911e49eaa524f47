"""Make the cubes of a release when the release is made, before anyone can ask it anything.

From then on a cell of a cube has one value everywhere, whoever asks and whether it is published or
not. What the cubes hold waits, sealed, until a steward proposes it for publication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain, groupby
from operator import itemgetter

from folkekommune.analysis.cubes import MadeCube, hide_beside, make_cube, register_cubes, withhold_districts
from folkekommune.analysis.door import Door
from folkekommune.catalogue.model import Databank
from folkekommune.indicators.compilation import Linked, compile_indicator, days_of
from folkekommune.indicators.definition import Definition, Grouping
from folkekommune.lasting import many_lasting_objects
from folkekommune.municipalities.division import districts
from folkekommune.published.county_sums import save_county_sums
from folkekommune.published.prepared import Preparations, PreparedCubes
from folkekommune.published.unknown_districts import find_unplaced
from folkekommune.query.columns import ReleaseRef
from folkekommune.services.county_sums import check_counties
from folkekommune.services.indicator_expressions import expression_reader
from folkekommune.services.unchanged_cubes import inputs_of, last_cubes

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
    rows: Mapping[str, str] = field(default_factory=dict)
    """By part, the digest of its rows, by which cubes are known that need not be made again."""
    most_unplaced: float | None = None
    """Beyond so many percent of people in no known district, nothing is told of the districts (G2)."""


@many_lasting_objects()
def compute_cubes(
    door: Door, work: CubeWork, *, preparations: Preparations, progress: Progress | None = None
) -> None:
    """Make, keep and register the cubes of every part of a release.

    Made again, the same cubes come out, so a computation that was stopped is simply begun anew, and those
    whose rows, definition, policy and keys are as they were are taken from the last release.

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
    inputs: dict[str, dict[str, str]] = {part: {} for part in work.parts}
    # All parts of a release are registered in one file, which is read once for all of them.
    registered = cache(door.cubes.of_release)
    for part, listed in requests.items():
        last = last_cubes(door, preparations, work.release.databank, part, registered=registered)
        for definition, pairs in groupby(listed, key=itemgetter(0)):
            asked = [request for _, request in pairs]
            known = inputs_of(door, work.release, definition, asked, rows=_rows(work, part))
            inputs[part][definition.code] = known
            made[part] += last.of(door, definition, known) or [
                make_cube(door, request, sensitive=definition.sensitive) for request in asked
            ]
            if progress is not None:
                progress(sum(map(len, made.values())), total)
        door.engine.forget()
    questions = {part: [request for _, request in listed] for part, listed in requests.items()}
    sums = check_counties(door, questions, made)
    save_county_sums(preparations.folder, preparations.keys, work.release, sums)
    made = {part: hide_beside(door.policy, cubes) for part, cubes in made.items()}
    if work.most_unplaced is not None:
        made = {
            part: [_told_of_districts(cube, work.most_unplaced) for cube in cubes]
            for part, cubes in made.items()
        }
    for part, cubes in made.items():
        preparations.save(_prepared(door, work.release, part, cubes=cubes, inputs=inputs[part]))
    register_cubes(door, work.release, made)


def _rows(work: CubeWork, part: str) -> str:
    """Give the digest of the rows of a part, and what is told of its districts; empty where not known."""
    rows = work.rows.get(part, "")
    return rows and f"{rows} {work.most_unplaced}"


def _told_of_districts(cube: MadeCube, percent: float) -> MadeCube:
    unplaced = find_unplaced(cube.history, percent=percent)
    return withhold_districts(cube, {place.period for place in unplaced}) if unplaced else cube


def _groups(work: CubeWork, definition: Definition, part: str) -> Iterator[tuple[Grouping, Linked] | None]:
    """Give nothing for the cube itself, then each division by groups whose facts are known of the part."""
    yield None
    for grouping in definition.groups:
        linked = work.linked.get((grouping.databank, part))
        if linked is not None:
            yield grouping, linked


def _prepared(
    door: Door, release: ReleaseRef, part: str, *, cubes: Iterable[MadeCube], inputs: Mapping[str, str]
) -> PreparedCubes:
    listed = tuple(cubes)
    return PreparedCubes(
        release=release,
        municipality=part,
        policy=door.policy.label,
        noise_variance=door.policy.noise.cube_variance,
        municipal=tuple(cube.municipal for cube in listed),
        public=tuple(cube.public for cube in listed),
        history=dict(chain.from_iterable(cube.history.items() for cube in listed)),
        inputs={code: known for code, known in inputs.items() if known},
    )
