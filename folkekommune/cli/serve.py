"""``folkekommune serve``: the pages for citizens, municipalities, researchers and stewards."""

from __future__ import annotations

from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Home
from folkekommune.cli.replica_site import ReplicaSite, replica_server
from folkekommune.cli.serving import check_port, run_until_stopped, serve_until_stopped
from folkekommune.settings import find_home, load_installation


def command(
    home: Home = None,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="The port to listen on.")] = 8000,
) -> None:
    """Serve the pages and work on the queue of runs, until stopped with Ctrl+C.

    Where the configuration has [replica], only the pages for everyone, of a copy of what was published.

    Example: folkekommune serve --home demo-home
    """
    installation = load_installation(find_home(home))
    if installation.replica is not None:
        site = ReplicaSite(installation, installation.replica)
        run_until_stopped(replica_server(site), installation, host=host, port=port)
        return
    wiring = open_home(home)
    check_port(host, port)
    serve_until_stopped(wiring, host=host, port=port)
