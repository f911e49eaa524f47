"""A load that is under way, and figures before publication, as a browser shows them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_faults import EVERYTHING, axe_faults
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGE = "/nb/forvaltning/4601-hjemmetjenester/"


@pytest.mark.parametrize("width", [320, 1280])
def test_how_far_a_load_is_fits_and_is_accessible(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(log_in="forvalter", viewport={"width": width, "height": 900})
    page.goto(PAGE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_faults(page, EVERYTHING) == []
    bar = page.get_by_role("progressbar", name="Hvor mye av leveransen som er lest")
    expect(bar).to_be_visible()
    assert bar.evaluate("each => [each.value, each.max]") == [1200, 3400]
    expect(page.get_by_role("button", name="Avbryt lastingen")).to_be_visible()


def test_words_alone_are_exchanged_and_focus_stays_where_it_is(new_page: Callable[..., Page]) -> None:
    page = new_page(log_in="forvalter")
    page.goto(PAGE)
    button = page.get_by_role("button", name="Avbryt lastingen")
    button.focus()
    page.evaluate("""
        window.stayed = true;
        document.querySelector("#innhold [role=status]").textContent = "noe gammelt";
    """)
    expect(page.get_by_text("1 200 av 3 400 rader er lest.")).to_be_visible(timeout=30_000)
    assert page.evaluate("window.stayed")
    expect(button).to_be_focused()


def test_the_page_renews_itself_without_javascript(new_page: Callable[..., Page]) -> None:
    page = new_page(log_in="forvalter", java_script_enabled=False)
    page.goto(PAGE)
    with page.expect_navigation(timeout=30_000):
        pass
    expect(page.get_by_text("1 200 av 3 400 rader er lest.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_figures_are_gone_to_and_looked_at(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(log_in="forvalter", viewport={"width": width, "height": 900})
    page.goto("/nb/forvaltning/4601/versjoner")
    page.get_by_role("link", name="Se tallene først").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se tallene først")
    expect(page.get_by_role("cell", name="mer enn vanlig")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Jeg har sett på endringene")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_faults(page, EVERYTHING) == []
