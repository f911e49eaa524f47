"""The vault: one random constant a number, sealed, and written whole or not at all."""

from __future__ import annotations

import stat

import pytest

from folkekommune.errors import UsageError
from folkekommune.ingest import vault
from folkekommune.ingest.vault import open_linkage, save_linkage
from folkekommune.keys import Keys

KEYS = Keys(bytes(range(32)))
NUMBERS = [20911750024, 5831850363, 9811950421]


def saved(folder, numbers=NUMBERS) -> list[bytes]:
    linkage = open_linkage(folder, KEYS)
    constants = linkage.constants(numbers)
    save_linkage(folder, KEYS, linkage)
    return constants


def test_a_number_keeps_its_constant(tmp_path):
    first = saved(tmp_path)
    assert len(set(first)) == 3
    assert {len(constant) for constant in first} == {16}
    more = saved(tmp_path, [9811950421, 52861850714, 20911750024, 52861850714])
    assert more[0] == first[2]
    assert more[2] == first[0]
    assert more[1] == more[3]
    assert more[1] not in first
    assert saved(tmp_path) == first


def test_the_constant_does_not_follow_from_the_number(tmp_path):
    assert set(saved(tmp_path / "a")).isdisjoint(saved(tmp_path / "b"))


def test_the_file_is_sealed_and_the_owners_alone(tmp_path):
    saved(tmp_path)
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for number in NUMBERS:
        assert number.to_bytes(8, "little") not in content
        assert str(number).encode() not in content


def test_another_key_or_an_altered_file_is_told(tmp_path):
    saved(tmp_path)
    with pytest.raises(UsageError) as caught:
        open_linkage(tmp_path, Keys(bytes(32)))
    assert caught.value.code == "ingest.vault-damaged"
    (file,) = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(UsageError):
        open_linkage(tmp_path, KEYS)


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    first = saved(tmp_path)

    def fail(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr(vault.os, "fsync", fail)
    with pytest.raises(OSError, match=r"^$"):
        saved(tmp_path, [52861850714])
    monkeypatch.undo()
    assert len(list(tmp_path.iterdir())) == 1
    assert saved(tmp_path) == first


def test_nothing_new_writes_nothing(tmp_path):
    saved(tmp_path)
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    saved(tmp_path)
    assert file.read_bytes() == before
