"""The doctor sees each thing that is wrong, and nothing that is not."""

from __future__ import annotations

import os
from collections import namedtuple
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.keys import CREDENTIALS
from folkekommune.operations.checkup import disk, examine
from folkekommune.operations.checkup.facts import Facts, Level
from folkekommune.operations.notes import BackupNote, note_backup
from folkekommune.operations.switch import resume_answers, stop_answers
from folkekommune.settings import Home, Installation, Mode, MunicipalitySettings
from folkekommune.texts import LANGUAGES, text

NOW = datetime(2026, 5, 17, 12, tzinfo=UTC)
BERGEN = MunicipalitySettings(
    "4601", "Bergen", contact="post@bergen.example", accessibility_statement="https://uu.example/1"
)
GIBIBYTE = 2**30
Room = namedtuple("Room", "f_flag f_bavail f_frsize f_blocks")  # noqa: PYI024 - as the system gives it


@pytest.fixture
def well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Facts:
    """Give an installation in production that nothing is wrong with."""
    monkeypatch.delenv(CREDENTIALS, raising=False)
    home = Home(tmp_path / "home")
    for folder in (home.root, home.keys, home.vault, home.ledger):
        folder.mkdir(mode=0o700)
    (home.keys / "master.key").write_bytes(bytes(range(100, 132)) + b"")
    (home.keys / "master.key").chmod(0o600)
    note_backup(home, BackupNote((NOW - timedelta(hours=3)).isoformat(), 1, 1, "0" * 64, "home"))
    room = Room(0, 100 * GIBIBYTE, 1, 200 * GIBIBYTE)
    monkeypatch.setattr(disk.os, "statvfs", lambda _: room)
    extra = {
        "volume": {"answered_for": "Disken er kryptert i hypervisoren"},
        "web": {"proxies": ["127.0.0.1"]},
        "audit": {"anchor": str(tmp_path / "elsewhere.txt")},
    }
    installation = Installation(home, Mode.PRODUCTION, synthetic=False, municipalities=(BERGEN,), extra=extra)
    released = {"no.example": NOW - timedelta(days=30)}
    return Facts(installation, NOW, last_audit=NOW - timedelta(minutes=1), released=released)


def told(facts: Facts) -> dict[str, Level]:
    """Give what is said, by its short name."""
    return {each.code.removeprefix("operations.doctor-"): each.level for each in examine(facts)}


def changed(facts: Facts, **extra: object) -> Facts:
    installation = replace(facts.installation, extra={**facts.installation.extra, **extra})
    return replace(facts, installation=installation)


def test_a_healthy_installation_is_told_nothing(well: Facts):
    assert told(well) == {}


@pytest.mark.parametrize("name", ["keys/master.key", "keys", "vault"])
def test_what_others_can_read_is_wrong(well: Facts, name: str):
    (well.home.root / name).chmod(0o755)
    assert told(well) == {"readable": Level.WRONG}


@pytest.mark.parametrize("key", [bytes(32), b"a" * 32, b"changeme-changeme-changeme-12345"])
def test_a_key_nobody_drew_is_a_default_key(well: Facts, key: bytes):
    (well.home.keys / "master.key").write_bytes(key)
    assert told(well) == {"default-key": Level.WRONG}


def test_a_missing_key_is_wrong_unless_the_system_hands_it_over(well: Facts, monkeypatch: pytest.MonkeyPatch):
    (well.home.keys / "master.key").unlink()
    assert told(well) == {"no-key": Level.WRONG}
    monkeypatch.setenv(CREDENTIALS, "somewhere")
    assert told(well) == {}


def test_a_secret_in_the_configuration_is_wrong_and_its_value_is_not_repeated(well: Facts):
    facts = changed(well, database={"password": "hunter2", "password_file": "fine"})
    (remark,) = examine(facts)
    assert remark.parameters == {"name": "database.password"}


def test_an_open_volume_is_wrong_in_production_and_a_risk_in_test(well: Facts, tmp_path: Path):
    nowhere = {"mounts": tmp_path / "none", "blocks": tmp_path / "none"}
    facts = replace(changed(well, volume={}), **nowhere)
    assert told(facts) == {"volume-open": Level.WRONG}
    trial = replace(facts, installation=replace(facts.installation, mode=Mode.TEST))
    assert told(trial) == {"volume-open": Level.RISK}


def test_a_vault_without_a_backup_or_with_an_old_one(well: Facts):
    assert told(replace(well, now=NOW + timedelta(hours=22), last_audit=None)) == {}
    assert told(replace(well, now=NOW + timedelta(hours=24), last_audit=None)) == {"old-backup": Level.WRONG}
    assert told(changed(well, backup={"max_age_hours": 2})) == {"old-backup": Level.WRONG}
    (well.home.operations / "last_backup.json").unlink()
    assert told(well) == {"no-backup": Level.WRONG}


def test_a_clock_that_went_backwards(well: Facts):
    assert told(replace(well, last_audit=NOW + timedelta(minutes=1))) == {}
    (remark,) = examine(replace(well, last_audit=NOW + timedelta(hours=3)))
    assert remark.code.endswith("clock-back")
    assert remark.parameters == {"minutes": 180}


@pytest.mark.parametrize(("holds", "code"), [(False, "audit-broken"), (None, "control-unreadable")])
def test_a_trail_that_does_not_hold(well: Facts, holds: bool | None, code: str):
    assert told(replace(well, chain_holds=holds)) == {code: Level.WRONG}


def test_anchors_that_lie_in_the_installation_are_no_anchors(well: Facts):
    assert told(changed(well, audit={})) == {"no-anchor": Level.RISK}


def test_an_old_release(well: Facts):
    old = replace(well, released={"no.example": NOW - timedelta(days=401)})
    assert told(old) == {"old-release": Level.RISK}
    assert told(changed(old, releases={"max_age_days": 500})) == {}


def test_what_the_pages_lack(well: Facts):
    bare = replace(well.installation, municipalities=(MunicipalitySettings("4601", "Bergen"),))
    found = told(replace(well, installation=bare))
    assert found == {"no-statement": Level.WRONG, "no-contact": Level.RISK}
    assert told(changed(well, web={})) == {"no-proxy": Level.WRONG}


@pytest.mark.parametrize(
    ("free", "whole", "flag", "expected"),
    [
        (10, 100, 0, {}),
        (9, 100, 0, {"disk-full": Level.RISK}),
        (1, 4, 0, {"disk-full": Level.RISK}),
        (0.2, 4, 0, {"disk-full": Level.WRONG}),
        (50, 100, os.ST_RDONLY, {"read-only": Level.WRONG}),
    ],
)
def test_a_disk_that_is_nearly_full_or_cannot_be_written(
    well: Facts, monkeypatch: pytest.MonkeyPatch, free: float, whole: int, flag: int, expected: dict
):
    room = Room(flag, int(free * GIBIBYTE), 1, whole * GIBIBYTE)
    monkeypatch.setattr(disk.os, "statvfs", lambda _: room)
    assert told(well) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://fk@/fk?host=/run/postgresql", {}),
        ("postgresql://fk@localhost/fk?sslmode=disable", {}),
        ("postgresql://fk@db.kommune.example/fk?sslmode=verify-full", {}),
        ("postgresql://fk@db.kommune.example/fk", {"control-unchecked": Level.RISK}),
        ("postgresql://fk@db.kommune.example/fk?sslmode=prefer", {"control-open": Level.WRONG}),
        ("postgresql://fk:hemmelig@db.kommune.example/fk", {"control.password": Level.WRONG}),
        ("kontroll.sqlite", {"control.address": Level.WRONG}),
    ],
)
def test_the_way_to_control_data_on_a_server(well: Facts, address: str, expected: dict):
    facts = changed(well, control={"database": address})
    assert told(facts) == expected
    assert "hemmelig" not in repr(examine(facts))


def test_control_data_on_a_server_that_is_away_or_would_not_see_damage(well: Facts):
    facts = changed(well, control={"database": "postgresql:///fk"})
    away = replace(facts, chain_holds=None, control_fault=ControlUnreachable("control.away"))
    assert told(away) == {"control.away": Level.WRONG}
    assert told(replace(facts, checksums=True)) == {}
    assert told(replace(facts, checksums=False)) == {"control-no-checksums": Level.RISK}


def test_the_file_that_was_left_after_a_move(well: Facts):
    (well.home.operations / "control-before-move-20260517T120000Z.sqlite").touch()
    assert told(well) == {"control-left": Level.RISK}


def test_stopped_answers_are_not_forgotten(well: Facts):
    stop_answers(well.home, by="operator:test")
    assert told(well) == {"stopped": Level.RISK}
    resume_answers(well.home, by="operator:test")
    assert told(well) == {}


def test_what_is_wrong_comes_first_and_every_remark_has_its_sentence(well: Facts):
    facts = changed(replace(well, released={"no.example": NOW - timedelta(days=500)}), audit={}, web={})
    remarks = examine(facts)
    assert [each.level for each in remarks] == [Level.WRONG, Level.RISK, Level.RISK]
    for remark in remarks:
        for language in LANGUAGES:
            assert "{" not in text(remark.code, language, **remark.parameters)
