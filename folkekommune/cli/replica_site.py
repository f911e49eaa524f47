"""The pages for citizens on a host that has nothing else: over a whole copy, exchanged for a newer one whole.

Each copy has an application of its own. A request is answered by the one that was there when it came, so no
page is made of two publications. What has come in and is not whole, or cannot be shown, leaves the last good
one where it is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from folkekommune import __version__
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.bootstrap.official import benchmarks
from folkekommune.bootstrap.replica import open_copy
from folkekommune.cli.figures import figures_for
from folkekommune.disclosure.shares import Audience
from folkekommune.operations.switch import is_stopped
from folkekommune.published.history import FigureHistory
from folkekommune.published.replica import KeptCopies, Listing
from folkekommune.settings import Installation, ReplicaSettings
from folkekommune.texts import LANGUAGES, text
from folkekommune.web.application import create_app
from folkekommune.web.no_accounts import NoAccounts
from folkekommune.web.official_benchmarks import OfficialBenchmarks
from folkekommune.web.operated import Operated
from folkekommune.web.ports import Services
from folkekommune.web.settings import WebSettings

LOOK_SECONDS = 2.0
FORGET_AFTER = timedelta(minutes=1)
"""A request that came before another copy was shown has this long to read the one before."""
NOT_WHOLE, OLD = "newest-copy", "fresh-copy"

_log = logging.getLogger(__name__)


class ReplicaSite:
    """What is shown, and the look for something newer.

    :param installation: of the host that shows it: where copies come in, and what its pages are told.
    """

    def __init__(
        self,
        installation: Installation,
        replica: ReplicaSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._installation = installation
        self._replica = replica
        self._now = now
        self._kept = KeptCopies(replica.kept)
        self._shown: tuple[Path, Listing, ASGIApp] | None = None
        self._since = now()
        self._seen: object = ()
        self._lacking: tuple[str, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by what is shown now."""
        shown = self._shown
        answer = shown[2] if shown else self._nothing_yet(scope)
        await answer(scope, receive, send)

    def begin(self) -> None:
        """Show what was kept last, then what has come in."""
        for kept in self._kept.whole():
            try:
                self._show(*kept)
                break
            except Exception as fault:  # noqa: BLE001 - one that cannot be shown; an earlier one perhaps can
                _log.warning("replica: %s", type(fault).__name__)
        if self._shown:
            self._kept.forget_others(self._shown[0])
        self.look()

    def look(self) -> None:
        """Take in what has come since, if it is whole and not older than what is shown."""
        if self._shown and self._now() - self._since > FORGET_AFTER:
            self._kept.forget_others(self._shown[0])
        seen = _stamps(self._replica.incoming)
        if seen == self._seen:
            return
        try:
            folder, listing = self._kept.take_in(
                self._replica.incoming, since=self._shown[1].made if self._shown else None
            )
            self._show(folder, listing)
            self._seen, self._lacking = seen, ()
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with what came, what is shown goes on
            if not self._lacking:
                _log.warning("replica: %s", type(fault).__name__)
            self._seen, self._lacking = seen, (NOT_WHOLE,)

    def _show(self, folder: Path, listing: Listing) -> None:
        if self._shown and self._shown[0] == folder:
            self._shown = (folder, listing, self._shown[2])
            return
        self._shown = (folder, listing, _pages(open_copy(folder), self._operated()))
        self._since = self._now()

    def _operated(self) -> Operated:
        home, web = self._installation.home, self._installation.extra.get("web", {})
        return Operated(
            lambda: is_stopped(home),
            measured=lambda: {"copy_age_seconds": self._age().total_seconds()},
            measured_from=tuple(web.get("metrics_from", Operated.measured_from)),
            lacking=self.lacking,
        )

    def lacking(self) -> tuple[str, ...]:
        """Name what is amiss while pages are answered: the newest copy, or one that is not old."""
        old = self._age() > timedelta(hours=self._replica.max_age_hours)
        return (*self._lacking, *((OLD,) if old else ()))

    def _age(self) -> timedelta:
        return self._now() - self._shown[1].made if self._shown else timedelta(0)

    @staticmethod
    def _nothing_yet(scope: Scope) -> Response:
        if scope["path"] == "/healthz":
            content: dict[str, object] = {"status": "failing", "failing": ["copy"]}
        else:
            sentences = {language: text("replica.nothing-yet", language) for language in LANGUAGES}
            content = {"code": "replica.nothing-yet", "message": sentences}
        headers = {"Cache-Control": "no-store", "Retry-After": "60"}
        return JSONResponse(content, status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)


def replica_server(site: ReplicaSite) -> ASGIApp:
    """Make the server: it looks for something newer as long as it lives."""

    @asynccontextmanager
    async def looking(_: Starlette) -> AsyncIterator[None]:
        over = threading.Event()

        def look() -> None:
            while not over.wait(LOOK_SECONDS):
                site.look()

        site.begin()
        thread = threading.Thread(target=look, name="looking", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    life = Starlette(lifespan=looking)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        # Not a route of another application: addresses are those of the pages, also in the log.
        await (life if scope["type"] == "lifespan" else site)(scope, receive, send)

    return serve


def _pages(copy: Foundations, operated: Operated) -> FastAPI:
    """Make the pages of a copy. Figures and history are read, so that what cannot be shown is found now."""
    figures = figures_for(copy, Audience.PUBLIC)
    history = FigureHistory(copy.publications)
    services = Services(
        citizen_figures=figures,
        municipal_figures=figures,
        accounts=NoAccounts(),
        published=copy.figures[Audience.PUBLIC].now,
        changes=history,
        citizen_benchmarks=OfficialBenchmarks(benchmarks(copy, Audience.PUBLIC)),
    )
    installation = copy.installation
    settings = WebSettings(
        secret=b"",  # of forms, and there are none
        name=installation.name,
        synthetic=installation.synthetic,
        version=__version__,
        municipalities=installation.municipalities,
        address=str(installation.extra.get("web", {}).get("address", "")).rstrip("/"),
        only_everyone=True,
    )
    for place in figures.municipalities():
        history.of_municipality(place.number)
    return create_app(services, settings=settings, operated=operated)


def _stamps(folder: Path) -> object:
    """Tell one state of a folder from the next without reading its files."""
    try:
        told = ((str(path), path.lstat()) for path in sorted(folder.rglob("*")))
        return [(name, each.st_ino, each.st_mtime_ns, each.st_size) for name, each in told]
    except OSError:
        return None  # it changes just now; whoever looks next sees what became of it
