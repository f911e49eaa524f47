"""The pages as a browser shows them: accessible, within the screen, silent towards others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_faults import COLOURS, EVERYTHING, axe_faults
from editor_page import PAGE as EDITOR
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]

PUBLIC = {
    "front": "/nb/",
    "questions": "/nn/sporsmal?kommune=4601",
    "no hits": "/nb/sporsmal?sok=tannhelse",
    "question": "/nb/sporsmal/fullamming_6uker/4601",
    "hidden": "/en/sporsmal/overvekt_4aar/4631",
    "places": "/nb/sporsmal/overvekt_4aar",
    "protection": "/nb/personvern",
    "open data": "/nb/apne-data",
    "place": "/nb/sted/4601",
    "changes": "/nn/sted/4601/endringer",
    "history of a question": "/en/sporsmal/overvekt_4aar/4601",
    "metadata sheet": "/nn/tall/overvekt_4aar",
    "embedded": "/nb/innfelt/fullamming_6uker/4601",
    "embedded hidden": "/en/innfelt/overvekt_4aar/4631",
    "profile to print": "/nb/sted/4601/profil",
    "district profile": "/nn/sted/4601/bydel/460101/profil",
    "draft chapter": "/en/sted/4601/utkast",
    "not found": "/nb/finnes-ikke",
    "log in": "/nb/logg-inn",
}
PRIVATE = {
    "municipality": "/nb/kommune/4601/",
    "indicator": "/nb/kommune/4601/overvekt_4aar",
    "hidden year": "/nn/kommune/4601/sovn_problem_6mnd?aar=2020",
    "theme": "/en/kommune/4601/tema/vekst",
    "official indicator": "/nb/kommune/4601/offisielle-tall/tannhelse_5aar",
    "official shares alone": "/nn/kommune/4601/offisielle-tall/ensomhet_ungdom",
    "theme of official figures": "/en/kommune/4601/tema/tannhelse",
    "inequality": "/nb/kommune/4601/ulikhet",
    "comparison": "/nb/kommune/4601/sammenlign?indikator=overvekt_4aar&omrade=4624&omrade=aar-2020",
    "districts": "/nn/kommune/4601/bydeler?indikator=overvekt_4aar",
    "measures": "/nb/kommune/4601/tiltak",
    "comments": "/nn/kommune/4601/overvekt_4aar/kommentarer",
    "no comments": "/en/kommune/4601/fullamming_6uker/kommentarer",
    "report": "/nb/kommune/4601/rapport/vis?indikator=overvekt_4aar",
    "refused": "/nb/kommune/4631/",
    "editor": EDITOR,
}
STEWARD = {
    "deliveries": "/nb/forvaltning/4601/",
    "delivery": "/nn/forvaltning/4601/leveranse/a1b2c3d4e5f6",
    "versions": "/nb/forvaltning/4601/versjoner",
    "compared versions": "/nn/forvaltning/4601/versjoner/sammenlign",
    "withdrawal": "/nb/forvaltning/4601/versjoner/trekk",
    "corrections": "/en/forvaltning/4601/rettelser",
    "quality report": "/nb/forvaltning/4601/kvalitet",
    "alerts": "/nn/forvaltning/4601/varsler?dager=30",
    "no orders": "/en/forvaltning/4601/oppdrag",
    "orders": "/nn/forvaltning/4601-modreregister/oppdrag",
    "order that failed": "/nb/forvaltning/4601-modreregister/versjoner",
    "deliveries that lie ready": "/en/forvaltning/4601/oversettelse",
    "mapping preview": "/nb/forvaltning/4601/oversettelse/2026-05",
    "mapping preview that fails": "/nb/forvaltning/4601/oversettelse/2026-odelagt",
    "another municipality's report": "/nb/forvaltning/4631/kvalitet",
    "data quality": "/nb/kommune/4601/datakvalitet",
}
ADMINISTRATION = {
    "projects": "/nb/forvaltning/prosjekter",
    "new project": "/nn/forvaltning/nytt-prosjekt",
    "project": "/en/forvaltning/prosjekter/sovn-2026",
    "closing a project": "/nb/forvaltning/prosjekter/sovn-2026/avslutt",
    "audit trail": "/nb/forvaltning/revisjonsspor",
    "audit trail without hits": "/nn/forvaltning/revisjonsspor?hvem=ingen&fra=i+fjor",
    "audit trail checked": "/en/forvaltning/revisjonsspor/kontroll",
}
PAGES = PUBLIC | PRIVATE | STEWARD | ADMINISTRATION
WIDTHS = (320, 1280)
_COUNT_VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation",
        (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""


def _open(new_page: NewPage, name: str, **settings: object) -> Page:
    readers = {"planlegger": PRIVATE, "forvalter": STEWARD, "administrator": ADMINISTRATION}
    user = next((user for user, pages in readers.items() if name in pages), "")
    page = new_page(log_in=user, **settings)
    page.goto(PAGES[name])
    return page


def _show(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    # Chromium takes up another colour scheme with the next picture it paints, not at once.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault_and_nothing_scrolls_sideways(new_page: NewPage, name: str) -> None:
    page = _open(new_page, name)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    for width in WIDTHS:
        for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
            _show(page, scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (scheme, width)
            assert axe_faults(page, rules) == [], (scheme, width)


@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        ("document.querySelector('label[for=kommune]').remove()", "select-name"),
        (
            "document.querySelector('h1').style.color = 'color-mix(in srgb, currentColor 25%, Canvas)'",
            "color-contrast",
        ),
        ("document.querySelector('html').removeAttribute('lang')", "html-has-lang"),
        ("document.querySelector('.fk-card-link').textContent = ''", "link-name"),
    ],
)
def test_axe_finds_a_planted_fault(new_page: NewPage, plant: str, rule: str) -> None:
    page = _open(new_page, "front")
    page.evaluate(plant)
    assert any(fault.startswith(f"{rule}:") for fault in axe_faults(page))


def test_a_colour_that_is_too_weak_in_the_dark_is_found(new_page: NewPage) -> None:
    page = _open(new_page, "front", color_scheme="dark")
    page.evaluate("document.querySelector('h1').style.color = '#444'")
    assert any(fault.startswith("color-contrast:") for fault in axe_faults(page, COLOURS))


def test_sideways_scrolling_would_be_found(new_page: NewPage) -> None:
    page = _open(new_page, "front", viewport={"width": 320, "height": 900})
    page.evaluate("document.querySelector('h1').style.minWidth = '400px'")
    assert page.evaluate("document.documentElement.scrollWidth") > 320


_ONE_WORD_A_LINE = """
    [...document.querySelectorAll(".fk-table-region :is(th, td)")].filter((cell) => {
        const words = cell.innerText.trim().split(/\\s+/).length;
        const range = document.createRange();
        range.selectNodeContents(cell);
        const lines = range.getBoundingClientRect().height / parseFloat(getComputedStyle(cell).lineHeight);
        return words > 2 && Math.round(lines) >= words;
    }).map((cell) => cell.innerText)
"""
_CAPTIONS_OUT_OF_SIGHT = """
    [...document.querySelectorAll(".fk-table-region caption")].filter((caption) => {
        const region = caption.closest(".fk-table-region").getBoundingClientRect();
        return caption.getBoundingClientRect().right > region.right + 1;
    }).map((caption) => caption.innerText)
"""
TABLES = (
    "municipality",
    "indicator",
    "districts",
    "comparison",
    "deliveries",
    "delivery",
    "orders",
    "audit trail",
)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_on_a_telephone_scrolls_rather_than_have_one_word_on_a_line(
    new_page: NewPage, name: str
) -> None:
    page = _open(new_page, name, viewport={"width": 320, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert page.evaluate(_ONE_WORD_A_LINE) == []
    assert page.evaluate(_CAPTIONS_OUT_OF_SIGHT) == []


def test_the_lists_of_a_page_are_indented_alike(new_page: NewPage) -> None:
    page = _open(new_page, "versions")
    indents = page.evaluate("""
        [...document.querySelectorAll("main ul")].map((list) => getComputedStyle(list))
            .filter((style) => style.listStyleType !== "none").map((style) => style.paddingInlineStart)
    """)
    assert len(indents) > 1
    assert len(set(indents)) == 1


@pytest.mark.parametrize("name", ["front", "question", "indicator"])
def test_text_at_four_times_its_size_needs_no_sideways_scrolling(new_page: NewPage, name: str) -> None:
    """1280 pixels at 400 % are 320 by 256 (WCAG 1.4.10)."""
    page = _open(new_page, name, viewport={"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_pages_for_everyone_ask_nobody_else_and_leave_nothing_behind(new_page: NewPage, address: str) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PUBLIC.values():
        page.goto(path)
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.context.cookies() == []
    outside = [url for url in asked if not url.startswith((f"{address}/", "data:"))]
    assert outside == []
    assert len(asked) > len(PUBLIC)


def test_pages_for_everyone_load_no_script(new_page: NewPage) -> None:
    page = new_page()
    kinds: list[str] = []
    page.on("request", lambda request: kinds.append(request.resource_type))
    for name, path in PUBLIC.items():
        if name != "log in":
            page.goto(path)
    assert "script" not in kinds
    assert "stylesheet" in kinds


def test_no_page_breaks_the_content_security_policy(new_page: NewPage) -> None:
    page = new_page(log_in="forvalter")
    page.add_init_script(_COUNT_VIOLATIONS)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("window.violations") == [], name


def test_a_breach_of_the_content_security_policy_would_be_counted(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(_COUNT_VIOLATIONS)
    page.goto("/nb/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("window.violations.length > 0")


def test_a_citizen_finds_the_answer_without_script(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/nb/")
    page.select_option("#kommune", label="Bergen")
    page.get_by_role("button", name="Se svarene").click()
    page.get_by_role("link", name="Hvor mange barn får bare morsmelk når de er 6 uker?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Hvor mange barn får bare morsmelk når de er 6 uker?"
    )
    expect(page.locator(".fk-answer__number")).to_have_text("66 av 100")
    page.get_by_text("Vis tallene i en tabell").click()
    expect(page.get_by_role("row", name="2025")).to_be_visible()
    page.get_by_role("link", name="Nynorsk").click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page.locator(".fk-lead").first).to_contain_text("fekk berre morsmjølk")


def test_a_planner_reads_another_year_without_script(new_page: NewPage) -> None:
    page = new_page(log_in="planlegger", java_script_enabled=False)
    page.goto(PAGES["municipality"])
    page.get_by_role("link", name="Fullammes ved 6 uker", exact=True).click()
    page.select_option("#aar", "2020")
    page.get_by_role("button", name="Vis året").click()
    expect(page.locator(".fk-answer__number")).to_have_text("62,4 %")
    assert page.url.endswith("?aar=2020")


def test_a_planner_compares_two_areas_without_script(new_page: NewPage) -> None:
    page = new_page(log_in="planlegger", java_script_enabled=False)
    page.goto(PAGES["municipality"])
    page.get_by_role("link", name="Sammenlign", exact=True).click()
    page.select_option("#indikator", label="Fullammes ved 6 uker")
    page.get_by_role("button", name="Vis").click()
    page.get_by_role("link", name="Legg til Alver").click()
    expect(page.get_by_role("link", name="Ta bort Alver")).to_be_visible()
    expect(page.get_by_role("heading", name="Alver", level=3)).to_be_visible()
    assert "omrade=4631" in page.url


def test_the_rug_is_read_with_the_keyboard(new_page: NewPage) -> None:
    page = _open(new_page, "districts")
    region = page.get_by_role("region", name="Bydelane i Bergen mot resten av kommunen")
    region.focus()
    expect(region).to_be_focused()
    page.keyboard.press("Tab")
    expect(region.get_by_role("link").first).to_be_focused()
    expect(region.get_by_role("cell", name="lågare").first).to_be_visible()


def test_with_script_a_year_is_shown_when_it_is_chosen(new_page: NewPage) -> None:
    page = _open(new_page, "indicator")
    expect(page.get_by_role("button", name="Vis året")).to_be_hidden()
    page.select_option("#aar", "2020")
    page.wait_for_url("**/overvekt_4aar?aar=2020")


def test_the_skip_link_comes_first_and_leads_to_the_content(new_page: NewPage) -> None:
    page = _open(new_page, "front")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#innhold")).to_be_focused()


def test_everything_on_the_question_page_can_be_reached_with_the_keyboard(new_page: NewPage) -> None:
    page = _open(new_page, "question")
    reachable = page.locator("a[href], button, summary, select, input:not([type=hidden]), [tabindex='0']")
    visible = [entry for entry in reachable.all() if entry.is_visible()]
    reached = set()
    for _ in range(len(visible) + 2):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.outerHTML"))
    missed = [
        html for entry in visible if (html := entry.evaluate("(part) => part.outerHTML")) not in reached
    ]
    assert missed == []


def test_a_comment_is_written_and_taken_back_without_script_and_with_the_keyboard(new_page: NewPage) -> None:
    page = new_page(log_in="planlegger", java_script_enabled=False)
    page.goto("/nb/kommune/4601/sovn_problem_6mnd")
    page.get_by_label("Skriv en kommentar").fill("Se <her>.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    section = page.get_by_role("region", name="Interne kommentarer")
    expect(section.get_by_role("listitem")).to_contain_text("Se <her>.")
    section.get_by_role("button", name="Trekk kommentaren fra").press("Enter")
    expect(section.get_by_role("listitem")).to_contain_text("Kommentaren er trukket.")


def test_a_project_is_opened_and_closed_from_the_front_without_script(new_page: NewPage) -> None:
    page = new_page(log_in="administrator", java_script_enabled=False)
    page.goto("/nb/logg-inn")
    page.get_by_role("link", name="Nytt prosjekt").click()
    for label, written in (
        ("Kode", "p-i-nettleser"),
        ("Hva heter prosjektet?", "Prøve"),
        ("Formål", "Prøve"),
    ):
        page.get_by_label(label).fill(written)
    page.get_by_label("Siste dag").fill("2099-12-31")
    page.get_by_label("Personvernvurdering").fill("DPIA 1")
    page.get_by_role("button", name="Lag prosjektet").click()
    page.get_by_role("button", name="Åpne prosjektet").click()
    expect(page.get_by_role("status")).to_have_text("Endringen er lagret.")
    page.get_by_role("link", name="Avslutt prosjektet").click()
    page.get_by_role("button", name="Avslutt prosjektet").click()
    expect(page.get_by_role("heading", name="Prosjektet er avsluttet")).to_be_visible()
    page.get_by_role("link", name="Revisjonsspor").click()
    page.get_by_label("Prosjekt (kode)").fill("p-i-nettleser")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.locator("tbody tr").first).to_contain_text("Avsluttet prosjekt")


def test_after_a_failed_log_in_the_fault_has_the_focus(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/nb/logg-inn")
    page.fill("#navn", "planlegger")
    page.fill("#passord", "feil feil feil")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Brukernavn eller passord er feil.")
    expect(summary).to_be_focused()
    expect(page.locator("#navn")).to_have_value("planlegger")
    expect(page.locator("#passord")).to_have_value("")


def test_logging_out_with_the_button_ends_it(new_page: NewPage) -> None:
    page = new_page(log_in="nabo")
    page.goto("/nb/kommune/4631/")
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("status")).to_have_text("Du er logget ut.")
    page.goto("/nb/kommune/4631/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")
