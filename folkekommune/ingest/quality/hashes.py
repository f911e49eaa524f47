"""Hashes of whole columns, to tell rows that say the same from those that do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.columns import Column

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_HALF = np.uint64(32)


def bits_of(column: Column) -> NDArray[np.uint64]:
    """Give the bits of each value, whatever its type; 0 where there is none."""
    values = column.values
    if column.words is not None:
        words = np.array([_word_bits(word) for word in column.words] or [0], dtype=np.uint64)
        bits = words[np.where(column.present, values, 0).astype(np.int64)]
    else:
        bits = np.ascontiguousarray(values).view(np.uint64)
    return np.where(column.present, bits ^ _SECOND, np.uint64(0))


def mix(left: NDArray[np.uint64], right: NDArray[np.uint64] | np.uint64) -> NDArray[np.uint64]:
    """Hash two columns into one."""
    mixed = (left ^ (right + _SECOND)) * _PRIME
    result: NDArray[np.uint64] = (mixed ^ (mixed >> _HALF)) * _PRIME
    return result


def _word_bits(word: str) -> int:
    bits = 0
    for letter in word.encode():
        bits = (bits * 257 + letter + 1) % 2**61
    return bits
