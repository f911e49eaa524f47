"""One command given beside the script in the editor: what becomes of both."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from script_worlds import BANK, BEGIN, bound, session

from folkekommune.errors import InputError
from folkekommune.script.session import Session
from folkekommune.services.desk_command import Outcome, give_command
from folkekommune.services.pinned_releases import pinned
from folkekommune.services.script_shelf import ProjectShelf

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path) -> ProjectShelf:
    return ProjectShelf(tmp_path, "Kari")


def give(command: str, script: str, shelf: ProjectShelf) -> Outcome:
    return give_command(command, script, session(), shelf, now=NOW)


def test_a_command_goes_to_the_end_of_the_script_and_is_run_there(shelf: ProjectShelf) -> None:
    found = give("tabulate sex", BEGIN, shelf)
    assert found.script == BEGIN + "tabulate sex\n"
    assert found.run_to == len(BEGIN.splitlines()) + 1
    assert give(f"require {BANK}:1 as db", "", shelf).script == f"require {BANK}:1 as db\n"


def test_what_is_wrong_is_told_and_the_script_stays(shelf: ProjectShelf) -> None:
    found = give("tabulate sx", BEGIN, shelf)
    assert (found.script, found.run_to) == (BEGIN, None)
    assert [fault.suggestion for fault in found.faults] == ["sex"]


@pytest.mark.parametrize("command", ["history", "help tabulate", "variables", "help-function rowmax"])
def test_what_only_tells_something_is_answered_at_once(shelf: ProjectShelf, command: str) -> None:
    found = give(command, BEGIN, shelf)
    assert found.told is not None
    assert (found.script, found.run_to, found.faults) == (BEGIN, None, ())


def test_save_load_edit_and_clear(shelf: ProjectShelf) -> None:
    """Comments stay; what stood in the editor is kept when another script is loaded."""
    script = BEGIN + "// mine\n"
    assert give("save 'mine'", script, shelf) == Outcome(script, saved="mine")
    assert shelf.read("mine") == script
    found = give("load 'mine'", "help\n", shelf)
    assert found == Outcome(script, opened="mine")
    assert shelf.read("session 2026-11-22 073000") == "help\n"
    edited = give("save 'other', edit", script, shelf)
    assert (edited.saved, edited.opened) == ("other", "other")
    assert give("edit", script, shelf).opened == "session 2026-11-22 073000"
    assert give("clear", script, shelf) == Outcome("")
    with pytest.raises(InputError):
        give("load 'nothing'", script, shelf)


def test_configure_stands_in_the_script(shelf: ProjectShelf) -> None:
    """So that it is seen there, and in what others are sent."""
    assert give("configure folkekommune", BEGIN, shelf).script.endswith("\nconfigure folkekommune\n")


def test_a_script_is_run_on_the_releases_it_was_run_on_before() -> None:
    """Of version 1 there are three releases; the newest is taken unless another is named."""
    script = f"require {BANK}:1 as db\n"

    def release(named: tuple[str, ...]) -> str:
        begun: Session = pinned(session(), named)
        return bound(script, begin="", bank=begun.catalogue).session.aliases["db"].release.version  # type: ignore[arg-type]

    assert release(()) == "1.10.0"
    assert release((f"{BANK}:1.2.0",)) == "1.2.0"
    assert release(("no.example.other:1.2.0",)) == "1.10.0"
    gone = bound(script, begin="", bank=pinned(session(), (f"{BANK}:1.0.0",)).catalogue)  # type: ignore[arg-type]
    assert gone.faults != ()
