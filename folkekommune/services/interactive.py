"""An interactive session: commands one at a time, each bound and answered as it is finished.

A command goes on over several lines until it is whole: a backslash, a textblock and a loop wait for
their end. Scripts are kept on a shelf, by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from folkekommune.disclosure.results import Refusal
from folkekommune.script.binder import bind_text
from folkekommune.script.bound import Action, Deed
from folkekommune.script.faults import Notice, ScriptFault
from folkekommune.script.session import Session
from folkekommune.services.scripts import Answer, CommandResult


class Shelf(Protocol):
    """Where scripts are kept, by name."""

    def names(self) -> tuple[str, ...]:
        """List the scripts."""

    def read(self, name: str) -> str:
        """Give a script.

        :raises InputError: when there is none of that name.
        """

    def write(self, name: str, content: str) -> object:
        """Keep a script; read by its name it is this one from then on.

        :raises InputError: for a name that cannot be used.
        """


@dataclass(frozen=True)
class Given:
    """What a command gave, or what is wrong with it."""

    results: tuple[CommandResult, ...] = ()
    faults: tuple[ScriptFault, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass
class Interactive:
    """A session that grows command by command.

    :param answer: asks the one door.
    :param edit: lets the user edit a text and gives it back; ``None`` where that cannot be done.
    """

    session: Session
    answer: Answer
    shelf: Shelf
    edit: Callable[[str], str | None] = lambda _: None
    now: Callable[[], datetime] = datetime.now
    _waiting: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let the session know that somebody is there."""
        self.session = replace(self.session, interactive=True)

    @property
    def waiting(self) -> bool:
        """Whether a command is not finished."""
        return bool(self._waiting)

    def give(self, line: str) -> Given | None:
        """Take a line; ``None`` while the command is not finished."""
        self._waiting.append(line)
        if _goes_on(self._waiting):
            return None
        content, self._waiting = "\n".join(self._waiting), []
        return self._run(content)

    def forget(self) -> None:
        """Let go of a command that is not finished."""
        self._waiting.clear()

    def _run(self, content: str) -> Given:
        bound = bind_text(content, self.session)
        if bound.faults:
            return Given(faults=bound.faults, notices=bound.notices)
        results: list[CommandResult] = []
        self.session = bound.session
        for command in bound.commands:
            result = self.answer(command.output) if command.output is not None else None
            results.append(CommandResult(command, result))
            if isinstance(result, Refusal):
                break
            if command.action is not None:
                results += self._perform(command.action)
        return Given(tuple(results), notices=bound.notices)

    def _perform(self, action: Action) -> tuple[CommandResult, ...]:
        if action.deed is Deed.CLEAR:
            self.session = replace(self.session, interactive=True)
            return ()
        if action.deed is Deed.EDIT:
            edited = self.edit(action.content)
            kept = action.content if edited is None else edited
            self.shelf.write(action.name or self._made_up_name(), kept)
            return () if edited is None else self._begin_again(edited)
        if action.deed is Deed.SAVE:
            self.shelf.write(action.name or self._made_up_name(), action.content)
            return ()
        content = self.shelf.read(action.name)
        if action.content:
            self.shelf.write(self._made_up_name(), action.content)
        return self._begin_again(content)

    def _begin_again(self, content: str) -> tuple[CommandResult, ...]:
        """Run a script in place of the session so far."""
        self.session = Session(self.session.catalogue, self.session.grant, interactive=True)
        return self._run(content).results

    def _made_up_name(self) -> str:
        return made_up_name(self.now())


def made_up_name(at: datetime) -> str:
    """Name a script that is saved without a name."""
    return at.strftime("session %Y-%m-%d %H%M%S")


def _goes_on(lines: list[str]) -> bool:
    """Tell whether a command needs more lines."""
    words = [line.strip() for line in lines]
    if words[0] == "textblock":
        return words[-1] != "endblock" or len(words) == 1
    if words[0].split(" ", 1)[0] == "for":
        return "end" not in words
    return lines[-1].rstrip().endswith("\\")
