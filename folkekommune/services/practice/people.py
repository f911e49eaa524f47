"""Invented persons: families with children, and the grown-ups around them, the same in every databank.

Who somebody's parents are and how old they are hangs together, so that a script that merges children with
their mothers finds mothers who can have had them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import PERSON_TYPE, Databank, ValueType

Array = NDArray[Any]
EPOCH = date(1970, 1, 1).toordinal()
YEAR = 365.25
_CHILDHOOD = 28 * YEAR
"""How long ago the eldest child was born: ten years of visits, of children up to grown."""

_SIZES, _SHARES = (1, 2, 3), (0.45, 0.4, 0.15)
_BETWEEN = 900
"""Days between siblings, give or take."""

_AROUND = 200
_FIRST_CHILD = (20 * YEAR, 38 * YEAR)
_ELDERS = (60 * YEAR, 95 * YEAR)
_BITS = 63


@dataclass(frozen=True)
class People:
    """The persons of a databank.

    :param keys: what tells each apart, :param born: day of birth, :param homes: which part they live in.
    :param parents: for each variable that names a person, the keys of those it names.
    """

    keys: Array
    born: Array
    homes: Array
    parents: Mapping[str, Array]

    def __len__(self) -> int:
        """Count them."""
        return len(self.keys)


def dice(*words: object) -> np.random.Generator:
    """Give what draws, the same for the same words."""
    return np.random.default_rng(int.from_bytes(sha256("\0".join(map(str, words)).encode()).digest()[:8]))


def invent_people(
    databank: Databank, number: int, *, parts: Sequence[str], homes: Mapping[str, float], until: date
) -> People:
    """Invent the persons of a databank: children where it knows of visits at an age, else grown-ups.

    :param homes: how many live in each part, as far as that is published.
    """
    last = until.toordinal() - EPOCH
    families, born, home = _children(number, parts, homes, last)
    named = [
        each.name
        for each in databank.variables.values()
        if each.value_type is ValueType.IDENTIFIER and each.unit_type == PERSON_TYPE
    ]
    if databank.occasions:
        parents = {name: _keys(f"parent {place}", families) for place, name in enumerate(named)}
        return People(_keys("child", np.arange(number)), born, home, parents)
    first = np.unique(families, return_index=True)[1]
    drawing = dice("grown-ups")
    mothers = born[first] - drawing.uniform(*_FIRST_CHILD, len(first)).astype(np.int64)
    others = number - len(first)
    elders = last - drawing.uniform(*_ELDERS, others).astype(np.int64)
    keys = np.concatenate([_keys("parent 0", families[first]), _keys("elder", np.arange(others))])
    everyone = np.arange(number)
    return People(
        keys,
        np.concatenate([mothers, elders]),
        np.concatenate([home[first], home[:others]]),
        {name: _keys(f"parent of a grown-up {place}", everyone) for place, name in enumerate(named)},
    )


def _children(
    number: int, parts: Sequence[str], homes: Mapping[str, float], last: int
) -> tuple[Array, Array, Array]:
    """Give each child's family, day of birth and home; siblings live together."""
    drawing = dice("families")
    sizes = drawing.choice(_SIZES, number, p=_SHARES)
    families = np.repeat(np.arange(number), sizes)[:number]
    place = np.arange(number) - np.searchsorted(families, families)
    eldest = last - drawing.uniform(_BETWEEN * (sizes - 1), _CHILDHOOD).astype(np.int64)
    born = eldest[families] + place * (_BETWEEN + drawing.integers(-_AROUND, _AROUND, number))
    known = np.array([max(homes.get(part, 0.0), 0.0) for part in parts])
    shares = known / known.sum() if known.all() else np.full(len(parts), 1 / len(parts))
    home = drawing.choice(len(parts), number, p=shares)
    return families, np.minimum(born, last), home[families]


def _keys(kind: str, numbers: Array) -> Array:
    """Give the key of each, from nothing but what it is and its number."""
    found = [sha256(f"invented {kind} {each}".encode()).digest()[:8] for each in numbers.tolist()]
    return np.array([int.from_bytes(each) >> (64 - _BITS) for each in found], dtype=np.int64)
