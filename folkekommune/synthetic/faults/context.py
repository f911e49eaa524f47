"""What every kind of planted error needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.synthetic.arrays import BoolArray, IntArray
from folkekommune.synthetic.faults.log import FaultLog
from folkekommune.synthetic.frames import Frame
from folkekommune.synthetic.questionnaire.items import Questionnaire
from folkekommune.synthetic.randomness import stream


@dataclass(frozen=True)
class FaultContext:
    """The questionnaire, how often what is planted, and the log.

    :param settings: ``errors.toml``.
    """

    seed: int
    questionnaire: Questionnaire
    settings: dict[str, Any]
    log: FaultLog

    def share(self, error: str) -> float:
        """Give the share of an error."""
        return float(self.settings["shares"][error])

    def rng(self, error: str, municipality: str, occasion: str) -> np.random.Generator:
        """Give random numbers for one error in one municipality and occasion."""
        return stream(self.seed, "fault", error, municipality, occasion)


@dataclass(frozen=True)
class Planting:
    """One frame in which errors are planted."""

    context: FaultContext
    frame: Frame
    municipality: str

    def rng(self, error: str) -> np.random.Generator:
        """Give random numbers for one error."""
        return self.context.rng(error, self.municipality, self.frame.occasion)

    def choose(self, rng: np.random.Generator, eligible: BoolArray, share: float) -> IntArray:
        """Choose rows at random among the eligible ones.

        Numbers are drawn for all rows, so that what is chosen does not shift with what is eligible.
        """
        return np.flatnonzero((rng.random(len(eligible)) < share) & eligible)

    def note(self, error: str, rows: IntArray, *, item: str, true: list[str]) -> None:
        """Write errors in the log."""
        self.context.log.add(error, self.frame, rows, municipality=self.municipality, item=item, true=true)
