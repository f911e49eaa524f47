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

_FIELDS = 8
"""Databank, municipality, indicator, version, district, year, sex and outcome: how a cell is named."""
_WHOLE = "-"
_COUNTED = frozenset({"0", "1"})
"""The outcomes that people are counted by: cases and complement."""


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
    wholes: dict[tuple[str, ...], tuple[int, int]] = {}
    parts: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    known: dict[tuple[str, ...], tuple[int, int]] = {}
    for name, cell in history.items():
        fields = name.split("|")
        if len(fields) != _FIELDS:
            continue
        _, _, indicator, version, district, year, sex, outcome = fields
        if outcome not in _COUNTED:
            continue  # a mean is kept where it is shown alone, of people who are counted as cases
        group = (indicator, version, year, sex, outcome)
        known[district, *group] = (cell.people, cell.fingerprint)
        if district == _WHOLE:
            wholes[group] = (cell.people, cell.fingerprint)
        else:
            parts[group].append((cell.people, cell.fingerprint))
    apart = {group for group, found in parts.items() if _together(found) != wholes.get(group)}
    for (district, *rest), people in known.items():
        indicator, version, years, sex, outcome = rest
        first, last = _span(years)
        if first == last:
            continue
        names = ((district, indicator, version, str(year), sex, outcome) for year in range(first, last + 1))
        if _together(known[name] for name in names if name in known) != people:
            apart.add((indicator, version, years, sex, outcome))
    return tuple(sorted({_named(*group[:3]) for group in apart}))


def _together(groups: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Give the people of groups as one: how many, and the XOR of their keys."""
    people = fingerprint = 0
    for count, keys in groups:
        people, fingerprint = people + count, fingerprint ^ keys
    return people, fingerprint


def _span(years: str) -> tuple[int, int]:
    first, _, last = years.partition("-")
    return int(first), int(last or first)


def _named(indicator: str, version: str, years: str) -> Apart:
    first, last = _span(years)
    return Apart(indicator, int(version), last, last - first + 1)
