"""The persons whose rows a model rests on: counted with noise, and some of them left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.disclosure.conditions import Context
from folkekommune.disclosure.counts import two_layers
from folkekommune.disclosure.evidence import People
from folkekommune.query.engine import SKETCH
from folkekommune.statistics.draws import draws

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Contributors:
    """Whose rows they are.

    :param keys: of the person of each row; a person may have several.
    :param conditions: fingerprints of what they were chosen by.
    """

    context: Context
    keys: NDArray[np.uint64]
    conditions: tuple[int, ...]

    def among(self, rows: Mask) -> Contributors:
        """Give those of some of the rows."""
        return Contributors(self.context, self.keys[rows], self.conditions)

    @property
    def people(self) -> People:
        """Who they are, each counted once."""
        keys = _distinct(self.keys)
        if not len(keys):
            return People(0, 0)
        marks = np.left_shift(np.uint64(1), keys % np.uint64(SKETCH))
        return People(len(keys), int(np.bitwise_xor.reduce(keys)), int(np.bitwise_xor.reduce(marks)))

    def count(self, rows: Mask | None = None) -> int:
        """Give the protected number of persons behind rows, for a decision that is not shown."""
        people = (self if rows is None else self.among(rows)).people
        noise = two_layers(self.context, people.fingerprint, self.conditions, people.count)
        return max(0, people.count + noise)

    def settled_count(self) -> int:
        """Give the number of persons as it is shown: what was said of nearly the same people, if anything."""
        return self.context.settle(self.people, self.conditions, self.count())

    def left(self) -> Mask:
        """Tell which rows are left when some persons are left out of a fit (drop-q).

        How many and who hangs on the secret key and on who all of them are, and on nothing else: with a draw
        for each set of covariates, fifteen models would tell what all of them are without anybody left out
        (A33). So nobody can know whether a given person was in the fit.
        """
        limits, key = self.context.policy.model, self.context.key
        if "drop_q" in self.context.policy.switched_off:
            return np.ones(len(self.keys), dtype=np.bool_)
        keys = _distinct(self.keys)
        seed = (self.people.fingerprint,)
        spread = limits.drop_most - limits.drop_least + 1
        number = limits.drop_least + key.uniform64("model drop", seed) % spread
        salt = np.full(len(keys), key.uniform64("model drawn", seed) - 2**63, dtype=np.int64)
        drawn = draws(keys.view(np.int64), salt)
        gone = keys[np.argsort(drawn, kind="stable")[:number]]
        return ~np.isin(self.keys, gone)


def _distinct(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Give each key once; rows come in the order of their keys."""
    if len(keys) < 2:  # noqa: PLR2004 - one alone is there once
        return keys
    first = np.concatenate([[True], keys[1:] != keys[:-1]])
    return np.asarray(keys[first])
