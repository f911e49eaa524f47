"""The workbench in a browser: write, run, see a table; faults inline; keys; accessible in every state."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from axe_faults import COLOURS, EVERYTHING, axe_faults
from playwright.sync_api import Browser, Page, expect
from research_factory import BEGIN, PROJECT, bench_app, open_bench, working
from script_worlds import BANK
from web_fakes import PASSWORD

pytestmark = pytest.mark.browser

HOME = f"/nb/arbeidsbenk/prosjekt/{PROJECT}/"
SCRIPT = BEGIN + "tabulate kjonn sovn\ntabulate sovn\n"
_PATIENCE = 60
OpenBench = Callable[..., Page]


@pytest.fixture(scope="module")
def bench_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the pages with a worker."""
    folder = tmp_path_factory.mktemp("bench")
    bench = open_bench(folder)
    server = uvicorn.Server(uvicorn.Config(bench_app(bench), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    with working(bench, folder):
        thread.start()
        deadline = time.monotonic() + _PATIENCE
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        assert server.started
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(_PATIENCE)


@pytest.fixture
def open_bench_page(browser: Browser, bench_address: str) -> Iterator[OpenBench]:
    """Open the workbench as the researcher."""
    contexts = []

    def open_page(path: str = HOME, **settings: object) -> Page:
        context = browser.new_context(base_url=bench_address, **settings)
        contexts.append(context)
        page = context.new_page()
        page.goto("/nb/logg-inn")
        page.fill("#navn", "forsker")
        page.fill("#passord", PASSWORD)
        page.click("main button[type=submit]")
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def write(page: Page, script: str) -> None:
    expect(page.locator(".cm-content")).to_be_visible()
    page.locator("textarea[data-editor]").evaluate(
        "(area, text) => area.dispatchEvent(new CustomEvent('editor:set', {detail: text}))", script
    )


def to_line(page: Page, number: int) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    for _ in range(number - 1):
        page.keyboard.press("ArrowDown")


def test_a_script_is_written_and_run_and_its_table_comes_with_its_protection(
    open_bench_page: OpenBench,
) -> None:
    page = open_bench_page()
    write(page, SCRIPT)
    page.get_by_role("button", name="Kjør alt").click()
    result = page.locator("#resultat")
    expect(result).to_contain_text("Ferdig", timeout=_PATIENCE * 1000)
    expect(result.locator("caption")).to_have_text(["Linje 5: tabulate kjonn sovn", "Linje 6: tabulate sovn"])
    expect(result.locator(".fk-protection").first).to_contain_text("av hensyn til personvern")
    expect(page.locator("#kjoring-status")).to_contain_text("Ferdig")
    page.reload()
    expect(page.locator("#resultat caption")).to_have_count(2)
    expect(page.locator("textarea[name=script]")).to_have_value(SCRIPT)


def test_control_enter_runs_one_line_and_the_script_stays(open_bench_page: OpenBench) -> None:
    page = open_bench_page()
    write(page, SCRIPT)
    to_line(page, 5)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#resultat")).to_contain_text("Ferdig", timeout=_PATIENCE * 1000)
    expect(page.locator("#resultat caption")).to_have_text(["Linje 5: tabulate kjonn sovn"])
    expect(page.locator("textarea[name=script]")).to_have_value(SCRIPT)


def test_a_misspelt_command_is_marked_where_it_stands_while_writing(open_bench_page: OpenBench) -> None:
    page = open_bench_page()
    write(page, "sumarize kjonn")
    expect(page.locator(".cm-lintRange-error").first).to_have_text("sumarize")
    page.get_by_role("button", name="Kjør alt").click()
    expect(page.locator("#resultat").get_by_role("alert")).to_contain_text("Linje 1:")


def test_a_run_can_be_cancelled_and_keeps_what_was_done(open_bench_page: OpenBench) -> None:
    page = open_bench_page()
    write(page, SCRIPT + "// tell sauer\n")
    page.get_by_role("button", name="Kjør alt").click()
    expect(page.locator("#resultat caption")).to_have_count(1, timeout=_PATIENCE * 1000)
    page.get_by_role("button", name="Avbryt").click()
    expect(page.locator("#resultat")).to_contain_text("Du avbrøt kjøringen.", timeout=_PATIENCE * 1000)
    expect(page.locator("#resultat caption")).to_have_count(1)


def test_the_list_of_variables_is_searched_while_writing(open_bench_page: OpenBench) -> None:
    page = open_bench_page()
    page.get_by_role("searchbox").press_sequentially("sleep")
    expect(page.locator("#variabelliste code")).to_have_text(["SLEEP"])


def test_without_script_the_form_runs_everything(open_bench_page: OpenBench) -> None:
    page = open_bench_page(java_script_enabled=False)
    page.get_by_label("Skript", exact=True).fill(SCRIPT)
    expect(page.get_by_role("button", name="Kjør linje")).to_be_hidden()
    page.get_by_role("button", name="Kjør alt").click()
    expect(page.locator("caption")).to_have_count(2, timeout=_PATIENCE * 1000)


def test_a_script_is_saved_opened_and_worked_on_by_keyboard_alone(open_bench_page: OpenBench) -> None:
    """Enter in the name saves, Enter in the command line gives the command; the script goes along."""
    page = open_bench_page()
    write(page, BEGIN)
    page.get_by_label("Navn på skriptet").focus()
    page.keyboard.type("med tastatur")
    page.keyboard.press("Enter")
    expect(page.locator("#resultat")).to_contain_text("Skriptet er lagret som versjon 1.")
    page.goto(f"{HOME}skript")
    page.get_by_role("link", name="med tastatur").press("Enter")
    page.get_by_role("link", name="Åpne skriptet i arbeidsbenken").press("Enter")
    expect(page.locator("textarea[name=script]")).to_have_value(BEGIN)
    page.get_by_label("Kommando", exact=True).focus()
    page.keyboard.type("tabulate sovn")
    page.keyboard.press("Enter")
    expect(page.locator("#resultat")).to_contain_text("Ferdig", timeout=_PATIENCE * 1000)
    expect(page.locator("textarea[name=script]")).to_have_value(BEGIN + "tabulate sovn\n")
    expect(page.get_by_label("Kommando", exact=True)).to_be_focused()
    page.keyboard.type("history")
    page.keyboard.press("Enter")
    expect(page.locator("#resultat pre")).to_contain_text("create-dataset barn")


def test_without_script_a_version_is_saved_and_a_result_repeated(open_bench_page: OpenBench) -> None:
    page = open_bench_page(java_script_enabled=False)
    page.get_by_label("Skript", exact=True).fill(SCRIPT)
    page.get_by_label("Navn på skriptet").fill("uten skript")
    page.get_by_role("button", name="Lagre versjon").click()
    expect(page.get_by_role("status").filter(has_text="lagret som versjon 1")).to_be_visible()
    page.get_by_role("button", name="Kjør alt").click()
    expect(page.locator("main")).to_contain_text("Ferdig.", timeout=_PATIENCE * 1000)
    page.get_by_role("link", name="Del eller siter resultatet").click()
    page.wait_for_url("**/resultat/*")
    cited = page.url
    page.get_by_role("button", name="Kjør på nytt").click()
    page.wait_for_url("**/kjoringer/*")
    expect(page.locator("main")).to_contain_text("Ferdig.", timeout=_PATIENCE * 1000)
    page.goto(cited)
    expect(page.get_by_text("De samme tallene").first).to_be_visible()


def _result(page: Page) -> None:
    _done(page)
    page.get_by_role("link", name="Del eller siter resultatet").click()
    expect(page.get_by_role("heading", name="Slik siterer du resultatet")).to_be_visible()


def _saved(page: Page) -> None:
    write(page, SCRIPT)
    page.get_by_label("Navn på skriptet").fill("vist")
    page.get_by_role("button", name="Lagre versjon").click()
    expect(page.locator("#resultat")).to_contain_text(
        "Skriptet er lagret som versjon", timeout=_PATIENCE * 1000
    )


def _version(page: Page) -> None:
    _saved(page)
    page.locator("#resultat a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("vist")


def _done(page: Page) -> None:
    write(page, SCRIPT)
    page.get_by_role("button", name="Kjør alt").click()
    expect(page.locator("#resultat")).to_contain_text("Ferdig", timeout=_PATIENCE * 1000)


def _faulty(page: Page) -> None:
    write(page, "sumarize kjonn")
    page.get_by_role("button", name="Sjekk").click()
    expect(page.locator("#resultat").get_by_role("alert")).to_be_visible()


def _as_it_is(page: Page) -> None:
    expect(page.locator("h1")).to_be_visible()


STATES = {
    "projects": ("/nb/arbeidsbenk/", _as_it_is),
    "empty": (HOME, _as_it_is),
    "done": (HOME, _done),
    "faulty": (HOME, _faulty),
    "runs": (f"{HOME}kjoringer", _as_it_is),
    "result": (HOME, _result),
    "saved": (HOME, _saved),
    "version": (HOME, _version),
    "scripts": (f"{HOME}skript", _as_it_is),
    "variables": (f"{HOME}variabler?sok=sleep", _as_it_is),
    "variable": (f"{HOME}variabler/{BANK}/PLACE", _as_it_is),
    "recoding": (f"{HOME}omkoding", _as_it_is),
    "commands": ("/nb/arbeidsbenk/kommandoer", _as_it_is),
}


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_no_fault_and_nothing_scrolls_sideways(open_bench_page: OpenBench, name: str) -> None:
    path, reach = STATES[name]
    page = open_bench_page(path)
    reach(page)
    for scheme in ("light", "dark"):
        for width in (320, 1280):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert axe_faults(page, EVERYTHING if (scheme, width) == ("light", 320) else COLOURS) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_practice_shows_rows_and_leads_to_real_data_with_the_script_as_it_stands(
    open_bench_page: OpenBench,
) -> None:
    page = open_bench_page(viewport={"width": 320, "height": 800})
    band = page.locator(".fk-switch__band")
    expect(band).to_be_hidden()
    page.check("#data-oving")
    expect(band).to_be_visible()
    write(page, SCRIPT)
    page.click("button[value=all]")
    rows = page.locator("table", has=page.locator("caption", has_text="De 10 første av"))
    expect(rows.locator("tbody tr")).to_have_count(10, timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_faults(page, COLOURS) == []
    write(page, SCRIPT + "tabulate kjonn\n")  # changed since it was practised
    page.click("button[value=real]")
    expect(page.locator("#data-ekte")).to_be_checked()
    expect(page.locator("caption", has_text="Linje 7: tabulate kjonn")).to_be_visible(timeout=30_000)
    expect(page.locator("caption", has_text="De 10 første av")).to_have_count(0)
