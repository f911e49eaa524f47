"""Facts of birth: how long the pregnancy lasted, weight and length."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from folkekommune.synthetic.answers.draws import Draws
from folkekommune.synthetic.arrays import BoolArray, FloatArray

GESTATION, WEIGHT, LENGTH = "GA", "BW", "BL"


def birth_facts(
    draws: Draws, settings: dict[str, Any], *, girl: BoolArray, twin: BoolArray
) -> dict[str, FloatArray]:
    """Draw the facts of birth of every child, by their names in marginals."""
    parts = settings["gestation"]
    chance = np.asarray(ndtr(draws.normal("birth", "part")))
    part = np.searchsorted(np.cumsum([share for share, _, _ in parts])[:-1], chance)
    mean = np.array([mean for _, mean, _ in parts])[part]
    spread = np.array([spread for _, _, spread in parts])[part]
    gestation = np.clip(np.round(mean + spread * draws.normal("birth", GESTATION)), 154, 308)
    rule = settings["weight"]
    expected = rule["mean"] + rule["per_day"] * (gestation - rule["from_day"])
    expected = expected + rule["girl"] * girl + rule["twin"] * twin
    weight = np.clip(np.round(expected + rule["spread"] * draws.normal("birth", WEIGHT)), 400, 6200)
    rule = settings["length"]
    length = rule["mean"] + rule["per_gram"] * (weight - rule["from_gram"])
    length = np.clip(length + rule["spread"] * draws.normal("birth", LENGTH), 28, 61)
    return {GESTATION: gestation, WEIGHT: weight, LENGTH: length}


def share_before(settings: dict[str, Any], day: float) -> float:
    """Give the share born before a day of pregnancy."""
    # Days are whole, so "before" is up to half a day earlier.
    parts = settings["gestation"]
    return float(sum(share * ndtr((day - 0.5 - mean) / spread) for share, mean, spread in parts))


def birth_weight_score(weight: FloatArray, settings: dict[str, Any]) -> FloatArray:
    """Compare birth weights with the standard one, as a normal score."""
    mean, spread = settings["standard_weight"]
    score = (weight - mean) / spread
    edge = float(ndtri(0.999))
    clipped: FloatArray = np.clip(score, -edge, edge)
    return clipped
