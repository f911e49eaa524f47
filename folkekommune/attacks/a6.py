"""A6: ask on until it is certain.

The attacker goes on with pairs of questions, with each target and without her, and adds up what each pair
says. How differences look with the secret and without he learns from half of the targets, whom he knows. He
is certain of another one when the odds are a thousand to one, either way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import share
from folkekommune.attacks.twins import Scene, Twin, entered, they
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A6"
_DEFENCES = frozenset({"low_effect", "difference_audit"})
_ODDS = np.log(1_000)
_LEAST_VARIANCE = 0.01


@dataclass(frozen=True)
class _Task:
    """Ask so many pairs of each target."""

    twin: Twin
    pairs: int


def attack(*, quick: bool) -> list[Figure]:
    """Attack in both worlds with all defences, and without those that see pairs."""
    pairs, fewer = (40, 60) if quick else (170, 90)
    tasks = [_Task(Twin(61, world, 1), pairs) for world in (0, 1)]
    tasks += [_Task(Twin(63, world, 1, _DEFENCES), fewer) for world in (0, 1)]
    found = side_by_side(_asked, tasks)
    sure, unsure = (_certain(found[begin : begin + 2]) for begin in (0, 2))
    asked = len(sure) * pairs
    return [
        estimated(
            NAME,
            share(sure.sum(), len(sure)),
            share(unsure.sum(), len(unsure)),
            unit="share of targets of whom the attacker becomes certain",
            against="low-effect rule and audit of differences",
            limit="<= 0",
            runs=(float(sure.mean()),),
            note=f"{asked} pairs about {len(sure)} targets, as many about others to learn from",
            on_figure=True,
        )
    ]


def _asked(task: _Task) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give the difference of each pair for each district's target, and the truth."""
    with entered(task.twin) as scene:
        return np.array([_pair(scene) for _ in range(task.pairs)]), scene.bits


def _pair(scene: Scene) -> NDArray[np.float64]:
    she = they(scene.known, scene.rounds[0])
    group = f"secret == 1 & ({drawn_half(scene.random).condition} | {she})"
    return np.nan_to_num(scene.by_district(group) - scene.by_district(f"{group} & !{she}"))


def _certain(found: list[tuple[NDArray[np.float64], NDArray[np.bool_]]]) -> NDArray[np.bool_]:
    """Tell of which unknown targets he is certain at any time."""
    differences = np.concatenate([each for each, _ in found], axis=1)
    bits = np.concatenate([each for _, each in found])
    learnt = np.arange(len(bits)) % DISTRICTS % 2 == 0
    known, told = differences[:, learnt], bits[learnt]
    having, lacking = known[:, told].mean(), known[:, ~told].mean()
    spread = max((known[:, told].var() + known[:, ~told].var()) / 2, _LEAST_VARIANCE)
    unknown = differences[:, ~learnt]
    odds = ((unknown - lacking) ** 2 - (unknown - having) ** 2) / (2 * spread)
    return np.asarray((np.abs(odds.cumsum(axis=0)) > _ODDS).any(axis=0))
