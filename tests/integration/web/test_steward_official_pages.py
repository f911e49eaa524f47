"""The stewards' page of official tables: what is loaded, and what a file means before it is kept."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from official_factories import BANK, KNOWN
from starlette.testclient import TestClient
from steward_fakes import stewards
from web_fakes import make_app

from folkekommune.access.audit import AuditEvent
from folkekommune.disclosure.policy import load_policy
from folkekommune.official.library import OfficialTables
from folkekommune.official.pending import Pending
from folkekommune.services.official_tables import NOTHING_OUTSIDE, OfficialDesk, Outside
from folkekommune.services.outside_check import Beside, Counted
from folkekommune.settings import Mode

LogIn = Callable[[TestClient, str], TestClient]
HOST = "https://kommune.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
PAGE = "/nb/forvaltning/4601/offisielle-tall"
FILE = "region;år;andel (prosent)\n0 Hele landet;2024;18,2\n4601 Bergen;2024;17,5\n9999 <b>Sted</b>;2024;3\n"
FORM = {"tabell": "bor_trangt", "dag": "2026-05-17", "lisens": ""}


class Place:
    """The pages with a desk of official tables, and what is noted."""

    def __init__(self, folder: Path, mode: Mode = Mode.TEST, outside: Outside = NOTHING_OUTSIDE) -> None:
        self.noted: list[AuditEvent] = []
        self.tables = OfficialTables(folder / "official")
        desk = OfficialDesk(
            self.tables,
            lambda _: KNOWN,
            policy=load_policy(),
            mode=mode,
            audit=self.noted.append,
            pending=Pending(folder / "waiting"),
            outside=outside,
        )
        app = make_app(folder, stewards=stewards(folder, lambda _: None))
        app.state.pages.services = replace(app.state.pages.services, official=desk)
        self.client = TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
        self.token = ""

    def come(self, log_in: LogIn, name: str = "forvalter") -> Place:
        """Log in, and see the page."""
        log_in(self.client, name)
        self.token = re.findall(r'name="form_token" value="([^"]+)"', self.client.get(PAGE).text)[0]
        return self

    def upload(self, content: str = FILE, **changes: str) -> tuple[int, str]:
        """Send a file in."""
        answer = self.client.post(
            PAGE,
            data=FORM | changes | {"form_token": self.token},
            files={"fil": ("t.csv", content)},
            headers=OWN,
        )
        return answer.status_code, answer.text


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).replace("\xa0", " ").split())


def test_a_file_is_explained_first_and_kept_when_it_is_confirmed(place, log_in):
    place.come(log_in)
    assert "Ingen tabeller ennå" in words(place.client.get(PAGE).text)
    status, page = place.upload()
    assert status == 200
    assert "2 tall for 2024–2024: landet, 1 kommune." in words(page)
    assert "1 sted er ukjent" in words(page)
    assert "<b>Sted" not in page
    assert "17,5" not in page
    assert place.tables.current() == ()
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    answer = place.client.post(f"{PAGE}/ta-inn", data=hidden, headers=OWN)
    assert answer.status_code == 303
    shown = words(place.client.get(answer.headers["location"]).text)
    assert "Tabellen er i bruk" in shown
    assert (
        "Barn som bor trangt Statistisk sentralbyrå, Boforhold, registerbasert CC BY 4.0 17. mai 2026 1"
        in shown
    )
    assert [each.code for each in place.tables.current()] == ["bor_trangt"]
    assert [(event.action, event.municipality, event.release) for event in place.noted] == [
        ("official-kept", "4601", "bor_trangt-1")
    ]
    assert place.client.post(f"{PAGE}/ta-inn", data=hidden, headers=OWN).status_code == 422


def test_what_was_cancelled_is_not_waiting(place, log_in):
    place.come(log_in)
    _, page = place.upload()
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    assert place.client.post(f"{PAGE}/avbryt", data=hidden, headers=OWN).status_code == 303
    assert place.client.post(f"{PAGE}/ta-inn", data=hidden, headers=OWN).status_code == 422
    assert place.tables.current() == ()


@pytest.mark.parametrize(
    ("content", "changes", "sentence"),
    [
        ("", {}, "Velg en fil først."),
        ("navn;alder\nOla;3\n", {}, "Fila har ingen kolonne som er et sted."),
        (FILE, {"tabell": "finnes_ikke"}, "Ingen tabell heter"),
        (FILE, {"dag": "2999-01-01"}, "kan ikke ligge fram i tid"),
        (FILE, {"tabell": "enslig_forsorger"}, "hvilken lisens"),
        (FILE, {"skjul": "1"}, "kan ikke små tall skjules"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_form_stays(place, log_in, content, changes, sentence):
    status, page = place.come(log_in).upload(content, **changes)
    assert status == 422
    assert sentence in words(page)
    assert 'type="file"' in page
    assert place.tables.current() == ()


def test_an_installation_in_production_takes_no_invented_figures(tmp_path, log_in):
    place = Place(tmp_path, Mode.PRODUCTION).come(log_in)
    status, page = place.upload(f'"SYNTETISK TABELL"\n\n{FILE}')
    assert status == 422
    assert "Oppdiktede tall tas ikke inn" in words(page)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_is_there_in_every_language(place, log_in, language):
    place.come(log_in)
    assert place.client.get(PAGE.replace("/nb/", f"/{language}/")).status_code == 200


def test_only_stewards_of_the_municipality_get_in(place, log_in):
    assert place.client.get(PAGE).status_code == 303
    log_in(place.client, "planlegger")
    assert place.client.get(PAGE).status_code == 403
    assert place.client.post(PAGE, data=FORM, files={"fil": ("t.csv", FILE)}, headers=OWN).status_code == 403


def test_a_form_without_its_token_is_refused(place, log_in):
    place.come(log_in)
    answer = place.client.post(PAGE, data=FORM, files={"fil": ("t.csv", FILE)}, headers=OWN)
    assert answer.status_code == 403
    assert BANK not in answer.text


def test_our_counts_stand_beside_the_official_ones_where_the_check_is_declared(tmp_path, log_in):
    births = ("fullamming_6uker", "fodte", 2023, Counted.PEOPLE)
    counts = (Beside(*births, own=960, official=1000), Beside(*births, own=900, official=1000))
    shown = {}
    for name, limit in {"with": lambda _: 5.0, "without": lambda _: None}.items():
        (tmp_path / name).mkdir()
        outside = Outside(lambda _, municipality: counts if municipality == "4601" else (), limit)
        shown[name] = words(Place(tmp_path / name, outside=outside).come(log_in).client.get(PAGE).text)
    row = "Fullammes ved 6 uker alle som er talt med {} 2023 {} 1 000 {} %"
    far, near = row.format("langt fra hverandre", 900, "-10,0"), row.format("omtrent likt", 960, "-4,0")
    assert far in shown["with"].replace("−", "-")
    assert shown["with"].replace("−", "-").index(far) < shown["with"].replace("−", "-").index(near)
    assert "V1" not in shown["without"]
