"""A28: a delivery is corrected, and released again.

The same children are in both releases. In the second one the answer of one child in each district has been
turned around, and the attacker knows whose. Whether there is one more with the secret or one less tells
what it was: in one pair of answers, and (A28b) in the mean of 16 groups that hold her.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.interface import Interface, drawn_keys, open_interface
from folkekommune.attacks.twins import (
    CODE,
    Heard,
    Invented,
    Trial,
    Twin,
    counted,
    invented,
    mean_shown,
    they,
    told_by,
)
from folkekommune.attacks.worlds import RELEASE, attributes_of, draw_person_keys, write_release
from folkekommune.keys import Keys
from folkekommune.query.columns import ReleaseRef

NAME = "A28"
_GROUPS = 16


def attack(*, quick: bool) -> list[Figure]:
    """Attack with one pair of answers a child, and with several."""
    against, without = "audit of differences over all releases", frozenset({"difference_audit"})
    once = Trial(NAME, (3, 3) if quick else (17, 4), against, without, seed=281)
    often = Trial(f"{NAME}b", (1, 1) if quick else (4, 2), against, without, limit="<= 0.6", seed=283)
    return [
        told_by(once, partial(_corrected, groups=1), quick=quick),
        told_by(often, partial(_corrected, groups=_GROUPS), quick=quick, note=f"{_GROUPS} groups"),
    ]


def _corrected(twin: Twin, groups: int) -> Heard:
    world = invented(twin)
    master, persons = drawn_keys(world.random), draw_person_keys(world.random, len(world.secret))
    scores, now = [], world.secret.copy()
    with tempfile.TemporaryDirectory() as folder:
        released = partial(_released, world, (persons, master), Path(folder), twin.without)
        before = released(now, 0)
        for number, targets in enumerate(world.rounds, 1):
            now = now.copy()
            now[targets] = 1 - now[targets]
            after = released(now, number)
            fewer = []
            for _ in range(groups):
                group = f"secret == 1 & ({drawn_half(world.random).condition} | {they(world.known, targets)})"
                fewer.append(counted(before, group) - counted(after, group))
            # One less now: she had it. One more: she had it not.
            scores.append((mean_shown(fewer) + 1) / 2)
            before = after
    return np.concatenate(scores), world.bits


def _released(
    world: Invented,
    keys: tuple[NDArray[np.int64], Keys],
    folder: Path,
    without: frozenset[str],
    secret: NDArray[np.int64],
    number: int,
) -> Interface:
    """Release everybody with the answers as they are now."""
    persons, master = keys
    ref = ReleaseRef(RELEASE.databank, f"1.{number}.0")
    release = write_release(
        folder / ref.version, attributes_of(world.known, secret), world.random, keys=persons, ref=ref
    )
    return open_interface(release, folder, keys=master, without=without).after(CODE)
