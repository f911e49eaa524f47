"""The two-person rule and the change of the master key."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from folkekommune.errors import InputError, UsageError
from folkekommune.keys import CREDENTIALS, Keys, create_keys, load_keys, read_master
from folkekommune.keys.rotation import finish_rotation, rotate_master
from folkekommune.keys.shares import Share, join, read_share, split, write_share

MASTER = bytes(range(32))


def test_two_shares_are_the_key_and_one_is_nothing_of_it():
    first, second = split(MASTER)
    assert join(first, second) == join(second, first) == MASTER
    # Worked out by hand: the second is the key XOR the first, byte by byte.
    assert bytes(a ^ b for a, b in zip(first.content, second.content, strict=True)) == MASTER
    again, _ = split(MASTER)
    assert again.content != first.content


def test_a_share_lies_in_a_file_for_its_holder_alone(tmp_path: Path):
    first, second = split(MASTER)
    for share, name in ((first, "one.txt"), (second, "two.txt")):
        write_share(share, tmp_path / name)
    assert (tmp_path / "one.txt").stat().st_mode & 0o777 == 0o600
    assert join(read_share(tmp_path / "one.txt"), read_share(tmp_path / "two.txt")) == MASTER
    with pytest.raises(UsageError, match=r"keys\.exists"):
        write_share(first, tmp_path / "one.txt")


def test_every_letter_of_a_share_that_is_typed_wrongly_is_found(tmp_path: Path):
    content = split(MASTER)[0].encode()
    file = tmp_path / "share.txt"
    for place in range(len(content) - 1):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(InputError, match=r"keys\.share-damaged"):
            read_share(file)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (Share(1, "aa", MASTER), "keys.same-share"),
        (Share(2, "bb", MASTER), "keys.not-a-pair"),
    ],
)
def test_shares_that_do_not_belong_together_are_refused(second: Share, code: str):
    with pytest.raises(UsageError, match=code):
        join(Share(1, "aa", MASTER), second)


def test_a_changed_master_key_changes_no_derived_key(tmp_path: Path):
    first = create_keys(tmp_path)
    before, sealed = read_master(tmp_path), first.seal(b"who is who", "vault/linkage")
    for _ in range(2):
        rotate_master(tmp_path)
        assert load_keys(tmp_path).derive("noise/1") == first.derive("noise/1")
    assert read_master(tmp_path) != before
    assert load_keys(tmp_path).unseal(sealed, "vault/linkage") == b"who is who"
    (tmp_path / "master.key").write_bytes(before)
    with pytest.raises(UsageError, match=r"keys\.not-this-one"):
        load_keys(tmp_path)


_DIES = """
import os, signal, sys
from pathlib import Path
from folkekommune.keys import rotation
instant, folder = int(sys.argv[1]), Path(sys.argv[2])
count = 0
def tick(work):
    def watched(*given, **named):
        global count
        count += 1
        if count == instant:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*given, **named)
    return watched
for owner, name in ((rotation, "_sync"), (rotation, "write_secret"), (Path, "replace"), (Path, "unlink")):
    setattr(owner, name, tick(getattr(owner, name)))
rotation.rotate_master(folder)
"""


def test_a_change_that_is_killed_at_any_instant_is_finished_or_forgotten(tmp_path: Path):
    outcomes = set()
    for instant in range(1, 20):
        folder = tmp_path / str(instant)
        derived = create_keys(folder).derive("noise/1")
        done = subprocess.run(
            (sys.executable, "-c", _DIES, str(instant), str(folder)), check=False, capture_output=True
        )
        finish_rotation(folder)
        assert load_keys(folder).derive("noise/1") == derived
        assert not list(folder.glob("master.key.new"))
        outcomes.add(done.returncode)
        if done.returncode == 0:
            break
    assert outcomes == {0, -9}


def test_the_key_may_come_from_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    keys = create_keys(tmp_path / "keys")
    handed = tmp_path / "credentials"
    handed.mkdir()
    (tmp_path / "keys" / "master.key").rename(handed / "master.key")
    with pytest.raises(UsageError, match=r"keys\.missing"):
        load_keys(tmp_path / "keys")
    monkeypatch.setenv(CREDENTIALS, str(handed))
    assert load_keys(tmp_path / "keys").derive("x") == keys.derive("x")
    (handed / "master.key").write_bytes(b"short")
    with pytest.raises(UsageError, match=r"keys\.damaged"):
        load_keys(tmp_path / "keys")


def test_the_fingerprint_tells_keys_apart_and_is_no_key():
    keys = Keys(MASTER)
    assert keys.fingerprint != Keys(os.urandom(32)).fingerprint
    assert keys.fingerprint not in {keys.derive(purpose).hex()[:16] for purpose in ("backup", "audit")}
