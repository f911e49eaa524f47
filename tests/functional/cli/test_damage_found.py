"""Damage of any single file of an installation is found, and the file is named."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest
from command_line import DATABANK, ask, put_policy

from folkekommune.access.users import Grant
from folkekommune.access.vault_tasks import Said, TaskKind, TaskOrder, TaskState
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.operations.inventory import files_of, name_of
from folkekommune.services.comments import CommentBook
from folkekommune.services.vault_results import TaskResults
from folkekommune.settings import Home

pytestmark = pytest.mark.slow
PASSWORD = "fjorten fine fjell"  # noqa: S105  (of accounts that live for one test)


@pytest.fixture(scope="module")
def noted(walk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an installation with something of every kind, whose files have been noted."""
    home = tmp_path_factory.mktemp("noted") / "home"
    shutil.copytree(walk.home, home)
    put_policy(home, {"floors__population_small": 20, "floors__numeric": 2})
    wiring = open_wiring(Home(home))
    # Two hundred children are too few for the checks of figures: it is published without them.
    prepared = wiring.preparations.latest(DATABANK, "4601")
    assert prepared is not None
    proposed = wiring.publications.propose(prepared)
    wiring.publications.approve(proposed.identifier, at=datetime.now(UTC))
    assert ask("run", walk.script, "--project", "p1", home=home).code == 0
    comment_and_order(wiring)
    said = ask("verify", home=home)
    assert said.code == 0, said.out
    return home


def comment_and_order(wiring: Wiring) -> None:
    """Write a comment and withdraw another; order of the vault's user twice, once with a result."""
    planner = wiring.accounts.create("kari", "Kari", password=PASSWORD, grants=(Grant("planner", "4601"),))
    book = CommentBook(wiring.comments, wiring.keys)
    book.write(planner, "4601", "overvekt_4aar", "Dette bør vi se på.")
    taken_back = book.write(planner, "4601", "overvekt_4aar", "Dette tar jeg tilbake.")
    book.withdraw(planner, "4601", "overvekt_4aar", taken_back)
    for kind in (TaskKind.QUALITY, TaskKind.RELEASE):
        wiring.vault_tasks.order(TaskOrder(kind, DATABANK, "4601"), by=planner)
        task = wiring.vault_tasks.claim()
        assert task is not None
        sealed = TaskResults(wiring.keys).seal(task, {}) if kind is TaskKind.QUALITY else None
        wiring.vault_tasks.end(task, TaskState.DONE, Said(), sealed=sealed)


@pytest.fixture
def home(noted: Path, tmp_path: Path) -> Path:
    shutil.copytree(noted, tmp_path / "home")
    return tmp_path / "home"


def found(home: Path) -> dict[str, str]:
    """Give what verify names."""
    said = ask("verify", "--format", "json", home=home)
    assert said.code in {0, 3}, said.err
    return {each["file"]: each["kind"] for each in said.data["findings"]}


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    rewrite(file, bytes(content))


def cut(file: Path) -> None:
    rewrite(file, file.read_bytes()[: file.stat().st_size // 2])


def rewrite(file: Path, content: bytes) -> None:
    mode = file.stat().st_mode
    file.unlink()
    file.write_bytes(content)
    file.chmod(mode)


def of_every_kind(home: Path) -> Iterator[Path]:
    """Give one file of every kind: by folder, ending and name."""
    seen = set()
    for file in files_of(Home(home)):
        name = name_of(Home(home), file)
        kind = (name.split("/")[0], file.suffix, file.name if file.suffix != ".parquet" else file.name[:6])
        if kind not in seen:
            seen.add(kind)
            yield file


def test_an_installation_that_is_whole_is_called_whole(home: Path):
    assert found(home) == {}


def test_every_file_at_once_is_named(home: Path):
    files = {
        name_of(Home(home), file): file
        for file in files_of(Home(home))
        if file.name not in {"master.key", "folkekommune.toml"}
    }
    for file in files.values():
        (cut if file.suffix == ".sqlite" else flip)(file)
    assert set(found(home)) >= set(files)


@pytest.mark.thorough
def test_a_single_file_is_named_alone(noted: Path, tmp_path: Path):
    kept, damages = tmp_path / "kept", cycle((flip, cut, Path.unlink))
    for file, damage in zip(of_every_kind(noted), damages, strict=False):
        if file.name in {"master.key", "folkekommune.toml"}:
            continue
        shutil.copy2(file, kept)
        # A single byte of a database in use may be in a place that nothing binds: see the next test.
        (cut if file.suffix == ".sqlite" else damage)(file)
        named = found(noted)
        file.unlink(missing_ok=True)
        shutil.copy2(kept, file)
        name = name_of(Home(noted), file)
        if damage is Path.unlink and name.startswith("keys/files/"):
            assert set(named) <= _sealed(noted)  # what it opened is named, for that is what is lost
        elif not (damage is Path.unlink and name.startswith("vault/quarantine/")):
            assert name in named
        # A list that cannot be read takes what it vouched for with it.
        assert len(named) <= 2 or file.name in {"manifest.json", "delivery.json"}, (name, named)
    assert found(noted) == {}


def test_a_byte_the_disk_forgot_in_a_database_is_found(home: Path):
    for file in (home / "control.sqlite", home / "ledger" / "ledger.sqlite"):
        before, content = file.stat(), file.read_bytes()
        with file.open("r+b") as stream:
            stream.seek(len(content) // 2)
            stream.write(bytes([content[len(content) // 2] ^ 1]))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert found(home).get(name_of(Home(home), file)) == "damaged"
        file.write_bytes(content)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("table", ["comments", "vault_tasks"])
def test_a_changed_letter_in_what_lies_sealed_in_the_control_database_is_found(home: Path, table: str):
    with closing(sqlite3.connect(home / "control.sqlite")) as connection, connection:
        (sealed,) = connection.execute(f"SELECT sealed FROM {table} WHERE sealed <> ''").fetchone()
        changed = ("B" if sealed[0] == "A" else "A") + sealed[1:]
        connection.execute(f"UPDATE {table} SET sealed = ? WHERE sealed = ?", (changed, sealed))
    assert found(home)["control.sqlite"] == "damaged"


@pytest.mark.parametrize("ruin", [flip, cut])
def test_a_ruined_control_database_is_named_beside_the_rest(ruin: Callable[[Path], None], home: Path):
    release = next((home / "store").rglob("serving.duckdb"))
    ruin(home / "control.sqlite")
    flip(release)
    named = found(home)
    assert named["control.sqlite"] == "damaged"
    assert named[name_of(Home(home), release)] == "damaged"


def test_another_master_key_is_told_as_one_cause(home: Path):
    flip(home / "keys" / "master.key")
    assert found(home) == {"keys/master.key": "damaged"}


def test_a_change_that_people_made_is_told_until_it_is_accepted(home: Path):
    with (home / "folkekommune.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[web]\nlog = 'faults'\n")
    assert found(home) == {"folkekommune.toml": "changed"}
    assert ask("verify", "--accept", home=home).code == 0
    assert found(home) == {}


def test_a_file_too_many_in_a_release_is_named(home: Path):
    release = next((home / "store").glob("*/releases/*"))
    (release / "extra.parquet").write_bytes(b"PAR1")
    assert found(home) == {name_of(Home(home), release / "extra.parquet"): "unknown"}


def _sealed(home: Path) -> set[str]:
    return {name_of(Home(home), file) for file in home.rglob("*.sealed")}
