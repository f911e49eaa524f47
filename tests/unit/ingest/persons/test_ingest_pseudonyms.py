"""Pseudonyms and record keys as disclosure-rules section 2 defines them, worked out apart from the code."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pyarrow as pa

from folkekommune.ingest.persons.linkage import HANDLES, Linkage, new_linkage
from folkekommune.ingest.persons.pseudonyms import hash_records, record_keys, released_people
from folkekommune.keys import Keys

KEYS = Keys(bytes(range(32)))
FIRST, SECOND, THIRD = 20911750024, 5831850363, 9811950421


def linked(*rows: tuple[int, int, int]) -> Linkage:
    """Make a linkage of (handle, system, number)."""
    linkage = new_linkage()
    linkage.put(np.array([(*row, 0) for row in rows], dtype=HANDLES))
    linkage.persons(linkage.handles["number"])
    return linkage


def digest(purpose: str, content: bytes) -> bytes:
    return hmac.new(KEYS.derive(purpose), content, hashlib.sha256).digest()[:8]


def released(linkage: Linkage) -> dict[int, tuple[int | None, int | None]]:
    table = released_people(KEYS, linkage).table
    return {row["unit_id"]: (row["person"], row["key"]) for row in table.to_pylist()}


def test_keys_and_pseudonyms_follow_their_definition():
    linkage = linked((1, 0, FIRST), (2, 0, SECOND))
    found = released(linkage)
    for handle, number in ((1, FIRST), (2, SECOND)):
        [constant] = linkage.persons(np.array([number]))
        pseudonym = int.from_bytes(digest("pseudonym/1", constant.tobytes()), "big") % 2**63
        key = int.from_bytes(digest("record", b"folkekommune" + constant.tobytes()), "big", signed=True)
        assert found[handle] == (pseudonym, key)
        assert record_keys(KEYS, linkage.persons(np.array([number]))) == [key]


def test_a_new_generation_changes_pseudonyms_and_no_key():
    linkage = linked((1, 0, FIRST), (2, 0, SECOND))
    before, digest_before = released(linkage), released_people(KEYS, linkage).digest
    linkage.generation += 1
    after = released(linkage)
    assert {person for person, _ in before.values()}.isdisjoint(person for person, _ in after.values())
    assert [key for _, key in before.values()] == [key for _, key in after.values()]
    assert released_people(KEYS, linkage).digest != digest_before


def test_handles_of_two_systems_with_one_number_are_one_person():
    found = released(linked((1, 7, FIRST), (2, 8, FIRST), (3, 0, FIRST)))
    assert len({person for person, _ in found.values()}) == 1


def test_two_patients_of_one_system_with_one_number_are_left_out():
    found = released(linked((1, 7, FIRST), (2, 7, FIRST), (3, 7, SECOND), (4, 8, FIRST)))
    assert found[1] == found[2] == (None, None)
    assert found[3][0] is not None
    assert found[4][0] is not None


def test_people_who_object_are_left_out_whatever_number_they_are_known_by():
    linkage = linked((1, 0, FIRST), (2, 7, SECOND), (3, 0, THIRD))
    linkage.join(FIRST, SECOND)
    linkage.reserved = np.array([SECOND])
    found = released(linkage)
    assert found[1] == found[2] == (None, None)
    assert found[3][0] is not None


def test_record_ids_are_hashed_with_a_key_and_by_databank():
    ids = pa.array(["1", "2", " 1", None])
    hashed = hash_records(KEYS, "no.a", ids)
    assert hashed[0] == hashed[2]
    assert len(set(hashed.tolist())) == 3
    assert set(hashed.tolist()).isdisjoint(hash_records(KEYS, "no.b", ids).tolist())
    assert set(hashed.tolist()).isdisjoint(hash_records(Keys(bytes(32)), "no.a", ids).tolist())
