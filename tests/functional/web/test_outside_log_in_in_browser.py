"""Log-in with a provider outside, as a person does it: with the keyboard, without script, at any width."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from axe_faults import COLOURS, EVERYTHING, axe_faults
from fastapi import FastAPI
from oidc_processes import be_wrong, free_port, running_provider
from outside_factory import OutsideSite, open_site, provider_at
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

_MOST_TABS = 40
_PATIENCE_SECONDS = 30
Visitor = Callable[..., Page]


@contextmanager
def _serving(app: FastAPI, port: int) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started
    yield
    server.should_exit = True
    thread.join(_PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OutsideSite, str, str]]:
    """Serve pages and a provider; give the site, its address and the provider's."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running_provider(f"{address}/logg-inn/prove/svar") as issuer:
        made = open_site(tmp_path_factory.mktemp("outside"), provider_at(issuer), address=address)
        with _serving(made.app, port):
            yield made, address, issuer


@pytest.fixture
def visit(browser: Browser, site: tuple[OutsideSite, str, str]) -> Iterator[Visitor]:
    """Open pages, each in a browser of its own."""
    contexts: list[BrowserContext] = []

    def open_page(**settings: object) -> Page:
        contexts.append(browser.new_context(base_url=site[1], **settings))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def _reach(page: Page, role: str, name: str) -> None:
    """Go with Tab to something, and press Enter on it."""
    wanted = page.get_by_role(role, name=name, exact=True)
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("(found) => found === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"{name} cannot be reached with the keyboard")


def _link(site: OutsideSite, page: Page, user: str) -> None:
    """Do what whoever keeps the users does with the code on the page."""
    code = page.locator("main strong").inner_text()
    site.log_ins.identities.link(user, code, by="test")


def _show_right(page: Page) -> None:
    for width in (320, 1280):
        for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (scheme, width)
            assert axe_faults(page, rules) == [], (scheme, width)


def test_from_the_front_page_to_one_s_own_room_and_out_again_with_the_keyboard_and_no_script(
    visit: Visitor, site: tuple[OutsideSite, str, str]
) -> None:
    page = visit(java_script_enabled=False)
    page.goto("/nb/")
    _reach(page, "link", "Logg inn for ansatte og forskere")
    _reach(page, "link", "Logg inn med Prøve-ID")
    _reach(page, "button", "Eva")
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har ikke tilgang ennå")
    _link(site[0], page, "planlegger")
    _reach(page, "link", "Til innloggingen")
    _reach(page, "link", "Logg inn med Prøve-ID")
    _reach(page, "button", "Eva")
    page.wait_for_url("**/nb/kommune/**")
    expect(page.get_by_text("Pia Planlegger")).to_be_visible()
    _reach(page, "button", "Logg ut")
    expect(page.get_by_role("status")).to_have_text("Du er logget ut.")
    page.goto("/nb/kommune/4601/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")


def test_after_the_log_in_one_lands_where_one_was_going(
    visit: Visitor, site: tuple[OutsideSite, str, str]
) -> None:
    page = visit()
    page.goto("/nn/kommune/4631/overvekt_4aar?aar=2020")
    page.get_by_role("link", name="Logg inn med Prøve-ID").click()
    page.get_by_role("button", name="Ola").click()
    _link(site[0], page, "nabo")
    page.goto("/nn/kommune/4631/overvekt_4aar?aar=2020")
    page.get_by_role("link", name="Logg inn med Prøve-ID").click()
    page.get_by_role("button", name="Ola").click()
    page.wait_for_url("**/nn/kommune/4631/overvekt_4aar?aar=2020")


def test_the_pages_of_the_log_in_are_accessible(visit: Visitor, site: tuple[OutsideSite, str, str]) -> None:
    page = visit()
    page.goto("/nb/logg-inn")
    _show_right(page)
    page.get_by_role("link", name="Logg inn med Prøve-ID").click()
    page.get_by_role("button", name="Kari").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du har ikke tilgang ennå")
    _show_right(page)
    be_wrong(site[2], "nonce")
    page.goto("/nb/logg-inn")
    page.get_by_role("link", name="Logg inn med Prøve-ID").click()
    page.get_by_role("button", name="Kari").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Vi kunne ikke bekrefte innloggingen.")
    expect(told).to_be_focused()
    assert "code=" not in page.url
    _show_right(page)
