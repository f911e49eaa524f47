"""What the audit trail is told of answers given on the command line: codes and hashes, never a value."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from time import monotonic

from folkekommune.access.audit import AuditEvent, code_of
from folkekommune.access.projects import Project
from folkekommune.analysis.door import release_of
from folkekommune.disclosure.results import Refusal, SafeResult, to_plain
from folkekommune.query.outputs import Output
from folkekommune.services.scripts import Answer, ScriptRun

Record = Callable[[AuditEvent], None]


def purpose_of(project: Project) -> str:
    """Give the purpose a project's answers are noted with: the reference of its processing record."""
    return code_of(project.processing_record)


def script_event(run: ScriptRun, project: Project, *, actor: str, milliseconds: int) -> AuditEvent:
    """Tell of a script that was run."""
    refusals = {each.result.rule for each in run.results if isinstance(each.result, Refusal)}
    results = [to_plain(each.result) for each in run.results if each.result is not None]
    return AuditEvent(
        "run-fault" if run.faults else "run-done",
        actor,
        "command-line",
        project=project.code,
        purpose=purpose_of(project),
        release="+".join(run.releases),
        policy=run.policy,
        script_hash=sha256(run.text.encode()).hexdigest(),
        result_hash=_digest(results),
        rules=tuple(sorted(refusals)),
        milliseconds=milliseconds,
    )


def audited(answer: Answer, record: Record, project: Project, *, actor: str, policy: str) -> Answer:
    """Tell the audit trail of every answer, one by one: for a session that has no script yet."""

    def ask(output: Output) -> SafeResult:
        began = monotonic()
        result = answer(output)
        release = release_of(output.dataset)
        record(
            AuditEvent(
                "answer-given",
                actor,
                "command-line",
                project=project.code,
                purpose=purpose_of(project),
                release=f"{release.databank}:{release.version}",
                policy=policy,
                script_hash=sha256(output.canonical.encode()).hexdigest(),
                result_hash=_digest([to_plain(result)]),
                rules=(result.rule,) if isinstance(result, Refusal) else (),
                milliseconds=int(1000 * (monotonic() - began)),
            )
        )
        return result

    return ask


def _digest(results: list[object]) -> str:
    return sha256(json.dumps(results, sort_keys=True).encode()).hexdigest()
