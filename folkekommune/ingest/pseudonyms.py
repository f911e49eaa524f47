"""Pseudonyms and keys: from an identity number, by way of its constant in the vault, and never back.

The record key follows disclosure-rules section 2: 64 bits of an HMAC over the family and the person
constant. The family is the same in every databank, so a person keeps the key across them; a new
analysis pseudonym does not change it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.ingest.vault import Linkage
from folkekommune.keys import Keys

FAMILY = b"folkekommune"
PSEUDONYM_GENERATION = 1
_EIGHT = 8
_POSITIVE = 2**63 - 1
UNKNOWN_DAY = int(np.iinfo(np.int64).min)


@dataclass(frozen=True)
class Person:
    """What the store may know of a person."""

    unit: int
    key: int
    birth: int | None
    sex: int


class People:
    """The persons of one delivery."""

    def __init__(self, keys: Keys, linkage: Linkage) -> None:
        self._pseudonym = keys.derive(f"pseudonym/{PSEUDONYM_GENERATION}")
        self._record = keys.derive("record")
        self._linkage = linkage
        self._known: dict[int, Person] = {}

    def units(
        self, numbers: NDArray[np.int64], birth: NDArray[np.int64], *, sex: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Give the analysis pseudonym of each number.

        :param birth: days since 1970-01-01, or ``UNKNOWN_DAY``.
        """
        distinct, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
        fresh = [(int(n), int(i)) for n, i in zip(distinct, first, strict=True) if int(n) not in self._known]
        constants = self._linkage.constants([number for number, _ in fresh])
        for (number, row), constant in zip(fresh, constants, strict=True):
            born = int(birth[row])
            self._known[number] = Person(
                unit=pseudonym_of(self._pseudonym, constant),
                key=int.from_bytes(_digest(self._record, FAMILY + constant), signed=True),
                birth=None if born == UNKNOWN_DAY else born,
                sex=int(sex[row]),
            )
        units = np.array([self._known[int(number)].unit for number in distinct], dtype=np.int64)
        return units[inverse]

    def persons(self) -> list[Person]:
        """Give every person met in the delivery, by pseudonym, so that the order tells nothing."""
        return sorted(self._known.values(), key=lambda person: person.unit)


def pseudonym_of(key: bytes, constant: bytes) -> int:
    """Give the analysis pseudonym of a person constant: 63 bits."""
    return int.from_bytes(_digest(key, constant)) & _POSITIVE


def hash_records(keys: Keys, databank: str, records: pa.Array) -> NDArray[np.int64]:
    """Give a keyed hash of each of the record system's own ids."""
    key = keys.derive(f"source-record/{databank}")
    texts = [(text or "").strip().encode() for text in records.to_pylist()]
    hashed = [int.from_bytes(_digest(key, text), signed=True) for text in texts]
    return np.array(hashed, dtype=np.int64)


def _digest(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")[:_EIGHT]
