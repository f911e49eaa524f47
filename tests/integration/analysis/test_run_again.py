"""Running again computes only what changed: same prefix, release and policy give the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from door_factory import ASKER, door_of, policy_of
from research_factory import BEGIN, session_of, small_world

from folkekommune.services.run_report import run_as_text
from folkekommune.services.scripts import ScriptRun, run_script

SCRIPT = BEGIN + "tabulate kjonn\ntabulate sovn\n"


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine: object) -> None:
        self._engine = engine
        self.asked = 0

    def __getattr__(self, name: str) -> object:
        """Count each question, and pass it on."""
        if name != "parts":
            self.asked += 1
        return getattr(self._engine, name)


class Bench:
    """An installation that is opened anew for every run, as the command line and workers do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, script: str, **floors: int) -> tuple[ScriptRun, int]:
        """Run a script, and count what the engine was asked for it."""
        engine = Counting(small_world().reference())
        policy = policy_of(population=1, population_small=1, **floors)
        door = door_of(small_world(), self._folder, policy=policy, engine=engine)
        done = run_script(script, session_of(), lambda asked: door.answer(asked, ASKER), policy=policy.label)
        assert done.faults == ()
        return done, engine.asked


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.feature(504)
def test_the_same_script_again_asks_nothing_of_the_data(bench: Bench) -> None:
    first, asked = bench.run(SCRIPT)
    again, asked_again = bench.run(SCRIPT)
    assert (asked > 0, asked_again) == (True, 0)
    assert run_as_text(again, "nb") == run_as_text(first, "nb")
    assert again.fingerprint == first.fingerprint


def test_only_what_changed_is_computed(bench: Bench) -> None:
    """A new last line, a comment, another order, other names: what was answered stays answered."""
    first, _ = bench.run(SCRIPT)
    longer, asked = bench.run("// again\n" + SCRIPT + "tabulate kjonn sovn\n")
    assert asked > 0
    assert [each.result for each in longer.results[:-1]][-2:] == [each.result for each in first.results][-2:]
    _, one_alone = Bench(bench._folder / "elsewhere").run(BEGIN + "tabulate kjonn sovn\n")
    assert asked <= one_alone
    turned = BEGIN.replace("kjonn", "k").replace("sovn", "s") + "tabulate s\ntabulate k\n"
    assert bench.run(turned)[1] == 0


def test_a_run_that_stopped_goes_on_where_it_stopped(bench: Bench) -> None:
    lines = (SCRIPT + "tabulate kjonn sovn\n").splitlines(keepends=True)
    bench.run("".join(lines[:-1]))
    _, rest = bench.run("".join(lines))
    _, all_again = bench.run("".join(lines))
    assert rest > 0
    assert all_again == 0


def test_nocache_is_understood_and_the_first_answer_stays(bench: Bench) -> None:
    first, _ = bench.run(SCRIPT)
    anew, _ = bench.run("configure nocache\n" + SCRIPT)
    assert [each.result for each in anew.results][-2:] == [each.result for each in first.results][-2:]
