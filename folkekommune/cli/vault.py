"""``folkekommune vault``: the keys and the linkage in a process of their own, under a user of its own."""

from __future__ import annotations

import signal
import sys

import typer

from folkekommune.cli.options import Home
from folkekommune.cli.telling import language, say
from folkekommune.keys.vault_server import vault_of
from folkekommune.keys.volume import check_volume
from folkekommune.operations.log_lines import write_log_to
from folkekommune.settings import find_home, load_installation
from folkekommune.texts import text

command = typer.Typer(
    help="The vault as a process of its own, which web and runs ask for the keys they may have."
)


@command.callback()
def _group() -> None:
    """Keep ``serve`` a word of its own, though it is the only one."""


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
