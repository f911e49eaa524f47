"""A25: three questions together.

Two groups overlap in the target alone and hold everybody between them: their counts add up to that of
everybody, and one more if she has the secret. No two of the questions are about nearly the same people. How
many everybody are the attacker has from halves that do not overlap.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scene, Scores, Trial, mean_shown, they, told_apart

NAME = "A25"
SPLITS, _FEWER = 48, 16


def attack(*, quick: bool) -> list[Figure]:
    """Attack with as many splits of either kind."""
    trial = Trial(
        NAME,
        (1, 1) if quick else (4, 1),
        "questions in silence, and budget of made-up divisions",
        frozenset({"made_up", "counterfactuals"}),
        limit="<= 0.6",
        budgets=True,
        seed=251,
    )
    splits = _FEWER if quick else SPLITS
    return [told_apart(trial, partial(_overlapping, splits=splits), quick=quick, note=f"{splits} splits")]


def _overlapping(scene: Scene, splits: int) -> Scores:
    """Give how much more the overlapping halves add up to, in the mean."""
    scores = []
    for targets in scene.rounds:
        twice, once = [], []
        for _ in range(splits):
            twice.append(_two_halves(scene, f" | {they(scene.known, targets)}"))
            once.append(_two_halves(scene, ""))
        scores.append(mean_shown(twice) - mean_shown(once))
    return np.concatenate(scores)


def _two_halves(scene: Scene, besides: str) -> Scores:
    half = drawn_half(scene.random).condition
    first = scene.by_district(f"secret == 1 & (({half}){besides})")
    return first + scene.by_district(f"secret == 1 & (!({half}){besides})")
