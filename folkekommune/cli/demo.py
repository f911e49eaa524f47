"""``folkekommune demo``: everything, end to end, on synthetic children."""

from __future__ import annotations

from typing import Annotated

import typer

from folkekommune.cli.demonstration.official import take_official_tables_in
from folkekommune.cli.demonstration.people import log_ins
from folkekommune.cli.demonstration.steps import (
    MUNICIPALITIES,
    Demonstration,
    analyse,
    export,
    load_and_release,
    prepare,
    publish,
    step,
)
from folkekommune.cli.demonstration.walk import walk_through
from folkekommune.cli.options import Home
from folkekommune.cli.serving import check_port, running_server, serve_until_stopped
from folkekommune.cli.telling import give, language
from folkekommune.errors import UsageError
from folkekommune.services.run_report import run_as_text
from folkekommune.settings import find_home
from folkekommune.texts import text


def command(
    home: Home = None,
    size: Annotated[str, typer.Option("--size", help="tiny, small or bergen.")] = "small",
    once: Annotated[
        bool, typer.Option("--once", help="Check everything through the running server, and stop.")
    ] = False,
    port: Annotated[int, typer.Option("--port", help="Where the server answers.")] = 8000,
) -> None:
    """Make an installation, deliveries, a release, an analysis, indicators, an export, and serve it.

    Run again, it does only what is not done. Example: folkekommune demo --home demo-home --once
    """
    if size not in MUNICIPALITIES:
        raise UsageError("demo.size", size=size)
    check_port("127.0.0.1", port)
    demo = Demonstration(find_home(home), size)
    wiring = prepare(demo)
    load_and_release(demo, wiring)
    run = analyse(wiring)
    publish(demo, wiring)
    take_official_tables_in(demo, wiring)
    export(demo, wiring)
    tongue = language()
    give(run_as_text(run, tongue))
    if once:
        with step("walk"), running_server(wiring, port=port) as base:
            walk_through(base, wiring, run)
        return
    base = f"http://127.0.0.1:{port}"
    give(text("demo.addresses", tongue, base=base))
    for person in log_ins(wiring):
        role = text(f"access.role-{person.role}", tongue)
        give(text("demo.log-in", tongue, name=person.name, role=role, password=person.password))
    serve_until_stopped(wiring, host="127.0.0.1", port=port)
