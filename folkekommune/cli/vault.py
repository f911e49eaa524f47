"""``folkekommune vault``: the keys and the linkage in processes of their own, under a user of its own."""

from __future__ import annotations

import signal
import sys
import threading

import typer

from folkekommune.bootstrap import Wiring
from folkekommune.bootstrap.vault_tasks import taking_orders, tell_ready
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Home
from folkekommune.cli.telling import language, say
from folkekommune.errors import UsageError
from folkekommune.keys.vault_client import is_keeper
from folkekommune.keys.vault_server import vault_of
from folkekommune.keys.volume import check_volume
from folkekommune.operations.log_lines import write_log_to
from folkekommune.operations.switch import is_stopped
from folkekommune.runs.vault_worker import VaultWorker
from folkekommune.settings import find_home, load_installation
from folkekommune.texts import text

command = typer.Typer(
    help="The vault as a process of its own, which web and runs ask for the keys they may have."
)


@command.command("serve")
def serve(home: Home = None) -> None:
    """Give keys to the users that [vault] answering names, until stopped. Run it as the vault's own user.

    Example: folkekommune vault serve --home /srv/folkekommune/home
    """
    installation = load_installation(find_home(home))
    check_volume(installation)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with vault_of(installation) as server:
        write_log_to(sys.stderr, requests=True)
        say(text("vault.serving", language(), socket=server.server_address))
        server.serve_forever()


@command.command("work")
def work(home: Home = None) -> None:
    """Carry out what stewards order on their pages, until stopped. Run it as the vault's own user.

    Example: folkekommune vault work --home /srv/folkekommune/home
    """
    wiring = open_home(home)
    if wiring.installation.vault is None:
        raise UsageError("vault.not-apart")
    if not is_keeper(wiring.home):
        raise UsageError("tasks.not-keeper")
    # What is under way is left where it is: its task is taken anew by the next who works.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with taking_orders(wiring):
        write_log_to(sys.stderr, requests=True)
        say(text("tasks.working", language()))
        worker_of(wiring).serve(threading.Event())


def worker_of(wiring: Wiring) -> VaultWorker:
    """Make what carries out orders ready."""
    return VaultWorker(
        wiring.vault_tasks,
        wiring.stewards_desk.vault_work().carry_out,
        look_round=lambda: tell_ready(wiring),
        paused=lambda: is_stopped(wiring.home),
    )
