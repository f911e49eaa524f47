"""One command given beside the script that stands in the editor of the workbench.

The script is the session. A command that does something goes to its end and is run there; one that only
tells something is answered at once; ``save``, ``load``, ``edit`` and ``clear`` do what they do in the shell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from folkekommune.script.binder import bind_text
from folkekommune.script.bound import Action, BoundCommand, Deed, Kind
from folkekommune.script.faults import ScriptFault
from folkekommune.script.session import Session
from folkekommune.services.interactive import Shelf, made_up_name

_OF_THE_SCRIPT = "textblock"


@dataclass(frozen=True)
class Outcome:
    """What becomes of the script, and what is to be shown.

    :param script: what stands in the editor afterwards.
    :param run_to: the line to run the script to, when there is something to run.
    :param told: a command that has its answer with it, from metadata alone.
    :param saved: the name the script was saved under, :param opened: the one it was replaced by.
    """

    script: str
    faults: tuple[ScriptFault, ...] = ()
    run_to: int | None = None
    told: BoundCommand | None = None
    saved: str = ""
    opened: str = ""


def give_command(command: str, script: str, session: Session, shelf: Shelf, *, now: datetime) -> Outcome:
    """Give a command after a script.

    :raises InputError: for the name of a script that cannot be used, or that nothing was saved under.
    """
    whole = f"{script.rstrip()}\n{command.strip()}\n".lstrip("\n")
    bound = bind_text(whole, replace(session, interactive=True))
    if bound.faults or not bound.commands:
        return Outcome(script, bound.faults)
    last = bound.commands[-1]
    if last.action is not None:
        return _perform(last.action, script, shelf, now)
    if last.kind is Kind.TEXT and last.command != _OF_THE_SCRIPT:
        return Outcome(script, told=last)
    return Outcome(whole, run_to=len(whole.splitlines()))


def _perform(action: Action, script: str, shelf: Shelf, now: datetime) -> Outcome:
    if action.deed is Deed.CLEAR:
        return Outcome("")
    if action.deed is Deed.LOAD:
        content = shelf.read(action.name)
        if script.strip() and script != content:
            shelf.write(made_up_name(now), script)
        return Outcome(content, opened=action.name)
    name = action.name or made_up_name(now)
    shelf.write(name, script)
    return Outcome(script, saved=name, opened=name if action.deed is Deed.EDIT else "")
