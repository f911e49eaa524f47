"""Run a script: bind all of it, then ask the door for each output, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from folkekommune.disclosure.results import Refusal, SafeResult
from folkekommune.query.outputs import Output
from folkekommune.script.binder import bind_text
from folkekommune.script.bound import BoundCommand
from folkekommune.script.faults import ScriptFault
from folkekommune.script.session import Session

Answer = Callable[[Output], SafeResult]
"""Asks the one door for an output, as a user in a project."""

Progress = Callable[[int, int], None]
"""Commands done, and commands in all."""

Keep = Callable[["ScriptRun"], None]
"""Keeps a run as far as it has come."""


@dataclass(frozen=True)
class CommandResult:
    """What one command gave.

    :param result: the protected result of an output command.
    """

    command: BoundCommand
    result: SafeResult | None = None

    @property
    def status(self) -> str:
        """``done`` or ``refused``."""
        return "refused" if isinstance(self.result, Refusal) else "done"


@dataclass(frozen=True)
class ScriptRun:
    """A script that was run, up to its first refusal, or not at all when it has faults.

    :param fingerprint: of script, release and policy together; the same gives the same bytes.
    """

    text: str
    releases: tuple[str, ...]
    policy: str
    results: tuple[CommandResult, ...] = ()
    faults: tuple[ScriptFault, ...] = ()
    notices: tuple[str, ...] = ()
    fingerprint: str = field(default="")

    @property
    def refused(self) -> bool:
        """Whether disclosure control refused an output."""
        return any(result.status == "refused" for result in self.results)


def run_script(
    text: str,
    session: Session,
    answer: Answer,
    *,
    policy: str,
    progress: Progress | None = None,
    keep: Keep | None = None,
) -> ScriptRun:
    """Run a script.

    All faults are found before anything runs. A refusal ends the run; what came before it stays.

    :param keep: is given the run after every command, so that a stop loses nothing.
    """
    bound = bind_text(text, session)
    releases = tuple(
        sorted({f"{c.release.databank}:{c.release.version}" for c in bound.session.aliases.values()})
    )
    notices = tuple(f"{notice.line}: {notice.code}" for notice in bound.notices)
    fingerprint = sha256("\0".join((text, *releases, policy)).encode()).hexdigest()[:16]
    run = ScriptRun(text, releases, policy, (), bound.faults, notices, fingerprint)
    if not bound.faults:
        for number, command in enumerate(bound.commands):
            result = answer(command.output) if command.output is not None else None
            run = replace(run, results=(*run.results, CommandResult(command, result)))
            if keep:
                keep(run)
            if progress:
                progress(number + 1, len(bound.commands))
            if isinstance(result, Refusal):
                break
    return run
