"""A27: a filling of known size.

The attacker knows of everybody what the population register knows, and so how many a half of each district
are. He asks for a half and, of the targets, those with the secret: the answer is the number he knows, or one
more. He never asks for the half itself, so there is nothing to hold the answer against.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scene, Scores, Trial, mean_shown, they, told_apart
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A27"
FILLINGS, _FEWER = 64, 24


def attack(*, quick: bool) -> list[Figure]:
    """Attack with many fillings."""
    trial = Trial(
        NAME,
        (1, 1) if quick else (2, 1),
        "questions in silence, and budget of made-up divisions",
        frozenset({"made_up", "counterfactuals"}),
        limit="<= 0.6",
        budgets=True,
        seed=271,
    )
    fillings = _FEWER if quick else FILLINGS
    return [told_apart(trial, partial(_filled, fillings=fillings), quick=quick, note=f"{fillings} fillings")]


def _filled(scene: Scene, fillings: int) -> Scores:
    """Give how many more than known there are, in the mean."""
    scores = []
    for targets in scene.rounds:
        she = they(scene.known, targets)
        more = []
        for _ in range(fillings):
            half = drawn_half(scene.random)
            inside = half.holds(scene.known)
            inside[targets] = False
            known = np.bincount(scene.known.district[inside], minlength=DISTRICTS + 1)[1:]
            group = f"(({half.condition}) & !{she}) | ({she} & secret == 1)"
            more.append(scene.by_district(group) - known)
        scores.append(mean_shown(more))
    return np.concatenate(scores)
