"""The official tables of an installation, ready to be looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from folkekommune.official.descriptions import Description, Use
from folkekommune.official.figures import MISSING, Area, OfficialFigure, Slot
from folkekommune.official.library import OfficialTables, Receipt
from folkekommune.up_to_date import UpToDate


@dataclass(frozen=True)
class Table:
    """A kept table with what it means."""

    description: Description
    receipt: Receipt
    figures: Mapping[Slot, OfficialFigure] = field(hash=False, repr=False)

    def find(self, slot: Slot) -> OfficialFigure:
        """Give a figure; one that is not in the table is missing."""
        return self.figures.get(slot, MISSING)

    def periods(self, area: Area, *, sex: str = "") -> tuple[tuple[int, int], ...]:
        """Give the periods a place has figures for, oldest first: the last year, and how many years."""
        return self._periods.get((area, sex), ())

    @cached_property
    def _periods(self) -> dict[tuple[Area, str], tuple[tuple[int, int], ...]]:
        found: dict[tuple[Area, str], set[tuple[int, int]]] = defaultdict(set)
        for slot in self.figures:
            found[slot.area, slot.sex].add((slot.year, slot.years))
        return {place: tuple(sorted(periods)) for place, periods in found.items()}


class Shelf:
    """The tables that are in use, read again only when one was kept or removed.

    :param descriptions: gives the descriptions of all databanks.
    """

    def __init__(self, tables: OfficialTables, descriptions: Callable[[], Iterable[Description]]) -> None:
        self._tables = tables
        self._descriptions = descriptions
        self._kept = UpToDate(tables.stamp, self._read)

    def table(self, databank: str, code: str) -> Table | None:
        """Give a table in use; ``None`` where none is, or its description has changed its meaning since.

        :raises InputError: ``official.damaged``.
        """
        return self._kept.now().get((databank, code))

    def tables(self, databank: str, *uses: Use) -> tuple[Table, ...]:
        """List the tables in use of a databank, by code."""
        found = (table for (bank, _), table in sorted(self._kept.now().items()) if bank == databank)
        return tuple(table for table in found if not uses or table.description.use in uses)

    def stamp(self) -> tuple[int, int] | None:
        """Tell which state the tables are in; ``None`` before the first."""
        return self._tables.stamp()

    def _read(self) -> dict[tuple[str, str], Table]:
        known = {(each.databank, each.code): each for each in self._descriptions()}
        return {
            receipt.subject: Table(known[receipt.subject], receipt, self._tables.read(receipt))
            for receipt in self._tables.current()
            if receipt.subject in known and known[receipt.subject].version == receipt.description
        }
