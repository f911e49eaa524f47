"""The examples of the language manual stand on our own variables, and run on every engine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from invented_banks import shipped_bank

from folkekommune.analysis.door import Asker
from folkekommune.bootstrap.invented import invented_door
from folkekommune.disclosure.results import Refusal
from folkekommune.script.binder import bind_text
from folkekommune.script.registry import command_files
from folkekommune.script.uses import uses_of

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from manual_pages.examples import runnable

BANK = "no.folkekommune.helseprofil"
ONLY_FOR_SOMEBODY = {"save", "load", "edit"}
COMMANDS = sorted(command_files())


@pytest.fixture(scope="module", params=["duckdb", pytest.param("reference", marks=pytest.mark.slow)])
def running(request, tmp_path_factory):
    used = uses_of([*(runnable(command) for command in COMMANDS), f"require {BANK}:1 as hp\n{ALSO}"])
    bank = shipped_bank(BANK, [each.name for each in used.variables])
    folder = tmp_path_factory.mktemp("examples")
    with invented_door([bank], folder, persons=600, engine=request.param) as (session, door):
        yield session, lambda asked: door.answer(asked, Asker("reader", "manual"))


ALSO = "import hp/AMMESTATUS_U6\n"
"""Variables that are looked up without being imported."""


@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_runs(running, command):
    session, answer = running
    bound = bind_text(runnable(command), session)
    if command in ONLY_FOR_SOMEBODY:
        assert [fault.code for fault in bound.faults] == ["script.interactive-only"]
        return
    assert [(fault.line, fault.message("en")) for fault in bound.faults] == []
    shown = [answer(each.output) for each in bound.commands if each.output is not None]
    assert [each for each in shown if isinstance(each, Refusal)] == []
