"""A20: the edge of the band.

Small cells of three to seven people stand in many tables. What is shown of them, a number or the band, may
tell of how many they are what the noise table lets it tell, and no more: the mutual information of the true
number and of what is shown is held against that of the table. Without noise it tells all.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.interface import drawn_keys, open_interface, values_of
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import Estimate
from folkekommune.attacks.two_ways import Way
from folkekommune.attacks.worlds import (
    DISTRICTS,
    Attribute,
    attributes_of,
    people,
    twin_secrets,
    write_release,
)
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.perturbation import PerturbationTable
from folkekommune.disclosure.policy import load_policy

NAME = "A20"
_SIZES = np.arange(3, 8)
_MOST = 20
"""No cell of seven is shown as this many."""
_DRAWS = 200
_NOISE = frozenset({"people_layer", "condition_layer"})


def attack(*, quick: bool) -> list[Figure]:
    """Look at the small cells of some variables."""
    variables, fewer = (12, 6) if quick else (60, 10)
    tasks = [Way(201 + number, variables, defended=True) for number in (0, 1)]
    tasks.append(Way(204, fewer, defended=False))
    first, second, without = side_by_side(_shown, tasks)
    found, bare = _more_than_the_table(first + second), _more_than_the_table(without)
    return [
        estimated(
            NAME,
            found,
            bare,
            unit="bits more than the noise table tells",
            against="both layers of noise",
            limit="<= 0.05",
            runs=(found.figure,),
            note=f"{int((first + second).sum())} cells of 3 to 7 people",
            on_figure=True,
        )
    ]


def _shown(way: Way) -> NDArray[np.int64]:
    """Count by true number and by what is shown; 0 stands for the band."""
    random = np.random.default_rng(way.seed)
    known = people(random, DISTRICTS)
    secret, _ = twin_secrets(random, known)
    attributes = attributes_of(known, secret)
    sizes = random.choice(_SIZES, (way.size, DISTRICTS))
    for variable in range(way.size):
        rare = np.zeros(len(secret), dtype=np.int64)
        for district in range(DISTRICTS):
            own = np.flatnonzero(known.district == district + 1)
            rare[random.choice(own, sizes[variable, district], replace=False)] = 1
        attributes[f"RARE{variable}"] = Attribute(ValueType.INTEGER, rare, (0, 1))
    counts = np.zeros((len(_SIZES), _MOST), dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes, random)
        without = frozenset() if way.defended else _NOISE
        interface = open_interface(release, Path(folder), keys=drawn_keys(random), without=without)
        for variable in range(way.size):
            (table,) = interface.tables(f"tabulate district rare{variable}")
            said = values_of(table, "freq")
            for district in range(DISTRICTS):
                shown = int(said.get((district + 1, 1), 0))
                counts[sizes[variable, district] - _SIZES[0], shown] += 1
    return counts


def _more_than_the_table(counts: NDArray[np.int64]) -> Estimate:
    """Give how much more is told than by draws of the table itself, as many."""
    random = np.random.default_rng(20)
    own = []
    for _ in range(_DRAWS):
        drawn = [
            random.multinomial(row.sum(), chances) for row, chances in zip(counts, _table(), strict=True)
        ]
        own.append(_information(np.array(drawn)))
    told, usual, spread = _information(counts), float(np.mean(own)), float(np.std(own))
    return Estimate(told - usual, told - usual - 2 * spread, told - usual + 2 * spread)


def _information(counts: NDArray[np.int64]) -> float:
    """Give the mutual information of rows and columns, in bits."""
    joint = counts / counts.sum()
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    some = joint > 0
    return float((joint[some] * np.log2(joint[some] / apart[some])).sum())


@cache
def _table() -> NDArray[np.float64]:
    """Give the chance of what is shown for each true number: two layers of noise, then the band."""
    policy = load_policy()
    table = PerturbationTable(policy.noise.research_bound, policy.noise.research_variance)
    chances = np.zeros((len(_SIZES), _MOST))
    for place, size in enumerate(_SIZES):
        row = table.row(int(size))
        for one, first in zip(row.values, row.probabilities, strict=True):
            for other, second in zip(row.values, row.probabilities, strict=True):
                said = max(0, int(size) + one + other)
                chances[place, said if said >= policy.floors.band else 0] += first * second
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))
