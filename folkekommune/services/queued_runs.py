"""Run a script that waited in the queue, and note in the audit trail how it ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from folkekommune.access.audit import AuditEvent
from folkekommune.access.run_records import Run, RunRecords
from folkekommune.disclosure.results import Refusal
from folkekommune.errors import EXIT_DONE, EXIT_INPUT
from folkekommune.script.session import Session
from folkekommune.services.pinned_releases import pinned
from folkekommune.services.practice.rows import FirstRows
from folkekommune.services.practice.running import OpenPlace, practise
from folkekommune.services.run_to_line import script_to_line
from folkekommune.services.scripts import Answer, ScriptRun, run_script
from folkekommune.services.stored_runs import is_practice, pinned_of, read_record, until_line_of, write_record
from folkekommune.services.ticks import on_ticks


def run_queued(run: Run, records: RunRecords, session: Session, answer: Answer, *, policy: str) -> int:
    """Run a script in its own process, keep every result at once, and give the exit code."""
    until_line, releases = until_line_of(run), pinned_of(run)
    script = run.script if until_line is None else script_to_line(run.script, until_line)

    def keep(so_far: ScriptRun) -> None:
        written = write_record(so_far, until_line=until_line, pinned=releases)
        records.save_result(run.identifier, written, claim=run.claim)

    done = run_script(script, pinned(session, releases), on_ticks(answer), policy=policy, keep=keep)
    keep(done)
    return EXIT_INPUT if done.faults else EXIT_DONE


def practise_queued(run: Run, records: RunRecords, session: Session, open_place: OpenPlace) -> int:
    """Run a script on invented persons in its own process, keep every result, and give the exit code."""
    until_line = until_line_of(run)
    script = run.script if until_line is None else script_to_line(run.script, until_line)

    def keep(so_far: ScriptRun, rows: FirstRows | None = None) -> None:
        written = write_record(so_far, until_line=until_line, practice=True, rows=rows)
        records.save_result(run.identifier, written, claim=run.claim)

    done = practise(script, session, open_place, keep=keep)
    keep(done.run, done.rows)
    return EXIT_INPUT if done.run.faults else EXIT_DONE


def run_event(run: Run, *, actor: str, purpose: str = "") -> AuditEvent:
    """Tell the audit trail of a run that has ended: codes and hashes, never a value."""
    stored = read_record(run, "nb")
    refusals = {result.safe.rule for result in stored.results if isinstance(result.safe, Refusal)}
    took = run.ended_at - run.started_at if run.ended_at and run.started_at else timedelta()
    results = json.loads(run.result or "{}").get("results", [])
    return AuditEvent(
        f"run-{run.state.name.lower().replace('_', '-')}",
        actor,
        f"run:{run.identifier}",
        project=run.project,
        purpose=purpose,
        release="+".join(stored.releases),
        policy=stored.policy,
        script_hash=run.script_hash,
        result_hash=sha256(json.dumps(results, sort_keys=True).encode()).hexdigest(),
        rules=tuple(sorted(refusals)),
        milliseconds=int(took / timedelta(milliseconds=1)),
    )


def auditor(
    name_of: Callable[[int], str], purpose_of: Callable[[str], str] = lambda _project: ""
) -> Callable[[Run], AuditEvent | None]:
    """Give the function that tells the audit trail of every run that has ended; nothing of practice.

    :param purpose_of: tells what a project's answers are for.
    """

    def event(run: Run) -> AuditEvent | None:
        if is_practice(run):
            return None
        return run_event(run, actor=f"user:{name_of(run.user_id)}", purpose=purpose_of(run.project))

    return event
