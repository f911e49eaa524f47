"""One uniform number for every child, item and occasion; some share a score within the child."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from folkekommune.synthetic.arrays import FloatArray
from folkekommune.synthetic.questionnaire.items import Item
from folkekommune.synthetic.randomness import stream

# Keeps the inverse of a distribution finite.
_EDGE = 1e-12


class Draws:
    """The random part of answers.

    It is drawn for every child whether it came or not, so that an answer does not depend on who else came.
    """

    def __init__(self, seed: int, children: int) -> None:
        self._seed = seed
        self._children = children
        self._scores: dict[str, FloatArray] = {}

    def uniform(self, item: Item, occasion: str) -> FloatArray:
        """Give a uniform number for every child."""
        rng = stream(self._seed, "answer", item.name, occasion)
        if item.score is None:
            return np.clip(rng.random(self._children), _EDGE, 1.0 - _EDGE)
        key, correlation = item.score
        normal = np.sqrt(correlation) * self._score(key)
        if correlation < 1.0:
            normal = normal + np.sqrt(1.0 - correlation) * rng.standard_normal(self._children)
        uniform: FloatArray = np.clip(ndtr(normal), _EDGE, 1.0 - _EDGE)
        return uniform

    def normal(self, *purpose: str) -> FloatArray:
        """Give a standard normal number for every child."""
        return stream(self._seed, *purpose).standard_normal(self._children)

    def _score(self, key: str) -> FloatArray:
        if key not in self._scores:
            self._scores[key] = self.normal("score", key)
        return self._scores[key]
