"""``folkekommune stop-answers``: stop all answering at once: pages, API and runs."""

from __future__ import annotations

import getpass

from folkekommune.access.audit import code_of
from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.operations.switch import stop_answers
from folkekommune.settings import find_home, load_installation
from folkekommune.texts import text


def command(home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Stop pages, API, queued runs and runs on the command line, within a second.

    Example: folkekommune stop-answers
    """
    chosen = find_home(home)
    event = stop_answers(chosen, by=f"operator:{code_of(getpass.getuser())}")
    try:
        if load_installation(chosen).replica is None:  # which has no audit trail
            open_home(home).audit.record(event)
    except ControlUnreachable:
        say(text("control.stopped-untold", language()))
    if output is Format.JSON:
        give_data({"answering": False})
    else:
        give(text("operations.stopped-now", language()))
