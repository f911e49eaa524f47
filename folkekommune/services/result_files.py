"""Results of a run as files to take along: one of them, or all in order."""

from __future__ import annotations

from folkekommune.errors import InputError
from folkekommune.rendering.separated import result_separated
from folkekommune.rendering.terminal import result_text
from folkekommune.services.practice.rows import rows_text
from folkekommune.services.stored_runs import StoredResult, StoredRun
from folkekommune.texts import Language, text

SEPARATED, PLAIN = "csv", "txt"


def shown_results(stored: StoredRun) -> tuple[StoredResult, ...]:
    """Give the results with figures, in order: the first is number one."""
    return tuple(result for result in stored.results if result.safe is not None and not result.refused)


def one_result(stored: StoredRun, number: int, form: str, *, language: Language) -> str:
    """Write a result as a file.

    :raises InputError: when the run has no result of that number.
    """
    shown = shown_results(stored)
    if not 1 <= number <= len(shown):
        raise InputError("access.unknown-run")
    safe = shown[number - 1].safe
    if safe is None:
        raise InputError("access.unknown-run")
    written = result_separated(safe, language) if form == SEPARATED else result_text(safe, language) + "\n"
    return _told(stored, language) + written


def whole_run(stored: StoredRun, language: Language) -> str:
    """Write everything a run gave: each command, its sentence or table, and what it can be repeated with."""
    parts = []
    for result in stored.results:
        answer = result_text(result.safe, language) if result.safe is not None else result.message
        parts.append(f"> {result.written}\n{answer}".rstrip())
    parts.append(
        text(
            "rendering.policy",
            language,
            policy=stored.policy,
            release=", ".join(stored.releases) or "-",
            fingerprint=stored.fingerprint,
        )
    )
    if stored.rows:
        parts.append(rows_text(stored.rows, language))
    return _told(stored, language) + "\n\n".join(parts) + "\n"


def _told(stored: StoredRun, language: Language) -> str:
    """Say of practice that it is."""
    return f"{text('practice.told', language)}\n" if stored.practice else ""
