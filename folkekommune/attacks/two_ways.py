"""An attack that counts its hits, made in two ways: with every defence on, and with the named set off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import Estimate, share

_WORLDS = 2


@dataclass(frozen=True)
class Way:
    """One world of an attack.

    :param size: how much is asked, :param defended: whether the named set of defences is on.
    """

    seed: int
    size: int
    defended: bool


Told = tuple[float, int]
"""How many hits, of how many."""


@dataclass(frozen=True)
class Row:
    """What is said of an attack beside its figure.

    :param sizes: with all defences on, and with the set off.
    :param worlds: with all defences on, so many that the interval tells the figure from the limit.
    """

    name: str
    unit: str
    against: str
    limit: str
    sizes: tuple[int, int]
    seed: int
    note: str = ""
    worlds: int = _WORLDS


def two_ways(row: Row, work: Callable[[Way], Told], *, quick: bool) -> Figure:
    """Make an attack in worlds with all defences and in two without the set, and count its hits."""
    on, off = row.sizes
    held = [Way(row.seed + number, on, defended=True) for number in range(row.worlds)]
    free = [Way(row.seed + row.worlds + number, off, defended=False) for number in range(_WORLDS)]
    found = side_by_side(work, held + free)
    defended = found[: row.worlds]
    size = sum(of for _, of in defended)
    return estimated(
        row.name,
        _together(defended),
        _together(found[row.worlds :]),
        unit=row.unit,
        against=row.against,
        limit=row.limit,
        runs=tuple(hits / of for hits, of in defended),
        note=f"{size} tries; {row.note}" if row.note else f"{size} tries",
        on_figure=quick or row.limit.startswith(">=") or row.limit == "<= 0",
    )


def _together(found: list[Told]) -> Estimate:
    return share(sum(hits for hits, _ in found), sum(of for _, of in found))
