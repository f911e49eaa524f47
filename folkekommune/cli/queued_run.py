"""The child process of one run: wait for the run's id on standard input, run it, leave with how it went.

Started by the server as ``python -m folkekommune.cli.queued_run HOME``, and no command of the command
line: what it needs is imported before there is a run to wait for it.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.analysis.answers import read_answerers
from folkekommune.analysis.door import Asker
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.bootstrap.practice_places import newest_releases, open_practice
from folkekommune.cli.opening import answering_here
from folkekommune.cli.telling import tell_own_fault
from folkekommune.errors import EXIT_DONE, EXIT_FAULT, EXIT_FORBIDDEN, PermissionRefused, UserError
from folkekommune.keys.vault_client import VaultUnreachable
from folkekommune.runs.child import await_run
from folkekommune.runs.worker import EXIT_TRY_AGAIN
from folkekommune.script.parser import parse
from folkekommune.script.registry import command_files
from folkekommune.services.queued_runs import practise_queued, run_queued
from folkekommune.services.stored_runs import is_practice
from folkekommune.settings import Home


def main(home: Path) -> int:
    """Open the installation, wait for a run and run it; give the exit code."""
    wiring = open_wiring(Home(home))
    packages, policy, records = wiring.packages, wiring.policy.label, wiring.runs
    _make_ready(wiring)
    identifier = await_run()
    if not identifier or not packages:
        return EXIT_DONE
    run = records.get(identifier)
    user = next((user.name for user in wiring.accounts.all() if user.identifier == run.user_id), "")
    asker = Asker(user, run.project)
    session = wiring.session(wiring.projects.get(run.project))
    if is_practice(run):
        return practise_queued(run, records, session, partial(open_practice, wiring))
    with answering_here(wiring.home), wiring.door() as door:
        return run_queued(run, records, session, lambda asked: door.answer(asked, asker), policy=policy)


def _make_ready(wiring: Wiring) -> None:
    """Read what every run needs while there is none: grammar, commands, answerers, the newest releases."""
    parse("clear")  # the grammar is read for the first line there is
    command_files()
    read_answerers()
    catalogue = wiring.session(None).catalogue
    for name in catalogue.names():
        with suppress(UserError):  # the run that names it tells what is wrong
            catalogue.databank(name)
    for release in newest_releases(catalogue):
        with suppress(UserError):
            wiring.releases.facts(release)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except PermissionRefused:
        sys.exit(EXIT_FORBIDDEN)  # all answering is stopped
    except (ControlUnreachable, VaultUnreachable):
        sys.exit(EXIT_TRY_AGAIN)
    except Exception as fault:  # noqa: BLE001  (a traceback or message could hold a value)
        tell_own_fault(fault)
        sys.exit(EXIT_FAULT)
