"""What the dashboard is given besides figures, invented: larger areas, moments, a change log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.definition import Definition
from folkekommune.published.figures import CellKey
from folkekommune.published.history import FigureChange, HistoryEntry
from folkekommune.web.ports import Benchmark, Cell, Figure, PublishedFigures

MOMENT = datetime(2026, 5, 17, 12, 30, tzinfo=UTC)
DATABANK = "no.folkekommune.helseprofil"
COUNTRY = {
    "fullamming_6uker": 62.0,
    "fullamming_6mnd": 11.5,
    "sovn_problem_6mnd": 12.1,
    "overvekt_4aar": 13.1,
}


class FakeBenchmarks:
    """A country of fixed values."""

    def larger(self, definition: Definition, cell: Cell) -> Sequence[Benchmark]:  # noqa: ARG002  (the port's)
        """Give the country."""
        value = COUNTRY.get(definition.code)
        if value is None:
            return ()
        figure = Figure(value=value, lower=value, upper=value)
        name = Texts("Hele landet", "Heile landet", "The whole country")
        return (
            Benchmark("country-0", name, figure, source="Statistisk sentralbyrå", fixed=True, invented=True),
        )

    def similar(self, definition: Definition, municipality: str) -> Sequence[str]:  # noqa: ARG002  (the same)
        """Give one."""
        return ("4624",)


@dataclass(frozen=True)
class FakeTimes:
    """The same figures at every moment but the one in which there were none."""

    figures: PublishedFigures
    before: PublishedFigures

    def moment(self) -> datetime | None:
        """Give the moment."""
        return MOMENT

    def at(self, moment: datetime, *, public: bool = False) -> PublishedFigures:  # noqa: ARG002  (the same)
        """Give the figures of a moment."""
        return self.figures if moment >= MOMENT else self.before


class FakeChanges:
    """A log of two publications, the later of which corrected a figure."""

    def of_municipality(self, municipality: str) -> Sequence[HistoryEntry]:
        """Give the log."""
        key = CellKey(DATABANK, "overvekt_4aar", 1, municipality, 2024)
        first = HistoryEntry("p0", "0.9.0", datetime(2025, 5, 17, tzinfo=UTC), added=(key,))
        newest = HistoryEntry(
            "p1",
            "1.0.0",
            MOMENT,
            added=(key._replace(year=2025),),
            removed=(key._replace(district="460105"),),
            changed=(FigureChange(key, "13.4", "13.0"),),
        )
        return (newest, first)
