"""``folkekommune resume-answers``: let answering go on after it was stopped."""

from __future__ import annotations

import getpass

from folkekommune.access.audit import code_of
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.operations.switch import resume_answers
from folkekommune.settings import find_home, load_installation
from folkekommune.texts import text


def command(home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Let pages, API and runs answer again.

    Example: folkekommune resume-answers
    """
    chosen = find_home(home)
    event = resume_answers(chosen, by=f"operator:{code_of(getpass.getuser())}")
    if load_installation(chosen).replica is None:  # which has no audit trail
        open_home(home).audit.record(event)
    if output is Format.JSON:
        give_data({"answering": True})
    else:
        give(text("operations.resumed-now", language()))
