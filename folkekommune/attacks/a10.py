"""A10: what a table says, asked for piece by piece.

Each cell of a table by district and secret is asked for again by a variable that marks its people alone,
and by a product of two. If another number came back, the two could be averaged.
"""

from __future__ import annotations

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import counts_of
from folkekommune.attacks.twins import Twin, entered
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways

NAME = "A10"
_MARKS = (
    "generate mark = district == {district} & secret == {secret}",
    "generate one = district == {district}\ngenerate two = secret == {secret}\ngenerate mark = one * two",
)


def attack(*, quick: bool) -> list[Figure]:
    """Attack the cells of some districts."""
    row = Row(
        NAME,
        "share of cells that say what the table says",
        "audit of differences",
        ">= 1",
        (4, 4) if quick else (30, 10),
        101,
        "saturated dummies",
    )
    return [two_ways(row, _same, quick=quick)]


def _same(way: Way) -> Told:
    without = frozenset() if way.defended else frozenset({"difference_audit"})
    with entered(Twin(way.seed, 0, 1, without)) as scene:
        (table,) = scene.interface.tables("tabulate district secret")
        cells = counts_of(table)
        same = tried = 0
        for district in range(1, way.size + 1):
            for secret in (0, 1):
                for mark in _MARKS:
                    script = mark.format(district=district, secret=secret)
                    (again,) = scene.interface.tables(f"{script}\ntabulate mark")
                    same += counts_of(again).get((1,)) == cells.get((district, secret))
                    tried += 1
    return same, tried
