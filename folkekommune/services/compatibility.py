"""How far scripts come: each is bound and run from its first line, until something stops it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkekommune.disclosure.results import Refusal
from folkekommune.errors import InputError, Place
from folkekommune.rendering.protection import refusal_sentence
from folkekommune.script.binder import bind_text
from folkekommune.script.faults import ScriptFault
from folkekommune.script.parser import parse
from folkekommune.script.session import Session
from folkekommune.services.scripts import Answer
from folkekommune.texts import Language, text

_HOWEVER_MANY = frozenset({"collapse.identifier", "collapse.extremes", "table.dimensions"})
"""Rules that refuse whatever the data: no number of persons helps."""


@dataclass(frozen=True)
class Attempt:
    """How far a script came.

    :param lines: the line its last command ends on, :param reached: the last line that was run.
    :param faults: all that was found before running; the first of them stops it.
    :param refusal: of an output, when that stopped it; :param crash: the kind of a fault of ours.
    :param persons: how many invented persons it was tried on, when there had to be more of them.
    """

    script: str
    lines: int
    reached: int
    faults: tuple[ScriptFault, ...] = ()
    refusal: Refusal | None = None
    crash: str = ""
    persons: int | None = None

    @property
    def whole(self) -> bool:
        """Whether it ran to its end."""
        return not (self.faults or self.refusal or self.crash)

    @property
    def of_too_few(self) -> bool:
        """Whether an output was refused that more persons might give."""
        return self.refusal is not None and not self.faults and self.refusal.rule not in _HOWEVER_MANY

    def reason(self, language: Language) -> str:
        """Say why it stopped."""
        if self.crash:
            return text("compat.crash", language, line=self.reached + 1, kind=self.crash)
        if self.refusal is not None:
            return refusal_sentence(self.refusal, language)
        return self.faults[0].message(language) if self.faults else ""


def read_scripts(folder: Path) -> dict[str, str]:
    """Read the scripts of a folder, by their names; folders within it are read too.

    :raises InputError: when there are none.
    """
    files = sorted(folder.rglob("*.txt"))
    if not files:
        raise InputError("compat.no-scripts", place=Place(file=str(folder)))
    return {str(file.relative_to(folder)): file.read_text(encoding="utf-8-sig") for file in files}


def attempt(name: str, script: str, session: Session, answer: Answer) -> Attempt:
    """Run a script as far as it goes. A fault of ours ends it like any other, and is told by its kind."""
    last = max((statement.span.end_line for statement in parse(script).script.statements), default=0)
    bound = bind_text(script, session)
    reached = 0
    for command in bound.commands:
        try:
            result = answer(command.output) if command.output is not None else None
        except Exception as fault:  # noqa: BLE001 - the tool looks for such faults, and says where they are
            return Attempt(name, last, reached, bound.faults, crash=type(fault).__name__)
        if isinstance(result, Refusal):
            return Attempt(name, last, reached, bound.faults, refusal=result)
        reached = command.span.end_line
    return Attempt(name, last, reached if bound.faults else last, bound.faults)


def attempts(
    scripts: Mapping[str, str],
    once: Callable[[str, str], Attempt],
    *,
    again: Callable[[str, str], Attempt],
    told: Callable[[Attempt], None],
) -> tuple[Attempt, ...]:
    """Try scripts one after the other, and tell of each at once.

    :param once: tries a script, :param again: tries it on more persons, when an output was refused: what it
        asks of may be rare.
    """
    done = []
    for name, script in scripts.items():
        found = once(name, script)
        done.append(again(name, script) if found.of_too_few else found)
        told(done[-1])
    return tuple(done)


def attempt_as_text(each: Attempt, language: Language) -> str:
    """Write how far a script came, in a line."""
    code = "compat.stopped"
    if each.whole:
        code = "compat.whole" if each.persons is None else "compat.whole-of-more"
    place = each.faults[0].line if each.faults and not (each.refusal or each.crash) else each.reached + 1
    return text(
        code,
        language,
        script=each.script,
        line=place,
        lines=each.lines,
        reason=each.reason(language),
        persons=each.persons or 0,
    )


def total_as_text(tried: Iterable[Attempt], language: Language) -> str:
    """Write how many scripts run to their end, and what stops the others most often."""
    tried = tuple(tried)
    whole = sum(each.whole for each in tried)
    lines = ["", text("compat.total", language, whole=whole, scripts=len(tried)), ""]
    for (code, word), count in _reasons(tried).most_common():
        lines.append(f"{count:4d}  {code.removeprefix('script.')}{f' ({word})' if word else ''}")
    return "\n".join(lines)


def attempts_as_data(tried: Iterable[Attempt], language: Language) -> list[dict[str, Any]]:
    """Give how far scripts came as plain data."""
    return [
        {
            "script": each.script,
            "lines": each.lines,
            "reached": each.reached,
            "whole": each.whole,
            "persons": each.persons,
            "reason": each.reason(language),
            "faults": [
                {"line": fault.line, "code": fault.code, "message": fault.message(language)}
                for fault in each.faults
            ],
        }
        for each in tried
    ]


def _reasons(tried: Iterable[Attempt]) -> Counter[tuple[str, str]]:
    """Count for each kind of fault the scripts that have one: all faults, not the first alone."""
    found: Counter[tuple[str, str]] = Counter()
    for each in tried:
        codes = {(fault.code, str(fault.parameters.get("command", ""))) for fault in each.faults}
        codes |= {(f"refused {each.refusal.rule}", "")} if each.refusal else set()
        codes |= {(f"crash {each.crash}", "")} if each.crash else set()
        found.update(codes)
    return found
