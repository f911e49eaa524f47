"""A municipality's page, what has changed, answers in other sites' frames, and figures on paper."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from web_fakes import PACKAGE, WITHHELD, FakeFigures, _shipped_definitions, shown

from folkekommune.indicators.questions import Question, load_questions
from folkekommune.web.ports import MISSING, Cell, Figure, Publication

ClientOf = Callable[[FakeFigures], TestClient]
QUESTION = "/nb/sporsmal/overvekt_4aar/4601"
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class AllQuestions(FakeFigures):
    """Every question that ships, whether there is a figure or not."""

    def questions(self) -> Sequence[Question]:
        """Give them all."""
        return load_questions(PACKAGE, indicators=[each.code for each in _shipped_definitions()])


def read(feed: bytes) -> ET.Element:
    return ET.fromstring(feed)  # noqa: S314  (it is our own)


def text_of(answer: str) -> str:
    return html.unescape(answer).replace("\xa0", " ")


def test_the_municipality_page_answers_the_ten_questions_asked_most(client_of: ClientOf) -> None:
    page = text_of(client_of(AllQuestions()).get("/nb/sted/4601").text)
    cards = re.findall(r'class="fk-card-link" href="([^"]+)"', page)
    assert len(cards) == 10
    assert cards[0] == "/nb/sporsmal/fullamming_6uker/4601"
    assert "66 av 100 barn i Bergen fikk bare morsmelk" in page
    assert 'href="/nb/sporsmal?kommune=4601">Se alle svar for Bergen' in page


def test_choosing_a_municipality_leads_to_its_page_or_to_what_is_said_of_one_without_figures(
    client: TestClient,
) -> None:
    assert client.get("/nb/sted?kommune=4601").headers["location"] == "/nb/sted/4601"
    assert client.get("/nb/sted?kommune=0301").headers["location"] == "/nb/sporsmal?kommune=0301"
    assert client.get("/nb/sted?kommune=//x.example").headers["location"] == "/nb/sporsmal"
    assert client.get("/nb/sted/0301").status_code == 404


def test_the_page_leads_to_files_profiles_and_changes_that_exist(client: TestClient) -> None:
    page = client.get("/nb/sted/4601").text
    links = set(re.findall(r'href="(/(?:nb/sted|api)/[^"]+)"', page))
    assert len(links) > 20
    for link in links:
        if not link.endswith(".pdf"):
            assert client.get(html.unescape(link)).status_code == 200, link


def test_every_guess_is_answered_and_one_is_right(client: TestClient) -> None:
    """60 of 100 in 2017: the fourth range holds it."""
    page = text_of(client.get("/nb/sporsmal/fullamming_6uker/4601").text)
    guesses = page[page.index('name="gjett"') :]
    assert guesses.count("Det var flere enn du trodde. I 2017 var det 60 av 100.") == 3
    assert guesses.count("Det stemmer! I 2017 var det 60 av 100.") == 1
    assert guesses.count("Det var færre enn du trodde. I 2017 var det 60 av 100.") == 1


def test_the_districts_are_told_by_name_with_signs_and_no_order_of_rank(client_of: ClientOf) -> None:
    hidden = Cell("overvekt_4aar", "4601", 2025, district="460105")
    page = text_of(client_of(FakeFigures({hidden: WITHHELD})).get(QUESTION).text)
    table = page[page.index("etter bydel") :]
    names = re.findall(r'<th scope="row">([^<]+)</th>', table)[:8]
    assert names == sorted(names, key=lambda name: name.replace("Å", "Z"))
    row = table[table.index("Laksevåg") :]
    assert "skjult av hensyn til personvern" in row[: row.index("</tr>")]


def test_an_old_figure_is_told_as_old(client_of: ClientOf) -> None:
    old = FakeFigures(publication=Publication("p1", date(2027, 5, 17), "1.0.0", "1"))
    assert "Tallet er fra 2025. Nyere tall er ikke klare ennå." in text_of(client_of(old).get(QUESTION).text)


def test_a_new_figure_is_not(client: TestClient) -> None:
    assert "Nyere tall er ikke klare" not in text_of(client.get(QUESTION).text)


def test_how_many_are_behind_a_figure_is_told_to_the_nearest_ten(client_of: ClientOf) -> None:
    figures = FakeFigures({Cell("overvekt_4aar", "4601", 2025): shown(123, 1234)})
    assert "om lag 1 230 barn med svar i 2025" in text_of(client_of(figures).get(QUESTION).text)


def test_a_search_without_hits_says_what_there_is(client: TestClient) -> None:
    page = text_of(client.get("/nb/sporsmal?sok=tannhelse").text)
    assert "Vi fant ikke «tannhelse»" in page
    assert "Vi har tall om ernæring, søvn, vekst." in page


def test_what_has_changed_stands_on_the_page_and_in_a_feed(client: TestClient) -> None:
    page = text_of(client.get(QUESTION).text)
    assert "Tall som er rettet: 1." in page
    assert "2024: fra 13,4 % til 13,0 %." in page
    feed = client.get(f"{QUESTION}/endringer.xml")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    root = read(feed.content)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    identifiers = [entry.findtext(f"{ATOM}id") for entry in (root, *entries)]
    assert len(set(identifiers)) == 3
    assert root.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert "fra 13,4 % til 13,0 %" in text_of(entries[0].findtext(f"{ATOM}summary") or "")
    assert b"kommune.example" not in feed.content


def test_a_feed_of_a_question_without_news_is_empty_and_the_municipality_has_its_own(
    client: TestClient,
) -> None:
    quiet = client.get("/nb/sporsmal/fullamming_6uker/4601/endringer.xml").content
    assert read(quiet).findall(f"{ATOM}entry") == []
    whole = client.get("/nb/sted/4601/endringer.xml").content
    assert len(read(whole).findall(f"{ATOM}entry")) == 2


def test_an_embedded_answer_may_stand_in_any_frame_and_runs_nothing(client: TestClient) -> None:
    answer = client.get("/nb/innfelt/overvekt_4aar/4601")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    page = text_of(answer.text)
    assert "<script" not in page
    assert "set-cookie" not in answer.headers
    assert "13 av 100 barn i Bergen" in page
    assert "Tall i denne rekken ble rettet" in page
    assert "Syntetiske data, ingen ekte tall" in page


def test_no_other_page_may_stand_in_a_frame(client: TestClient) -> None:
    for path in (QUESTION, "/nb/sted/4601", "/nb/", "/nb/innfeltx/overvekt_4aar/4601"):
        assert "frame-ancestors 'none'" in client.get(path).headers["content-security-policy"], path


def test_the_profile_hides_what_is_hidden_and_needs_no_style_of_its_own(client_of: ClientOf) -> None:
    figures = FakeFigures({Cell("overvekt_4aar", "4601", 2025): WITHHELD})
    client = client_of(figures)
    page = text_of(client.get("/nb/sted/4601/profil").text)
    row = page[page.index('<th scope="row">Overvekt inkl. fedme ved 4 år') :]
    row = row[: row.index("</tr>")]
    assert "skjult av hensyn til personvern" in row
    assert "%" not in row
    assert "<style" not in page
    assert client.get("/nb/profil.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Fullammes ved 6 uker: Tallet var 66,4 % i 2025. Det er høyere enn i 2020."),
        ("nn", "Blir fullamma ved 6 veker: Talet var 66,4 % i 2025. Det er høgare enn i 2020."),
        (
            "en",
            "Exclusively breastfed at 6 weeks: The figure was 66.4% in 2025. That is higher than in 2020.",
        ),
    ],
)
def test_the_profile_tells_what_stands_out_in_every_language(
    client: TestClient, language: str, sentence: str
) -> None:
    for name in ("profil", "utkast"):
        assert sentence in text_of(client.get(f"/{language}/sted/4601/{name}").text)


def test_a_district_has_a_profile_against_the_rest_of_its_municipality(client: TestClient) -> None:
    page = text_of(client.get("/nb/sted/4601/bydel/460101/profil").text)
    assert "Profil for Arna, Bergen" in page
    assert "mot resten av Bergen" in page
    assert client.get("/nb/sted/4601/bydel/463101/profil").status_code == 404


HIDDEN = {
    "nb": "skjult av hensyn til personvern",
    "nn": "skjult av omsyn til personvern",
    "en": "hidden to protect privacy",
}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nb", "Her er 3 år slått sammen: ett år er for lite til å vise tallet."),
        ("nn", "Her er 3 år slått saman: eitt år er for lite til å vise talet."),
        ("en", "3 years are taken together here: one year is too little to show the figure."),
    ],
)
def test_a_district_whose_years_are_all_hidden_is_told_by_the_shortest_period_that_shows_it(
    client_of: ClientOf, language: str, told: str
) -> None:
    arna = Cell("overvekt_4aar", "4601", 2025, district="460101")
    hidden = {arna.at(year): WITHHELD for year in range(2017, 2026)}
    pooled = {replace(arna, years=3): shown(90, 400), replace(arna, years=5): shown(150, 700)}

    def told_by(figures: FakeFigures) -> tuple[str, str]:
        page = text_of(client_of(figures).get(f"/{language}/sted/4601/bydel/460101/profil").text)
        name = next(each for each in figures.definitions if each.code == "overvekt_4aar").wording.name
        begin = page.index(f'<th scope="row">{name.in_language(language)}')
        return page[begin : page.index("</tr>", begin)], page

    found, page = told_by(FakeFigures(hidden | pooled))
    assert "2023–2025" in found
    assert re.search(r"\b22\s?%", found)
    assert told in page
    assert "2017" not in found  # no picture of a development: years that overlap are none

    # Twin: nothing shows it, and nothing is made up.
    found, page = told_by(FakeFigures(hidden | dict.fromkeys(pooled, WITHHELD)))
    assert "2025" in found
    assert "2023–2025" not in found
    assert "%" not in found
    assert HIDDEN[language] in found
    assert told not in page


def row_of_arna(client_of: ClientOf, newest: Figure) -> str:
    """Give the row of a figure with its newest year so, and its other years and three together shown."""
    arna = Cell("overvekt_4aar", "4601", 2025, district="460101")
    figures = FakeFigures({arna: newest, replace(arna, years=3): shown(90, 400)})
    page = client_of(figures).get("/nb/sted/4601/bydel/460101/profil").text
    begin = page.index('<th scope="row">Overvekt inkl. fedme ved 4 år')
    return page[begin : page.index("</tr>", begin)]


def test_a_district_with_its_newest_year_hidden_alone_keeps_its_development(client_of: ClientOf) -> None:
    row = row_of_arna(client_of, WITHHELD)
    assert "2023–2025" in row
    assert "Utviklingen fra 2017 til 2025." in row  # of the single years that are shown


def test_a_year_that_is_missing_is_not_filled_with_others(client_of: ClientOf) -> None:
    row = row_of_arna(client_of, MISSING)
    assert "2023–2025" not in row
    assert "%" not in row


def test_a_profile_is_given_as_pdf(client: TestClient) -> None:
    answer = client.get("/nn/sted/4631/profil.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
