"""The mothers of a made-up population of children, the same ones whenever the children are the same.

Children of one district whose latent scores are next to each other, and whose ages differ as those of
siblings do, may have one mother. Her score is the mean of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.catalogue.packages import load_package
from folkekommune.identity import make_synthetic
from folkekommune.synthetic.arrays import DAYS_A_YEAR, IntArray
from folkekommune.synthetic.people.births import BirthTable
from folkekommune.synthetic.people.children import Children, make_children
from folkekommune.synthetic.people.places import build_places
from folkekommune.synthetic.randomness import stream
from folkekommune.synthetic.rows.people import NO_ONE, People
from folkekommune.synthetic.sizes import Size
from folkekommune.synthetic.source import Source
from folkekommune.synthetic.world import place_names

# Numbers 900-999 belong to births 1940-1999 (regulation on population registration, section 2-2), and no
# child has one: so no mother has the number of a child.
_FIRST, _NUMBERS = 900, 50
_YEAR = 365
_LAST_BIRTH = int(np.datetime64("1999-12-31").astype(np.int64))


@dataclass(frozen=True)
class Families:
    """The mothers and the children of each municipality."""

    mothers: dict[str, People]
    children: dict[str, People]


def make_families(source: Source, size: Size, *, settings: dict[str, Any], seed: int) -> Families:
    """Make the children that a databank's own generator makes, and their mothers.

    :param source: what the generator of the children is driven by.
    :param settings: ``sibling``, the share of possible siblings who are; ``age`` and ``spread`` of mothers
        at their first child.
    """
    population, latent = source.settings("population.toml"), source.settings("model.toml")["latent"]
    databank = load_package(source.folder.parent).databank
    places = build_places(source, place_names(databank), size.municipalities)
    children = make_children(
        seed,
        places,
        BirthTable(source, girl_share=latent["girl_share"]),
        settings=population,
        latent=latent,
        children_each=size.children,
    )
    family = _families(children, settings["sibling"], seed)
    first_birth = np.full(family.max(initial=-1) + 1, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(first_birth, family, children.born)
    rng = stream(seed, "rows", "mothers")
    age = np.clip(rng.normal(settings["age"], settings["spread"], len(first_birth)), 17, 45)
    born = first_birth - (age * DAYS_A_YEAR).astype(np.int64)
    # Whole years older, until there is a number for her.
    born -= np.maximum(0, -((_LAST_BIRTH - born) // _YEAR)) * _YEAR
    numbers = _mothers_numbers(born)
    score = np.bincount(family, weights=children.ses) / np.maximum(np.bincount(family), 1)
    home = places.district_municipality[children.home[:, 0]]
    return _by_municipality(size.municipalities, children, home, family=family, numbers=numbers, score=score)


def _by_municipality(
    municipalities: Sequence[str],
    children: Children,
    home: IntArray,
    *,
    family: IntArray,
    numbers: IntArray,
    score: np.ndarray[Any, np.dtype[np.float64]],
) -> Families:
    mothers, own = {}, {}
    for index, municipality in enumerate(municipalities):
        here = np.flatnonzero(home == index)
        known = np.unique(family[here])
        nobody = np.full(len(known), NO_ONE, dtype=np.int64)
        mothers[municipality] = People(numbers[known], score[known], nobody)
        own[municipality] = People(children.numbers[here], children.ses[here], numbers[family[here]])
    return Families(mothers, own)


def _families(children: Children, share: float, seed: int) -> IntArray:
    """Give the number of each child's family."""
    order = np.lexsort((children.ses, children.home[:, 0]))
    home, born = children.home[order, 0], children.born[order]
    apart = np.abs(np.diff(born)) / DAYS_A_YEAR
    possible = (np.diff(home) == 0) & (apart > 1.2) & (apart < 10)  # noqa: PLR2004 - years between siblings
    siblings = possible & (stream(seed, "rows", "siblings").random(len(possible)) < share)
    # At most two in a row: a third would be compared with the second alone.
    siblings[1:] &= ~siblings[:-1]
    family = np.empty(len(order), dtype=np.int64)
    family[order] = np.cumsum(np.r_[0, ~siblings])[: len(order)]
    return family


def _mothers_numbers(born: IntArray) -> IntArray:
    """Give each mother the next usable number of her birth date.

    :raises OverflowError: when more are born on a day than there are numbers.
    """
    days, place = np.unique(born, return_inverse=True)
    individual = _FIRST + 2 * np.arange(_NUMBERS)
    dates = np.repeat(days.astype("datetime64[D]"), _NUMBERS)
    table = make_synthetic(dates, np.tile(individual, len(days))).reshape(len(days), _NUMBERS)
    table = np.take_along_axis(table, np.argsort(table < 0, axis=1, kind="stable"), axis=1)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(days)))
    rank = np.empty(len(born), dtype=np.int64)
    rank[order] = np.arange(len(born)) - starts[place[order]]
    if rank.max(initial=0) >= _NUMBERS or (found := table[place, rank]).min(initial=0) < 0:
        raise OverflowError
    return found
