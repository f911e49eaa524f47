"""A8: a pair of means.

The attacker knows how many people a group has. From the mean with a target and the mean without her he
works out her own value. A8b asks for the pair on the lattice, which the low-effect rule does not see.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scores, Twin, lattice, they
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worlds import DISTRICTS
from folkekommune.attacks.worth import RANGE, Valued, valued

NAME = "A8"
_NOISE = frozenset({"difference_audit", "people_layer", "condition_layer"})
_NEAR = 0.1
_Ask = Callable[[Valued, NDArray[np.int64]], Scores]
"""Works out the values of one round of targets."""


def attack(*, quick: bool) -> list[Figure]:
    """Attack with one pair a target, and with a lattice."""
    sizes = (2, 1) if quick else (8, 2)
    unit = "share of values found to a tenth of the range"
    note = "targets whose value is not near the mean"
    rule = Row(NAME, unit, "low-effect rule, audit and noise of sums", "<= 0.15", sizes, 81, note)
    steps = Row(f"{NAME}b", unit, "audit and noise of sums", "<= 0.15", sizes, 85, note)
    return [
        two_ways(rule, partial(_found, ask=_with_and_without, without=_NOISE | {"low_effect"}), quick=quick),
        two_ways(steps, partial(_found, ask=_on_the_lattice, without=_NOISE), quick=quick),
    ]


def _found(way: Way, ask: _Ask, without: frozenset[str]) -> Told:
    with valued(Twin(way.seed, 0, way.size, frozenset() if way.defended else without)) as world:
        said = np.concatenate([ask(world, targets) for targets in world.scene.rounds])
        true = world.value[np.concatenate(world.scene.rounds)]
    return float((np.abs(said - true) < _NEAR * RANGE).sum()), len(true)


def _with_and_without(world: Valued, targets: NDArray[np.int64]) -> Scores:
    scene = world.scene
    half, she = drawn_half(scene.random), they(scene.known, targets)
    inside = half.holds(scene.known)
    inside[targets] = True
    group = f"({half.condition} | {she})"
    return _from_two(world, inside, world.means("value", group), world.means("value", f"{group} & !{she}"))


def _on_the_lattice(world: Valued, targets: NDArray[np.int64]) -> Scores:
    steps = lattice(world.scene, targets)
    first = world.means("value", "left == 0", before=steps.script)
    second = world.means("value", "more == 0", before=steps.script)
    return _from_two(world, ~steps.left, first, second)


def _from_two(world: Valued, inside: NDArray[np.bool_], first: Scores, second: Scores) -> Scores:
    """Work the target of each district out of the mean with her and the mean without."""
    size = np.bincount(world.scene.known.district[inside], minlength=DISTRICTS + 1)[1:]
    return np.asarray(size * first - (size - 1) * second)
