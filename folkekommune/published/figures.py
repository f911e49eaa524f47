"""The published figures of one audience, ready to be looked up: what pages and files are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from folkekommune.disclosure.results import MeanCell, SafeCube, ShareCell
from folkekommune.disclosure.shares import Audience
from folkekommune.lasting import many_lasting_objects
from folkekommune.published.publications import Publication, Publications
from folkekommune.up_to_date import UpToDate


class CellKey(NamedTuple):
    """Which figure.

    :param indicator: code of the indicator, :param version: of its definition. Figures of two
        versions mean different things.
    :param sex: code of the sex; ``None`` for both.
    :param year: the last year of the period, :param years: how many it covers.
    :param group: a group of the whole municipality, such as ``mors_utdanning=3``.
    """

    databank: str
    indicator: str
    version: int
    municipality: str
    year: int
    district: str | None = None
    sex: str | None = None
    years: int = 1
    group: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is about everybody in the municipality, in a single year."""
        return (self.district, self.sex, self.years, self.group) == (None, None, 1, None)


@dataclass(frozen=True)
class FigureSet:
    """The figures of all current publications.

    :param cells: every share that was made, hidden ones included; :param means: every mean.
    """

    publications: tuple[Publication, ...] = ()
    cells: Mapping[CellKey, ShareCell] = field(default_factory=dict, hash=False, repr=False)
    means: Mapping[CellKey, MeanCell] = field(default_factory=dict, hash=False, repr=False)

    @property
    def identifier(self) -> str:
        """A name that changes whenever any figure does; empty where nothing is published."""
        names = [each.identifier for each in self.publications]
        return names[0] if len(names) == 1 else sha256("\n".join(names).encode()).hexdigest() if names else ""

    def find(self, key: CellKey) -> ShareCell | None:
        """Give a share; ``None`` when it was never made."""
        return self.cells.get(key)

    def find_mean(self, key: CellKey) -> MeanCell | None:
        """Give a mean; ``None`` when it was never made."""
        return self.means.get(key)

    def publication_of(self, key: CellKey) -> Publication | None:
        """Give the publication that a municipality's figures of a databank come from."""
        subject = key.databank, key.municipality
        return next((each for each in self.publications if each.subject == subject), None)

    def years(self, key: CellKey) -> tuple[int, ...]:
        """Give the years an indicator has cells for in a municipality, oldest first.

        :param key: of periods of more than one year their last years are given.
        """
        return self._years.get(_any_year(key), ())

    def groups(self, key: CellKey, grouping: str) -> dict[str, ShareCell]:
        """Give the shares of the groups of a division, by their codes in order.

        :param key: of the whole they are groups of.
        """
        prefix = f"{grouping}="
        found = {
            group.removeprefix(prefix): cell
            for group, cell in self._groups.get(key, {}).items()
            if group.startswith(prefix)
        }
        return dict(sorted(found.items(), key=lambda entry: int(entry[0])))

    def municipalities(self) -> tuple[str, ...]:
        """List the municipalities that have figures, by number."""
        return tuple(sorted({each.manifest.municipality for each in self.publications}))

    def districts(self, municipality: str) -> tuple[str, ...]:
        """List the districts that a municipality's figures are divided by, by number."""
        return self._districts.get(municipality, ())

    def indicators(self) -> frozenset[tuple[str, str, int]]:
        """List databank, code and version of every published indicator."""
        return frozenset((key.databank, key.indicator, key.version) for key in self._years)

    @cached_property
    def _years(self) -> dict[CellKey, tuple[int, ...]]:
        found: dict[CellKey, set[int]] = {}
        for key in (*self.cells, *self.means):
            found.setdefault(_any_year(key), set()).add(key.year)
        return {key: tuple(sorted(years)) for key, years in found.items()}

    @cached_property
    def _groups(self) -> dict[CellKey, dict[str, ShareCell]]:
        found: dict[CellKey, dict[str, ShareCell]] = {}
        for key, cell in self.cells.items():
            if key.group is not None:
                found.setdefault(key._replace(group=None), {})[key.group] = cell
        return found

    @cached_property
    def _districts(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for key in self.cells:
            if key.district is not None:
                found.setdefault(key.municipality, set()).add(key.district)
        return {municipality: tuple(sorted(districts)) for municipality, districts in found.items()}


class CurrentFigures:
    """The figures that are current now, read again only when the publications have changed."""

    def __init__(self, publications: Publications, audience: Audience) -> None:
        self._figures = UpToDate(publications.stamp, lambda: read_figures(publications, audience))

    def now(self) -> FigureSet:
        """Give the figures.

        :raises InputError: ``published.damaged``; then nothing is shown rather than some of it.
        """
        return self._figures.now()


def read_figures(publications: Publications, audience: Audience) -> FigureSet:
    """Read the figures of every current publication, checking each file."""
    return figures_of(publications, publications.current(), audience)


@many_lasting_objects()
def figures_of(publications: Publications, chosen: tuple[Publication, ...], audience: Audience) -> FigureSet:
    """Read the figures of chosen publications, at most one of each databank and municipality."""
    cells: dict[CellKey, ShareCell] = {}
    means: dict[CellKey, MeanCell] = {}
    for publication in chosen:
        cubes = publications.cubes(publication, audience)
        for cube in cubes:
            databank = publication.manifest.databank
            cells |= {_key(databank, cube, cell): cell for cell in cube.cells}
            means |= {_key(databank, cube, mean): mean for mean in cube.means}
    return FigureSet(chosen, cells, means)


def cells_of(
    publications: Publications, publication: Publication, audience: Audience
) -> dict[CellKey, ShareCell]:
    """Read the shares of one publication, whether it is current or only proposed."""
    return {
        _key(publication.manifest.databank, cube, cell): cell
        for cube in publications.cubes(publication, audience)
        for cell in cube.cells
    }


def _key(databank: str, cube: SafeCube, cell: ShareCell | MeanCell) -> CellKey:
    return CellKey(
        databank,
        cube.indicator,
        cube.version,
        cell.municipality,
        cell.year,
        district=cell.district,
        sex=cell.sex,
        years=cell.years,
        group=cell.group,
    )


def _any_year(key: CellKey) -> CellKey:
    return key._replace(year=0, district=None, sex=None, group=None)
