"""Build the server of an installation, and run it."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from folkekommune import __version__
from folkekommune.bootstrap import Wiring
from folkekommune.bootstrap.administration import audit_reading, comment_book, project_keeping
from folkekommune.bootstrap.official import benchmarks, official_desk
from folkekommune.bootstrap.practice_places import practice_state
from folkekommune.catalogue.model import Texts
from folkekommune.cli.figures import figures_for, named_figures
from folkekommune.cli.practice_keeper import PracticeKeeper
from folkekommune.cli.reading_ahead import begin_reading_ahead
from folkekommune.cli.telling import language, say
from folkekommune.disclosure.shares import Audience
from folkekommune.errors import UsageError
from folkekommune.indicators.definition import Grouping
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.operations.condition import failing, lacking, measured
from folkekommune.operations.freed_memory import hand_back_freed_memory
from folkekommune.operations.log_lines import write_log_to
from folkekommune.operations.switch import is_stopped
from folkekommune.published.history import FigureHistory
from folkekommune.runs.limits import MEBIBYTE, Limits
from folkekommune.runs.pool import WorkerPool
from folkekommune.services.measures import FOLDER as MEASURES
from folkekommune.services.measures import Measures
from folkekommune.services.queued_runs import auditor
from folkekommune.services.research import Research
from folkekommune.services.run_audit import purpose_of
from folkekommune.settings import Installation
from folkekommune.texts import text
from folkekommune.web.application import create_app
from folkekommune.web.official_benchmarks import OfficialBenchmarks
from folkekommune.web.official_indicators import OfficialIndicators
from folkekommune.web.oidc.configuration import load_providers
from folkekommune.web.operated import Operated
from folkekommune.web.ports import Services
from folkekommune.web.publication_times import PublicationTimes
from folkekommune.web.published_inequality import PublishedInequality
from folkekommune.web.reported_quality import ReportedQuality
from folkekommune.web.research.routers import ROUTERS
from folkekommune.web.settings import WebSettings

_PATIENCE = 60.0
_KEEP_ALIVE = 75


def build_server(wiring: Wiring) -> FastAPI:
    """Make the pages of an installation, with workers that live as long as the server."""
    workers, keeper = build_workers(wiring), build_practice_keeper(wiring)
    history = FigureHistory(wiring.publications)

    @asynccontextmanager
    async def working(_: FastAPI) -> AsyncIterator[None]:
        begin_reading_ahead(wiring, history)
        workers.start()
        keeper.start()
        try:
            yield
        finally:
            keeper.stop()
            workers.stop()

    services = Services(
        citizen_figures=figures_for(wiring, Audience.PUBLIC),
        published=wiring.figures[Audience.PUBLIC].now,
        changes=history,
        citizen_benchmarks=OfficialBenchmarks(benchmarks(wiring, Audience.PUBLIC)),
        municipal_figures=figures_for(wiring, Audience.MUNICIPALITY),
        accounts=wiring.accounts,
        research=build_research(wiring),
        stewards=wiring.stewards(),
        benchmarks=OfficialBenchmarks(benchmarks(wiring, Audience.MUNICIPALITY)),
        times=PublicationTimes(wiring.publications, lambda each: named_figures(wiring, each), wiring.figures),
        quality=ReportedQuality(wiring.stewards()),
        measures=Measures(wiring.home.root / MEASURES, wiring.keys, wiring.audit.record),
        official=official_desk(wiring),
        official_indicators=_official_indicators(wiring),
        inequality=PublishedInequality(
            wiring.figures[Audience.MUNICIPALITY],
            lambda each: _group_names(wiring, each),
        ),
        outside=wiring.outside_log_ins,
        projects=project_keeping(wiring),
        audit=audit_reading(wiring),
        comments=comment_book(wiring),
    )
    installation = wiring.installation
    settings = WebSettings(
        secret=wiring.keys.derive("web/forms"),
        name=installation.name,
        synthetic=installation.synthetic,
        version=__version__,
        municipalities=installation.municipalities,
        address=str(_web(installation).get("address", "")).rstrip("/"),
        providers=load_providers(installation),
    )
    app = create_app(services, settings=settings, routers=ROUTERS, operated=build_operated(wiring))
    app.router.lifespan_context = working
    return app


def _official_indicators(wiring: Wiring) -> OfficialIndicators:
    """Give the indicators that we do not compute ourselves."""
    own = {code for package in wiring.packages.values() for code in load_definitions(package)}
    found = benchmarks(wiring, Audience.MUNICIPALITY)
    return OfficialIndicators(found, databanks=tuple(wiring.packages), own=own)


def _group_names(wiring: Wiring, grouping: Grouping) -> dict[str, Texts]:
    """Name the groups of a division, as the databank that knows of them does."""
    package = wiring.packages.get(grouping.databank)
    variable = package.databank.variables.get(grouping.variable) if package else None
    if variable is None or variable.code_list is None:
        return {}
    return {str(code.value): code.title for code in variable.code_list.latest}


def build_operated(wiring: Wiring) -> Operated:
    """Tell the server how the installation is doing. ``[web] metrics_from`` says who may read it."""
    home = wiring.home
    allowed = _web(wiring.installation).get("metrics_from", Operated.measured_from)
    return Operated(
        lambda: is_stopped(home),
        lambda: failing(home, wiring.runs.count_by_state),
        lambda: measured(home, wiring.runs.count_by_state()),
        tuple(allowed),
        lambda: lacking(wiring.installation),
    )


def build_research(wiring: Wiring) -> Research:
    """Make the use cases of the workbench."""
    return Research(wiring.projects, wiring.runs, wiring.audit, wiring.session, wiring.home.root)


def build_workers(wiring: Wiring) -> WorkerPool:
    """Make the workers. ``[runs]`` in the configuration sets ``seconds``, ``memory_mb`` and ``at_once``."""
    chosen = wiring.installation.extra.get("runs", {})
    limits = Limits(
        seconds=float(chosen.get("seconds", Limits.seconds)),
        memory=int(chosen["memory_mb"]) * MEBIBYTE if "memory_mb" in chosen else Limits.memory,
    )
    command = (sys.executable, "-m", "folkekommune.cli.queued_run", str(wiring.home.root))

    def name_of(identifier: int) -> str:
        return next((user.name for user in wiring.accounts.all() if user.identifier == identifier), "")

    return WorkerPool(
        wiring.runs,
        command,
        limits=limits,
        at_once=int(chosen.get("at_once", 2)),
        event=auditor(name_of, lambda project: purpose_of(wiring.projects.get(project))),
        paused=lambda: is_stopped(wiring.home),
    )


def build_practice_keeper(wiring: Wiring) -> PracticeKeeper:
    """Make what keeps twins for practice ready."""
    command = (sys.executable, "-m", "folkekommune.cli.ready_practice", str(wiring.home.root))
    return PracticeKeeper(command, lambda: practice_state(wiring))


def check_port(host: str, port: int) -> None:
    """See that the address can be listened on.

    :raises UsageError: when the port is in use.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise UsageError("cli.port-taken", port=str(port)) from None


def serve_until_stopped(wiring: Wiring, *, host: str, port: int) -> None:
    """Run the server until it is told to stop.

    :raises UsageError: when the port is in use.
    """
    run_until_stopped(build_server(wiring), wiring.installation, host=host, port=port)


def run_until_stopped(app: ASGIApp, installation: Installation, *, host: str, port: int) -> None:
    """Run an application until it is told to stop, as the installation's ``[web]`` says.

    :raises UsageError: when the port is in use.
    """
    check_port(host, port)
    hand_back_freed_memory()
    server = _server(app, installation, host=host, port=port)
    say(text("cli.serving", language(), address=f"http://{host}:{port}/"))
    # [web] log = "faults" leaves the lines of requests out.
    write_log_to(sys.stderr, requests=_web(installation).get("log", "requests") == "requests")
    server.run()


@contextmanager
def running_server(wiring: Wiring, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Run the server while a block lasts; give its address. Port 0 takes a free one.

    :raises UsageError: when the port is in use, or the server does not begin.
    """
    with running_app(build_server(wiring), wiring.installation, host=host, port=port) as address:
        yield address


@contextmanager
def running_app(
    app: ASGIApp, installation: Installation, *, host: str = "127.0.0.1", port: int = 0
) -> Iterator[str]:
    """Run an application while a block lasts; give its address, as :func:`running_server` does."""
    check_port(host, port)
    server = _server(app, installation, host=host, port=port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + _PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise UsageError("cli.port-taken", port=str(port))
        time.sleep(0.05)
    try:
        yield f"http://{host}:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)


def _server(app: ASGIApp, installation: Installation, *, host: str, port: int) -> uvicorn.Server:
    # Addresses can hold what people search for, so the server's own log of requests is off: ours has the
    # pattern of the route (web.request_log). Faults are logged by kind and place alone (web.faults), so the
    # server's tracebacks, which could hold a value, are off too.
    proxies = _web(installation).get("proxies")
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="critical",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=",".join(proxies) if proxies else None,
        # Longer than a proxy or a browser keeps a connection (nginx: 60 s), so that it is they who close it:
        # closed from here, a request may be on its way, and nobody knows whether it arrived.
        timeout_keep_alive=_KEEP_ALIVE,
    )
    return uvicorn.Server(config)


def _web(installation: Installation) -> dict[str, Any]:
    found = installation.extra.get("web")
    return found if isinstance(found, dict) else {}
