"""A running server and Debian's own Chromium. No browser is downloaded."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache

import pytest
import uvicorn
from editor_page import editor_router
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright
from steward_fakes import CARE, MOTHERS, publish_and_propose, stewards
from web_fakes import PASSWORD, WITHHELD, FakeFigures, fill_administration, make_app

from folkekommune.web.ports import Cell

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE_SECONDS = 30


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the pages on invented figures, some of them hidden, and give the server's address."""
    figures = FakeFigures(
        {
            Cell("overvekt_4aar", "4631", 2025): WITHHELD,
            Cell("sovn_problem_6mnd", "4601", 2020): WITHHELD,
            Cell("overvekt_4aar", "4601", 2025, district="460105"): WITHHELD,
        }
    )
    home = tmp_path_factory.mktemp("home")
    publish_and_propose(home)
    desks = stewards(home, others=(CARE, MOTHERS))
    app = make_app(home, citizen=figures, municipal=figures, routers=(editor_router(),), stewards=desks)
    fill_administration(app.state.pages.services)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(_PATIENCE_SECONDS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("Chromium is missing: apt-get install chromium, or run make test as root.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def sessions(browser: Browser, address: str) -> Callable[[str], StorageState]:
    """Log an account in once, and give the session to every page that asks for it."""

    @cache
    def session(name: str) -> StorageState:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/nb/logg-inn")
        page.fill("#navn", name)
        page.fill("#passord", PASSWORD)
        page.click("main button[type=submit]")
        state = context.storage_state()
        context.close()
        return state

    return session


@pytest.fixture
def new_page(browser: Browser, address: str, sessions: Callable[[str], StorageState]) -> Iterator[NewPage]:
    """Open pages, each in a browser of its own; ``log_in`` names the account it is logged in with."""
    contexts: list[BrowserContext] = []

    def open_page(log_in: str = "", **settings: object) -> Page:
        state = sessions(log_in) if log_in else None
        context = browser.new_context(base_url=address, storage_state=state, **settings)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
