"""A26: differences that lie apart.

The audit holds an answer against what was said of nearly the same people, so the attacker never asks
about nearly the same. He wants to know how many of the thirty people a lattice leaves out of each
district have the secret, and how many of those and the target. Each of the two numbers is the difference
of two large counts that lie thirty people apart; he has it from as many halves of everybody as he likes,
other halves for each of the two numbers, and compares the means. All variables are derived: everybody is
the one population asked about.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.interface import counts_of
from folkekommune.attacks.twins import Scene, Scores, Trial, lattice, mean_shown, told_apart
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A26"
HALVES, _FEWER = 64, 20


def attack(*, quick: bool) -> list[Figure]:
    """Attack with as many halves as A3 has groups."""
    trial = Trial(
        NAME,
        (1, 1) if quick else (4, 1),
        "questions in silence, and budget of made-up divisions",
        frozenset({"counterfactuals", "made_up"}),
        limit="<= 0.6",
        budgets=True,
        seed=261,
    )
    halves = _FEWER if quick else HALVES
    return [told_apart(trial, partial(_apart, halves=halves), quick=quick, note=f"{halves} halves")]


def _apart(scene: Scene, halves: int) -> Scores:
    """Give how many more have the secret with each target among them."""
    return np.concatenate(
        [
            _in_the_mean(scene, targets, "more", halves) - _in_the_mean(scene, targets, "left", halves)
            for targets in scene.rounds
        ]
    )


def _in_the_mean(scene: Scene, targets: NDArray[np.int64], marked: str, halves: int) -> Scores:
    """Give how many of those marked have the secret, by district."""
    found = []
    for _ in range(halves):
        script = (
            f"{lattice(scene, targets).script}\n"
            f"generate small = ({drawn_half(scene.random).condition}) & more == 0\n"
            f"generate large = small | {marked}"
        )
        large, small = (_with_secret(scene, script, group) for group in ("large", "small"))
        found.append(large - small)
    return mean_shown(found)


def _with_secret(scene: Scene, script: str, group: str) -> Scores:
    """Count those of a group with the secret, by district, in a table of everybody."""
    table = scene.interface.table(f"{script}\ngenerate both = {group} * secret\ntabulate district both")
    counts = counts_of(table) if table is not None else {}
    return np.array([counts.get((district, 1), np.nan) for district in range(1, DISTRICTS + 1)])
