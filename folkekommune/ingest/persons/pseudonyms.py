"""Pseudonyms and keys: from a person's constant in the vault, and never back.

The record key follows disclosure-rules section 2: 64 bits of an HMAC over the family and the person
constant. The family is the same in every databank, so a person keeps the key across them; a new generation
of analysis pseudonyms does not change it.
"""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.ingest.persons.linkage import Linkage, halves, shared_handles
from folkekommune.keys import Keys
from folkekommune.store.people import SCHEMA, People

FAMILY = b"folkekommune"
_EIGHT = 8
_POSITIVE = 2**63 - 1


def pseudonym_key(keys: Keys, generation: int) -> bytes:
    """Give the key of a generation of analysis pseudonyms."""
    return keys.derive(f"pseudonym/{generation}")


def pseudonym_of(key: bytes, constant: bytes) -> int:
    """Give the analysis pseudonym of a person constant: 63 bits."""
    return int.from_bytes(_digest(key, constant)) & _POSITIVE


def record_keys(keys: Keys, persons: NDArray[np.void]) -> list[int]:
    """Give the record key of each person constant."""
    key = keys.derive("record")
    return [int.from_bytes(_digest(key, FAMILY + person.tobytes()), signed=True) for person in persons]


def hash_records(keys: Keys, databank: str, records: pa.Array) -> NDArray[np.int64]:
    """Give a keyed hash of each of the record system's own ids."""
    key = keys.derive(f"source-record/{databank}")
    texts = [(text or "").strip().encode() for text in records.to_pylist()]
    hashed = [int.from_bytes(_digest(key, text), signed=True) for text in texts]
    return np.array(hashed, dtype=np.int64)


def released_people(keys: Keys, linkage: Linkage) -> People:
    """Give whom each handle stands for in a release made now.

    Left out are people who object, and patients of one record system who share a number: nothing tells
    whose it is, and two children are never made one.
    """
    handles = linkage.handles
    persons = linkage.persons(handles["number"])
    _, first, inverse = np.unique(halves(persons), axis=0, return_index=True, return_inverse=True)
    key = pseudonym_key(keys, linkage.generation)
    units = np.array([pseudonym_of(key, person.tobytes()) for person in persons[first]], dtype=np.int64)
    record = np.array(record_keys(keys, persons[first]), dtype=np.int64)
    left_out = shared_handles(handles) | np.isin(
        handles["number"], list(linkage.numbers_of(linkage.reserved))
    )
    table = pa.table(
        [
            pa.array(handles["handle"]),
            pa.array(units[inverse] if len(units) else first, mask=left_out),
            pa.array(record[inverse] if len(record) else first, mask=left_out),
        ],
        schema=SCHEMA,
    )
    digest = hashlib.sha256()
    for column in table.columns:
        digest.update(column.fill_null(0).to_numpy().tobytes())
    return People(table, digest.hexdigest())


def _digest(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")[:_EIGHT]
