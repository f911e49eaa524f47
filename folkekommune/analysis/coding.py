"""Terms of a model as columns: levels become columns of 0 and 1, interactions products.

A level of too few persons is merged with the others of its kind, or left out where they are too few
together: whether it is follows from protected counts. Columns are named by how their variables came to
be and by levels, so that a name says the same in every question; ``labelling`` makes words of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.query.formula import Factor, Term
from folkekommune.statistics.models.fit import JOINED, Numbers

OTHERS = "@others"
"""The level that small ones are merged into."""

Mask = NDArray[np.bool_]
Enough = Callable[[Mask], bool]
"""Tells whether there are enough persons, with and without the event, among some rows."""


@dataclass(frozen=True)
class Coded:
    """A variable as a model reads it.

    :param name: how it came to be; :param levels: of a division, the one compared with first.
    :param values: numbers, or for a division the place of each row's level (-1 is none).
    :param kept: the values that have a place, :param small: those of them that are merged.
    """

    name: str
    values: NDArray[np.float64] | NDArray[np.int64]
    levels: tuple[str, ...] | None = None
    kept: tuple[float | str, ...] = ()
    small: tuple[float | str, ...] = ()
    merged: bool = False

    def columns(self, *, full: bool) -> list[tuple[str, Numbers]]:
        """Give its columns.

        :param full: one for every level, the first too.
        """
        if self.levels is None:
            return [(self.name, self.values.astype(np.float64))]
        begin = 0 if full else 1
        return [
            (f"{self.name}={level}", (self.values == place).astype(np.float64))
            for place, level in enumerate(self.levels)
            if place >= begin
        ]


def written(value: float | str) -> str:
    """Write a level as it stands in a name."""
    return value if isinstance(value, str) else f"{value:.10g}"


def divided(name: str, values: NDArray[np.generic], levels: Sequence[float | str], enough: Enough) -> Coded:
    """Code a division into levels, small ones merged.

    :param levels: in order; other values are none of them.
    """
    masks = {level: np.asarray(values == level) for level in levels}
    kept = [level for level in levels if enough(masks[level])]
    small = [level for level in levels if level not in kept]
    places = np.full(len(values), -1, dtype=np.int64)
    for place, level in enumerate(kept):
        places[masks[level]] = place
    names = tuple(written(level) for level in kept)
    if small:
        together = np.logical_or.reduce([masks[level] for level in small])
        if enough(together):
            places[together] = len(kept)
            return Coded(name, places, (*names, OTHERS), (*kept, *small), tuple(small), merged=True)
    # A level that nobody has counts as small: that it is merged must not tell so.
    return Coded(name, places, names, tuple(kept), merged=bool(small))


@dataclass(frozen=True)
class Columns:
    """Named columns.

    :param terms: which each belongs to.
    :param merged: whether cells of interactions were left out for being small.
    """

    names: tuple[str, ...]
    matrix: Numbers
    terms: tuple[frozenset[Factor], ...]
    merged: bool = False

    def among(self, terms: Collection[frozenset[Factor]]) -> frozenset[str]:
        """Give the names of the columns of some terms."""
        return frozenset(n for n, term in zip(self.names, self.terms, strict=True) if term in terms)


def columns_of(
    terms: Sequence[Term],
    coded: Mapping[Factor, Coded],
    enough: Enough,
    *,
    rows: int,
    constant: bool,
) -> Columns:
    """Give the columns of terms, each once.

    A factor of a term has a column for every level unless the term without it is in the model too: then
    the first is what the others are compared with.
    """
    known: set[frozenset[Factor]] = {frozenset(term) for term in terms}
    if constant:
        known.add(frozenset())
    found: dict[str, tuple[Numbers, frozenset[Factor]]] = {}
    merged = False
    for term in sorted(terms, key=len):
        made = [("", np.ones(rows))]
        reduced = False
        for factor in sorted(term, key=lambda each: coded[each].name):
            full = frozenset(term) - {factor} not in known
            reduced = reduced or not full
            parts = coded[factor].columns(full=full)
            made = [
                (JOINED.join(filter(None, (left, right))), first * second)
                for left, first in made
                for right, second in parts
            ]
        divisions = all(factor.categorical for factor in term)
        if divisions and not reduced and constant:
            made = made[1:]
        for name, column in made:
            if len(term) > 1 and any(f.categorical for f in term) and not enough(column != 0):
                merged = True
                continue
            found.setdefault(name, (column, frozenset(term)))
    matrix = np.column_stack([c for c, _ in found.values()]) if found else np.zeros((rows, 0))
    return Columns(tuple(found), matrix, tuple(term for _, term in found.values()), merged)
