"""The vault: sealed, its owner's alone, every opening noted, and written whole or not at all."""

from __future__ import annotations

import stat

import numpy as np
import pytest

from folkekommune.access.audit import AuditEvent
from folkekommune.errors import UsageError
from folkekommune.ingest.persons import vault
from folkekommune.ingest.persons.vault import Vault
from folkekommune.keys import Keys
from folkekommune.texts import LANGUAGES, text

KEYS = Keys(bytes(range(32)))
NUMBERS = [20911750024, 5831850363, 9811950421]


def opened(folder, keys: Keys = KEYS, events: list[AuditEvent] | None = None) -> Vault:
    return Vault(folder / "vault", keys, ([] if events is None else events).append)


def saved(folder, numbers=NUMBERS) -> list[bytes]:
    with opened(folder).changing("load") as linkage:
        return [person.tobytes() for person in linkage.persons(np.array(numbers))]


def sealed(folder):
    [file] = [path for path in (folder / "vault").iterdir() if path.name != ".lock"]
    return file


def test_a_number_keeps_its_person(tmp_path):
    first = saved(tmp_path)
    assert len(set(first)) == 3
    assert {len(constant) for constant in first} == {16}
    more = saved(tmp_path, [9811950421, 52861850714, 20911750024, 52861850714])
    assert more[0] == first[2]
    assert more[2] == first[0]
    assert more[1] == more[3]
    assert more[1] not in first
    assert saved(tmp_path) == first


def test_the_person_does_not_follow_from_the_number(tmp_path):
    assert set(saved(tmp_path / "a")).isdisjoint(saved(tmp_path / "b"))


def test_the_file_is_sealed_and_the_owners_alone(tmp_path):
    saved(tmp_path)
    content = sealed(tmp_path).read_bytes()
    assert stat.S_IMODE(sealed(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "vault").stat().st_mode) == 0o700
    for number in NUMBERS:
        assert number.to_bytes(8, "little") not in content
        assert str(number).encode() not in content


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o710])
def test_a_folder_that_others_may_enter_is_refused(tmp_path, mode):
    saved(tmp_path)
    (tmp_path / "vault").chmod(mode)
    with pytest.raises(UsageError) as caught:
        opened(tmp_path).open_linkage("load")
    assert caught.value.code == "persons.vault-readable"
    assert all(text(caught.value.code, language, **caught.value.parameters) for language in LANGUAGES)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_may_read_or_change_is_refused(tmp_path, mode):
    saved(tmp_path)
    sealed(tmp_path).chmod(mode)
    with pytest.raises(UsageError) as caught:
        opened(tmp_path).open_linkage("load")
    assert caught.value.code == "persons.vault-readable"


def test_every_opening_is_noted_also_one_that_is_in_vain(tmp_path):
    saved(tmp_path)
    events: list[AuditEvent] = []
    opened(tmp_path, events=events).open_linkage("export")
    with pytest.raises(UsageError):
        opened(tmp_path, Keys(bytes(32)), events).open_linkage("release")
    assert [(event.action, event.subject) for event in events] == [
        ("vault-open", "export"),
        ("vault-open", "release"),
    ]


def test_another_key_or_an_altered_file_is_told(tmp_path):
    saved(tmp_path)
    with pytest.raises(UsageError) as caught:
        opened(tmp_path, Keys(bytes(32))).open_linkage("load")
    assert caught.value.code == "ingest.vault-damaged"
    content = bytearray(sealed(tmp_path).read_bytes())
    content[-1] ^= 1
    sealed(tmp_path).write_bytes(content)
    with pytest.raises(UsageError):
        opened(tmp_path).open_linkage("load")


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    first = saved(tmp_path)

    def fail(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr(vault.os, "fsync", fail)
    with pytest.raises(OSError, match=r"^$"):
        saved(tmp_path, [52861850714])
    monkeypatch.undo()
    assert sealed(tmp_path)
    assert saved(tmp_path) == first


def test_nothing_new_writes_nothing(tmp_path):
    saved(tmp_path)
    before = sealed(tmp_path).read_bytes()
    saved(tmp_path)
    assert sealed(tmp_path).read_bytes() == before


def test_two_changes_at_once_are_refused(tmp_path):
    with opened(tmp_path).changing("load"), pytest.raises(UsageError) as caught, opened(tmp_path).alone():
        pass
    assert caught.value.code == "ingest.load-busy"
