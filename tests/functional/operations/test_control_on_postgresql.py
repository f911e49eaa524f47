"""An installation with control data on PostgreSQL: made, served, backed up, restored on either, moved."""

from __future__ import annotations

import gc
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from command_line import Said, ask
from control_places import ON_SERVER, Databases, run_on
from fixtures.postgres_server import Server
from sqlalchemy import make_url, text

from folkekommune.access import vault_tasks
from folkekommune.access.users import Grant
from folkekommune.access.vault_tasks import TaskKind, TaskOrder, TaskState
from folkekommune.bootstrap import open_wiring
from folkekommune.cli.serving import running_server as serving
from folkekommune.services.comments import CommentBook
from folkekommune.services.vault_results import TaskResults
from folkekommune.settings import Home, load_installation

pytestmark = [pytest.mark.slow, ON_SERVER]
PASSWORD = "fjorten fine fjell"  # noqa: S105  (of accounts that live for one test)


@pytest.fixture
def home(tmp_path: Path, databases: Databases) -> Path:
    """Make an installation on the server, with a user and a project."""
    home = tmp_path / "home"
    said = ask("init", "--municipality", "4601", "--control-database", databases(empty=True), home=home)
    assert said.code == 0, said.err
    people(home)
    return home


def people(home: Path) -> None:
    accounts = open_wiring(Home(home)).accounts
    accounts.create("kari", "Kari", password=PASSWORD, grants=(Grant("planner", "4601"),))
    accounts._engine.dispose()


def address_of(home: Path) -> str:
    return str(load_installation(Home(home)).control)


def trail(home: Path) -> list[str]:
    """Give the digests of the audit trail, and let go of the database."""
    wiring = open_wiring(Home(home))
    found = [row.digest for row in wiring.audit.rows()]
    wiring.accounts._engine.dispose()
    return found


def done(*arguments: object, home: Path | None = None) -> Said:
    said = ask(*arguments, home=home)
    assert said.code == 0, said.err
    return said


def back_up(home: Path, to: Path) -> tuple[object, ...]:
    """Give what a restore is told."""
    file = to / "all.fkbackup"
    done("backup", file, home=home)
    return file, "--master-key", home / "keys" / "master.key"


def remarks(home: Path) -> dict[str, str]:
    return {
        each["code"]: each["level"] for each in json.loads(ask("doctor", "--json", home=home).out)["remarks"]
    }


def test_the_home_holds_no_control_data_and_no_password(home: Path) -> None:
    assert not (home / "control.sqlite").exists()
    assert [user.name for user in open_wiring(Home(home)).accounts.all()] == ["kari"]
    done("audit", "verify", home=home)
    done("verify", home=home)


@pytest.mark.parametrize("table", ["comments", "vault_tasks"])
def test_a_changed_letter_in_what_lies_sealed_is_found(home: Path, table: str) -> None:
    wiring = open_wiring(Home(home))
    planner = wiring.accounts.find("kari")
    CommentBook(wiring.comments, wiring.keys).write(planner, "4601", "overvekt_4aar", "Dette bør vi se på.")
    wiring.vault_tasks.order(TaskOrder(TaskKind.QUALITY, "no.folkekommune.helseprofil", "4601"), by=planner)
    task = wiring.vault_tasks.claim()
    assert task is not None
    wiring.vault_tasks.end(
        task, TaskState.DONE, vault_tasks.Said(), sealed=TaskResults(wiring.keys).seal(task, {})
    )
    done("verify", home=home)
    with wiring.accounts._engine.begin() as connection:
        (sealed,) = connection.execute(text(f"SELECT sealed FROM {table} WHERE sealed <> ''")).one()
        changed = ("B" if sealed[0] == "A" else "A") + sealed[1:]
        connection.execute(text(f"UPDATE {table} SET sealed = :changed"), {"changed": changed})
    wiring.accounts._engine.dispose()
    said = ask("verify", "--format", "json", home=home)
    assert {each["file"]: each["kind"] for each in said.data["findings"]} == {"[control] database": "damaged"}


def test_two_installations_do_not_share_a_database(home: Path, tmp_path: Path) -> None:
    address = address_of(home)
    said = ask("init", "--control-database", address, home=tmp_path / "other")
    assert said.code == 2
    assert "empty database" in said.err
    assert not (tmp_path / "other").exists()


def test_a_backup_is_restored_on_a_file_and_on_another_server(
    home: Path, tmp_path: Path, databases: Databases
) -> None:
    backup = back_up(home, tmp_path)
    done("verify", home=home)
    before = trail(home)
    for number, where in enumerate(("file", databases(empty=True))):
        restored = tmp_path / f"restored-{number}"
        done("restore", *backup, "--home", restored, "--control-database", where)
        assert (restored / "control.sqlite").exists() is (where == "file")
        wiring = open_wiring(Home(restored))
        # The row of the backup itself came after the backup was taken; that of the restore follows.
        assert trail(restored)[:-1] == before[:-1]
        assert [row.event.action for row in wiring.audit.latest(1)] == ["restore"]
        done("audit", "verify", home=restored)
        done("verify", home=restored)
        assert wiring.accounts.log_in("kari", PASSWORD, client="::1").user.identifier == 1
        assert wiring.accounts.create("ola", "Ola", password=PASSWORD).identifier == 2


def test_a_restore_writes_over_nothing(home: Path, tmp_path: Path) -> None:
    backup = back_up(home, tmp_path)
    said = ask("restore", *backup, "--home", tmp_path / "again")
    assert said.code == 2
    assert "not written over" in said.err
    assert list((tmp_path / "again").iterdir()) == []
    done("audit", "verify", home=home)


def test_an_installation_moves_to_a_server_and_never_forgets(tmp_path: Path, databases: Databases) -> None:
    home = tmp_path / "home"
    done("init", "--municipality", "4601", home=home)
    people(home)
    done("verify", home=home)  # which notes what files there are
    rows = trail(home)
    assert ask("control", "move", home=home).code == 2
    with (home / "folkekommune.toml").open("a") as configuration:
        configuration.write(f'[control]\ndatabase = "{databases(empty=True)}"\n')
    # Until it is moved, nothing opens: neither of the two is forgotten.
    said = ask("user", "list", home=home)
    assert (said.code, "control move" in said.err) == (2, True)
    gc.collect()  # the commands before this one have ended, but not their process
    moved = done("control", "move", "--format", "json", home=home).data
    aside = Path(moved["file"])
    assert aside.parent == home / "operations"
    assert aside.stat().st_mode & 0o777 == 0o600
    assert trail(home)[:-1] == rows
    done("audit", "verify", home=home)
    done("verify", "--accept", home=home)  # the configuration was changed; nothing is missing
    assert open_wiring(Home(home)).accounts.log_in("kari", PASSWORD, client="::1")
    assert remarks(home)["control-left"] == "risk"


def test_the_doctor_tells_of_a_server_that_is_away_and_of_one_in_the_open(home: Path, server: Server) -> None:
    assert not {code for code in remarks(home) if "control" in code}
    with server.stopped():
        assert remarks(home)["control.away"] == "wrong"
        said = ask("user", "list", home=home)
        assert said.code == 1
        assert "Nothing is half done" in said.err
        # The switch works without the database; it only cannot be noted.
        said = ask("stop-answers", home=home)
        assert (said.code, "not noted in the audit trail" in said.err) == (0, True)
        assert "stopped" in remarks(home)
    done("resume-answers", home=home)
    configuration = home / "folkekommune.toml"
    written = configuration.read_text()
    for query, expected in (
        ("?sslmode=disable", "control-open"),
        ("", "control-unchecked"),
    ):
        elsewhere = f"postgresql://kilde@192.0.2.1/x{query}&connect_timeout=1".replace("x&", "x?")
        address = address_of(home)
        configuration.write_text(written.replace(address, elsewhere))
        assert expected in remarks(home)
        configuration.write_text(written)


def test_a_damaged_table_is_found(home: Path, server: Server) -> None:
    database = make_url(address_of(home)).database
    run_on(server, "DROP TABLE sessions CASCADE", str(database))
    said = ask("verify", "--format", "json", home=home)
    assert said.code == 3
    assert {each["file"] for each in said.data["findings"]} == {"[control] database"}


@pytest.fixture
def site(home: Path) -> Iterator[tuple[str, urllib.request.OpenerDirector]]:
    """Serve the installation, with no workers; give its address and a browser of a kind."""
    with (home / "folkekommune.toml").open("a") as configuration:
        configuration.write("[runs]\nat_once = 0\n")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with serving(open_wiring(Home(home))) as address:
        yield address, browser


def get(site: tuple[str, urllib.request.OpenerDirector], path: str, **form: str) -> tuple[int, str]:
    address, browser = site
    data = urllib.parse.urlencode(form).encode() if form else None
    asked = urllib.request.Request(address + path, data, {"Origin": address})  # noqa: S310 - our own address
    try:
        with browser.open(asked, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as fault:
        return fault.code, fault.read().decode()


def test_pages_say_so_while_the_server_is_away_and_go_on_by_themselves(
    home: Path, site: tuple[str, urllib.request.OpenerDirector], server: Server
) -> None:
    token = re.search(r'name="form_token" value="([^"]+)"', get(site, "/nb/logg-inn")[1])
    assert token
    logging_in = {"navn": "kari", "passord": PASSWORD, "form_token": token[1]}
    status, page = get(site, "/nb/logg-inn", **logging_in)
    assert status == 200, page
    assert get(site, "/healthz")[0] == 200
    inside = "/nb/kommune/"
    assert get(site, inside)[0] == 200
    with serving(open_wiring(Home(home))) as another:
        assert get((another, site[1]), inside)[0] == 200  # who logs in with one server is known to another
    with server.stopped():
        assert get(site, "/nb/")[0] == 200  # citizens read what is published, and notice nothing
        for path, form in ((inside, {}), ("/nb/logg-inn", logging_in)):
            status, page = get(site, path, **form)
            assert status == 503
            assert "Prøv igjen om litt" in page
        assert "Prøv igjen om litt" in get(site, inside.replace("/nb/", "/nn/"))[1]
        status, said = get(site, "/healthz")
        assert status == 503
        assert "control-database" in said
    assert get(site, "/healthz")[0] == 200
    assert get(site, inside)[0] == 200
