"""Every wrong input gets one clear sentence with place and remedy, in three languages, and loses nothing."""

from __future__ import annotations

import errno
import re
import shutil
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from command_line import LANGUAGES, Said, ask, contents, seal_manifest

pytestmark = pytest.mark.xdist_group("command-line")

MARK = "Kvitebjørn"
"""A word planted as a value in the wrong inputs: no message may repeat it."""
_WEIGHTS = "HP_U6_4601_20250115.csv"


@dataclass
class Room:
    """An installation, a delivery it has not loaded, and a script, for a fault to be planted in."""

    home: Path
    delivery: Path
    script: Path

    @property
    def report(self) -> Path:
        """A file of the delivery."""
        return self.delivery / _WEIGHTS

    @property
    def key(self) -> Path:
        """The master key."""
        return self.home / "keys" / "master.key"

    @property
    def configuration(self) -> Path:
        """The configuration file."""
        return self.home / "folkekommune.toml"


@pytest.fixture
def room(walk, home, tmp_path):
    delivery = tmp_path / "delivery"
    shutil.copytree(walk.deliveries[1], delivery)
    script = tmp_path / "script.txt"
    shutil.copy(walk.script, script)
    return Room(home, delivery, script)


def left(home: Path) -> dict[str, str]:
    """Give what an installation holds, but the audit trail, which notes that the vault was opened."""
    return {name: digest for name, digest in contents(home).items() if name != "control.sqlite audit_trail"}


def in_every_language(room: Room, *arguments: object) -> dict[str, Said]:
    """Give a command in each language and see what holds for all wrong input."""
    before = left(room.home)
    said = {language: ask(*arguments, home=room.home, language=language) for language in LANGUAGES}
    for one in said.values():
        assert one.out == ""
        assert len(one.err.splitlines()) == 1
        assert "Traceback" not in one.err
        assert MARK not in one.err
        assert not re.search(r"\d{11}", one.err)
    assert len({one.err for one in said.values()}) == len(LANGUAGES)
    assert left(room.home) == before
    return said


@dataclass(frozen=True)
class Case:
    """A fault, the command that meets it, and what must be said of place and remedy.

    :param spoil: plants the fault.
    :param remedy: a piece of what to do, in bokmål, nynorsk and English.
    """

    spoil: Callable[[Room], object]
    command: Callable[[Room], tuple[object, ...]]
    code: int
    place: Callable[[Room], object]
    remedy: tuple[str, str, str]


def rewrite(change: Callable[[bytes], bytes]) -> Callable[[Room], None]:
    """Change a file of the delivery and its entry in the manifest."""

    def spoil(room: Room) -> None:
        room.report.write_bytes(change(room.report.read_bytes()))
        seal_manifest(room.delivery)

    return spoil


def cut(room: Room) -> None:
    content = room.report.read_bytes()
    room.report.write_bytes(content[: len(content) * 2 // 3])


def configure(before: str, after: str) -> Callable[[Room], None]:
    def spoil(room: Room) -> None:
        text = room.configuration.read_text(encoding="utf-8")
        assert before in text
        room.configuration.write_text(text.replace(before, after), encoding="utf-8")

    return spoil


def loading(room: Room) -> tuple[object, ...]:
    return ("load", room.delivery)


def running(room: Room) -> tuple[object, ...]:
    return ("run", room.script)


def rewrite_script(change: Callable[[str], bytes]) -> Callable[[Room], None]:
    return lambda room: room.script.write_bytes(change(room.script.read_text(encoding="utf-8")))


def nothing(_: Room) -> None:
    """Leave all as it is: the command itself is wrong."""


CASES = {
    "a delivery that is not there": Case(
        nothing,
        lambda room: ("load", room.delivery / "borte"),
        3,
        lambda room: room.delivery / "borte",
        ("Sjekk stien", "Sjekk stien", "Check the path"),
    ),
    "a missing file": Case(
        lambda room: room.report.unlink(),
        loading,
        3,
        lambda _: _WEIGHTS,
        ("be om en ny leveranse", "be om ein ny leveranse", "ask for a new delivery"),
    ),
    "a truncated file": Case(
        cut,
        loading,
        3,
        lambda _: _WEIGHTS,
        ("Overfør den på nytt", "Overfør", "again"),
    ),
    "a truncated file with a manifest to match": Case(
        rewrite(lambda content: content[: len(content) * 2 // 3]),
        loading,
        3,
        lambda _: _WEIGHTS,
        ("Overfør den på nytt", "Overfør", "Transfer"),
    ),
    "a wrong encoding": Case(
        rewrite(lambda content: content.decode("windows-1252").replace("Ammestatus", MARK).encode("utf-16")),
        loading,
        3,
        lambda _: _WEIGHTS,
        ("mapping", "mapping", "mapping"),
    ),
    "letters in UTF-8 where another encoding is declared": Case(
        rewrite(lambda content: content.decode("windows-1252").encode()),
        loading,
        3,
        lambda _: _WEIGHTS,
        ("Mente du «utf-8»?", "Meinte du «utf-8»?", "Did you mean “utf-8”?"),
    ),
    "an unknown column": Case(
        rewrite(lambda content: content.replace(b";Ammestatus;", b";Amming, ny;")),
        loading,
        3,
        lambda _: _WEIGHTS,
        (
            "«Amming, ny» er ukjent. Legg det til i bred_csv.toml",
            "i bred_csv.toml",
            "to bred_csv.toml",
        ),
    ),
    "a manifest that is no JSON": Case(
        lambda room: (room.delivery / "manifest.json").write_text('{"system": ' + MARK, encoding="utf-8"),
        loading,
        3,
        lambda _: "manifest.json",
        ("Be leverandøren om en ny leveranse", "Be leverandøren", "Ask the supplier"),
    ),
    "a delivery of another municipality": Case(
        configure('municipalities."4601"', 'municipalities."4631"'),
        loading,
        3,
        lambda room: room.delivery,
        ("4601", "4601", "4601"),
    ),
    "a script that is not there": Case(
        lambda room: room.script.unlink(),
        running,
        3,
        lambda room: room.script,
        ("Sjekk navnet på filen", "Sjekk namnet på fila", "Check the name of the file"),
    ),
    "a script in another encoding": Case(
        rewrite_script(lambda text: f"// {MARK}\n{text}".encode("utf-16")),
        running,
        3,
        lambda room: room.script,
        ("Lagre det på nytt som UTF-8", "Lagre det på nytt som UTF-8", "Store it again as UTF-8"),
    ),
    "a syntax error in a script": Case(
        rewrite_script(lambda text: text.replace("tabulate kjonn", "tabulat kjonn").encode()),
        running,
        3,
        lambda room: f"{room.script}: Lin",
        ("5: «tabulat» er ikke en kommando. Mente du tabulate?", "Meinte du tabulate?", "mean tabulate?"),
    ),
    "an unknown variable in a script": Case(
        rewrite_script(lambda text: text.replace("VEKT_KG_U6", "VEKT_KG_U7").encode()),
        running,
        3,
        lambda room: room.script,
        ("VEKT_KG_U6", "VEKT_KG_U6", "VEKT_KG_U6"),
    ),
    "an unknown project": Case(
        nothing,
        lambda room: ("run", room.script, "--project", "borte"),
        2,
        lambda _: "--project",
        ("Du kan bruke: p1", "Du kan bruke: p1", "You can use: p1"),
    ),
    "an unknown databank": Case(
        nothing,
        lambda _: ("catalogue", "no.example.borte"),
        2,
        lambda _: "--databank",
        ("Disse finnes: no.", "Desse finst: no.", "These exist: no."),
    ),
    "a key that others can read": Case(
        lambda room: room.key.chmod(0o644),
        lambda _: ("catalogue",),
        2,
        lambda room: room.key,
        ("Kjør: chmod 600", "Køyr: chmod 600", "Run: chmod 600"),
    ),
    "a missing key": Case(
        lambda room: room.key.unlink(),
        lambda _: ("catalogue",),
        2,
        lambda room: room.key,
        ("Hent den fra sikkerhetskopien", "Hent han frå tryggingskopien", "Fetch it from the backup"),
    ),
    "a damaged key": Case(
        lambda room: room.key.write_bytes(b"short"),
        lambda _: ("catalogue",),
        2,
        lambda room: room.key,
        ("Hent den fra sikkerhetskopien", "Hent han frå tryggingskopien", "Fetch it from the backup"),
    ),
    "a broken configuration": Case(
        configure('mode = "test"', f"mode = {MARK}"),
        lambda _: ("catalogue",),
        3,
        lambda room: room.configuration,
        ("Rett filen", "Rett fila", "Correct it"),
    ),
    "a configuration with an unknown mode": Case(
        configure('mode = "test"', f'mode = "{MARK}"'),
        lambda _: ("catalogue",),
        3,
        lambda room: room.configuration,
        ("håndboken", "handboka", "manual"),
    ),
    "a configuration whose municipalities are no table": Case(
        lambda room: room.configuration.write_text(
            f'mode = "test"\nmunicipalities = "{MARK}"\n', encoding="utf-8"
        ),
        lambda _: ("catalogue",),
        3,
        lambda room: room.configuration,
        ("håndboken", "handboka", "manual"),
    ),
    "a policy that is not there": Case(
        configure('mode = "test"', 'mode = "test"\npolicy = "borte.toml"'),
        running,
        3,
        lambda room: room.home / "borte.toml",
        ("Sammenlign med standardfilen", "Samanlikn med standardfila", "Compare it with the standard"),
    ),
    "no installation": Case(
        lambda room: room.configuration.unlink(),
        lambda _: ("catalogue",),
        2,
        lambda room: room.home,
        ("folkekommune init", "folkekommune init", "folkekommune init"),
    ),
    "an unknown option": Case(
        nothing,
        lambda room: ("run", room.script, "--fort"),
        2,
        lambda _: "--fort",
        ("Se hvilke som finnes med", "Sjå kva som finst med", "See which exist with"),
    ),
    "an unknown command": Case(
        nothing,
        lambda _: ("relese",),
        2,
        lambda _: "relese",
        ("Mente du release?", "Meinte du release?", "Did you mean release?"),
    ),
    "a format there is not": Case(
        nothing,
        lambda room: ("run", room.script, "--format", MARK),
        2,
        lambda _: "--format",
        ("folkekommune run --help", "folkekommune run --help", "folkekommune run --help"),
    ),
    "a file where a folder is meant": Case(
        nothing,
        lambda room: ("attack", "--write-page", room.script),
        2,
        lambda _: "--write-page",
        ("en fil eller en mappe", "ei fil eller ei mappe", "a file or a folder"),
    ),
    "nothing to run": Case(
        nothing,
        lambda _: ("run",),
        2,
        lambda _: "FILE|-",
        ("mangler", "manglar", "missing"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_wrong_input_is_told_and_loses_nothing(room, name):
    case = CASES[name]
    case.spoil(room)
    said = in_every_language(room, *case.command(room))
    assert {one.code for one in said.values()} == {case.code}
    for one, remedy in zip(said.values(), case.remedy, strict=True):
        assert str(case.place(room)) in one.err
        assert remedy in one.err


def test_no_installation_is_chosen():
    said = {language: ask("catalogue", language=language) for language in LANGUAGES}
    assert {(one.code, one.out) for one in said.values()} == {(2, "")}
    assert all("FOLKEKOMMUNE_HOME" in one.err for one in said.values())


def test_faults_of_a_script_as_json(room):
    CASES["a syntax error in a script"].spoil(room)
    said = ask("run", room.script, "--format", "json", home=room.home, language="nb")
    assert (said.code, said.err) == (3, "")
    fault = said.data["fault"]
    assert (fault["line"], fault["column"], fault["suggestion"]) == (5, 1, "tabulate")
    assert said.data["results"] == []
    checked = ask("check", room.script, "--format", "json", home=room.home, language="nb")
    assert (checked.code, checked.data) == (3, [fault])


def test_a_port_in_use(room):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = in_every_language(room, "serve", "--port", port)
    assert {one.code for one in said.values()} == {2}
    assert all(str(port) in one.err and "--port" in one.err for one in said.values())


def full(*_: object, **__: object) -> None:
    """Stand in for a write on a disk that is full."""
    raise OSError(errno.ENOSPC, f"No space left: {MARK}")


def test_a_full_disk_while_loading(room, monkeypatch):
    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    said = in_every_language(room, "load", room.delivery)
    assert {one.code for one in said.values()} == {2}
    assert "Disken er full" in said["nb"].err
    assert "Frigjer plass" in said["nn"].err
    assert "Free some space" in said["en"].err
    monkeypatch.undo()
    assert ask("load", room.delivery, home=room.home).code == 0


def test_a_full_disk_while_making_an_installation(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "write_text", full)
    said = ask("init", "--municipality", "4601", home=tmp_path / "new", language="nb")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Disken er full. Det som var lagret, er urørt. Frigjør plass, og prøv igjen.\n"


def test_a_full_disk_while_writing_deliveries(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", full)
    said = ask("synth", "--out", tmp_path / "out", "--size", "tiny", language="nn")
    assert (said.code, said.out) == (3, "")
    assert MARK not in said.err
    assert str(tmp_path / "out") in said.err
    assert not list(tmp_path.iterdir())


def test_a_fault_of_ours_is_told_without_its_message(room, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(MARK)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fail)
    said = in_every_language(room, "load", room.delivery)
    assert {one.code for one in said.values()} == {1}
    assert all("RuntimeError" in one.err for one in said.values())


def test_the_key_is_made_for_its_owner_alone(walk):
    assert stat.S_IMODE((walk.home / "keys" / "master.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((walk.home / "vault").stat().st_mode) == 0o700
