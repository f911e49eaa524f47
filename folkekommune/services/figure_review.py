"""Look at figures before they are published: G1, G2, T1, T2, T3 and S1, as the databank declares them.

Told are protected figures and verdicts, never a count of people. What a check of severity ``stop`` finds
stops the publication; figures that changed more than expected must have been seen by whoever approves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from folkekommune.disclosure.results import ShareCell
from folkekommune.disclosure.shares import Audience
from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.published.adding_up import Apart, find_apart
from folkekommune.published.county_sums import COUNTRY, CountySums, read_county_sums
from folkekommune.published.figure_checks import (
    Cells,
    Change,
    Withheld,
    count_withheld,
    find_changes,
    half_shown,
    outside_fence,
    share_of,
    size_of,
    vanished_series,
    yearly_changes,
)
from folkekommune.published.figures import CellKey, cells_of, read_figures
from folkekommune.published.prepared import PreparedCubes
from folkekommune.published.publications import Publication
from folkekommune.published.unknown_districts import Unplaced, find_unplaced
from folkekommune.services.county_sums import county_of
from folkekommune.services.publishing import Publishing

FEWEST = 4
"""Quartiles of fewer municipalities say nothing of any one of them."""
_STOP = "stop"
_CHECKS = ("G1", "G2", "T1", "T2", "T3", "S1")


@dataclass(frozen=True)
class Outlier:
    """A municipality's figure (T3), or its change from the year before (T2), outside the fence of all."""

    check: str
    key: CellKey


@dataclass(frozen=True)
class FigureReview:
    """What there is to know of a proposal before it is approved.

    :param checks: those the databank declares, of the ones here.
    :param changes: cells that are not what was published last; :param outliers: among new or changed ones.
    :param withheld: before and now, by audience. :param vanished: series shown last time, of which every
        cell is withheld now. :param half: cells that show one number beside a hidden one.
    :param apart: where districts are not the municipality; :param counties: what is to be known of the sums
        of the county's municipalities, and the country's.
    :param unplaced: where so many have no known district that the districts are withheld.
    :param stops: the checks that stop the publication.
    """

    checks: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    outliers: tuple[Outlier, ...] = ()
    withheld: Mapping[Audience, tuple[Withheld, Withheld]] = field(default_factory=dict, hash=False)
    vanished: tuple[CellKey, ...] = ()
    half: tuple[CellKey, ...] = ()
    apart: tuple[Apart, ...] = ()
    counties: CountySums = field(default_factory=CountySums)
    unplaced: tuple[Unplaced, ...] = ()
    stops: tuple[str, ...] = ()

    @property
    def must_be_seen(self) -> bool:
        """Whether something changed so much that a person must look at it."""
        return any(change.warns for change in self.changes)


def review_figures(publishing: Publishing, publication: Publication) -> FigureReview:
    """Hold a proposal against what is published, against other municipalities, and against itself."""
    databank, municipality = publication.subject
    limits = publishing.limits(databank)
    now = {each: cells_of(publishing.publications, publication, each) for each in Audience}
    published = {each: _of_databank(publishing, databank, each) for each in Audience}
    before = {each: _of_municipality(cells, municipality) for each, cells in published.items()}
    everyones = published[Audience.PUBLIC] | now[Audience.PUBLIC]
    fresh = [key for key, cell in now[Audience.PUBLIC].items() if before[Audience.PUBLIC].get(key) != cell]
    review = FigureReview(
        checks=tuple(check for check in _CHECKS if check in limits),
        changes=_changes(before, now, limits),
        outliers=tuple(_outliers(everyones, fresh, limits)),
    )
    if "S1" in limits:
        review = replace(
            review,
            withheld={each: (count_withheld(before[each]), count_withheld(now[each])) for each in Audience},
            vanished=_distinct(vanished_series(before[each], now[each]) for each in Audience),
            half=_distinct(half_shown(now[each]) for each in Audience),
        )
    prepared = publishing.preparations.latest(databank, municipality)
    if prepared is not None and publication.holds(prepared):
        if "G1" in limits:
            apart = find_apart(prepared.history)
            review = replace(review, apart=apart, counties=_counties(publishing, prepared))
        if "G2" in limits:
            unplaced = find_unplaced(prepared.history, percent=limits["G2"]["withhold"])
            review = replace(review, unplaced=unplaced)
    found = {
        "G1": (*review.apart, *review.counties.apart),
        "T1": review.changes,
        "T2": [each for each in review.outliers if each.check == "T2"],
        "T3": [each for each in review.outliers if each.check == "T3"],
        "S1": review.vanished + review.half,
    }
    stops = (check for check in review.checks if found.get(check) and limits[check].severity == _STOP)
    return replace(review, stops=tuple(stops))


def _counties(publishing: Publishing, prepared: PreparedCubes) -> CountySums:
    """Give what was found of the county of a municipality, and of the country, when the cubes were made."""
    waiting = publishing.preparations
    found = read_county_sums(waiting.folder, waiting.keys, prepared.release)
    return found.of_areas(county_of(prepared.municipality), COUNTRY)


def _of_databank(publishing: Publishing, databank: str, audience: Audience) -> dict[CellKey, ShareCell]:
    current = read_figures(publishing.publications, audience).cells
    return {key: cell for key, cell in current.items() if key.databank == databank}


def _of_municipality(cells: Cells, municipality: str) -> dict[CellKey, ShareCell]:
    return {key: cell for key, cell in cells.items() if key.municipality == municipality}


def _distinct(found: Iterable[tuple[CellKey, ...]]) -> tuple[CellKey, ...]:
    return tuple(sorted({key for keys in found for key in keys}, key=str))


def _changes(
    before: Mapping[Audience, Cells], now: Mapping[Audience, Cells], limits: Mapping[str, Threshold]
) -> tuple[Change, ...]:
    if "T1" not in limits:
        return ()
    errors, percent = limits["T1"]["errors"], limits["T1"]["change"]
    finest = Audience.MUNICIPALITY
    return find_changes(before[finest], now[finest], errors=errors, percent=percent)


def _outliers(cells: Cells, fresh: Sequence[CellKey], limits: Mapping[str, Threshold]) -> Iterator[Outlier]:
    """Hold the new and changed figures of the whole municipality against those of all municipalities."""
    wholes: dict[tuple[str, int], dict[CellKey, ShareCell]] = {}
    for key, cell in cells.items():
        if key.is_whole:
            wholes.setdefault((key.indicator, key.version), {})[key] = cell
    for key in sorted((key for key in fresh if key.is_whole), key=str):
        of_version = wholes[key.indicator, key.version]
        same = {each.municipality: cell for each, cell in of_version.items() if each.year == key.year}
        weights = {place: size for place, cell in same.items() if (size := size_of(cell)) is not None}
        shares = {place: share for place, cell in same.items() if (share := share_of(cell)) is not None}
        yearly = yearly_changes(of_version, key.indicator, key.year)
        for check, values in (("T2", yearly), ("T3", shares)):
            if check in limits and len(values) >= FEWEST:
                outside = outside_fence(values, weights, fence=limits[check]["fence"])
                if key.municipality in outside:
                    yield Outlier(check, key)
