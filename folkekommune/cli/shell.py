"""``folkekommune shell``: give commands one at a time and see each result.

Tab completes commands, variables, data sets and options; the arrow keys go through what was given
before. ``help`` lists the commands; end with Ctrl-D or ``exit``.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import readline
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from folkekommune.access.audit import code_of
from folkekommune.analysis.door import Asker
from folkekommune.bootstrap.practice_places import open_practice
from folkekommune.cli.opening import answering_here, open_home
from folkekommune.cli.options import Home, ProjectCode
from folkekommune.cli.telling import give, language, say, tell_fault
from folkekommune.errors import UserError
from folkekommune.script.completion import completions
from folkekommune.script.session import Session
from folkekommune.services.interactive import Given, Interactive
from folkekommune.services.practice.rows import FirstRows, rows_text
from folkekommune.services.project_choice import choose_project
from folkekommune.services.run_audit import audited
from folkekommune.services.run_report import command_text, fault_text
from folkekommune.services.script_shelf import project_shelf
from folkekommune.texts import text

_LEAVES = frozenset({"exit", "quit"})
_REMEMBERED = 2000
_ROWS = "rows"
"""No command of the language: what practice has besides them."""

ShowRows = Callable[[Session], FirstRows | None]


InPractice = Annotated[
    bool, typer.Option("--practice", help="Work on invented persons; rows then shows the first rows.")
]


def command(home: Home = None, project: ProjectCode = None, practice: InPractice = False) -> None:
    """Give commands one at a time; Tab completes, Ctrl-D ends.

    Example: folkekommune shell --project demo
    """
    wiring = open_home(home)
    chosen = choose_project(wiring.projects.all(), project)
    asker = Asker(getpass.getuser(), chosen.code)
    shelf = project_shelf(wiring.home.root, chosen.code, by=asker.user)
    if practice:
        say(text("practice.told", language()))
        with open_practice(wiring, wiring.session(chosen)) as place:
            session = Interactive(place.session, place.answer, shelf, edit=_edited)
            with _keyboard(session, shelf.folder / f".history-{asker.user}"):
                _converse(session, _reader(), rows=place.rows)
        return
    with answering_here(wiring.home), wiring.door() as door:
        session = Interactive(
            wiring.session(chosen),
            audited(
                lambda asked: door.answer(asked, asker),
                wiring.audit.record,
                chosen,
                actor=f"operator:{code_of(asker.user)}",
                policy=wiring.policy.label,
            ),
            shelf,
            edit=_edited,
        )
        with _keyboard(session, shelf.folder / f".history-{asker.user}"):
            _converse(session, _reader())


def _reader() -> Callable[[], str] | None:
    """Give what reads lines where nobody sits at the keyboard."""
    return sys.stdin.readline if not sys.stdin.isatty() else None


def _converse(session: Interactive, read: Callable[[], str] | None, *, rows: ShowRows | None = None) -> None:
    """Answer command after command.

    :param rows: gives the first rows of a session's data set, in practice.
    """
    while True:
        try:
            line = input("… " if session.waiting else "> ") if read is None else _next(read)
        except EOFError:
            return
        except KeyboardInterrupt:
            session.forget()
            continue
        if not session.waiting and line.strip() in _LEAVES:
            return
        if rows is not None and not session.waiting and line.strip() == _ROWS:
            shown = rows(session.session)
            give(rows_text(shown, language()) if shown else text("practice.no-rows", language()))
            continue
        try:
            given = session.give(line)
        except UserError as fault:
            tell_fault(fault)
            continue
        if given is not None:
            _show(given)


def _edited(content: str) -> str | None:
    """Let the user change a text in the editor of ``VISUAL`` or ``EDITOR``, if one is set."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        say(text("cli.no-editor", language()))
        return None
    with TemporaryDirectory() as folder:
        file = Path(folder, "script.txt")
        file.write_text(content, encoding="utf-8")
        done = subprocess.run([*shlex.split(editor), str(file)], check=False)  # noqa: S603 - the user's own editor
        return file.read_text(encoding="utf-8") if done.returncode == 0 else None


def _next(read: Callable[[], str]) -> str:
    line = read()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _show(given: Given) -> None:
    for notice in given.notices:
        say(notice.message(language()))
    for fault in given.faults:
        say(fault_text(fault, language()))
        if fault.suggestion:
            say(text("cli.suggestion", language(), suggestion=fault.suggestion))
    for result in given.results:
        if written := command_text(result, language()):
            give(written)


@contextlib.contextmanager
def _keyboard(session: Interactive, remembered: Path) -> Iterator[None]:
    """Complete with Tab, and remember what was given, for its user alone."""
    found: list[str] = []

    def complete(_word: str, place: int) -> str | None:
        if place == 0:
            before = readline.get_line_buffer()[: readline.get_endidx()]
            found[:] = dict.fromkeys(word for word, _ in completions(session.session, before))
        return found[place] if place < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" \t\n()=,!&|<>+*^")
    readline.parse_and_bind("tab: complete")
    readline.set_history_length(_REMEMBERED)
    with contextlib.suppress(OSError):
        readline.read_history_file(remembered)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            remembered.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            readline.write_history_file(remembered)
            remembered.chmod(0o600)
