"""A5: split the same people in two, again and again.

The people of each district with and without the secret are divided by a hundred variables that have to do
with nothing. The two parts of a split add up to the same number each time, with other noise; the attacker
takes the mean of the hundred sums and rounds it. A5b asks for one part at a time, each in a table of its
own, so that no margin stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.interface import counts_of
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import Estimate, share
from folkekommune.attacks.twins import Scene, Scores, Twin, entered, mean_shown
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A5"
SPLITS, _FEWER = 100, 30
WORLDS = 4
"""Of 120 numbers each: fewer would leave an interval too wide to judge by."""


@dataclass(frozen=True)
class _Task:
    """Split with or without defences.

    :param apart: ask for each part in a table of its own.
    """

    twin: Twin
    splits: int
    apart: bool


def attack(*, quick: bool) -> list[Figure]:
    """Attack with both parts in one table, and with each in its own; each world is another day."""
    splits, worlds = (_FEWER, 1) if quick else (SPLITS, WORLDS)
    kinds = ((NAME, False), (f"{NAME}b", True))
    held = [
        _Task(Twin(51 + at, 0, 1, budgets=True), splits, apart) for _, apart in kinds for at in range(worlds)
    ]
    free = [_Task(Twin(51, 0, 1), splits, apart) for _, apart in kinds]
    found = side_by_side(_exact, held + free)
    return [
        _figure(name, found[at * worlds : (at + 1) * worlds], found[len(held) + at], splits, quick=quick)
        for at, (name, _) in enumerate(kinds)
    ]


def _figure(name: str, held: Sequence[Scores], free: Scores, splits: int, *, quick: bool) -> Figure:
    defended = np.concatenate(held)
    return estimated(
        name,
        _share(defended),
        _share(free),
        unit="share of exact n",
        against="budget of made-up divisions",
        limit="<= 0.45",
        runs=tuple(_share(each).figure for each in held),
        note=f"{splits} splits, {len(defended)} numbers",
        on_figure=quick,
    )


def _share(right: Scores) -> Estimate:
    return share(right.sum(), len(right))


def _exact(task: _Task) -> Scores:
    """Tell of which numbers the attacker has the exact one."""
    with entered(task.twin) as scene:
        return np.concatenate([_right(scene, secret, task) for secret in (0, 1)])


def _right(scene: Scene, secret: int, task: _Task) -> Scores:
    sums = []
    for _ in range(task.splits):
        split = f"generate half = {drawn_half(scene.random).condition}"
        first, second = (
            _part(scene, f"{_alone(split, half) if task.apart else split}\n{_table(secret)}", half)
            for half in (0, 1)
        )
        sums.append(first + second)
    inside = scene.secret == secret
    true = np.bincount(scene.known.district[inside], minlength=DISTRICTS + 1)[1:]
    return np.asarray(np.rint(mean_shown(sums)) == true, dtype=np.float64)


def _table(secret: int) -> str:
    return f"tabulate district half if secret == {secret}"


def _alone(split: str, half: int) -> str:
    """Let one part be all there is of a split."""
    return f"{split}\nreplace half = . if half != {half}"


def _part(scene: Scene, script: str, half: int) -> Scores:
    table = scene.interface.table(script)
    counts = counts_of(table) if table is not None else {}
    return np.array([counts.get((district, half), np.nan) for district in range(1, DISTRICTS + 1)])
