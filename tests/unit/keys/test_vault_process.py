"""The vault's socket, in a thread of this process: who is let in, and what a lost connection does."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from folkekommune.errors import PermissionRefused, UsageError
from folkekommune.keys import Keys, SealBrokenError, create_keys
from folkekommune.keys.file_keys import FileKeys
from folkekommune.keys.vault_client import VaultKeys, VaultLine, VaultUnreachable, keeper_at, open_keys
from folkekommune.keys.vault_server import VaultServer, vault_of
from folkekommune.keys.vault_service import VaultService
from folkekommune.settings import Home, Installation, VaultSettings


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return create_keys(tmp_path / "home" / "keys")


@contextmanager
def listening(file: Path, keys: Keys, *users: int) -> Iterator[None]:
    """Serve the vault to some users while a block lasts."""
    with VaultServer(file, VaultService(keys), dict.fromkeys(users, "web")) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
    file.unlink()


def client(file: Path) -> VaultKeys:
    return VaultKeys(line=VaultLine(file, patience=0))


def test_the_same_keys_and_seals_come_from_the_vault_as_from_the_master_key(tmp_path: Path, keys: Keys):
    file = tmp_path / "vault.sock"
    with listening(file, keys, os.geteuid()):
        far = client(file)
        assert far.derive("noise/no.example/1") == keys.derive("noise/no.example/1")
        assert far.fingerprint == keys.fingerprint
        assert keys.unseal(far.seal(b"svar", "ledger"), "ledger") == b"svar"
        assert far.unseal(keys.seal(b"svar", "ledger"), "ledger") == b"svar"
        summary = FileKeys(keys).seal(b"12 rader", "store/summary/a")
        assert FileKeys(far).unseal(summary, "store/summary/a") == b"12 rader"
        with pytest.raises(SealBrokenError):
            FileKeys(far).unseal(summary, "store/summary/b")
        before_own_keys = keys.seal(b"gammel", "store/summary/c")
        assert FileKeys(far).unseal(before_own_keys, "store/summary/c") == b"gammel"


def test_nothing_is_sealed_or_opened_that_tells_who_anyone_is(tmp_path: Path, keys: Keys):
    file = tmp_path / "vault.sock"
    linkage = FileKeys(keys).seal(b"hvem", "vault/linkage")
    with listening(file, keys, os.geteuid()):
        far = client(file)
        for work in (
            lambda: far.derive("record"),
            lambda: FileKeys(far).seal(b"hvem", "vault/linkage"),
            lambda: FileKeys(far).unseal(linkage, "vault/linkage"),
        ):
            with pytest.raises(PermissionRefused, match=r"vault\.refused"):
                work()
        assert not far.master
        assert far.folder is None


def test_a_user_who_is_not_named_is_let_in_to_nothing(tmp_path: Path, keys: Keys):
    file = tmp_path / "vault.sock"
    with (
        listening(file, keys, os.geteuid() + 1),
        pytest.raises(PermissionRefused, match=r"vault\.stranger"),
    ):
        client(file).derive("ledger")


@pytest.mark.parametrize("sent", [struct.pack(">I", 2**31), b"\x00\x00", struct.pack(">I", 4) + b"[1]"])
def test_nonsense_ends_one_conversation_and_the_others_go_on(tmp_path: Path, keys: Keys, sent: bytes):
    file = tmp_path / "vault.sock"
    with listening(file, keys, os.geteuid()):
        with socket.socket(socket.AF_UNIX) as rude:
            rude.connect(str(file))
            rude.sendall(sent)
            rude.shutdown(socket.SHUT_WR)
            assert rude.recv(100) == b""
        assert client(file).derive("ledger") == keys.derive("ledger")


def test_what_was_given_stays_and_the_rest_waits_for_the_vault_to_come_back(tmp_path: Path, keys: Keys):
    file = tmp_path / "vault.sock"
    far = client(file)
    with pytest.raises(VaultUnreachable, match=r"vault\.away"):
        far.derive("ledger")
    with listening(file, keys, os.geteuid()):
        given = far.derive("ledger")
    assert far.derive("ledger") == given
    with pytest.raises(VaultUnreachable):
        far.derive("watch")
    with listening(file, keys, os.geteuid()):
        assert far.derive("watch") == keys.derive("watch")


def test_an_answer_that_is_cut_off_is_asked_for_again(tmp_path: Path, keys: Keys):
    file = tmp_path / "vault.sock"
    with socket.socket(socket.AF_UNIX) as dying:
        dying.bind(str(file))
        dying.listen()

        def die_and_come_back() -> None:
            connection, _ = dying.accept()
            connection.recv(1000)
            connection.sendall(struct.pack(">I", 80) + b'{"key": "00')
            connection.close()
            dying.close()
            file.unlink()

        thread = threading.Thread(target=die_and_come_back)
        thread.start()
        far = VaultKeys(line=VaultLine(file, patience=60))
        waiting = threading.Thread(target=far.derive, args=("ledger",))
        waiting.start()
        thread.join()
        with listening(file, keys, os.geteuid()):
            waiting.join()
    assert far._given == {"ledger": keys.derive("ledger")}


def test_the_vaults_user_reads_the_files_and_everyone_else_asks(tmp_path: Path, keys: Keys):
    settings = VaultSettings(tmp_path / "vault.sock", ("nobody",))
    installation = Installation(Home(tmp_path / "home"), vault=settings)
    assert open_keys(installation) == keys
    elsewhere = Installation(Home(tmp_path / "missing"), vault=settings)
    assert isinstance(open_keys(elsewhere), VaultKeys)
    assert keeper_at(settings.socket) is None
    with listening(settings.socket, keys):
        assert keeper_at(settings.socket) == os.geteuid()


@pytest.mark.parametrize(
    ("answering", "code"), [(None, "vault.not-apart"), ("no-such-user-here", "vault.no-such-user")]
)
def test_a_vault_that_cannot_be_apart_does_not_begin(
    tmp_path: Path, keys: Keys, answering: str | None, code: str
):
    settings = VaultSettings(tmp_path / "vault.sock", (answering,)) if answering else None
    with (
        pytest.raises(UsageError, match=code.replace(".", r"\.")),
        vault_of(Installation(Home(tmp_path / "home"), vault=settings)),
    ):
        pass
    assert keys.derive("ledger")


def test_the_socket_of_a_killed_vault_is_taken_over_and_that_of_a_living_one_is_not(
    tmp_path: Path, keys: Keys
):
    file = tmp_path / "vault.sock"
    other = "nobody" if os.geteuid() == 0 else "root"
    installation = Installation(Home(tmp_path / "home"), vault=VaultSettings(file, (other,)))
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(file))
    with vault_of(installation):
        assert keeper_at(file) == os.geteuid()
        with pytest.raises(UsageError, match=r"vault\.running"), vault_of(installation):
            pass
    assert not file.exists()
    assert keys.folder == tmp_path / "home" / "keys"
