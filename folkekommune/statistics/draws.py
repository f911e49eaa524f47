"""Draw persons by their keys: the same key and salt always give the same number between 0 and 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FACTORS = (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
HALF, REST = 32, 11
BITS = 53


def draws(keys: NDArray[np.int64], salts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mix keys with salts and give the first 53 bits as a fraction.

    Keys are random already (HMAC); the mixing makes draws with two salts unrelated.
    """
    mixed = keys.astype(np.int64).view(np.uint64) ^ salts.astype(np.int64).view(np.uint64)
    with np.errstate(over="ignore"):
        for factor in FACTORS:
            mixed = mixed * np.uint64(factor)
            mixed ^= mixed >> np.uint64(HALF)
    return (mixed >> np.uint64(REST)).astype(np.float64) / 2.0**BITS
