"""The drill: back up while in use, lose everything, restore on an empty machine, and be answered the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import DATABANK, ask, put_policy

from folkekommune.bootstrap import open_wiring
from folkekommune.disclosure.shares import Audience
from folkekommune.settings import Home

PASSPHRASE = "fem helt tilfeldige ord her"  # noqa: S105  (of backups that live for one test)


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lived_in(walk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an installation that has answered, and published."""
    home = tmp_path_factory.mktemp("lived") / "home"
    shutil.copytree(walk.home, home)
    put_policy(home, {"floors__population_small": 20, "floors__numeric": 2})
    wiring = open_wiring(Home(home))
    # Two hundred children are too few for the checks of figures: it is published without them.
    prepared = wiring.preparations.latest(DATABANK, "4601")
    assert prepared is not None
    proposed = wiring.publications.propose(prepared)
    wiring.publications.approve(proposed.identifier, at=datetime.now(UTC))
    assert ask("run", walk.script, "--project", "p1", home=home).code == 0
    return home


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Make an installation that has nothing in it yet."""
    assert ask("init", "--municipality", "4601", home=tmp_path / "empty").code == 0
    return tmp_path / "empty"


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "phrase.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return file


def answers(home: Path, script: Path) -> str:
    """Run a script where nothing is remembered, so that every figure is drawn anew."""
    said = ask("run", script, "--project", "p1", "--format", "json", home=home)
    assert said.code == 0, said.err
    return said.out


def published(home: Path) -> dict[str, list[str]]:
    """Give every published cell, as it is written."""
    wiring = open_wiring(Home(home))
    return {
        f"{each.identifier} {audience.value}": [
            repr(cube) for cube in wiring.publications.cubes(each, audience)
        ]
        for each in wiring.publications.current()
        for audience in Audience
    }


def test_what_is_restored_answers_the_same_to_the_byte(walk, lived_in: Path, tmp_path: Path):
    made = ask("backup", tmp_path, "--format", "json", home=lived_in)
    assert made.code == 0, made.err
    file = Path(made.data["file"])
    master = tmp_path / "kept-elsewhere.key"
    shutil.copy2(lived_in / "keys" / "master.key", master)
    home = tmp_path / "new" / "home"
    said = ask("restore", file, "--home", home, "--master-key", master)
    assert said.code == 0, said.err
    assert answers(home, walk.script) == answers(lived_in, walk.script)
    assert published(home) == published(lived_in)
    assert published(home)
    # Without the ledger nothing is remembered: the noise itself is the same, for it comes of the keys.
    fresh = tmp_path / "other.txt"
    fresh.write_text(walk.script.read_text().replace("summarize vekt", "tabulate kjonn if vekt > 4"))
    assert answers(home, fresh) == answers(lived_in, fresh)
    assert ask("verify", home=home).code == 0
    assert ask("audit", "verify", home=home).code == 0


def test_a_backup_holds_nothing_that_can_be_read(lived_in: Path, tmp_path: Path, passphrase: Path):
    file = tmp_path / "all.fkbackup"
    assert ask("backup", file, "--passphrase-file", passphrase, home=lived_in).code == 0
    content = file.read_bytes()
    for clear in (b"folkekommune.toml", b"DPIA-1", PASSPHRASE.encode()):
        assert clear not in content
    # Nor how any of its files begins; so many bytes are not there by chance.
    begins = {each.read_bytes()[:16] for each in lived_in.rglob("*") if each.is_file()}
    assert any(each.startswith(b"PAR1") for each in begins)
    assert [each for each in begins if len(each) == 16 and each in content] == []
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.thorough
def test_two_people_with_a_share_each_restore_what_neither_could_alone(lived_in: Path, tmp_path: Path):
    file = tmp_path / "night.fkbackup"
    one, two = tmp_path / "kari" / "share.txt", tmp_path / "ola" / "share.txt"
    assert ask("keys", "split", one, two, home=lived_in).code == 0
    assert ask("backup", file, home=lived_in).code == 0
    home = tmp_path / "new"
    for given in ([], ["--share", one], ["--share", one, "--share", one]):
        said = ask("restore", file, "--home", home, *given)
        assert said.code == 2, said.err
        assert not (home / "folkekommune.toml").exists()
    assert ask("restore", file, "--home", home, "--share", one, "--share", two).code == 0
    assert published(home) == published(lived_in)


def test_backups_made_during_a_load_are_each_whole(walk, lived_in: Path, tmp_path: Path, passphrase: Path):
    home = tmp_path / "home"
    shutil.copytree(lived_in, home)
    later = walk.deliveries[1]
    command = (sys.executable, "-m", "folkekommune.cli", "load", str(later), "--home", str(home))
    load = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    backups = []
    while load.poll() is None or not backups:
        file = tmp_path / f"{len(backups)}.fkbackup"
        said = ask("backup", file, "--passphrase-file", passphrase, home=home)
        assert said.code == 0, said.err
        backups.append(file)
    assert load.returncode == 0
    whole = answers(lived_in, walk.script)
    for number, file in enumerate({backups[0], backups[len(backups) // 2], backups[-1]}):
        restored = tmp_path / f"restored-{number}"
        said = ask("restore", file, "--home", restored, "--passphrase-file", passphrase)
        assert said.code == 0, said.err
        assert ask("verify", home=restored).code == 0
        assert answers(restored, walk.script) == whole
        # The load that was under way is simply given again, and is then there once.
        assert ask("load", later, home=restored).code == 0
        loaded = open_wiring(Home(restored)).store.draft(DATABANK, "4601").deliveries()
        assert len(loaded) == 2


@pytest.mark.parametrize("where", [0, 40, 0.3, 0.6, -20])
def test_a_backup_that_was_altered_or_cut_restores_nothing(
    empty: Path, tmp_path: Path, passphrase: Path, where: float
):
    file = tmp_path / "all.fkbackup"
    ask("backup", file, "--passphrase-file", passphrase, home=empty)
    content = bytearray(file.read_bytes())
    place = int(where * len(content)) if isinstance(where, float) else where
    content[place] ^= 1
    (tmp_path / "altered").write_bytes(content)
    (tmp_path / "cut").write_bytes(content[: len(content) // 2])
    for damaged in ("altered", "cut"):
        said = ask("restore", tmp_path / damaged, "--home", tmp_path / "new", "--passphrase-file", passphrase)
        assert said.code in {2, 3}, said.err
        assert list((tmp_path / "new").glob("*")) == []


@pytest.mark.thorough
def test_file_keys_kept_apart_can_be_destroyed(lived_in: Path, tmp_path: Path, passphrase: Path):
    file = tmp_path / "all.fkbackup"
    made = ask(
        "backup", file, "--keys-apart", "--passphrase-file", passphrase, "--format", "json", home=lived_in
    )
    apart = Path(made.data["keys_file"])
    both, one = tmp_path / "both", tmp_path / "one"
    given = ("--passphrase-file", passphrase)
    assert ask("restore", file, apart, "--home", both, *given).code == 0
    assert open_wiring(Home(both)).vault.open_linkage("test").numbers.size > 0
    assert ask("restore", file, "--home", one, *given).code == 0
    said = ask("verify", home=one)
    assert said.code == 3
    assert "vault/linkage.sealed" in said.out


def test_a_home_that_is_not_empty_is_left_alone(empty: Path, tmp_path: Path, passphrase: Path):
    file = tmp_path / "all.fkbackup"
    ask("backup", file, "--passphrase-file", passphrase, home=empty)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "note.txt").write_text("mine")
    said = ask("restore", file, "--home", tmp_path / "there", "--passphrase-file", passphrase)
    assert (said.code, [each.name for each in (tmp_path / "there").iterdir()]) == (2, ["note.txt"])
    inside = ask("backup", empty / "backup", home=empty)
    assert inside.code == 2
