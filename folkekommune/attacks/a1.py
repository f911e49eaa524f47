"""A1: one pair of counts that differ by a single person.

The attacker knows that a target is the only person of her birth month, sex and district. He counts those
with the secret in a large group that holds her, and again with her left out by those three; if the second
count is lower, she has the secret. Each target gets a group of its own.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.interface import Interface, counts_of, drawn_keys, open_interface
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import Estimate, balanced_accuracy
from folkekommune.attacks.worlds import (
    DISTRICTS,
    People,
    attributes_of,
    people,
    twin_secrets,
    write_release,
)

NAME = "A1"
_DEFENCES = frozenset({"low_effect", "condition_layer", "difference_audit"})
_GROUP = 20
_BATCH = 20
_LOWER = 0.5


@dataclass(frozen=True)
class _Task:
    """Attack half of the targets in one of the twin worlds."""

    seed: int
    targets: int
    world: int
    without: frozenset[str]


def attack(*, quick: bool) -> list[Figure]:
    """Attack with all defences, and without the low-effect rule and the layer of conditions."""
    targets, fewer = (160, 60) if quick else (2_000, 500)
    tasks = [_Task(1, targets, world, frozenset()) for world in (0, 1)]
    tasks += [_Task(2, fewer, world, _DEFENCES) for world in (0, 1)]
    found = side_by_side(_differences, tasks)
    defended, undefended = _accuracy(found[:2]), _accuracy(found[2:])
    note = f"{targets} targets, half of them in each of two worlds; {fewer} without defence"
    return [
        estimated(
            NAME,
            defended,
            undefended,
            unit="balanced accuracy",
            against="low-effect rule, layer of conditions and audit of differences",
            limit="<= 0.55",
            runs=tuple(_accuracy([one]).figure for one in found[:2]),
            note=note,
            on_figure=quick,
        )
    ]


def _accuracy(found: list[tuple[NDArray[np.float64], NDArray[np.bool_]]]) -> Estimate:
    difference = np.concatenate([each for each, _ in found])
    return balanced_accuracy(difference > _LOWER, np.concatenate([bits for _, bits in found]))


def _differences(task: _Task) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give how much lower the second count is, and the truth, for every other target."""
    random = np.random.default_rng(task.seed)
    known = people(random, task.targets)
    secret = twin_secrets(random, known)[task.world]
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes_of(known, secret), random)
        interface = open_interface(release, Path(folder), keys=drawn_keys(random), without=task.without)
        targets = known.targets[task.world :: 2]
        pairs = np.concatenate(
            [
                _ask(interface, known, targets[begin : begin + _BATCH], random)
                for begin in range(0, len(targets), _BATCH)
            ]
        )
    return pairs, secret[targets] == 1


def _ask(
    interface: Interface, known: People, targets: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.float64]:
    lines = []
    for target in targets:
        month, sex, district = known.month[target], known.sex[target], known.district[target]
        others = random.choice(
            np.setdiff1d(np.arange(1, DISTRICTS + 1), [district]), _GROUP - 1, replace=False
        )
        group = f"inlist(district, {', '.join(str(each) for each in sorted([district, *others]))})"
        lines.append(f"tabulate secret if {group}")
        lines.append(
            f"tabulate secret if {group} & !(month == {month} & sex == {sex} & district == {district})"
        )
    counts = [counts_of(table)[(1,)] for table in interface.tables("\n".join(lines))]
    difference: NDArray[np.float64] = np.subtract(counts[0::2], counts[1::2], dtype=np.float64)
    return difference
