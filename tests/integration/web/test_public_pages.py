"""What citizens read: the right number, in their language, in every state, without being known."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from web_fakes import ALVER, PUBLICATION, WITHHELD, FakeFigures, shown

from folkekommune.web.ports import MISSING, Cell, Publication

NEWEST = Cell("fullamming_6uker", "4601", 2025)
QUESTION = "/nb/sporsmal/fullamming_6uker/4601"
PAGES = (
    "/nb/",
    "/nb/sporsmal",
    "/nb/sporsmal?kommune=4601",
    QUESTION,
    "/nb/sted/4601",
    "/nb/sted/4601/endringer",
    "/nb/tall/fullamming_6uker",
    "/nb/personvern",
    "/nb/apne-data",
)


def text_of(answer: str) -> str:
    """Give the page's text with plain blanks."""
    return html.unescape(answer).replace("\xa0", " ")


@pytest.fixture
def with_answer(client_of: Callable[[FakeFigures], TestClient]) -> TestClient:
    """Give a client that reads 664 of 1000 in Bergen."""
    return client_of(FakeFigures({NEWEST: shown(664, 1000)}))


def test_the_front_page_leads_to_every_municipality_and_question(client: TestClient) -> None:
    page = client.get("/nb/").text
    for number in ("4601", "4624", "4631"):
        assert f'<option value="{number}">' in page
    for name in ("fullamming_6uker", "fullamming_6mnd", "sovn_6mnd", "overvekt_4aar"):
        assert f'href="/nb/sporsmal/{name}"' in page


@pytest.mark.parametrize(
    ("language", "answer", "interval"),
    [
        (
            "nb",
            "66 av 100 barn i Bergen fikk bare morsmelk da de var 6 uker.",
            "Det riktige tallet ligger trolig mellom 63 og 70.",
        ),
        (
            "nn",
            "66 av 100 barn i Bergen fekk berre morsmjølk då dei var 6 veker.",
            "Det rette talet ligg truleg mellom 63 og 70.",
        ),
        (
            "en",
            "66 out of 100 babies in Bergen got only breast milk when they were 6 weeks old.",
            "The true number is probably between 63 and 70.",
        ),
    ],
)
def test_the_question_is_answered_in_one_sentence_with_its_interval(
    with_answer: TestClient, language: str, answer: str, interval: str
) -> None:
    """664 of 1000: Wilson's 95 % limits are 63.4 and 69.3, told rounded outwards."""
    page = text_of(with_answer.get(f"/{language}/sporsmal/fullamming_6uker/4601").text)
    assert answer in page
    assert interval in page
    assert page.count('class="on"') == 66
    assert f'<html lang="{language}"' in page


def test_the_list_of_a_municipality_gives_the_same_answer(with_answer: TestClient) -> None:
    page = text_of(with_answer.get("/nb/sporsmal?kommune=4601").text)
    assert "66 av 100 barn i Bergen fikk bare morsmelk" in page


def test_the_chart_has_its_table_and_summary(with_answer: TestClient) -> None:
    page = text_of(with_answer.get(QUESTION).text)
    assert '<th scope="row">2025</th>' in page
    assert "66,4 %" in page
    assert "Tallet gikk opp fra 60,0 % i 2017 til 66,4 % i 2025." in page
    assert page.count("<svg xmlns") == 2


def test_a_hidden_answer_says_why_and_shows_no_number(client_of: Callable[[FakeFigures], TestClient]) -> None:
    client = client_of(FakeFigures({NEWEST: WITHHELD}))
    page = text_of(client.get(QUESTION).text)
    assert "Vi viser ikke tallet for Bergen" in page
    assert "Så få barn er med at noen kunne blitt kjent igjen." in page
    assert "fk-dots" not in page
    assert (
        'aria-hidden="true">:</span><span class="ds-sr-only"> skjult av hensyn til personvern</span>' in page
    )
    row = page[page.index('<th scope="row">2025</th>') :]
    assert "%" not in row[: row.index("</tr>")]


def test_a_missing_answer_is_not_told_as_hidden(client_of: Callable[[FakeFigures], TestClient]) -> None:
    page = text_of(client_of(FakeFigures({NEWEST: MISSING})).get(QUESTION).text)
    assert "Vi har ikke noe tall for Bergen ennå" in page
    assert "kjent igjen" not in page[: page.index("Hva betyr tallet")]


def test_a_municipality_without_figures_is_named_and_led_on(client: TestClient) -> None:
    page = text_of(client.get("/nb/sporsmal?kommune=0301").text)
    assert "Oslo er ikke med ennå" in page
    assert client.get("/nb/sporsmal/fullamming_6uker/0301").status_code == 404


def test_before_the_first_publication_the_pages_say_so(
    client_of: Callable[[FakeFigures], TestClient],
) -> None:
    client = client_of(FakeFigures(publication=None, places=(), definitions=()))
    for path in ("/nb/", "/nb/apne-data"):
        assert "Tallene kommer når kommunen har gått gjennom dem" in text_of(client.get(path).text)


@pytest.mark.parametrize(
    ("search", "hits"),
    [("overvekt", ["overvekt_4aar"]), ("søvnen 6", ["sovn_6mnd"]), ("tannhelse", [])],
)
def test_a_search_finds_questions_by_their_words(client: TestClient, search: str, hits: list[str]) -> None:
    page = text_of(client.get("/nb/sporsmal", params={"sok": search}).text)
    found = [
        name for name in ("fullamming_6uker", "sovn_6mnd", "overvekt_4aar") if f"sporsmal/{name}" in page
    ]
    assert found == hits
    assert ("Vi fant ikke" in page) is (not hits)


def test_what_is_searched_for_is_shown_as_text(client: TestClient) -> None:
    assert "<b>x</b>" not in client.get("/nb/sporsmal", params={"sok": "<b>x</b>"}).text


@pytest.mark.parametrize("path", PAGES)
def test_pages_for_everyone_set_no_cookie_and_load_no_script(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert " style=" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_links_to_itself_in_the_other_languages_and_says_that_persons_are_made_up(
    client: TestClient, path: str
) -> None:
    page = text_of(client.get(path).text)
    for language in ("nb", "nn", "en"):
        assert f'hreflang="{language}" href="/{language}{path[3:]}"' in page
    assert "Syntetiske data, ingen ekte tall" in page


@pytest.mark.parametrize("path", [QUESTION, "/nb/sporsmal/overvekt_4aar/4631"])
def test_a_question_page_is_under_a_hundred_kilobytes_with_all_it_loads(
    client: TestClient, path: str
) -> None:
    packed = {"Accept-Encoding": "gzip"}
    with client.stream("GET", path, headers=packed) as answer:
        size = len(b"".join(answer.iter_raw()))
    page = client.get(path).text
    for address in {part.split('"')[0] for part in page.split('href="') if part.startswith("/static/")}:
        with client.stream("GET", address, headers=packed) as answer:
            size += len(b"".join(answer.iter_raw()))
    assert size < 100_000


def test_the_files_hold_the_same_numbers_and_signs(client_of: Callable[[FakeFigures], TestClient]) -> None:
    hidden = Cell("fullamming_6uker", ALVER.number, 2025)
    client = client_of(FakeFigures({NEWEST: shown(664, 1000), hidden: WITHHELD}))
    plain = client.get("/api/v1/figures/fullamming_6uker.csv")
    rows = list(csv.DictReader(io.StringIO(plain.text)))
    by_key = {(row["municipality"], row["district"], row["year"], row["sex"]): row for row in rows}
    bergen = by_key["4601", "", "2025", "all"]
    assert (bergen["value"], bergen["lower"], bergen["numerator"], bergen["denominator"]) == (
        "66.4",
        "63.4",
        "664",
        "1000",
    )
    alver = by_key["4631", "", "2025", "all"]
    assert (alver["value"], alver["lower"], alver["numerator"], alver["denominator"], alver["status"]) == (
        "",
        "",
        "",
        "",
        ":",
    )
    excel = client.get("/api/v1/figures/fullamming_6uker-excel.csv").content
    assert excel.startswith(b"\xef\xbb\xbf")
    assert ";percent;66,4;63,4;69,3;664;1000;" in excel.decode("utf-8-sig")


def test_a_new_publication_replaces_the_kept_pages(client_of: Callable[[FakeFigures], TestClient]) -> None:
    figures = FakeFigures({NEWEST: shown(664, 1000)})
    client = client_of(figures)
    assert "66 av 100" in text_of(client.get(QUESTION).text)
    figures.exceptions[NEWEST] = shown(500, 1000)
    assert "66 av 100" in text_of(client.get(QUESTION).text)
    object.__setattr__(figures, "publication", Publication("p2", PUBLICATION.released, "1.1.0", "1"))
    page = text_of(client.get(QUESTION).text)
    assert "50 av 100" in page
    assert "versjon 1.1.0" in page


def test_a_kept_page_is_the_same_page_and_is_confirmed_by_its_tag(client: TestClient) -> None:
    first, second = client.get(QUESTION), client.get(QUESTION)
    assert first.text == second.text
    again = client.get(QUESTION, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get(QUESTION, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == first.text


def test_a_search_is_never_kept(client: TestClient) -> None:
    assert "etag" not in client.get("/nb/sporsmal?sok=overvekt").headers


def test_the_first_page_goes_to_the_first_language_of_the_installation(client: TestClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/nb/")
