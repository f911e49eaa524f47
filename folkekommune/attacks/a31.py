"""A31: a lattice in steps of a dozen persons.

In each district the attacker knows a dozen others with the secret. He counts those with the secret in a
half without them, and in that half with them and the target: the counts lie twelve or thirteen persons apart,
which is too far for the audit, and he knows twelve of them. He writes each condition with *or*, so that the
low-effect rule does not take it apart.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scene, Scores, Trial, codes_of, mean_shown, they, told_apart
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A31"
STEPS, _FEWER = 48, 16
_CONFEDERATES = 12


def attack(*, quick: bool) -> list[Figure]:
    """Attack with many halves."""
    trial = Trial(
        NAME,
        (1, 1) if quick else (2, 1),
        "questions in silence, budget of made-up divisions",
        frozenset({"counterfactuals", "made_up"}),
        limit="<= 0.6",
        budgets=True,
        seed=311,
    )
    steps = _FEWER if quick else STEPS
    note = f"{steps} steps, {_CONFEDERATES} confederates a district"
    return [told_apart(trial, partial(_stepped, steps=steps), quick=quick, note=note)]


def _stepped(scene: Scene, steps: int) -> Scores:
    """Give how many more than the confederates a step holds, in the mean."""
    codes = codes_of(scene.known, np.arange(len(scene.secret)))
    alone = np.bincount(codes)[codes] == 1
    alone[np.concatenate(scene.rounds)] = False
    friends = np.concatenate(
        [
            np.flatnonzero(alone & (scene.secret == 1) & (scene.known.district == district))[:_CONFEDERATES]
            for district in range(1, DISTRICTS + 1)
        ]
    )
    scores = []
    for targets in scene.rounds:
        among = they(scene.known, np.concatenate([friends, targets]))
        more = []
        for _ in range(steps):
            half = f"({drawn_half(scene.random).condition})"
            below = scene.by_district(f"secret == 1 & ({half} & !{among} | sex == 9)")
            above = scene.by_district(f"secret == 1 & ({half} | {among})")
            more.append(above - below - _CONFEDERATES)
        scores.append(mean_shown(more))
    return np.concatenate(scores)
