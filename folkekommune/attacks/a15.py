"""A15: scan the values.

For each of fifty values the attacker counts those of each district at or below it, with the target and
without her, on the lattice: where the difference begins is her value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scores, Twin, lattice
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worth import RANGE, Valued, valued

NAME = "A15"
_DEFENCES = frozenset({"difference_audit", "people_layer", "condition_layer"})
_STEPS = 50
_NEAR = 0.01


def attack(*, quick: bool) -> list[Figure]:
    """Attack some rounds of targets."""
    row = Row(
        NAME,
        "share of values found to a hundredth of the range",
        "audit of differences, and both layers of noise",
        "<= 0.05",
        (2, 1) if quick else (3, 1),
        151,
        f"{_STEPS} values",
    )
    return [two_ways(row, _found, quick=quick)]


def _found(way: Way) -> Told:
    off = frozenset() if way.defended else _DEFENCES
    with valued(Twin(way.seed, 0, way.size, off)) as world:
        said = np.concatenate([_scanned(world, targets) for targets in world.scene.rounds])
        true = world.value[np.concatenate(world.scene.rounds)]
    # Half a step is the best the scan can do.
    return float((np.abs(said - true) <= _NEAR * RANGE).sum()), len(true)


def _scanned(world: Valued, targets: NDArray[np.int64]) -> Scores:
    """Give the middle of the step at which the difference begins to be one."""
    scene = world.scene
    steps = lattice(scene, targets)
    half = drawn_half(scene.random).condition
    higher = []
    for number in range(1, _STEPS):
        group = f"value <= {RANGE * number / _STEPS:g} & ({half} | more == 1)"
        first = scene.by_district(f"{group} & left == 0", before=steps.script)
        second = scene.by_district(f"{group} & more == 0", before=steps.script)
        higher.append(np.nan_to_num(first - second) - 0.5)
    # The place that parts the differences best into none before and one after.
    before = np.vstack([np.zeros(len(targets)), np.cumsum(higher, axis=0)])
    begins = np.argmin(before, axis=0)
    return np.asarray(RANGE * (begins + 0.5) / _STEPS)
