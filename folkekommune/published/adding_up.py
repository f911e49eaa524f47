"""G1: the people of the districts, and those whose district is not known, are the people of the municipality.

Published counts carry noise of their own and need not add up. The people behind them must: so this looks
at what the ledger keeps of each cell, numbers and fingerprints, and tells where they do not fit, never by how
many.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from folkekommune.disclosure.ledger import PublishedCell

_FIELDS = 8
"""Databank, municipality, indicator, version, district, year, sex and outcome: how a cell is named."""
_WHOLE = "-"


class Apart(NamedTuple):
    """An indicator and a year in which the districts are not the municipality."""

    indicator: str
    version: int
    year: int


def find_apart(history: Mapping[str, PublishedCell]) -> tuple[Apart, ...]:
    """Find where someone of the municipality is in no district, or in two.

    :param history: of all cells of a municipality's cubes, by name.
    """
    wholes: dict[tuple[str, ...], tuple[int, int]] = {}
    parts: dict[tuple[str, ...], tuple[int, int]] = {}
    for name, cell in history.items():
        fields = name.split("|")
        if len(fields) != _FIELDS:
            continue
        _, _, indicator, version, district, year, sex, outcome = fields
        group = (indicator, version, year, sex, outcome)
        if district == _WHOLE:
            wholes[group] = (cell.people, cell.fingerprint)
        else:
            people, fingerprint = parts.get(group, (0, 0))
            parts[group] = (people + cell.people, fingerprint ^ cell.fingerprint)
    apart = {group for group, found in parts.items() if found != wholes.get(group)}
    return tuple(
        sorted({Apart(indicator, int(version), int(year)) for indicator, version, year, *_ in apart})
    )
