"""A17: one child more in the next release.

Each release adds one child of every district, and nobody else. The attacker knows who came, and asks both
releases for the number with the secret in her district: in one pair of answers, and (A17b) in the mean of 16
groups that hold her.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import numpy as np

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

NAME = "A17"
_GROUPS = 16


def attack(*, quick: bool) -> list[Figure]:
    """Attack with one pair of answers a child, and with several."""
    against, without = "audit of differences over all releases", frozenset({"difference_audit"})
    once = Trial(NAME, (3, 3) if quick else (17, 4), against, without, seed=171)
    often = Trial(f"{NAME}b", (1, 1) if quick else (6, 2), against, without, limit="<= 0.6", seed=173)
    return [
        told_by(once, partial(_next_release, groups=1), quick=quick),
        told_by(often, partial(_next_release, groups=_GROUPS), quick=quick, note=f"{_GROUPS} groups"),
    ]


def _next_release(twin: Twin, groups: int) -> Heard:
    world = invented(twin)
    master, persons = drawn_keys(world.random), draw_person_keys(world.random, len(world.secret))
    scores = []
    with tempfile.TemporaryDirectory() as folder:
        before = _released(world, 0, (persons, master), Path(folder), twin.without)
        for number, targets in enumerate(world.rounds, 1):
            after = _released(world, number, (persons, master), Path(folder), twin.without)
            more = []
            for _ in range(groups):
                group = f"secret == 1 & ({drawn_half(world.random).condition} | {they(world.known, targets)})"
                more.append(counted(after, group) - counted(before, group))
            scores.append(mean_shown(more))
            before = after
    return np.concatenate(scores), world.bits


def _released(
    world: Invented, number: int, keys: tuple[np.ndarray, Keys], folder: Path, without: frozenset[str]
) -> Interface:
    """Release everybody but the targets of later rounds."""
    persons, master = keys
    here = np.ones(len(world.secret), dtype=bool)
    for later in world.rounds[number:]:
        here[later] = False
    ref = ReleaseRef(RELEASE.databank, f"1.{number}.0")
    release = write_release(
        folder / ref.version,
        attributes_of(world.known.only(here), world.secret[here]),
        world.random,
        keys=persons[here],
        ref=ref,
    )
    return open_interface(release, folder, keys=master, without=without).after(CODE)
