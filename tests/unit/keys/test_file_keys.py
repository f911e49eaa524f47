"""A key for each sealed file: destroyed, the file is gone in every copy; the others stay."""

from __future__ import annotations

import stat

import pytest

from folkekommune.keys import KeyDestroyedError, Keys, SealBrokenError, create_keys, load_keys
from folkekommune.keys.file_keys import FileKeys


@pytest.fixture
def keys(tmp_path):
    return create_keys(tmp_path / "keys")


def stored(keys):
    return sorted((keys.folder / "files").glob("*.key"))


def test_what_is_sealed_opens_also_with_keys_read_anew(keys):
    sealed = FileKeys(keys).seal(b"en hemmelighet", "vault/x")
    assert FileKeys(load_keys(keys.folder)).unseal(sealed, "vault/x") == b"en hemmelighet"
    assert b"hemmelighet" not in sealed


def test_each_file_has_a_key_of_its_own_that_only_the_owner_reads(keys):
    one, other = (FileKeys(keys).seal(b"det samme", "vault/x") for _ in range(2))
    assert one[20:] != other[20:]
    assert len(stored(keys)) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in stored(keys)} == {0o600}


def test_a_stored_key_is_nothing_without_the_master_key(keys, tmp_path):
    sealed = FileKeys(keys).seal(b"en hemmelighet", "vault/x")
    stranger = create_keys(tmp_path / "others")
    (stranger.folder / "files").symlink_to(keys.folder / "files")
    with pytest.raises(SealBrokenError):
        FileKeys(stranger).unseal(sealed, "vault/x")


@pytest.mark.parametrize("at", [5, 25, -1])
def test_an_altered_file_or_another_purpose_does_not_open(keys, at):
    sealed = bytearray(FileKeys(keys).seal(b"en hemmelighet", "vault/x"))
    with pytest.raises(SealBrokenError):
        FileKeys(keys).unseal(bytes(sealed), "vault/y")
    sealed[at] ^= 1
    with pytest.raises(SealBrokenError):
        FileKeys(keys).unseal(bytes(sealed), "vault/x")


def test_without_its_key_a_file_is_gone_and_the_other_is_not(keys):
    files = FileKeys(keys)
    one, other = files.seal(b"en", "vault/x"), files.seal(b"to", "vault/x")
    kept = stored(keys)[0].read_bytes() + stored(keys)[1].read_bytes()
    files.destroy(one)
    with pytest.raises(KeyDestroyedError):
        files.unseal(one, "vault/x")
    assert files.unseal(other, "vault/x") == b"to"
    assert len(stored(keys)) == 1
    assert stored(keys)[0].read_bytes() in kept
    files.destroy(one)
    files.destroy(b"")


def test_a_key_that_no_file_has_is_destroyed(keys, tmp_path):
    files = FileKeys(keys)
    (tmp_path / "vault" / "deep").mkdir(parents=True)
    file = tmp_path / "vault" / "deep" / "a.sealed"
    file.write_bytes(files.seal(b"ny", "vault/x"))
    orphan = files.seal(b"gammel", "vault/x")
    assert files.keep_only((tmp_path / "vault", tmp_path / "not-there")) == 1
    assert files.unseal(file.read_bytes(), "vault/x") == b"ny"
    with pytest.raises(KeyDestroyedError):
        files.unseal(orphan, "vault/x")
    assert files.keep_only((tmp_path / "vault",)) == 0


def test_a_file_sealed_before_files_had_keys_still_opens(keys):
    assert FileKeys(keys).unseal(keys.seal(b"gammel", "vault/x"), "vault/x") == b"gammel"


def test_keys_that_lie_nowhere_seal_by_purpose_alone():
    keys = Keys(bytes(32))
    sealed = FileKeys(keys).seal(b"en", "vault/x")
    assert keys.unseal(sealed, "vault/x") == b"en"
    FileKeys(keys).destroy(sealed)
    assert FileKeys(keys).keep_only(()) == 0
