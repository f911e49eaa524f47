"""A3: the same person in 64 groups.

Each target is asked about in 64 groups that hold her, with her and without her: 128 questions. What noise
hides in one pair of answers shows in the mean of 64. A3b asks on the lattice of A2b, which the low-effect
rule does not see.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scene, Scores, Trial, lattice, mean_shown, they, told_apart

NAME = "A3"
GROUPS, _FEWER = 64, 16


def attack(*, quick: bool) -> list[Figure]:
    """Attack with pairs, and on the lattice."""
    rounds = (1, 1) if quick else (2, 1)
    pairs = Trial(
        NAME,
        rounds,
        "low-effect rule and audit of differences",
        frozenset({"low_effect", "difference_audit"}),
        limit="<= 0.6",
        seed=31,
    )
    steps = Trial(
        f"{NAME}b",
        rounds,
        "audit of differences",
        frozenset({"difference_audit"}),
        limit="<= 0.6",
        seed=33,
    )
    groups = _FEWER if quick else GROUPS
    note = f"{groups} groups around each target"
    return [
        told_apart(pairs, partial(_without_her, groups=groups), quick=quick, note=note),
        told_apart(steps, partial(_on_the_lattice, groups=groups), quick=quick, note=note),
    ]


def _without_her(scene: Scene, groups: int) -> Scores:
    """Give how much lower the second count is, in the mean of the groups."""
    scores = []
    for targets in scene.rounds:
        she = they(scene.known, targets)
        lower = []
        for _ in range(groups):
            group = f"secret == 1 & ({drawn_half(scene.random).condition} | {she})"
            lower.append(scene.by_district(group) - scene.by_district(f"{group} & !{she}"))
        scores.append(mean_shown(lower))
    return np.concatenate(scores)


def _on_the_lattice(scene: Scene, groups: int) -> Scores:
    """Give how much lower the count is with one more left out, in the mean of the groups."""
    scores = []
    for targets in scene.rounds:
        she = they(scene.known, targets)
        lower = []
        for _ in range(groups):
            before = lattice(scene, targets).script
            group = f"secret == 1 & ({drawn_half(scene.random).condition} | {she} | left == 1)"
            first, second = (
                scene.by_district(f"{group} & {left} == 0", before=before) for left in ("left", "more")
            )
            lower.append(first - second)
        scores.append(mean_shown(lower))
    return np.concatenate(scores)
