"""A18: two users of two projects, each with half of a pair.

Neither asks anything that is near to what he asked before. What one has been told stands in the memory for
the other as well: the second answer repeats the first. The pair is that of the lattice, which the low-effect
rule does not see.
"""

from __future__ import annotations

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.interface import ACCOMPLICE
from folkekommune.attacks.twins import Scene, Scores, Trial, counted, lattice, they, told_apart

NAME = "A18"
_LOWER = 0.5


def attack(*, quick: bool) -> list[Figure]:
    """Attack with one pair a target."""
    trial = Trial(
        NAME,
        (3, 2) if quick else (17, 4),
        "audit of differences over all users, and layer of conditions",
        frozenset({"difference_audit", "condition_layer"}),
        seed=181,
    )
    return [told_apart(trial, _between_two, quick=quick)]


def _between_two(scene: Scene) -> Scores:
    """Tell whether the accomplice, who leaves each target out, hears less than the attacker."""
    accomplice = scene.interface.by(ACCOMPLICE)
    scores = []
    for targets in scene.rounds:
        before = lattice(scene, targets).script
        half, she = drawn_half(scene.random).condition, they(scene.known, targets)
        group = f"secret == 1 & ({half} | {she} | left == 1)"
        first = scene.by_district(f"{group} & left == 0", before=before)
        second = counted(accomplice, f"{group} & more == 0", before=before)
        scores.append(first - second > _LOWER)
    return np.concatenate(scores).astype(np.float64)
