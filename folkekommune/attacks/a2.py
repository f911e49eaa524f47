"""A2: whether two answers differ at all.

As A1, in groups drawn at will and asked for by district: the attacker counts those with the secret, and
again with the targets left out. He looks only at whether the two answers are the same. A2b is the lattice,
which the low-effect rule does not see: two conditions that leave out some ninety people of each district and
one more, the target. Both have a large effect; between them there is one person.
"""

from __future__ import annotations

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scene, Scores, Trial, lattice, they, told_apart

NAME = "A2"


def attack(*, quick: bool) -> list[Figure]:
    """Attack with one pair a target, and with a lattice."""
    rounds = (3, 2) if quick else (17, 4)
    pair = Trial(
        NAME,
        rounds,
        "low-effect rule, layer of conditions and audit of differences",
        frozenset({"low_effect", "condition_layer", "difference_audit"}),
        seed=21,
    )
    steps = Trial(
        f"{NAME}b",
        rounds,
        "audit of differences and layer of conditions",
        frozenset({"condition_layer", "difference_audit"}),
        seed=23,
    )
    return [
        told_apart(pair, differs_without_her, quick=quick),
        told_apart(steps, differs_on_the_lattice, quick=quick),
    ]


def differs_without_her(scene: Scene) -> Scores:
    """Tell whether the answers with and without each target differ."""
    scores = []
    for targets in scene.rounds:
        she = they(scene.known, targets)
        group = f"secret == 1 & ({drawn_half(scene.random).condition} | {she})"
        first = scene.by_district(group)
        second = scene.by_district(f"{group} & !{she}")
        scores.append(first != second)
    return np.concatenate(scores).astype(np.float64)


def differs_on_the_lattice(scene: Scene) -> Scores:
    """Tell whether leaving out some, and leaving out some and each target, differ."""
    scores = []
    for targets in scene.rounds:
        before = lattice(scene, targets).script
        first = scene.by_district("secret == 1 & left == 0", before=before)
        second = scene.by_district("secret == 1 & more == 0", before=before)
        scores.append(first != second)
    return np.concatenate(scores).astype(np.float64)
