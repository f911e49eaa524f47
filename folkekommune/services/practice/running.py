"""Run a script in practice: as on the real data, and with the first rows of what it ends with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from folkekommune.disclosure.results import SafeResult
from folkekommune.query.dataset import Dataset, GroupRoot, Join, PanelRoot, SpellRoot
from folkekommune.query.outputs import Output
from folkekommune.query.steps import Import
from folkekommune.script.binder import Bound, bind_text
from folkekommune.script.session import Session
from folkekommune.services.practice.rows import FirstRows
from folkekommune.services.scripts import Keep, Progress, ScriptRun, run_script


class Place(Protocol):
    """Where a script is tried on invented persons. ``folkekommune.bootstrap.practice.Practice`` is one."""

    @property
    def session(self) -> Session:
        """What to begin scripts with."""

    @property
    def policy(self) -> str:
        """By which rules answers are given."""

    def answer(self, output: Output) -> SafeResult:
        """Answer from invented persons."""

    def rows(self, session: Session) -> FirstRows | None:
        """Give the first rows of a session's active data set."""


OpenPlace = Callable[[Session, frozenset[str] | None], AbstractContextManager[Place]]
"""Opens a place to practise, with the variables that will be asked for."""


@dataclass(frozen=True)
class Practised:
    """A script that was run in practice.

    :param rows: the first rows of the data set that is active at its end.
    """

    run: ScriptRun
    rows: FirstRows | None


def practise(
    script: str,
    session: Session,
    open_place: OpenPlace,
    *,
    progress: Progress | None = None,
    keep: Keep | None = None,
) -> Practised:
    """Run a script on invented persons."""
    bound = bind_text(script, session)
    with open_place(session, frozenset(needed(bound))) as place:
        run = run_script(
            script, place.session, place.answer, policy=place.policy, progress=progress, keep=keep
        )
        return Practised(run, None if run.faults else place.rows(bound.session))


def needed(bound: Bound) -> Iterator[str]:
    """Give the variables of databanks that a script asks something of, some perhaps several times."""
    for command in bound.commands:
        if command.output is not None:
            yield from _imported(command.output.dataset)
    for working in bound.session.sets.values():
        if working.dataset is not None:
            yield from _imported(working.dataset)


def _imported(dataset: Dataset) -> Iterator[str]:
    match dataset.root:
        case GroupRoot(source=source) | PanelRoot(source=source):
            yield from _imported(source)
        case SpellRoot(variable=variable):
            yield variable
    for step in dataset.steps:
        match step:
            case Import(variable=variable):
                yield variable
            case Join(source=source):
                yield from _imported(source)
