"""A run at rest: as the child keeps it, free of language, and as a page reads it back.

What is kept are protected results, places and sentences in the three languages; never a row of a person
who exists.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from folkekommune.access.run_records import ENDED, Run, RunState
from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import Refusal, SafeResult, to_plain
from folkekommune.script.faults import ScriptFault
from folkekommune.script.manual import help_markdown
from folkekommune.script.parser import parse
from folkekommune.services.practice.rows import FirstRows
from folkekommune.services.scripts import CommandResult, ScriptRun
from folkekommune.texts import LANGUAGES, Language

UNTIL_LINE = "until_line"
PINNED = "pinned"
PRACTICE = "practice"
ROWS = "rows"


@dataclass(frozen=True)
class StoredResult:
    """What one command gave.

    :param written: the command as it stands in the script.
    :param message: its confirmation, or the text it shows.
    """

    line: int
    command: str
    written: str
    message: str
    safe: SafeResult | None

    @property
    def refused(self) -> bool:
        """Whether disclosure control refused it."""
        return isinstance(self.safe, Refusal)


@dataclass(frozen=True)
class StoredRun:
    """A run as far as it has come, in one language.

    :param until_line: the line that was run, when it was not the whole script.
    :param faults: as plain data, for the page and the editor.
    :param stopped: why it was ended from outside, when it was.
    :param next_line: the first line that was not run, when some were left.
    :param practice: whether the persons are invented, :param rows: the first rows of them.
    """

    run: Run
    until_line: int | None
    releases: tuple[str, ...]
    policy: str
    fingerprint: str
    results: tuple[StoredResult, ...]
    faults: tuple[Mapping[str, Any], ...]
    stopped: str
    next_line: int | None
    practice: bool = False
    rows: FirstRows | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.run.state in ENDED

    @property
    def state(self) -> RunState:
        """Where it is in its life."""
        return self.run.state

    @property
    def last_line(self) -> int | None:
        """The last line that was run."""
        return self.results[-1].line if self.results else None


def first_record(until_line: int | None, pinned: tuple[str, ...] = (), *, practice: bool = False) -> str:
    """Write what is known of a run before it begins.

    :param pinned: the releases it shall use, where it is to repeat an earlier run.
    :param practice: whether it shall be on invented persons.
    """
    return json.dumps({UNTIL_LINE: until_line, PINNED: list(pinned), PRACTICE: practice})


def is_practice(run: Run) -> bool:
    """Read whether a run is on invented persons."""
    return bool(json.loads(run.result or "{}").get(PRACTICE))


def until_line_of(run: Run) -> int | None:
    """Read how far a run shall go; None for all of the script."""
    found = json.loads(run.result or "{}").get(UNTIL_LINE)
    return int(found) if found is not None else None


def pinned_of(run: Run) -> tuple[str, ...]:
    """Read the releases a run shall use; none when it takes the newest."""
    return tuple(json.loads(run.result or "{}").get(PINNED, ()))


def figures_digest(run: Run) -> str:
    """Digest of every protected figure of a run, in order: the same figures have the same one."""
    kept = [result["safe"] for result in json.loads(run.result or "{}").get("results", ())]
    return sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def write_record(
    run: ScriptRun,
    *,
    until_line: int | None,
    pinned: tuple[str, ...] = (),
    practice: bool = False,
    rows: FirstRows | None = None,
) -> str:
    """Write a run as far as it has come.

    :param rows: of invented persons, in practice.
    """
    lines = run.text.splitlines()
    record = {
        UNTIL_LINE: until_line,
        PINNED: list(pinned),
        PRACTICE: practice,
        ROWS: rows.plain() if rows else None,
        "release": list(run.releases),
        "policy": run.policy,
        "fingerprint": run.fingerprint,
        "results": [_kept_result(result, lines) for result in run.results],
        "faults": [_kept_fault(fault) for fault in run.faults],
    }
    return json.dumps(record, ensure_ascii=False)


def read_record(run: Run, language: Language) -> StoredRun:
    """Read a run back in a language."""
    record = json.loads(run.result or "{}")
    results = tuple(
        StoredResult(
            line=kept["line"],
            command=kept["command"],
            written=kept["written"],
            message=kept["message"][language] if kept["message"] else "",
            safe=restore(kept["safe"]) if kept["safe"] else None,
        )
        for kept in record.get("results", ())
    )
    until_line = record.get(UNTIL_LINE)
    done = results[-1].line if results else 0
    return StoredRun(
        run=run,
        until_line=until_line,
        releases=tuple(record.get("release", ())),
        policy=record.get("policy", ""),
        fingerprint=record.get("fingerprint", ""),
        results=results,
        faults=tuple({**kept, "message": kept["message"][language]} for kept in record.get("faults", ())),
        stopped=record.get("stopped", ""),
        next_line=_line_after(run.script, done, until_line),
        practice=bool(record.get(PRACTICE)),
        rows=FirstRows.restored(record[ROWS]) if record.get(ROWS) else None,
    )


def _line_after(script: str, done: int, until_line: int | None) -> int | None:
    lines = (statement.span.line for statement in parse(script).script.statements)
    return min((line for line in lines if done < line <= (until_line or line)), default=None)


def _kept_result(result: CommandResult, lines: list[str]) -> dict[str, Any]:
    command = result.command
    message = None
    if command.confirmation is not None:
        message = _everywhere(command.confirmation.message)
    elif command.markdown is not None:
        message = dict.fromkeys(LANGUAGES, command.markdown)
    elif command.written is not None:
        message = _everywhere(command.written.in_language)
    elif command.help_topic is not None:
        topic = command.help_topic
        message = _everywhere(lambda language: help_markdown(topic, language))
    return {
        "line": command.line,
        "command": command.command,
        "written": "\n".join(lines[command.line - 1 : command.span.end_line]),
        "message": message,
        "safe": to_plain(result.result) if result.result is not None else None,
    }


def _kept_fault(fault: ScriptFault) -> dict[str, Any]:
    return {
        "line": fault.line,
        "column": fault.column,
        "end_line": fault.span.end_line,
        "end_column": fault.span.end_column,
        "code": fault.code,
        "message": _everywhere(fault.message),
        "suggestion": fault.suggestion,
    }


def _everywhere(message: Callable[[Language], str]) -> dict[str, str]:
    return {language: message(language) for language in LANGUAGES}
