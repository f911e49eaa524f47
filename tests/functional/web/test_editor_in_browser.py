"""The script editor: colours, faults while writing, keys, and a plain text area without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from editor_page import PAGE
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
SCRIPT = "tabulate kjonn\nsumarize alder\n// slutt"


@pytest.fixture
def editor(new_page: NewPage) -> Page:
    """Open the editor on three lines, the second with a fault."""
    page = new_page(log_in="forsker")
    page.goto(PAGE)
    expect(page.locator(".cm-content")).to_be_visible()
    return page


def _content(page: Page) -> str:
    return page.locator("textarea[name=script]").input_value()


def _to_start(page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")


def test_commands_comments_and_unknown_words_look_different(editor: Page) -> None:
    styles = "(part) => [getComputedStyle(part).color, getComputedStyle(part).textDecorationLine].join()"
    looks = [
        editor.locator(".cm-line span", has_text=word).first.evaluate(styles)
        for word in ("tabulate", "sumarize", "// slutt")
    ]
    assert len(set(looks)) == 3


def test_a_fault_is_marked_where_it_stands_and_told_aloud(editor: Page) -> None:
    expect(editor.locator(".cm-lintRange-error")).to_have_text("sumarize")
    expect(editor.get_by_role("status")).to_have_text("Feil i skriptet: 1")


def test_f8_goes_to_the_fault_and_its_button_mends_it(editor: Page) -> None:
    expect(editor.locator(".cm-lintRange-error")).to_be_visible()
    _to_start(editor)
    editor.keyboard.press("F8")
    expect(editor.locator(".cm-diagnostic")).to_contain_text("Kommandoen «sumarize» finnes ikke.")
    editor.get_by_role("button", name="Bytt til «tabulate»").click()
    expect(editor.get_by_role("status")).to_have_text("Ingen feil i skriptet.")
    assert _content(editor) == SCRIPT.replace("sumarize", "tabulate")


def test_control_enter_runs_the_line_and_control_shift_enter_everything(editor: Page) -> None:
    _to_start(editor)
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#answer")).to_contain_text("line 2: tabulate kjonn")
    _to_start(editor)
    editor.keyboard.press("Control+Shift+Enter")
    expect(editor.locator("#answer")).to_contain_text("all 1: tabulate kjonn")


def test_control_slash_turns_a_line_into_a_comment_and_back(editor: Page) -> None:
    _to_start(editor)
    editor.keyboard.press("Control+/")
    assert _content(editor).startswith("// tabulate kjonn\n")
    editor.keyboard.press("Control+/")
    assert _content(editor) == SCRIPT


def test_tab_leaves_the_editor_both_ways(editor: Page) -> None:
    _to_start(editor)
    editor.keyboard.press("Tab")
    expect(editor.get_by_role("button", name="Kjør alt")).to_be_focused()
    editor.keyboard.press("Shift+Tab")
    expect(editor.locator(".cm-content")).to_be_focused()
    assert _content(editor) == SCRIPT


def test_words_are_proposed_and_taken_with_enter(editor: Page) -> None:
    editor.locator(".cm-content").click()
    editor.keyboard.press("Control+End")
    editor.keyboard.press("Enter")
    editor.keyboard.type("gene")
    expect(editor.locator(".cm-tooltip-autocomplete li[aria-selected]")).to_have_text("generate")
    editor.wait_for_timeout(100)  # CodeMirror takes no choice in the first 75 ms, against accidents
    editor.keyboard.press("Enter")
    assert _content(editor).endswith("\ngenerate")


def test_curly_quotation_marks_are_straightened_when_pasted_and_it_is_said(editor: Page) -> None:
    editor.locator(".cm-content").click()
    editor.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "keep if sex == “1”");
            document.querySelector(".cm-content").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    assert 'keep if sex == "1"' in _content(editor)
    expect(editor.get_by_role("status")).to_contain_text("krøllete anførselstegn")


def test_the_editor_has_the_name_and_help_of_its_text_area(editor: Page) -> None:
    area = editor.get_by_role("textbox", name="Skript")
    expect(area).to_be_visible()
    described = area.get_attribute("aria-describedby")
    assert "Tabulator går ut av feltet" in editor.locator(f"#{described}").inner_text()


def test_the_search_panel_speaks_the_language_of_the_page(editor: Page) -> None:
    editor.locator(".cm-content").click()
    editor.keyboard.press("Control+f")
    expect(editor.locator(".cm-search input[name=search]")).to_have_attribute("aria-label", "Finn")


def test_without_script_the_text_area_and_its_buttons_do_the_same(new_page: NewPage) -> None:
    page = new_page(log_in="forsker", java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_label("Skript").fill("tabulate alder")
    page.get_by_role("button", name="Kjør alt").click()
    expect(page.locator("#answer")).to_contain_text("tabulate alder")
