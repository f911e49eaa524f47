"""A7: sixty persons, 240 counts of random subsets of them, and least squares.

The attacker derives a variable that marks a random half of sixty persons he knows, tabulates it by the
secret, and does so 240 times. Each count is noisy, and no two subsets are nearly the same; together they
are four times as many equations as there are unknown secrets (Dinur and Nissim 2003).
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import counts_of
from folkekommune.attacks.twins import Scene, Scores, Trial, they, told_apart

NAME = "A7"
SUBSETS, _FEWER = 240, 240


def attack(*, quick: bool) -> list[Figure]:
    """Attack the targets of some rounds, sixty at a time."""
    trial = Trial(
        NAME,
        (1, 1) if quick else (4, 1),
        "budget of made-up divisions",
        frozenset({"made_up"}),
        limit="<= 0.6",
        budgets=True,
        seed=71,
    )
    subsets = _FEWER if quick else SUBSETS
    return [told_apart(trial, partial(_solved, subsets=subsets), quick=quick, note=f"{subsets} subsets")]


def _solved(scene: Scene, subsets: int) -> Scores:
    """Solve for the secrets of the targets of each round."""
    return np.concatenate([_least_squares(scene, targets, subsets) for targets in scene.rounds])


def _least_squares(scene: Scene, targets: NDArray[np.int64], subsets: int) -> Scores:
    rows, answers = [], []
    for _ in range(subsets):
        chosen = scene.random.random(len(targets)) < 1 / 2
        marked = f"generate marked = {they(scene.known, targets[chosen])}"
        table = scene.interface.table(f"{marked}\ntabulate marked secret")
        count = counts_of(table).get((1, 1)) if table is not None else None
        if count is not None:
            rows.append(chosen)
            answers.append(count)
    if not rows:
        return np.zeros(len(targets))
    solved, *_ = np.linalg.lstsq(np.array(rows, dtype=np.float64), np.array(answers), rcond=None)
    return np.asarray(solved)
