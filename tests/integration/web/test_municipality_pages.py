"""What planners read: their own municipality, every state, and nothing of the neighbour's."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

import pytest
from starlette.testclient import TestClient
from web_fakes import WITHHELD, FakeFigures, shown

from folkekommune.web.ports import MISSING, Cell, Figure, Sex

INDICATOR = "/nb/kommune/4601/overvekt_4aar"
NEWEST = Cell("overvekt_4aar", "4601", 2025)

LogIn = Callable[[TestClient, str], TestClient]
ClientOf = Callable[[FakeFigures], TestClient]


def text_of(answer: str) -> str:
    """Give the page's text with plain blanks."""
    return html.unescape(answer).replace("\xa0", " ")


@pytest.mark.parametrize("path", ["/nb/kommune/", "/nb/kommune/4601/", f"{INDICATOR}?aar=2024"])
def test_without_a_log_in_the_reader_is_sent_there_and_back(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/nb/logg-inn?til=/nb/kommune/")


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("planlegger", "/nb/kommune/4601/", 200),
        ("planlegger", "/nb/kommune/4631/", 403),
        ("planlegger", "/nb/kommune/4631/overvekt_4aar", 403),
        ("planlegger", "/nb/kommune/0301/", 403),
        ("planlegger", "/nb/kommune/4601/finnes_ikke", 404),
        ("nabo", "/nb/kommune/4601/", 403),
        ("nabo", "/nb/kommune/4631/overvekt_4aar", 200),
        ("forvalter", "/nb/kommune/4601/", 200),
        ("forsker", "/nb/kommune/4601/", 403),
        ("forsker", "/nb/kommune/", 403),
    ],
)
def test_each_reader_gets_their_own_municipality(
    client: TestClient, log_in: LogIn, name: str, path: str, status: int
) -> None:
    answer = log_in(client, name).get(path)
    assert answer.status_code == status
    if status == 403:
        assert "Be din lokale administrator om tilgang." in text_of(answer.text)
        assert "%" not in answer.text[answer.text.index("<main") :]


def test_one_municipality_is_gone_to_and_several_are_chosen_among(
    client: TestClient, log_in: LogIn, client_of: ClientOf
) -> None:
    answer = log_in(client, "planlegger").get("/nb/kommune/")
    assert answer.headers["location"] == "/nb/kommune/4601/"
    client.cookies.clear()
    page = log_in(client, "nabo").get("/nb/kommune/").text
    assert 'href="/nb/kommune/4624/"' in page
    assert 'href="/nb/kommune/4631/"' in page
    assert "4601" not in page


def test_the_front_page_says_what_stands_out_and_has_a_card_for_every_indicator(
    client: TestClient, log_in: LogIn
) -> None:
    page = text_of(log_in(client, "planlegger").get("/nb/kommune/4601/").text)
    findings = page[page.index("fk-findings") : page.index("ligger-an")]
    assert findings.count("<li>") == 3
    assert "Andelen er høyere blant jenter (14,8 %) enn blant gutter (11,2 %) i 2025." in findings
    assert page.count("fk-number-card__value") == 6  # four of our own, and two of official tables
    for theme in ("Ernæring", "Søvn", "Vekst"):
        assert f"<h2>{theme}</h2>" in page


class Pooled(FakeFigures):
    """Three years show the municipality; its districts are shown by five."""

    def years(self, indicator: str, municipality: str, *, period: int = 1) -> Sequence[int]:
        """Give the last year of periods of three and five."""
        return (2025,) if period in {3, 5} else super().years(indicator, municipality, period=period)

    def figure(self, cell: Cell) -> Figure:
        """Give no year, and no five of the whole municipality."""
        if cell.years == 1:
            return WITHHELD
        return shown(400, 2900) if cell.years == 3 or cell.district else MISSING


def test_a_longer_period_leads_to_the_shorter_one_that_shows_the_figure(
    client_of: ClientOf, log_in: LogIn
) -> None:
    """It is no lack of data: a longer period is left out beside a shorter one that is shown."""
    client = log_in(client_of(Pooled()), "planlegger")
    page = text_of(client.get(f"{INDICATOR}?periode=5").text)
    assert "Tallet for kommunen vises for 2023–2025." in page
    assert "Vi mangler data" not in page
    assert 'href="/nb/kommune/4601/overvekt_4aar?aar=2025&periode=3"' in page
    year = text_of(client.get(INDICATOR).text)
    assert "vises for" not in year
    assert 'href="/nb/kommune/4601/overvekt_4aar?aar=2025&periode=3"' in year
    # Five years together show the municipality in no year, and are not offered.
    assert '<a href="/nb/kommune/4601/overvekt_4aar?periode=3">3 år samlet</a>' in year
    assert "5 år samlet" not in year


class AloneInYears(FakeFigures):
    """Every year is hidden, and three of them together too."""

    def years(self, indicator: str, municipality: str, *, period: int = 1) -> Sequence[int]:
        """Give the last year of periods of three."""
        return (2025,) if period == 3 else super().years(indicator, municipality, period=period)

    def figure(self, cell: Cell) -> Figure:  # noqa: ARG002  (the protocol's)
        """Give nothing."""
        return WITHHELD


def test_a_longer_period_that_is_hidden_too_is_not_offered(client_of: ClientOf, log_in: LogIn) -> None:
    page = text_of(log_in(client_of(AloneInYears()), "planlegger").get(INDICATOR).text)
    assert "3 år samlet" not in page
    assert "periode=3" not in page


def test_a_change_between_periods_names_the_period_before(client_of: ClientOf, log_in: LogIn) -> None:
    class Periods(FakeFigures):
        """Periods of three years, one after the other."""

        def years(self, indicator: str, municipality: str, *, period: int = 1) -> Sequence[int]:
            """Give two last years."""
            return (2022, 2025) if period == 3 else super().years(indicator, municipality, period=period)

        def figure(self, cell: Cell) -> Figure:
            """Give nearly the same each time."""
            return shown(400 + cell.year % 2, 2900)

    page = text_of(log_in(client_of(Periods()), "planlegger").get(f"{INDICATOR}?periode=3").text)
    assert "Ikke sikker forskjell fra 2020–2022" in page
    assert "forskjell fra 2022" not in page


def test_nothing_is_said_to_stand_out_when_nothing_is_sure(client: TestClient, log_in: LogIn) -> None:
    """In Bjørnafjorden 260 children a year are too few for any of the invented differences."""
    page = text_of(log_in(client, "nabo").get("/nb/kommune/4624/").text)
    assert "Ingen forskjeller er så store at vi kan være sikre på dem." in page


def test_the_indicator_page_shows_the_figure_trend_districts_map_and_sexes(
    client_of: ClientOf, log_in: LogIn
) -> None:
    client = log_in(
        client_of(FakeFigures({NEWEST: shown(400, 2900), NEWEST.at(2024): shown(300, 2900)})), "planlegger"
    )
    page = text_of(client.get(INDICATOR).text)
    assert "13,8 %" in page
    assert "Det riktige tallet ligger trolig mellom 12,6 og 15,1 %." in page
    assert "Høyere enn i 2024" in page
    assert "Det er 3,4 prosentpoeng høyere enn for 2024." in page
    assert 'data-color="warning"' in page  # more overweight is worse
    for identifier in ("trend", "districts", "map", "sexes"):
        assert f'id="{identifier}-caption"' in page
    for district in (
        "Arna",
        "Bergenhus",
        "Fana",
        "Fyllingsdalen",
        "Laksevåg",
        "Ytrebygda",
        "Årstad",
        "Åsane",
    ):
        assert f'<th scope="row">{district}</th>' in page
    assert "Kart: Kartverket (CC BY 4.0)" in page


def test_the_year_stands_in_the_address(client: TestClient, log_in: LogIn) -> None:
    page = text_of(log_in(client, "planlegger").get("/nb/kommune/4601/fullamming_6uker?aar=2020").text)
    assert '<option value="2020" selected>' in page
    assert "62,4 %" in page[: page.index("Utvikling")]
    other = text_of(client.get("/nb/kommune/4601/fullamming_6uker?aar=2030").text)
    assert "Det er ikke tall for 2030" in other
    assert "Siste år med tall er 2025." in other


def test_a_hidden_district_is_hidden_in_chart_map_and_table(client_of: ClientOf, log_in: LogIn) -> None:
    hidden = NEWEST.part(district="460105")
    page = text_of(log_in(client_of(FakeFigures({hidden: WITHHELD})), "planlegger").get(INDICATOR).text)
    rows = re.findall(r'<th scope="row">Laksevåg</th>(.*?)</tr>', page, re.DOTALL)
    assert len(rows) == 2
    for row in rows:
        assert row.count("skjult av hensyn til personvern") == 3
        assert not re.search(r"\d", re.sub(r'class="[^"]*"', "", row))
    assert 'fill="url(#hatch-' in page
    assert ": og skravert: tallet vises ikke" in page


def test_nothing_is_compared_when_every_district_is_hidden(client_of: ClientOf, log_in: LogIn) -> None:
    hidden = {NEWEST.part(district=f"46010{number}"): WITHHELD for number in range(1, 9)}
    page = text_of(log_in(client_of(FakeFigures(exceptions=hidden)), "planlegger").get(INDICATOR).text)
    assert "Ingen bydel kan sammenlignes" in page
    assert "Ingen bydel skiller seg" not in page


def test_a_hidden_sex_stops_the_comparison(client_of: ClientOf, log_in: LogIn) -> None:
    figures = FakeFigures({NEWEST.part(sex=Sex.MALE): WITHHELD})
    page = text_of(log_in(client_of(figures), "planlegger").get(INDICATOR).text)
    assert "Vi kan ikke sammenligne, fordi et av tallene ikke vises." in page


def test_a_hidden_figure_says_why_and_an_uncertain_one_warns(client_of: ClientOf, log_in: LogIn) -> None:
    client = log_in(client_of(FakeFigures({NEWEST: WITHHELD})), "planlegger")
    assert "Tallet er skjult fordi det bygger på for få barn." in text_of(client.get(INDICATOR).text)


def test_an_uncertain_figure_warns(client_of: ClientOf, log_in: LogIn) -> None:
    client = log_in(client_of(FakeFigures({NEWEST: shown(9, 60)})), "planlegger")
    assert "Tallet er usikkert, fordi få barn er med." in text_of(client.get(INDICATOR).text)


def test_a_municipality_without_districts_has_no_empty_map(client: TestClient, log_in: LogIn) -> None:
    page = log_in(client, "nabo").get("/nb/kommune/4631/overvekt_4aar").text
    assert 'id="map-caption"' not in page
    assert 'id="trend-caption"' in page


def test_before_the_first_publication_the_page_says_so(client_of: ClientOf, log_in: LogIn) -> None:
    client = log_in(client_of(FakeFigures(publication=None, places=())), "planlegger")
    for path in ("/nb/kommune/4601/", INDICATOR):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Det er ikke publisert tall ennå" in text_of(answer.text)
