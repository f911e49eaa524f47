"""A24: means of many variables, on the lattice.

Counts of nearly the same people are held against each other; the attacker asks for means. He turns the
secret around for a half of everybody that he knows (``1 - secret``), another half for each of 64
variables: the means have fresh noise each, and as every mean is near a half, the noise of their
denominators does not matter. The two conditions differ by one person in each district, and the mean of 64
differences shows her secret. Three populations are asked about in all.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.interface import values_of
from folkekommune.attacks.twins import Scene, Scores, Trial, lattice, mean_shown, told_apart
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A24"
VARIABLES, _FEWER = 64, 16


def attack(*, quick: bool) -> list[Figure]:
    """Attack with as many variables as A3 has groups."""
    trial = Trial(
        NAME,
        (1, 1) if quick else (4, 1),
        "budget of made-up divisions",
        frozenset({"made_up"}),
        limit="<= 0.6",
        budgets=True,
        seed=241,
    )
    variables = _FEWER if quick else VARIABLES
    return [
        told_apart(trial, partial(_means, variables=variables), quick=quick, note=f"{variables} variables")
    ]


def _means(scene: Scene, variables: int) -> Scores:
    """Give how much larger the sum is with her, in the mean of the variables."""
    scores = []
    for targets in scene.rounds:
        steps = lattice(scene, targets)
        size = np.bincount(scene.known.district[~steps.left], minlength=DISTRICTS + 1)[1:]
        found = []
        for _ in range(variables):
            half = drawn_half(scene.random)
            script = (
                f"{steps.script}\ngenerate turned = secret\nreplace turned = 1 - secret if {half.condition}"
            )
            first = size * _mean(scene, f"{script}\ntabulate district if left == 0, summarize(turned)")
            second = (size - 1) * _mean(scene, f"{script}\ntabulate district if more == 0, summarize(turned)")
            found.append(np.where(half.holds(scene.known)[targets], 1 - first + second, first - second))
        scores.append(mean_shown(found))
    return np.concatenate(scores)


def _mean(scene: Scene, script: str) -> Scores:
    """Give the mean of each district; not a number where it is not shown."""
    table = scene.interface.table(script)
    means = values_of(table, "mean") if table is not None else {}
    return np.array([means.get((district,), np.nan) for district in range(1, DISTRICTS + 1)])
