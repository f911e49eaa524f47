"""A7: sixty persons, 240 counts of random subsets of them, and least squares.

The attacker derives a variable that marks a random half of sixty persons he knows, tabulates it by the
secret, and does so 240 times. Each count is noisy, and no two subsets are nearly the same; together they
are four times as many equations as there are unknown secrets (Dinur and Nissim 2003). With twenty there are
three unknowns an equation: how many are answered is held against the limit, and how many secrets that
tells is said beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import counts_of
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.twins import Heard, Scene, Scores, Twin, accuracy, entered, they

NAME = "A7"
SUBSETS = 240
_MOST = 20


@dataclass(frozen=True)
class _Found:
    """The scores of the targets with the truth, and how many subsets were answered for each round."""

    heard: Heard
    answered: tuple[int, ...]


def attack(*, quick: bool) -> list[Figure]:
    """Attack the targets of some rounds, sixty at a time; each round is another day."""
    rounds = 1 if quick else 3
    days = [Twin(710 + day, world, 1, budgets=True) for day in range(rounds) for world in (0, 1)]
    free = [Twin(720, world, 1, frozenset({"made_up"})) for world in (0, 1)]
    found = side_by_side(_solved, days + free)
    held, loose = found[: len(days)], found[len(days) :]
    told, without = (accuracy([each.heard for each in some]) for some in (held, loose))
    answered, unlimited = (max(max(each.answered) for each in some) for some in (held, loose))
    return [
        Figure(
            NAME,
            answered,
            "subsets answered in a day",
            "budget of made-up divisions",
            f"<= {_MOST}",
            tuple(float(max(each.answered)) for each in held),
            (answered, answered),
            answered,
            unlimited,
            f"of {SUBSETS}; secrets told: {told.figure:.2f} {told.interval}, {without.figure:.2f} without",
        )
    ]


def _solved(twin: Twin) -> _Found:
    with entered(twin) as scene:
        found = [_least_squares(scene, targets) for targets in scene.rounds]
        scores = np.concatenate([each for each, _ in found])
        return _Found((scores, scene.bits), tuple(answered for _, answered in found))


def _least_squares(scene: Scene, targets: NDArray[np.int64]) -> tuple[Scores, int]:
    rows, answers = [], []
    for _ in range(SUBSETS):
        chosen = scene.random.random(len(targets)) < 1 / 2
        marked = f"generate marked = {they(scene.known, targets[chosen])}"
        table = scene.interface.table(f"{marked}\ntabulate marked secret")
        count = counts_of(table).get((1, 1)) if table is not None else None
        if count is not None:
            rows.append(chosen)
            answers.append(count)
    if not rows:
        return np.zeros(len(targets)), 0
    solved, *_ = np.linalg.lstsq(np.array(rows, dtype=np.float64), np.array(answers), rcond=None)
    return np.asarray(solved), len(rows)
