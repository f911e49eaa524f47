"""Counts of a municipality's own deliveries, for its steward: in bands, so that no one is told apart by them.

These tables count rows, values and visits of a place or a month, never what anyone answered by what else is
known of them, and no one but the municipality's stewards sees them. They carry no noise. A count below the
policy's band is written as the band, every other one as the nearest multiple of it; a share is made from
rounded counts alone; a mean or another figure needs the policy's people behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import (
    _SEAL,
    Note,
    Protection,
    SafeCell,
    SafeDimension,
    SafeTable,
    SafeValue,
    Sign,
)


@dataclass(frozen=True)
class Count:
    """A raw count."""

    number: int


@dataclass(frozen=True)
class Share:
    """A raw share of a raw count."""

    number: int
    of: int


@dataclass(frozen=True)
class Figure:
    """A mean, an index or a spread, to so many decimals, and the number of values behind it."""

    value: float | None
    behind: int
    decimals: int


Raw = Count | Share | Figure
Row = tuple[tuple[int, ...], tuple[Raw | None, ...]]
"""The place of a row on each dimension, and a raw value for each measure, or none."""


def protect_steward_table(
    dimensions: Sequence[SafeDimension], measures: Sequence[str], rows: Sequence[Row], *, policy: Policy
) -> SafeTable:
    """Protect a table of counts, shares and figures of the steward's own deliveries."""
    cells = tuple(
        SafeCell(
            place,
            tuple((name, _protect(raw, policy)) for name, raw in zip(measures, raws, strict=True)),
        )
        for place, raws in rows
    )
    note = Note("steward-bands", (("band", policy.floors.band),))
    return SafeTable(
        Protection(policy.label, 0.0, (note,)),
        seal=_SEAL,
        dimensions=tuple(dimensions),
        measures=tuple(measures),
        cells=cells,
    )


def _protect(raw: Raw | None, policy: Policy) -> SafeValue:
    match raw:
        case Count():
            if raw.number < policy.floors.band:
                return SafeValue(None, Sign.BAND)
            return SafeValue(str(_rounded(raw.number, policy)))
        case Share():
            if raw.of < policy.floors.denominator_municipality:
                return SafeValue(None, Sign.HIDDEN)
            share = 100 * _rounded(raw.number, policy) / _rounded(raw.of, policy)
            return SafeValue(str(round(share)))
        case Figure():
            if raw.value is None:
                return SafeValue(None, Sign.NOT_COMPUTABLE)
            if raw.behind < policy.floors.spread:
                return SafeValue(None, Sign.HIDDEN)
            return SafeValue(f"{raw.value:.{raw.decimals}f}")
    return SafeValue(None, Sign.MISSING)


def _rounded(number: int, policy: Policy) -> int:
    """Round to the nearest multiple of the band."""
    return policy.floors.band * round(number / policy.floors.band)
