"""A release with a number of each person, which the attacker wants to know of the targets."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.interface import drawn_keys, open_interface, values_of
from folkekommune.attacks.twins import CODE, Scene, Scores, Twin, invented
from folkekommune.attacks.worlds import DISTRICTS, Attribute, attributes_of, write_release
from folkekommune.catalogue.model import ValueType

RANGE = 100.0
"""Values lie between 0 and this."""

_SIDE = 0.35


@dataclass(frozen=True)
class Valued:
    """What an attacker meets: the persons, the interface, and what he may not know.

    :param value: everybody's number.
    """

    scene: Scene
    value: NDArray[np.float64]

    def means(self, variable: str, condition: str = "", *, before: str = "") -> Scores:
        """Ask for the mean of a variable in each district; not a number where it is not shown."""
        asked = f"tabulate district{f' if {condition}' if condition else ''}, summarize({variable})"
        table = self.scene.interface.table(f"{before}\n{asked}")
        means = values_of(table, "mean") if table is not None else {}
        return np.array([means.get((district,), np.nan) for district in range(1, DISTRICTS + 1)])


@contextmanager
def valued(twin: Twin) -> Iterator[Valued]:
    """Enter a world where everybody has a number.

    Those of the targets lie in the outer parts of the range, so that a guess of the mean is wrong.
    """
    world = invented(twin)
    random = world.random
    value = np.round(random.random(len(world.secret)) * RANGE, 4)
    targets = np.concatenate(world.rounds)
    outer = random.random(len(targets)) * _SIDE * RANGE
    value[targets] = np.round(np.where(random.random(len(targets)) < 1 / 2, outer, RANGE - outer), 4)
    attributes = attributes_of(world.known, world.secret)
    attributes["VALUE"] = Attribute(ValueType.DECIMAL, value)
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes, random)
        interface = open_interface(
            release, Path(folder), keys=drawn_keys(random), without=twin.without, budgets=twin.budgets
        )
        yield Valued(Scene(world.known, world.rounds, world.secret, random, interface.after(CODE)), value)
