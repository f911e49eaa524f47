"""Values that must never be seen outside: unique texts, numbers that look like identities, extremes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.worlds import Attribute
from folkekommune.catalogue.model import ValueType

PERSONS = 1_500
_SIGNIFICANT = 10
_FEW = 12
_WORD = re.compile(r"kanari[0-9a-f]{10}")
_NUMBER = re.compile(r"\d[\d.]{9,}")
_SYNTHETIC_MONTH = 81


@dataclass(frozen=True)
class Canaries:
    """Canaries in every column of a release.

    :param words: the texts, :param digits: the first ten digits of each number.
    """

    attributes: dict[str, Attribute]
    words: frozenset[str]
    digits: frozenset[str]

    def joined_by(self, keys: NDArray[np.int64]) -> Canaries:
        """Take the persons' keys for canaries too, signed and unsigned."""
        unsigned = keys.view(np.uint64)
        return Canaries(self.attributes, self.words, self.digits | _digits(keys) | _digits(unsigned))

    def seen_in(self, text: str) -> set[str]:
        """Give the canaries in a text."""
        words = {word for word in _WORD.findall(text) if word in self.words}
        numbers = {_first(number) for number in _NUMBER.findall(text)}
        return words | (numbers & self.digits)


def hatch(random: np.random.Generator) -> Canaries:
    """Invent a release with canaries; most values of coded variables are plain."""
    words = _words(random, PERSONS + _FEW)
    numbers = _identity_like(random, PERSONS + 2 * _FEW)
    extremes = random.uniform(1e13, 9e14, _FEW)
    few = random.choice(PERSONS, (4, _FEW), replace=False)
    age, sex = random.integers(0, 21, PERSONS), random.integers(1, 3, PERSONS)
    age[few[0]], sex[few[1]] = numbers[PERSONS : PERSONS + _FEW], numbers[PERSONS + _FEW :]
    districts = tuple(f"d{number:02}" for number in range(12))
    district = [districts[number] for number in random.integers(0, len(districts), PERSONS)]
    for place, word in zip(few[2], words[PERSONS:], strict=True):
        district[place] = word
    weight = np.round(random.normal(14, 3, PERSONS), 1)
    weight[few[3]] = extremes
    attributes = {
        "AGE": Attribute(ValueType.INTEGER, age, tuple(range(21))),
        "SEX": Attribute(ValueType.INTEGER, sex, (1, 2)),
        "DISTRICT": Attribute(ValueType.STRING, district, districts),
        "NOTE": Attribute(ValueType.STRING, words[:PERSONS]),
        "NUMBER": Attribute(ValueType.INTEGER, numbers[:PERSONS]),
        "WEIGHT": Attribute(ValueType.DECIMAL, weight),
    }
    return Canaries(attributes, frozenset(words), _digits(numbers) | _digits(extremes))


def _words(random: np.random.Generator, number: int) -> list[str]:
    return [f"kanari{drawn:010x}" for drawn in random.choice(2**32, number, replace=False)]


def _identity_like(random: np.random.Generator, number: int) -> NDArray[np.int64]:
    """Draw numbers written as those of the synthetic series: day, month + 80, year, five digits."""
    day, month = (
        random.integers(10, 29, number),
        random.integers(_SYNTHETIC_MONTH, _SYNTHETIC_MONTH + 12, number),
    )
    year, rest = random.integers(10, 27, number), random.integers(0, 100_000, number)
    return ((day * 100 + month) * 100 + year) * 100_000 + rest


def _digits(numbers: Iterable[int | float]) -> frozenset[str]:
    return frozenset(
        _first(f"{abs(number):.3f}" if isinstance(number, float) else str(abs(int(number))))
        for number in numbers
    )


def _first(number: str) -> str:
    return number.replace(".", "").lstrip("0")[:_SIGNIFICANT]
