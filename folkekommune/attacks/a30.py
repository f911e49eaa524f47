"""A30: the quality report against a table.

A steward's report rounds the number of visits of a district to fives and adds no noise; a script says the
same number with noise. The attacker has both, and guesses the number that the two make most likely.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import counts_of, drawn_keys, open_interface
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worlds import DISTRICTS, YEARS, attributes_of, people, twin_secrets, write_release
from folkekommune.disclosure.counts import research_table
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SafeDimension, SafeLabel
from folkekommune.disclosure.steward_tables import Count, protect_steward_table

NAME = "A30"
_NOISE = frozenset({"people_layer", "condition_layer"})
_WORLDS = 24
"""What is expected (0.43 where counts are large) lies so close under the limit."""


def attack(*, quick: bool) -> list[Figure]:
    """Guess the numbers by district and age."""
    row = Row(
        NAME,
        "share of exact n",
        "both layers of noise",
        "<= 0.45",
        (6, 6) if quick else (YEARS, 6),
        301,
        "by district and age",
        worlds=2 if quick else _WORLDS,
    )
    return [two_ways(row, _guessed, quick=quick)]


def _guessed(way: Way) -> Told:
    random = np.random.default_rng(way.seed)
    known = people(random, DISTRICTS)
    secret, _ = twin_secrets(random, known)
    true = np.array(
        [
            [((known.district == district) & (known.age == age)).sum() for age in range(way.size)]
            for district in range(1, DISTRICTS + 1)
        ]
    )
    report = _report(true)
    without = frozenset() if way.defended else _NOISE
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes_of(known, secret), random)
        interface = open_interface(release, Path(folder), keys=drawn_keys(random), without=without)
        (table,) = interface.tables(f"tabulate district age if age < {way.size}")
    right = tried = 0
    for (district, age), said in counts_of(table).items():
        if district is not None and age is not None and (district - 1, age) in report:
            right += _likeliest(said, report[district - 1, age]) == true[district - 1, age]
            tried += 1
    return right, tried


def _report(true: np.ndarray) -> dict[tuple[int, int], int]:
    """Give what the report says of each number."""
    labels = [tuple(SafeLabel(str(place), *[str(place)] * 3) for place in range(size)) for size in true.shape]
    rows = [((row, column), (Count(int(true[row, column])),)) for row, column in np.ndindex(*true.shape)]
    dimensions = [SafeDimension(name, each) for name, each in zip(("district", "age"), labels, strict=True)]
    table = protect_steward_table(dimensions, ("visits",), rows, policy=load_policy())
    return {
        (row, column): int(text)
        for cell in table.cells
        for row, column in [cell.place]
        if row is not None and column is not None and (text := cell.value("visits").text)
    }


def _likeliest(said: int, rounded: int) -> int:
    """Give the number that rounds to one and is made another by the likeliest noise."""
    step = load_policy().floors.band
    table = research_table(load_policy())

    def chance(number: int) -> float:
        row = table.row(number)
        one = dict(zip(row.values, row.probabilities, strict=True))
        return sum(first * one.get(said - number - noise, 0.0) for noise, first in one.items())

    numbers = [each for each in range(rounded - step, rounded + step + 1) if each > 0]
    return max((each for each in numbers if round(each / step) * step == rounded), key=chance)
