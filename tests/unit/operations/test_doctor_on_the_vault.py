"""The doctor sees a vault that is not as apart as the configuration says."""

from __future__ import annotations

import os
import pwd
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from folkekommune.errors import PermissionRefused
from folkekommune.operations.checkup import secrets, vault
from folkekommune.operations.checkup.facts import Facts, Level
from folkekommune.operations.vault_work import tell_of_work
from folkekommune.settings import Home, Installation, VaultSettings
from folkekommune.texts import LANGUAGES, text

ME = pwd.getpwuid(os.geteuid()).pw_name
OTHER = "nobody" if ME != "nobody" else "daemon"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    for folder in (home.root, home.keys, home.vault, home.ledger):
        folder.mkdir(mode=0o700)
    home.configuration.touch(mode=0o600)
    tell_of_work(home, {})
    return home


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Path]:
    """Give a socket that this user listens on."""
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "vault.sock"))
        one.listen()
        yield tmp_path / "vault.sock"


def told(home: Home, file: Path, *users: str, fault: PermissionRefused | None = None) -> dict[str, Level]:
    installation = Installation(home, vault=VaultSettings(file, users))
    remarks = list(vault.check(Facts(installation, datetime(2026, 5, 17, tzinfo=UTC), vault_fault=fault)))
    for remark in remarks:
        assert all(text(remark.code, language, **remark.parameters) for language in LANGUAGES)
    return {remark.code: remark.level for remark in remarks}


def test_a_vault_apart_is_told_nothing_of(home: Home, listening: Path):
    assert told(home, listening, OTHER) == {}


def test_nobody_who_carries_out_orders_is_wrong(home: Home, listening: Path):
    for file in home.temporary.iterdir():
        file.unlink()
    assert told(home, listening, OTHER) == {"tasks.nobody-works": Level.WRONG}


def test_a_silent_vault_is_wrong(home: Home, tmp_path: Path):
    assert told(home, tmp_path / "nobody-listens.sock", OTHER) == {"vault.away": Level.WRONG}


def test_a_vault_that_does_not_let_this_user_in_says_so(home: Home, listening: Path):
    stranger = PermissionRefused("vault.stranger")
    assert told(home, listening, OTHER, fault=stranger) == {"vault.stranger": Level.WRONG}


def test_a_user_whom_the_vault_is_kept_from_and_who_keeps_it_is_wrong(home: Home, listening: Path):
    assert told(home, listening, ME) == {
        "vault.same-user": Level.WRONG,
        "vault.open-to-user": Level.WRONG,
        "vault.configuration-open": Level.RISK,
    }


def test_a_user_who_is_not_there_is_wrong(home: Home, listening: Path):
    assert told(home, listening, "no-such-user-here") == {"vault.no-such-user": Level.WRONG}


def test_a_configuration_that_the_group_may_replace_is_a_risk(home: Home, listening: Path):
    home.root.chmod(0o2770)
    assert told(home, listening, OTHER) == {"vault.configuration-open": Level.RISK}


def test_the_group_of_both_users_may_read_what_is_not_the_vaults(home: Home, listening: Path):
    for folder in (home.ledger, home.keys):
        folder.chmod(0o770)
    (home.keys / "master.key").write_bytes(bytes(range(100, 132)))
    (home.keys / "master.key").chmod(0o600)
    apart = Installation(home, vault=VaultSettings(listening, (OTHER,)))
    wrong = [
        [
            remark.parameters["file"]
            for remark in secrets.check(Facts(each, datetime(2026, 5, 17, tzinfo=UTC)))
        ]
        for each in (apart, Installation(home))
    ]
    assert wrong == [[str(home.keys)], [str(home.keys), str(home.ledger)]]
