"""Whom the rows of one municipality are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.synthetic.arrays import FloatArray, IntArray
from folkekommune.synthetic.people.numbers import assign_numbers
from folkekommune.synthetic.randomness import stream

NO_ONE = 0


@dataclass(frozen=True)
class People:
    """People in the order of their rows.

    :param score: latent, never delivered: what several columns may hang on.
    :param other: the number of the person that each is linked to, such as the mother.
    """

    numbers: IntArray
    score: FloatArray
    other: IntArray

    def __len__(self) -> int:
        """Count the people."""
        return len(self.numbers)


def draw_people(settings: dict[str, Any], municipality: str, *, seed: int, count: int) -> People:
    """Draw people with numbers of the synthetic series.

    :param settings: ``women``, a share, and ``born``: rows of first year, last year and share.
    """
    rng = stream(seed, "rows", "people", municipality)
    first, last, shares = (np.array(column) for column in zip(*settings["born"], strict=True))
    period = rng.choice(len(shares), size=count, p=shares / shares.sum())
    begin, end = (_first_day(years) for years in (first, last + 1))
    born = begin[period] + (rng.random(count) * (end - begin)[period]).astype(np.int64)
    woman = rng.random(count) < settings["women"]
    return People(
        numbers=assign_numbers(born, woman, rng=rng, d_numbers=False),
        score=rng.standard_normal(count),
        other=np.full(count, NO_ONE, dtype=np.int64),
    )


def _first_day(years: IntArray) -> IntArray:
    days: IntArray = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return days
