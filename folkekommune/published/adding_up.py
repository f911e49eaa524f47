"""G1: districts, with those of whom none is known, are the municipality; a period is its years.

Published counts carry noise of their own and need not add up. The people behind them must: so this looks
at what the ledger keeps of each cell, numbers and fingerprints, and tells where they do not fit, never by how
many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.published.cell_names import CountedCell, counted_cell


class Apart(NamedTuple):
    """An indicator and a year, or the years up to one, in which parts are not their whole."""

    indicator: str
    version: int
    year: int
    years: int = 1


def find_apart(history: Mapping[str, PublishedCell]) -> tuple[Apart, ...]:
    """Find where someone of the municipality is in no district, or in two, or of a period in no year.

    :param history: of all cells of a municipality's cubes, by name.
    """
    known: dict[CountedCell, tuple[int, int]] = {}
    parts: defaultdict[CountedCell, list[tuple[int, int]]] = defaultdict(list)
    for name, kept in history.items():
        cell = counted_cell(name)
        if cell is not None:
            known[cell] = (kept.people, kept.fingerprint)
            if cell.district is not None:
                parts[cell._replace(district=None)].append(known[cell])
    apart = {whole for whole, found in parts.items() if _together(found) != known.get(whole)}
    for cell, people in known.items():
        if cell.years > 1:
            single = (cell._replace(last=cell.last - back, years=1) for back in range(cell.years))
            if _together(known[year] for year in single if year in known) != people:
                apart.add(cell)
    return tuple(sorted({Apart(cell.indicator, cell.version, cell.last, cell.years) for cell in apart}))


def _together(groups: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Give the people of groups as one: how many, and the XOR of their keys."""
    people = fingerprint = 0
    for count, keys in groups:
        people, fingerprint = people + count, fingerprint ^ keys
    return people, fingerprint
