"""The ledger: sealed, only added to, and the first answer counts."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from folkekommune.disclosure.audit import Audit
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.ledger import AnsweredCell, Entry, Ledger, PublishedCell
from folkekommune.disclosure.memory import Memory
from folkekommune.disclosure.nearness import Group, Nearness
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.results import _SEAL, Protection, Refusal
from folkekommune.keys import Keys, SealBrokenError

KEYS = Keys(b"m" * 32)
CELL = AnsweredCell(0x1234567890ABCDEF, 987654321, (0x1122334455667788, 0xFEDCBA0987654321), 987654325)


def refusal(rule: str) -> Refusal:
    return Refusal(Protection("standard-1", 0.0), _SEAL, rule=rule, parameters=())


def entry(user: str = "kari", project: str = "søvn", **changes: object) -> Entry:
    known = {
        "time": "2026-01-01T12:00:00+00:00",
        "release": "no.example.bank:1.0.0",
        "policy": "standard-1",
        "canonical": "cafe",
        "population": CELL,
        "cells": (CELL, AnsweredCell(2**64 - 1, 0, (), 0)),
    }
    return Entry(user, project, **(known | changes))


def audit(memory: Memory | None = None) -> Audit:
    return Audit(memory or Memory(), Nearness(10, 0, NoiseKey(b"k")), 3)


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    return Ledger(tmp_path / "ledger" / "ledger.sqlite", KEYS)


def test_the_first_answer_is_the_one_that_counts(ledger) -> None:
    assert ledger.first_answer("q") is None
    assert ledger.remember("q", entry(), refusal("first"), audit()) == refusal("first")
    assert ledger.remember("q", entry("ola"), refusal("second"), audit()) == refusal("first")
    assert ledger.first_answer("q") == refusal("first")
    assert ledger.first_answer("other") is None


def test_two_who_ask_at_once_get_one_answer(ledger) -> None:
    with ThreadPoolExecutor(4) as pool:
        rules = [f"rule {number}" for number in range(12)]
        found = list(pool.map(lambda rule: ledger.remember("q", entry(), refusal(rule), audit()), rules))
    assert len({result.rule for result in found}) == 1


def test_entries_come_back_whole_and_in_order(ledger) -> None:
    for number in range(3):
        ledger.remember(f"q{number}", entry(f"user {number}"), refusal("r"), audit())
    assert list(ledger.entries()) == [entry(f"user {number}") for number in range(3)]


def test_no_word_or_number_of_an_answer_stands_in_the_file(ledger, tmp_path) -> None:
    """Not the question, not who asked, no count, no fingerprint in any of its likely forms, no result."""
    ledger.remember("the canonical question", entry(), refusal("population.floor"), audit())
    ledger.publish({"cell name|4601|2020": PublishedCell("spring", 0x0F1E2D3C4B5A6978, 424242424, 434343434)})
    written = b"".join(file.read_bytes() for file in (tmp_path / "ledger").iterdir())
    numbers = [
        CELL.fingerprint,
        CELL.people,
        CELL.said,
        *CELL.conditions,
        0x0F1E2D3C4B5A6978,
        424242424,
        434343434,
    ]
    words = [
        "canonical question",
        "kari",
        "søvn",
        "no.example.bank",
        "population",
        "floor",
        "cafe",
        "cell name",
        "spring",
    ]
    forms = [word.encode() for word in words] + [str(number).encode() for number in numbers]
    forms += [f"{number:x}".encode() for number in numbers]
    forms += [
        number.to_bytes(8, order) for number in numbers for order in ("big", "little") if number > 2**32
    ]
    assert len(written) > 1000
    assert [form for form in forms if form in written] == []


def test_equal_records_are_not_seen_to_be_equal(ledger, tmp_path) -> None:
    for question in ("a", "b"):
        ledger.remember(question, entry(), refusal("r"), audit())
    with sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite") as connection:
        sealed = [row[0] for row in connection.execute("SELECT sealed FROM answers")]
    connection.close()
    assert len(set(sealed)) == 2


def test_a_record_that_was_altered_does_not_open(ledger, tmp_path) -> None:
    ledger.remember("q", entry(), refusal("r"), audit())
    file = tmp_path / "ledger" / "ledger.sqlite"
    with sqlite3.connect(file) as connection:
        (sealed,) = connection.execute("SELECT sealed FROM answers").fetchone()
        connection.execute("UPDATE answers SET sealed = ?", (sealed[:-1] + bytes([sealed[-1] ^ 1]),))
    connection.close()
    with pytest.raises(SealBrokenError):
        ledger.first_answer("q")


def test_another_key_opens_nothing(ledger, tmp_path) -> None:
    ledger.remember("q", entry(), refusal("r"), audit())
    stranger = Ledger(tmp_path / "ledger" / "ledger.sqlite", Keys(b"n" * 32))
    assert stranger.first_answer("q") is None
    with pytest.raises(SealBrokenError):
        list(stranger.entries())


def test_the_latest_publication_of_a_cell(ledger) -> None:
    first, second = (PublishedCell(name, 7, 20, 20 + turn) for turn, name in enumerate(("a", "b")))
    ledger.publish({"cell": first, "other": first})
    ledger.publish({"cell": second})
    assert ledger.published(["cell", "other", "none"]) == {"cell": second, "other": first}


def test_only_the_owner_may_look_into_the_folder(ledger, tmp_path) -> None:
    assert (tmp_path / "ledger").stat().st_mode & 0o077 == 0


GROUP = Group.of(People(500, 11, 0b1), (1, 2), 501)
NEARLY = Group.of(People(501, 12, 0b11), (1, 3), 498)
FAR = Group.of(People(540, 13, 0b1), (1, 4), 541)


def test_groups_are_remembered_in_the_next_process_too(ledger, tmp_path) -> None:
    asked = audit()
    asked.settle(GROUP.people, (1, 2), 501)
    ledger.remember("q", entry(), refusal("r"), asked)
    again = Ledger(tmp_path / "ledger" / "ledger.sqlite", KEYS).memory(entry().databank)
    found = again.near(NEARLY, audit().nearness)
    assert found is not None
    assert found.said == 501
    assert len(ledger.memory("no.example.other")) == 0


def test_an_answer_that_was_overtaken_by_a_near_one_is_not_stored(ledger) -> None:
    """Two are judged at once, before either is stored: the second is to be judged anew."""
    first, second, third = (audit(ledger.memory(entry().databank)) for _ in range(3))
    first.settle(GROUP.people, (1, 2), 501)
    second.settle(NEARLY.people, (1, 3), 498)
    third.settle(FAR.people, (1, 4), 541)
    fresh = Memory()
    second.memory = third.memory = fresh
    assert ledger.remember("q", entry(), refusal("r"), first) is not None
    assert ledger.remember("near", entry(), refusal("r"), second) is None
    assert ledger.first_answer("near") is None
    assert ledger.remember("far", entry(), refusal("r"), third) is not None


def test_the_groups_in_the_file_are_sealed(ledger, tmp_path) -> None:
    ledger.note("no.example.bank:1.0.0", [Group.of(People(424242424, 0x0F1E2D3C4B5A6978, 7), (), 434343434)])
    written = b"".join(file.read_bytes() for file in (tmp_path / "ledger").iterdir())
    assert (424242424).to_bytes(8, "little") not in written
    assert (0x0F1E2D3C4B5A6978).to_bytes(8, "little") not in written
