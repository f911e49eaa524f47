"""Look at figures before they are published: G1, T1, T2, T3 and S1, as the databank declares them.

Told are protected figures and verdicts, never a count of people. What a check with the severity ``stop`` finds
stops the publication; figures that changed more than expected must have been seen by whoever approves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from folkekommune.disclosure.shares import Audience
from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.published.adding_up import Apart, find_apart
from folkekommune.published.figure_checks import (
    Cells,
    Change,
    Withheld,
    count_withheld,
    find_changes,
    half_shown,
    outside_fence,
    vanished_series,
    yearly_changes,
)
from folkekommune.published.figures import CellKey, cells_of, read_figures
from folkekommune.published.publications import Publication
from folkekommune.services.publishing import Publishing

FEWEST = 4
"""Quartiles of fewer municipalities say nothing of any one of them."""
_STOP = "stop"


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
    :param apart: where districts are not the municipality.
    :param stops: the checks that stop the publication.
    """

    checks: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    outliers: tuple[Outlier, ...] = ()
    withheld: Mapping[Audience, tuple[Withheld, Withheld]] = field(default_factory=dict, hash=False)
    vanished: tuple[CellKey, ...] = ()
    half: tuple[CellKey, ...] = ()
    apart: tuple[Apart, ...] = ()
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
    published = {each: read_figures(publishing.publications, each).cells for each in Audience}
    before = {
        each: {
            key: cell
            for key, cell in cells.items()
            if key[0] == databank and key.municipality == municipality
        }
        for each, cells in published.items()
    }
    changes, found = (
        _changes(before, now, limits),
        _withheld(before, now) if "S1" in limits else FigureReview(),
    )
    prepared = publishing.preparations.latest(databank, municipality) if "G1" in limits else None
    apart = find_apart(prepared.history) if prepared and publication.holds(prepared) else ()
    against = {"G1": bool(apart), "S1": bool(found.vanished or found.half), "T1": bool(changes)}
    return FigureReview(
        checks=tuple(check for check in ("G1", "T1", "T2", "T3", "S1") if check in limits),
        changes=changes,
        outliers=tuple(
            _outliers(
                _others(published[Audience.PUBLIC], publication) | now[Audience.PUBLIC],
                _fresh(before[Audience.PUBLIC], now[Audience.PUBLIC]),
                limits,
            )
        ),
        withheld=found.withheld,
        vanished=found.vanished,
        half=found.half,
        apart=apart,
        stops=tuple(check for check, is_so in against.items() if is_so and limits[check].severity == _STOP),
    )


def _changes(
    before: Mapping[Audience, Cells], now: Mapping[Audience, Cells], limits: Mapping[str, Threshold]
) -> tuple[Change, ...]:
    if "T1" not in limits:
        return ()
    errors, percent = limits["T1"]["errors"], limits["T1"]["change"]
    finest = Audience.MUNICIPALITY
    return find_changes(before[finest], now[finest], errors=errors, percent=percent)


def _withheld(before: Mapping[Audience, Cells], now: Mapping[Audience, Cells]) -> FigureReview:
    return FigureReview(
        withheld={each: (count_withheld(before[each]), count_withheld(now[each])) for each in Audience},
        vanished=tuple(
            sorted({key for each in Audience for key in vanished_series(before[each], now[each])}, key=str)
        ),
        half=tuple(sorted({key for each in Audience for key in half_shown(now[each])}, key=str)),
    )


def _others(cells: Cells, publication: Publication) -> dict[CellKey, object]:
    databank, municipality = publication.subject
    return {
        key: cell
        for key, cell in cells.items()
        if key.databank == databank and key.municipality != municipality
    }
