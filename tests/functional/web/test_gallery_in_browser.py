"""The gallery in a browser: accessible and within the screen in both schemes, on both widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_faults import COLOURS, EVERYTHING, axe_faults
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)
FAULTS = ("finnes-ikke", "ikke-tilgang", "egen-feil")


def _show(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_is_accessible_and_fits(new_page: Callable[..., Page], scheme: str) -> None:
    """The scheme of the address holds whatever scheme the browser has."""
    page = new_page(color_scheme="light", reduced_motion="reduce")
    for width in WIDTHS:
        _show(page, f"/nb/galleri?farger={scheme}", width)
        expect(page.locator(".cm-content").first).to_be_visible()
        assert axe_faults(page, EVERYTHING) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_other_languages_fit_too(new_page: Callable[..., Page], language: str) -> None:
    page = new_page()
    for width in WIDTHS:
        _show(page, f"/{language}/galleri", width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_dark_scheme_is_dark(new_page: Callable[..., Page]) -> None:
    page = new_page(color_scheme="light")
    shades = []
    for scheme in ("light", "dark"):
        page.goto(f"/nb/galleri?farger={scheme}")
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        shades.append(page.evaluate("(colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number)", colour))
    assert min(shades[0]) > 200
    assert max(shades[1]) < 80


@pytest.mark.parametrize("name", FAULTS)
def test_pages_for_faults_are_accessible_and_fit(new_page: Callable[..., Page], name: str) -> None:
    page = new_page(reduced_motion="reduce")
    for scheme, width, rules in (("light", 320, EVERYTHING), ("dark", 1280, COLOURS)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        _show(page, f"/nb/galleri/{name}", width)
        assert axe_faults(page, rules) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
