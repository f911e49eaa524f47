"""A32: a chain of groups, each nearly the one before.

Along the chain every group is asked for with the target and without her. An answer is repeated for what is
nearly the same people, but the chain is longer than that reaches, so somewhere along it another answer
begins. If the two groups of a pair are the same people, because she lacks the secret, it must not begin for
one of them more seldom than if they differ by her. The attacker counts the pairs with two answers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.twins import Scene, Scores, Trial, lattice, told_apart

NAME = "A32"
_STEPS, _FIRST, _MONTHS = 40, 90, 4


def attack(*, quick: bool) -> list[Figure]:
    """Attack with one chain a target."""
    trial = Trial(
        NAME,
        (2, 1) if quick else (6, 2),
        "audit of differences and layer of conditions",
        frozenset({"condition_layer", "difference_audit"}),
        seed=321,
    )
    return [told_apart(trial, _pairs_with_two_answers, quick=quick, note=f"chains of {_STEPS} pairs")]


def _pairs_with_two_answers(scene: Scene) -> Scores:
    """Tell for whom more pairs than usual got two answers."""
    return np.concatenate([_along(scene, targets) for targets in scene.rounds])


def _along(scene: Scene, targets: NDArray[np.int64]) -> Scores:
    steps = lattice(scene, targets)
    pairs = []
    for step in range(_STEPS):
        group = f"secret == 1 & (month < {_FIRST + _MONTHS * step} | more == 1)"
        first = scene.by_district(f"{group} & left == 0", before=steps.script)
        second = scene.by_district(f"{group} & more == 0", before=steps.script)
        pairs.append((first != second) & ~np.isnan(first) & ~np.isnan(second))
    found = np.sum(pairs, axis=0)
    return np.asarray(found > np.median(found), dtype=np.float64)
