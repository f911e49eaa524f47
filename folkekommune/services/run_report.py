"""A run as plain data (design.md section 6) and as text: what every interface shows of it."""

from __future__ import annotations

from typing import Any

from folkekommune.disclosure.results import Refusal, SafeChart, to_plain
from folkekommune.rendering.charting import picture_of
from folkekommune.rendering.markdown import result_markdown
from folkekommune.rendering.protection import protection_sentences, refusal_sentence
from folkekommune.rendering.separated import result_separated
from folkekommune.rendering.terminal import result_text
from folkekommune.script.bound import BoundCommand
from folkekommune.script.faults import ScriptFault
from folkekommune.script.manual import help_markdown
from folkekommune.services.scripts import CommandResult, ScriptRun
from folkekommune.texts import Language, text


def run_as_data(run: ScriptRun, language: Language) -> dict[str, Any]:
    """Give the documented JSON of a run."""
    return {
        "script": run.text,
        "release": list(run.releases),
        "policy": run.policy,
        "fingerprint": run.fingerprint,
        "results": [_result(result, language) for result in run.results],
        "fault": fault_as_data(run.faults[0], language) if run.faults else None,
        "faults": [fault_as_data(fault, language) for fault in run.faults],
    }


def run_as_text(run: ScriptRun, language: Language) -> str:
    """Write a run for a terminal: faults alone, else each command's confirmation or result."""
    if run.faults:
        return "\n".join(fault_text(fault, language) for fault in run.faults)
    parts = [command_text(result, language) for result in run.results]
    return "\n\n".join([part for part in parts if part] + [provenance_text(run, language)])


def run_as_csv(run: ScriptRun, language: Language) -> str:
    """Write the results with figures as values divided by semicolons, each under its command."""
    lines = run.text.splitlines()
    shown = [
        f"> {lines[each.command.line - 1].strip()}\r\n{result_separated(each.result, language)}"
        for each in run.results
        if each.result is not None
    ]
    return "\r\n".join(shown)


def run_as_markdown(run: ScriptRun, language: Language) -> str:
    """Write everything a run gave as Markdown: commands, what they confirmed, and tables."""
    lines = run.text.splitlines()
    parts = []
    for each in run.results:
        parts.append(f"```\n{lines[each.command.line - 1].strip()}\n```")
        if each.result is not None:
            parts.append(result_markdown(each.result, language))
        elif written := command_text(each, language):
            parts.append(written)
    return "\n\n".join([*parts, provenance_text(run, language)])


def provenance_text(run: ScriptRun, language: Language) -> str:
    """Write what a run can be repeated with: policy, releases and fingerprint."""
    release = ", ".join(run.releases) or "-"
    return text("rendering.policy", language, policy=run.policy, release=release, fingerprint=run.fingerprint)


def command_text(result: CommandResult, language: Language) -> str:
    """Write what one command gave."""
    command = result.command
    if isinstance(result.result, Refusal):
        sentence = refusal_sentence(result.result, language)
        return text("rendering.refused", language, line=command.line, sentence=sentence)
    if result.result is not None:
        return f"> {command.line}: {command.command}\n{result_text(result.result, language)}"
    shown = told_text(command, language)
    if shown is not None:
        return shown
    return command.confirmation.message(language) if command.confirmation else ""


def fault_text(fault: ScriptFault, language: Language) -> str:
    """Write a fault with its line."""
    return text("rendering.refused", language, line=fault.line, sentence=fault.message(language))


def _result(result: CommandResult, language: Language) -> dict[str, Any]:
    command, safe = result.command, result.result
    plain = to_plain(safe) if safe is not None else None
    messages = [command.confirmation.message(language)] if command.confirmation else []
    if isinstance(safe, Refusal):
        messages.append(refusal_sentence(safe, language))
    elif safe is not None:
        messages += protection_sentences(safe.protection, language)
    return {
        "line": command.line,
        "command": command.command,
        "status": result.status,
        "kind": command.kind.value if not isinstance(safe, Refusal) else "none",
        "data": None if isinstance(safe, Refusal) else plain or told_text(command, language),
        "chart": picture_of(safe, language).published() if isinstance(safe, SafeChart) else None,
        "protection": plain["protection"] if plain else None,
        "messages": messages,
    }


def told_text(command: BoundCommand, language: Language) -> str | None:
    """Write the text that a command shows, as Markdown; nothing for one that shows none."""
    if command.written is not None:
        return command.written.in_language(language)
    if command.help_topic is not None:
        return help_markdown(command.help_topic, language)
    return command.markdown


def fault_as_data(fault: ScriptFault, language: Language) -> dict[str, Any]:
    """Give a fault as plain data: place, code, sentence and a likely correction."""
    return {
        "line": fault.line,
        "column": fault.column,
        "end_line": fault.span.end_line,
        "end_column": fault.span.end_column,
        "code": fault.code,
        "message": fault.message(language),
        "suggestion": fault.suggestion,
    }
