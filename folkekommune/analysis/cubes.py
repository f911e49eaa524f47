"""The door's second leaf: cubes of indicators, built once per release and municipality.

Cubes answer no free question. They are made when a release is made and published after review; the
people of their categories are registered, so that a free-form table over the same conditions gives
the same values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from folkekommune.analysis.door import Door, release_of
from folkekommune.analysis.inquiry import GROUPS, arrange, person_root
from folkekommune.disclosure.counts import cube_table
from folkekommune.disclosure.cube_means import CubeMean, Measured, cube_mean, mean_cell, published_mean
from folkekommune.disclosure.cube_places import CubePlace, rolling_periods
from folkekommune.disclosure.cubes import CubeDimensions, cube_noise
from folkekommune.disclosure.evidence import Coordinate
from folkekommune.disclosure.gate import cube_result
from folkekommune.disclosure.ledger import Ledger, PublishedCell
from folkekommune.disclosure.limits import round_outward, whole_numbers
from folkekommune.disclosure.nearness import Group
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.periods import only_shortest
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.policy_sections import Hiding
from folkekommune.disclosure.results import SafeCube
from folkekommune.disclosure.share_hiding import (
    Counted,
    add_up,
    hide_in_cubes,
    without_districts,
    without_sums,
)
from folkekommune.disclosure.shares import (
    Audience,
    CubeContext,
    CubeCount,
    cube_count,
    dimensions_of,
    keys_without_municipality,
    share_cell,
)
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.engine import CellRequest, Moment
from folkekommune.query.outputs import ShareCube

CASES, COMPLEMENT = 0, 1
MEAN = "mean"
_OUTCOMES = (1.0, 0.0)


@dataclass(frozen=True)
class MadeCube:
    """A cube with everything that is protected of it, still to be published.

    :param counted: the protected counts of each place where more may be hidden beside them; none of means and
        of groups. :param history: what the ledger keeps once it is
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
    context, measured = _context(door, request, municipality)
    prefix = f"{release_of(request.dataset).databank}|{municipality}|{request.indicator}|{request.version}"
    places = context.places
    outcomes = (CASES, COMPLEMENT) if measured is None else (CASES,)
    named = {
        (place, part): f"{prefix}|{place.name}|{part}"
        for place in places
        for part in (outcomes if measured is None else (CASES, MEAN))
    }
    context = replace(context, history=door.ledger.published(named.values()))
    made = _Made()
    shares: list[tuple[CubePlace, CubeCount, CubeCount]] = []
    means: list[tuple[CubePlace, CubeMean | None]] = []
    for place in places:
        counts = [made.count(context, named[place, outcome], place, outcome) for outcome in outcomes]
        if measured is None:
            shares.append((place, counts[0], counts[1]))
        else:
            name = named[place, MEAN]
            found = cube_mean(context, measured, place, name=name, counted=counts[0])
            means.append((place, found))
            if found is not None:
                made.history[name] = published_mean(found)
                made.groups.append(measured.group(found))
    cubes = []
    for audience in Audience:
        cells = [
            share_cell(door.policy, place, (cases, rest), who=(municipality, audience, sensitive))
            for place, cases, rest in shares
        ]
        cubes.append(
            cube_result(
                door.policy,
                indicator=request.indicator,
                version=request.version,
                municipality=municipality,
                cells=cells,
                means=[
                    mean_cell(door.policy, place, found, moment=measured.moment, who=(municipality, audience))
                    for place, found in means
                    if measured is not None
                ],
            )
        )
    dimensions = replace(dimensions_of(context, request.indicator), kept=made.kept)
    said = tuple(group for group in made.groups if group.people.count >= door.policy.floors.hard)
    counted = () if request.group is not None else tuple(shares)
    return MadeCube(cubes[0], cubes[1], counted, dimensions, made.history, said)


@dataclass(frozen=True)
class _Made:
    """What is kept of the cells of a cube while it is made."""

    history: dict[str, PublishedCell] = field(default_factory=dict)
    kept: dict[tuple[int, ...], int] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)

    def count(self, context: CubeContext, name: str, place: CubePlace, outcome: int) -> CubeCount:
        """Protect a count, and keep what is to be known of it."""
        count = cube_count(context, name, place, outcome)
        people = count.people
        self.history[name] = PublishedCell("", people.fingerprint, people.count, count.count, people.sketch)
        self.groups.append(Group.of(people, count.keys, count.count))
        self.kept[count.keys] = count.count
        left_unsaid = keys_without_municipality(context, count, place, outcome)
        if left_unsaid:
            self.kept[left_unsaid] = count.count
        return count


def hide_beside(policy: Policy, made: Sequence[MadeCube]) -> list[MadeCube]:
    """Leave out of the cubes of one part what is not given beside the rest.

    Longer periods where a shorter one is shown, and more where the policy says so.
    """
    hidden = list(made) if policy.secondary.cubes is Hiding.NOISE_ONLY else _hidden(policy, made)
    found = []
    for cube in hidden:
        municipal, public = only_shortest(cube.municipal, cube.public)
        found.append(replace(cube, municipal=municipal, public=public))
    return found


def _hidden(policy: Policy, made: Sequence[MadeCube]) -> list[MadeCube]:
    shares = [cube for cube in made if cube.counted]
    adding = add_up([cube.counted for cube in shares])
    municipal = hide_in_cubes([cube.municipal for cube in shares], adding, policy)
    public = hide_in_cubes([cube.public for cube in shares], adding, policy)
    pairs = iter(zip(municipal, public, strict=True))
    hidden = []
    for cube in made:
        own, everyones = next(pairs) if cube.counted else map(without_sums, (cube.municipal, cube.public))
        hidden.append(replace(cube, municipal=own, public=everyones))
    return hidden


def withhold_districts(cube: MadeCube, periods: Collection[tuple[int, int]]) -> MadeCube:
    """Hide the districts of a cube in some periods from all who read what is published."""
    municipal, public = (without_districts(each, periods) for each in (cube.municipal, cube.public))
    return replace(cube, municipal=municipal, public=public)


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


def _context(door: Door, request: ShareCube, municipality: str) -> tuple[CubeContext, Measured | None]:
    """Give what cells are judged with, and what means are of where the request asks for some."""
    dataset = request.dataset
    request_release = release_of(dataset)
    facts = door.releases.facts(request_release)
    key = door.noise_key(facts, (municipality,))
    bit = facts.parts.index(municipality)
    measured = _measured(request, key, door.noise_key(facts, facts.parts))
    moments = () if measured is None else (measured.moment,)
    cells = door.engine.cells(CellRequest(dataset, request.dimensions, moments), limit=GROUPS)
    noise = door.policy.noise
    limits = door.engine.quantiles(dataset, request.year, (noise.clip_low, noise.clip_high))
    years = whole_numbers(cells.coordinates[3], round_outward(*limits) if limits else (0, 0))
    groups = () if request.group is None else (request.groups,)
    categories = (_OUTCOMES, (municipality,), request.districts, years, request.sexes, *groups)
    evidence = arrange(door.engine, dataset, cells, categories)
    shown = []
    for slot, year in enumerate(years):
        coordinates = [Coordinate(axis.anything) for axis in evidence.axes]
        coordinates[3] = Coordinate(slot)
        people = evidence.of_cell(frozenset(), coordinates)
        draw = cube_noise(cube_table(door.policy), key, people.count, [people.fingerprint])
        if people.count + draw >= door.policy.floors.band:
            shown.append(year)
    categories = (_OUTCOMES, (municipality,), request.districts, tuple(shown), request.sexes, *groups)
    evidence = arrange(door.engine, dataset, cells, categories)
    periods = rolling_periods(shown, request.pooled)
    nearness = door.nearness(request_release)
    return (
        CubeContext(evidence, bit, key, door.policy, {}, nearness, periods, request.grouping),
        measured,
    )


def _measured(request: ShareCube, key: NoiseKey, inquiries: NoiseKey) -> Measured | None:
    """Give what means are of.

    :param key: of the part alone, :param inquiries: of all parts, with which scripts are answered.
    """
    value = request.value
    if value is None:
        return None
    # As an inquiry stands in for a variable: a script that asks for its mean is told the cube's.
    canonical = f"{request.dataset.column(value.column).canonical} values"
    own, asked = (each.secret_fingerprint(canonical, 0) for each in (key, inquiries))
    return Measured(Moment(value.column, value.low, value.high), own, asked)
