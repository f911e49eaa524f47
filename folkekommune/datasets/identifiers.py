"""Identifiers as whole numbers, the same for the same unit, so that rows can be put in order fast."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from folkekommune.catalogue.model import ValueType
from folkekommune.datasets.conversion import Column, read_values, trim
from folkekommune.datasets.unit_types import Identification

_LENGTH = 11
_ZERO = ord("0")
_TEN = 10

Faults = tuple[tuple[str, NDArray[np.int64]], ...]


class Identifiers(Protocol):
    """How a column of identifiers is read."""

    def read(self, texts: pa.Array) -> tuple[Any, Faults]:
        """Read some rows, and give their faults."""
        ...

    def join(self, pieces: list[Any]) -> NDArray[np.int64]:
        """Put what was read together: a number for each row, the same for the same unit."""
        ...


def identifiers_of(identification: Identification) -> Identifiers:
    """Give how identifiers of a kind are read."""
    match identification:
        case Identification.IDENTITY_NUMBER:
            return IdentityNumbers()
        case Identification.NUMBER:
            return Numbers()
        case Identification.TEXT:
            return Words()


class IdentityNumbers:
    """Identity numbers are the number of their eleven digits."""

    def read(self, texts: pa.Array) -> tuple[NDArray[np.int64], Faults]:
        """Read some rows; empty ones and those of another form are faults."""
        numbers = eleven_digits(texts)
        wrong = np.flatnonzero(numbers < 0)
        if not len(wrong):
            return numbers, ()
        empty = pc.equal(trim(texts), "").to_numpy(zero_copy_only=False)[wrong]
        return numbers, (("identifier-missing", wrong[empty]), ("identity-form", wrong[~empty]))

    def join(self, pieces: list[NDArray[np.int64]]) -> NDArray[np.int64]:
        """Give the numbers themselves."""
        return _joined(pieces)


class Numbers:
    """Whole numbers, numbered by size."""

    def read(self, texts: pa.Array) -> tuple[NDArray[np.int64], Faults]:
        """Read some rows; what is no whole number is a fault."""
        found: Column = read_values(texts, ValueType.INTEGER)
        rules = {"value-missing": "identifier-missing", "value-long": "identifier-long"}
        faults = tuple((rules[rule], rows) for rule, rows in found.faults)
        return pc.fill_null(found.values, 0).to_numpy(zero_copy_only=False), faults

    def join(self, pieces: list[NDArray[np.int64]]) -> NDArray[np.int64]:
        """Give the place of each number among the distinct ones."""
        places: NDArray[np.int64] = np.unique(_joined(pieces), return_inverse=True)[1]
        return places


class Words:
    """Texts, numbered in the order they are met."""

    def read(self, texts: pa.Array) -> tuple[pa.Array, Faults]:
        """Read some rows; empty ones are faults."""
        words = trim(texts)
        empty = np.flatnonzero(pc.equal(words, "").to_numpy(zero_copy_only=False))
        return words, (("identifier-missing", empty),) if len(empty) else ()

    def join(self, pieces: list[pa.Array]) -> NDArray[np.int64]:
        """Give the number of each text."""
        encoded = pa.chunked_array(pieces, pa.string()).dictionary_encode().unify_dictionaries()
        return _joined([chunk.indices.to_numpy().astype(np.int64) for chunk in encoded.chunks])


def eleven_digits(texts: pa.Array) -> NDArray[np.int64]:
    """Read texts of eleven digits, blanks around them left out; -1 where a text is something else."""
    numbers = _digits(texts)
    if (numbers >= 0).all():
        return numbers
    return _digits(trim(texts))


def _digits(texts: pa.Array) -> NDArray[np.int64]:
    numbers = np.full(len(texts), -1, dtype=np.int64)
    if not len(texts):
        return numbers
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    fitting = np.flatnonzero(np.diff(offsets) == _LENGTH)
    if not len(fitting):
        return numbers
    content = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
    if len(fitting) == len(texts):
        digits = content[offsets[0] : offsets[-1]].reshape(-1, _LENGTH)
    else:
        digits = content[offsets[fitting][:, None] + np.arange(_LENGTH)]
    digits = digits - np.uint8(_ZERO)  # what is less than zero wraps round to more than nine
    found = np.zeros(len(fitting), dtype=np.int64)
    for place in range(_LENGTH):
        found *= _TEN
        found += digits[:, place]
    if digits.max() >= _TEN:
        found[(digits >= _TEN).any(axis=1)] = -1
    numbers[fitting] = found
    return numbers


def _joined(batches: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(batches) if batches else np.zeros(0, dtype=np.int64)
