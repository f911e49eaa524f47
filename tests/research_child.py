"""The child process of a run on the invented children of ``research_factory``.

A script that asks for the sheep, in a comment, waits until it is stopped.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from door_factory import ASKER
from research_factory import NothingPublished, door_to, session_of

from folkekommune.access.database import open_control_database
from folkekommune.access.run_records import RunRecords
from folkekommune.bootstrap.practice import practising
from folkekommune.disclosure.results import SafeResult
from folkekommune.query.outputs import Output
from folkekommune.runs.child import await_run
from folkekommune.services.queued_runs import practise_queued, run_queued
from folkekommune.services.stored_runs import is_practice

SHEEP = "// tell sauer"


def main(folder: Path) -> int:
    """Wait for a run and run it."""
    records = RunRecords(open_control_database(folder / "control.sqlite"))
    door = door_to(folder)
    identifier = await_run()
    if not identifier:
        return 0
    run = records.get(identifier)
    answered = 0

    def answer(output: Output) -> SafeResult:
        nonlocal answered
        if answered and SHEEP in run.script:
            time.sleep(600)
        answered += 1
        return door.answer(output, ASKER)

    if is_practice(run):
        return practise_queued(
            run,
            records,
            session_of(),
            lambda session, needed: practising(session, NothingPublished(), needed),
        )
    return run_queued(run, records, session_of(), answer, policy="test-1")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
