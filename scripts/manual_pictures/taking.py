"""Take pictures of pages with Debian's own Chromium, in light and dark."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from manual_pictures.listing import SCHEMES, Pictured

WIDTH, HEIGHT = 1280, 1200
"""The part of a page that the manual shows."""

NARROW = 320
_SCALE = 0.5
_QUALITY = 35
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
_MINUTE = 60_000
_LINKS = {
    "delivery": ("forvalter", "/nb/forvaltning/4601/", r"/forvaltning/4601/leveranse/([0-9a-f]+)"),
    "waiting": ("forvalter", "/nb/forvaltning/4601/oversettelse", r"/4601/oversettelse/([\w.%-]+)"),
    "publication": ("forvalter", "/nb/forvaltning/4601/versjoner", r"/4601/versjoner/([\w.-]+-[a-p]+)\b"),
}
"""Which addresses are found on other pages: who looks, where, and for what."""


@dataclass
class Camera:
    """A browser on a running server.

    :param passwords: of the accounts, by name.
    """

    browser: Browser
    base: str
    passwords: Mapping[str, str]
    _sessions: dict[str, StorageState | None] = field(default_factory=dict)

    def found(self) -> dict[str, str]:
        """Find what addresses hold that other pages link to."""
        names = {}
        for name, (account, path, form) in _LINKS.items():
            with self._page(account) as page:
                page.goto(path)
                links = re.findall(form, page.content())
                if links:
                    names[name] = links[0]
        return names

    def take(self, pictured: Pictured, path: str, folder: Path) -> None:
        """Take the manual's pictures of a page; the browser changes its colours in between."""
        with self._page(pictured.account) as page:
            _open(page, path)
            clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(HEIGHT, _height(page)), "scale": _SCALE}
            sent = {"format": "webp", "quality": _QUALITY, "clip": clip, "captureBeyondViewport": True}
            developer = page.context.new_cdp_session(page)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                taken = developer.send("Page.captureScreenshot", sent)
                (folder / pictured.file(scheme)).write_bytes(base64.b64decode(taken["data"]))

    def take_whole(self, pictured: Pictured, path: str, folder: Path) -> list[str]:
        """Take whole pages to look at, wide and narrow; tell what goes beyond the screen."""
        beyond = []
        for width in (WIDTH, NARROW):
            for scheme in SCHEMES:
                with self._page(pictured.account, scheme, width) as page:
                    _open(page, path)
                    file = folder / f"{pictured.kind}-{pictured.name}-{width}-{scheme}.png"
                    page.screenshot(path=file, full_page=True)
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        beyond.append(f"{pictured.kind}-{pictured.name} {width}")
        return sorted(set(beyond))

    @contextmanager
    def _page(self, account: str, scheme: str = "light", width: int = WIDTH) -> Iterator[Page]:
        context = self._context(scheme, width, self._session(account))
        try:
            yield context.new_page()
        finally:
            context.close()

    def _context(self, scheme: str, width: int, state: StorageState | None) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.base,
            storage_state=state,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900},
            locale="nb-NO",
        )
        context.set_default_timeout(_MINUTE)
        return context

    def _session(self, account: str) -> StorageState | None:
        if account and account not in self._sessions:
            context = self._context("light", WIDTH, None)
            page = context.new_page()
            page.goto("/nb/logg-inn")
            page.fill("#navn", account)
            page.fill("#passord", self.passwords[account])
            page.click("main button[type=submit]")
            page.wait_for_url(lambda address: "logg-inn" not in address)
            self._sessions[account] = context.storage_state()
            context.close()
        return self._sessions.get(account)


@contextmanager
def camera(base: str, passwords: Mapping[str, str]) -> Iterator[Camera]:
    """Start the browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise FileNotFoundError("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            yield Camera(browser, base, passwords)
        finally:
            browser.close()


def _open(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.fonts.ready")
    if page.locator("textarea[data-editor]").count():
        page.locator(".cm-content").first.wait_for()


def _height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))
