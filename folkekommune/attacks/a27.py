"""A27: a filling of known size.

The attacker knows of everybody what the population register knows, and so how many a half of each district
are. He asks for a half and, of the targets, those with the secret: the answer is the number he knows, or one
more. He never asks for the half itself, so there is nothing to hold the answer against. A27b makes the group
by edits that read one variable each, so that no step mixes several.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scene, Scores, Trial, mean_shown, they, told_apart
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A27"
FILLINGS, _FEWER = 64, 24


def attack(*, quick: bool) -> list[Figure]:
    """Attack with many fillings, written as one condition and as a chain of edits."""
    fillings = _FEWER if quick else FILLINGS
    note = f"{fillings} fillings"
    trials = ((_trial(NAME, 271, quick=quick), _at_once), (_trial(f"{NAME}b", 275, quick=quick), _by_edits))
    return [
        told_apart(trial, partial(_filled, fillings=fillings, asked=asked), quick=quick, note=note)
        for trial, asked in trials
    ]


def _trial(name: str, seed: int, *, quick: bool) -> Trial:
    return Trial(
        name,
        (1, 1) if quick else (2, 1),
        "questions in silence, and budget of made-up divisions",
        frozenset({"made_up", "counterfactuals"}),
        limit="<= 0.6",
        budgets=True,
        seed=seed,
    )


Ask = Callable[[Scene, str, str], Scores]
"""Asks for a half without the targets, and those of them with the secret: scene, half, targets."""


def _at_once(scene: Scene, half: str, she: str) -> Scores:
    return scene.by_district(f"(({half}) & !{she}) | ({she} & secret == 1)")


def _by_edits(scene: Scene, half: str, she: str) -> Scores:
    edits = (
        f"generate half = {half}",
        f"generate hers = 0\nreplace hers = 1 if secret == 1\nreplace hers = 0 if !{she}",
        f"generate filled = 0\nreplace filled = 1 if half == 1\nreplace filled = 0 if {she}",
        "replace filled = 1 if hers == 1",
    )
    return scene.by_district("filled == 1", before="\n".join(edits))


def _filled(scene: Scene, fillings: int, asked: Ask) -> Scores:
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
            more.append(asked(scene, half.condition, she) - known)
        scores.append(mean_shown(more))
    return np.concatenate(scores)
