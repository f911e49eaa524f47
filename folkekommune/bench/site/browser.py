"""What a person waits for and what goes over the line, in headless Chromium with an empty cache.

``python -m folkekommune.bench.site.browser``, in a process of its own: JSON in, JSON out.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from functools import partial
from time import perf_counter
from typing import Any

from playwright.sync_api import BrowserContext, StorageState, sync_playwright

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
_TIMES = 3
_SEEN = """async () => {
    const paint = await new Promise((resolve) => {
        new PerformanceObserver((list) => {
            const [found] = list.getEntriesByName("first-contentful-paint");
            if (found) resolve(found.startTime);
        }).observe({type: "paint", buffered: true});
    });
    const parts = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
    return {paint, bytes: parts.reduce((sum, part) => sum + part.transferSize, 0)};
}"""


def look(
    base: str,
    citizen: Sequence[str],
    municipal: Sequence[str],
    *,
    desk: str,
    people: dict[str, dict[str, str]],
) -> dict[str, Any]:
    """Open each page for the first time, and the workbench until one can write in it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        open_anew = partial(browser.new_context, base_url=base)
        planner, researcher = (_logged_in(open_anew(), **people[kind]) for kind in ("planner", "researcher"))
        seen = {
            "citizen": {page: _seen(open_anew(), page) for page in citizen},
            "municipal": {page: _seen(open_anew(storage_state=planner), page) for page in municipal},
            "desk": [_usable(open_anew(storage_state=researcher), desk) for _ in range(_TIMES)],
        }
        browser.close()
    return seen


def _logged_in(context: BrowserContext, name: str, password: str) -> StorageState:
    """Log in; give the session, to be taken over into a browser with nothing in its cache."""
    tab = context.new_page()
    tab.goto("/nb/logg-inn")
    tab.fill("#navn", name)
    tab.fill("#passord", password)
    tab.click("main button[type=submit]")
    state = context.storage_state()
    context.close()
    return state


def _seen(context: BrowserContext, page: str) -> dict[str, float]:
    """Open a page with nothing in the cache; give when the first content stood there, and the bytes."""
    tab = context.new_page()
    tab.goto(page)
    found: dict[str, float] = tab.evaluate(_SEEN)
    context.close()
    return found


def _usable(context: BrowserContext, page: str) -> float:
    """Give the seconds until what one writes stands in the editor of the workbench."""
    tab = context.new_page()
    began = perf_counter()
    tab.goto(page, wait_until="commit")
    tab.locator(".cm-content[contenteditable=true]").click()
    tab.keyboard.type("require")
    tab.locator(".cm-content", has_text="require").wait_for()
    seconds = perf_counter() - began
    context.close()
    return seconds


if __name__ == "__main__":
    json.dump(look(**json.load(sys.stdin)), sys.stdout)
