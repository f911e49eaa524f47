"""The door's second leaf: cubes of indicators, built once per release and municipality.

Cubes answer no free question. They are made when a release is made and published after review; the
people of their categories are registered, so that a free-form table over the same conditions gives
the same values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from folkekommune.analysis.door import Door, release_of
from folkekommune.analysis.inquiry import GROUPS, arrange, person_root
from folkekommune.disclosure.counts import cube_table
from folkekommune.disclosure.cubes import CubeDimensions, cube_noise
from folkekommune.disclosure.evidence import Coordinate
from folkekommune.disclosure.gate import cube_result
from folkekommune.disclosure.ledger import Ledger, PublishedCell
from folkekommune.disclosure.limits import round_outward, whole_numbers
from folkekommune.disclosure.memory import Group
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.policy_sections import Hiding
from folkekommune.disclosure.results import SafeCube
from folkekommune.disclosure.share_hiding import Counted, hide_in_cubes
from folkekommune.disclosure.shares import (
    Audience,
    CubeContext,
    CubeCount,
    CubePlace,
    cube_count,
    dimensions_of,
    keys_without_municipality,
    places,
    share_cell,
)
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.engine import CellRequest
from folkekommune.query.outputs import ShareCube

CASES, COMPLEMENT = 0, 1
_OUTCOMES = (1.0, 0.0)


@dataclass(frozen=True)
class MadeCube:
    """A cube with everything that is protected of it, still to be published.

    :param counted: the protected counts of each place, :param history: what the ledger keeps once it is
        published.
    :param said: its groups, against which other answers are held from release time on.
    """

    municipal: SafeCube
    public: SafeCube
    counted: Counted
    dimensions: CubeDimensions
    history: Mapping[str, PublishedCell]
    said: tuple[Group, ...]


def make_cube(door: Door, request: ShareCube, *, sensitive: bool) -> MadeCube:
    """Protect the cube of an indicator over one municipality's part of a release.

    The data set must be granted exactly that part.
    """
    (municipality,) = person_root(request.dataset).grant
    context = _context(door, request, municipality)
    prefix = f"{release_of(request.dataset).databank}|{municipality}|{request.indicator}|{request.version}"
    made: list[tuple[CubePlace, CubeCount, CubeCount]] = []
    history: dict[str, PublishedCell] = {}
    kept: dict[tuple[int, ...], int] = {}
    groups: list[Group] = []
    named = {
        (place, outcome): f"{prefix}|{place.name}|{outcome}"
        for place in places(context.evidence)
        for outcome in (CASES, COMPLEMENT)
    }
    context = replace(context, history=door.ledger.published(named.values()))
    for place in places(context.evidence):
        counts = []
        for outcome in (CASES, COMPLEMENT):
            name = named[place, outcome]
            count = cube_count(context, name, place, outcome)
            people = count.people
            history[name] = PublishedCell("", people.fingerprint, people.count, count.count, people.sketch)
            groups.append(Group.of(people, count.keys, count.count))
            kept[count.keys] = count.count
            left_unsaid = keys_without_municipality(context, count, place, outcome)
            if left_unsaid:
                kept[left_unsaid] = count.count
            counts.append(count)
        made.append((place, counts[0], counts[1]))
    cubes = []
    for audience in Audience:
        cells = [
            share_cell(door.policy, place, (cases, rest), who=(municipality, audience, sensitive))
            for place, cases, rest in made
        ]
        cubes.append(
            cube_result(
                door.policy,
                indicator=request.indicator,
                version=request.version,
                municipality=municipality,
                cells=cells,
            )
        )
    dimensions = replace(dimensions_of(context, request.indicator), kept=kept)
    said = tuple(group for group in groups if group.people.count >= door.policy.floors.hard)
    return MadeCube(cubes[0], cubes[1], tuple(made), dimensions, history, said)


def hide_beside(policy: Policy, made: Sequence[MadeCube]) -> list[MadeCube]:
    """Hide more in all cubes of one part, where the policy says so; else give them as they are."""
    if policy.secondary.cubes is Hiding.NOISE_ONLY:
        return list(made)
    counted = [cube.counted for cube in made]
    municipal = hide_in_cubes([cube.municipal for cube in made], counted, policy)
    public = hide_in_cubes([cube.public for cube in made], counted, policy)
    return [
        replace(cube, municipal=own, public=everyones)
        for cube, own, everyones in zip(made, municipal, public, strict=True)
    ]


def register_cubes(door: Door, release: ReleaseRef, made: Mapping[str, Sequence[MadeCube]]) -> None:
    """Register the cubes of a release, by municipality, so that every interface gives their values."""
    door.cubes.register(release, {part: [cube.dimensions for cube in cubes] for part, cubes in made.items()})
    said = [group for cubes in made.values() for cube in cubes for group in cube.said]
    door.ledger.note(release.databank, said)


def record_publication(ledger: Ledger, publication: str, history: Mapping[str, PublishedCell]) -> None:
    """Add what was published to the history that later releases are held against.

    :param history: of all cubes of the publication, as :class:`MadeCube` gave it.
    """
    ledger.publish({name: replace(cell, publication=publication) for name, cell in history.items()})


def _context(door: Door, request: ShareCube, municipality: str) -> CubeContext:
    dataset = request.dataset
    request_release = release_of(dataset)
    facts = door.releases.facts(request_release)
    key = door.noise_key(facts, (municipality,))
    bit = facts.parts.index(municipality)
    cells = door.engine.cells(CellRequest(dataset, request.dimensions), limit=GROUPS)
    noise = door.policy.noise
    limits = door.engine.quantiles(dataset, request.year, (noise.clip_low, noise.clip_high))
    years = whole_numbers(cells.coordinates[3], round_outward(*limits) if limits else (0, 0))
    categories = (_OUTCOMES, (municipality,), request.districts, years, request.sexes)
    evidence = arrange(door.engine, dataset, cells, categories)
    shown = []
    for slot, year in enumerate(years):
        coordinates = [Coordinate(axis.anything) for axis in evidence.axes]
        coordinates[3] = Coordinate(slot)
        people = evidence.of_cell(frozenset(), coordinates)
        draw = cube_noise(cube_table(door.policy), key, people.count, [people.fingerprint])
        if people.count + draw >= door.policy.floors.band:
            shown.append(year)
    categories = (_OUTCOMES, (municipality,), request.districts, tuple(shown), request.sexes)
    evidence = arrange(door.engine, dataset, cells, categories)
    return CubeContext(evidence, bit, key, door.policy, {}, door.nearness(request_release))
