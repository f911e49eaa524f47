"""Pseudonyms and record keys as disclosure-rules section 2 defines them, worked out apart from the code."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pyarrow as pa

from folkekommune.ingest.pseudonyms import UNKNOWN_DAY, People, hash_records
from folkekommune.ingest.vault import open_linkage
from folkekommune.keys import Keys

KEYS = Keys(bytes(range(32)))
NUMBERS = np.array([20911750024, 5831850363, 20911750024])
BORN = np.array([17490, 17595, 17490])
SEX = np.array([2, 1, 2])


def people(tmp_path) -> tuple[People, list[bytes]]:
    linkage = open_linkage(tmp_path, KEYS)
    return People(KEYS, linkage), linkage.constants(NUMBERS[:2].tolist())


def digest(purpose: str, content: bytes) -> bytes:
    return hmac.new(KEYS.derive(purpose), content, hashlib.sha256).digest()[:8]


def test_keys_and_pseudonyms_follow_their_definition(tmp_path):
    who, constants = people(tmp_path)
    units = who.units(NUMBERS, BORN, sex=SEX)
    assert units[0] == units[2]
    found = {person.unit: person for person in who.persons()}
    assert len(found) == 2
    for unit, constant, sex in zip(units, constants, (2, 1), strict=False):
        pseudonym = int.from_bytes(digest("pseudonym/1", constant), "big") % 2**63
        assert int(unit) == pseudonym
        key = int.from_bytes(digest("record", b"folkekommune" + constant), "big", signed=True)
        assert found[pseudonym].key == key
        assert found[pseudonym].sex == sex


def test_persons_come_in_an_order_that_tells_nothing(tmp_path):
    who, _ = people(tmp_path)
    units = who.units(np.arange(1, 60), np.full(59, UNKNOWN_DAY), sex=np.zeros(59, dtype=np.int64))
    assert [person.unit for person in who.persons()] == sorted(units.tolist())
    assert units.tolist() != sorted(units.tolist())
    assert {person.birth for person in who.persons()} == {None}


def test_record_ids_are_hashed_with_a_key_and_by_databank():
    ids = pa.array(["1", "2", " 1", None])
    hashed = hash_records(KEYS, "no.a", ids)
    assert hashed[0] == hashed[2]
    assert len(set(hashed.tolist())) == 3
    assert set(hashed.tolist()).isdisjoint(hash_records(KEYS, "no.b", ids).tolist())
    assert set(hashed.tolist()).isdisjoint(hash_records(Keys(bytes(32)), "no.a", ids).tolist())
