"""Where engines find the values of a release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.query.columns import ReleaseRef


@dataclass(frozen=True)
class ReleaseFiles:
    """The serving file of a release and its parts in the order of their bits.

    :param archive: the folder with the same as Parquet, a folder a part; without it there is the serving
        file alone.
    """

    serving: Path
    parts: tuple[str, ...]
    archive: Path | None = None


FindRelease = Callable[[ReleaseRef], ReleaseFiles]


@dataclass(frozen=True)
class StoredValue:
    """A row of a variable: unit, bit number of its part, value, validity in days."""

    unit: int
    part: int
    value: float | str
    start: int | None = None
    stop: int | None = None


@dataclass(frozen=True)
class StoredUnit:
    """A unit below persons: its number, the bit number of its part, and whose it is."""

    unit: int
    part: int
    person: int


@dataclass(frozen=True)
class MemoryRelease:
    """A whole release in memory, for the reference engine.

    :param persons: ``(unit, key, parts)`` of every person.
    :param units: for each unit type its units.
    """

    parts: tuple[str, ...]
    persons: tuple[tuple[int, int, int], ...]
    values: dict[str, tuple[StoredValue, ...]] = field(hash=False)
    units: dict[str, tuple[StoredUnit, ...]] = field(default_factory=dict, hash=False)


def granted_bits(parts: tuple[str, ...], grant: tuple[str, ...]) -> int:
    """Give the bit mask of the granted parts."""
    return sum(1 << bit for bit, part in enumerate(parts) if part in grant)
