"""What administrators do with projects and members on the pages, without script."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_fakes import PASSWORD, fill_administration, make_app

from folkekommune.access.users import Grant
from folkekommune.services.project_keeping import Operator

LogIn = Callable[[TestClient, str], TestClient]
HOST = "https://kommune.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
LIST = "/nb/forvaltning/prosjekter"
PAGE = f"{LIST}/sovn-2026"
NEW = "/nb/forvaltning/nytt-prosjekt"
BANK = "no.folkekommune.helseprofil"


@pytest.fixture
def client(tmp_path: Path, log_in: LogIn) -> TestClient:
    """Log an administrator in where there is one project, with two members."""
    app = make_app(tmp_path)
    fill_administration(app.state.pages.services)
    client = TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
    return log_in(client, "administrator")


def _words(answer: str) -> str:
    """Give the page's words, with plain blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(answer)).replace("\xa0", " "))


def _send(client: TestClient, path: str, **fields: object) -> int:
    """Send a form of the project's page."""
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(NEW).text)[0]
    return client.post(path, data={"form_token": token, **fields}, headers=OWN).status_code


def _kept(client: TestClient, code: str = "sovn-2026") -> object:
    return client.app.state.pages.services.projects.find(Operator("test"), code)


def test_the_list_tells_state_purpose_last_day_and_members(client: TestClient) -> None:
    page = client.get(LIST)
    purpose = "Se om søvn og overvekt henger sammen hos barn under fire år."
    assert f"Søvn hos små barn Utkast {purpose} 31. desember 2099 2" in _words(page.text)
    assert f'href="{PAGE}"' in page.text


def test_an_administrator_finds_projects_and_audit_trail_in_the_menu_and_a_steward_does_not(
    client: TestClient, log_in: LogIn
) -> None:
    links = re.findall(r'href="(/nb/forvaltning/[^"]*)"', client.get(LIST).text)
    assert {LIST, "/nb/forvaltning/revisjonsspor"} <= set(links)
    client.cookies.clear()
    page = log_in(client, "planlegger").get("/nb/kommune/4601/").text
    assert "prosjekter" not in page
    assert "revisjonsspor" not in page


def test_who_is_steward_too_is_in_one_room_at_a_time(client: TestClient, log_in: LogIn) -> None:
    grants = (Grant("administrator"), Grant("steward", "4601"))
    client.app.state.pages.services.accounts.create("begge", "B", password=PASSWORD, grants=grants)
    client.cookies.clear()
    log_in(client, "begge")
    for path, current in ((LIST, LIST), (PAGE, LIST), (NEW, "/nb/forvaltning/")):
        menu = client.get(path).text.partition("<nav")[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]+)" aria-current', menu) == [current]


def test_after_the_log_in_an_administrator_is_at_the_projects(tmp_path: Path) -> None:
    client = TestClient(make_app(tmp_path), base_url=HOST, follow_redirects=False)
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get("/nb/logg-inn").text)[0]
    form = {"navn": "administrator", "passord": PASSWORD, "form_token": token}
    assert client.post("/nb/logg-inn", data=form, headers=OWN).headers["location"] == LIST


TOLD = (
    (
        "nb",
        ("Utkast", "Planlegger. Kan ikke kjøre skript", "REK 2026/118", "Alle variablene i databankene"),
    ),
    (
        "nn",
        (
            "Utkast",
            "Planleggjar. Kan ikkje køyre skript",
            "DPIA 2026/12",
            "Alle variablane i databankane",
        ),
    ),
    (
        "en",
        ("Draft", "Planner. Cannot run scripts", "31 December 2099", "Every variable of its databanks"),
    ),
)


def test_the_page_of_a_project_tells_all_there_is_in_the_readers_language(client: TestClient) -> None:
    for language, sentences in TOLD:
        told = _words(client.get(PAGE.replace("/nb/", f"/{language}/")).text)
        for sentence in (*sentences, "Frida Forsker", "Pia Planlegger", "Bergen", "4601"):
            assert sentence in told


def test_a_project_is_opened_paused_and_opened_again(client: TestClient) -> None:
    for state in ("open", "paused", "open"):
        assert _send(client, f"{PAGE}/tilstand", tilstand=state) == 303
        assert _kept(client).state.value == state
    assert "Endringen er lagret." in client.get(f"{PAGE}?lagret=1").text


def test_closing_is_asked_about_first_and_leaves_no_form_but_to_take_members_out(client: TestClient) -> None:
    asked = client.get(f"{PAGE}/avslutt")
    assert "Det kan ikke åpnes igjen." in _words(asked.text)
    assert _kept(client).state.value == "draft"
    # The button beside the others does not close.
    assert _send(client, f"{PAGE}/tilstand", tilstand="closed") == 400
    assert _kept(client).state.value == "draft"
    assert _send(client, f"{PAGE}/avslutt") == 303
    assert _kept(client).state.value == "closed"
    page = client.get(PAGE).text
    actions = set(re.findall(r'action="([^"]+)"', page)) - {"/nb/logg-ut"}
    assert actions == {f"{PAGE}/medlem/1/fjern", f"{PAGE}/medlem/3/fjern"}
    assert "Prosjektet er avsluttet" in page
    for path, fields in (
        ("tilstand", {"tilstand": "open"}),
        ("avslutt", {}),
        ("medlem", {"navn": "forsker"}),
        ("sluttdato", {"slutt": "2099-01-01"}),
        ("papirer", {"protokoll": "x"}),
        ("tilgang", {"slag": "municipalities", "navn": "4631"}),
        ("variabler", {"navn": "SOVN_M6"}),
        ("variabler/alle", {}),
    ):
        assert _send(client, f"{PAGE}/{path}", **fields) == 400, path
    assert _send(client, f"{PAGE}/medlem/1/fjern") == 303
    assert _kept(client).members == {3}


def test_members_papers_day_and_data_are_changed(client: TestClient) -> None:
    for path, fields in (
        ("medlem/1/fjern", {}),
        ("medlem", {"navn": "medforvalter"}),
        ("sluttdato", {"slutt": "2098-06-30"}),
        ("papirer", {"godkjenning": " REK 9 ", "protokoll": "DPIA 9"}),
        ("tilgang", {"slag": "municipalities", "navn": "4631"}),
        ("tilgang/fjern", {"slag": "municipalities", "navn": "4601"}),
        ("tilgang/fjern", {"slag": "databanks", "navn": BANK}),
    ):
        assert _send(client, f"{PAGE}/{path}", **fields) == 303, path
    kept = _kept(client)
    assert (kept.members, kept.ends_on) == ({3, 5}, date(2098, 6, 30))
    assert (kept.approval, kept.processing_record) == ("REK 9", "DPIA 9")
    assert (kept.municipalities, kept.databanks) == ({"4631"}, set())


def test_single_variables_are_granted_taken_out_and_all_given_again(client: TestClient) -> None:
    every = "Prosjektet kan bruke alle variablene i databankene."
    page = client.get(PAGE).text
    assert every in _words(page)
    assert '<option value="SOVN_M6">' in page
    assert _send(client, f"{PAGE}/variabler", navn="SOVN_M6, VEKT_KG_A2") == 303
    page = client.get(PAGE).text
    assert every not in _words(page)
    assert "(SOVN_M6)" in _words(page)
    assert '<option value="SOVN_M6">' not in page  # it is granted already
    assert _send(client, f"{PAGE}/tilgang/fjern", slag="variables", navn="SOVN_M6") == 303
    assert _kept(client).variables == {"VEKT_KG_A2"}
    # The last one cannot be taken out: there is no button for it, and sending the form changes nothing.
    page = client.get(PAGE).text
    assert "Dette er den eneste variabelen." in page
    assert 'name="navn" value="VEKT_KG_A2"' not in page
    assert _send(client, f"{PAGE}/tilgang/fjern", slag="variables", navn="VEKT_KG_A2") == 400
    assert _send(client, f"{PAGE}/variabler/alle") == 303
    assert _kept(client).variables == frozenset()
    trail = _words(client.get("/nb/forvaltning/revisjonsspor").text)
    assert "Ga prosjekt alle variabler" in trail


REFUSED = (
    ("medlem", {"navn": "ingen"}, "Det finnes ingen bruker som heter ingen."),
    ("sluttdato", {"slutt": "2020-01-01"}, "Sluttdatoen kan ikke være før i dag."),
    ("sluttdato", {"slutt": "i morgen"}, "Skriv en dato, for eksempel 2027-12-31."),
    ("papirer", {"protokoll": "x" * 201}, "Henvisningen kan ha høyst 200 tegn."),
    ("tilgang", {"slag": "databanks", "navn": "no.ukjent"}, "Databanken finnes ikke."),
    ("variabler", {"navn": "SOVN_M6 SOVN_M7"}, "Databankene i prosjektet har ikke: SOVN_M7."),
    ("variabler", {"navn": ""}, "Navnet på en variabel har bare bokstavene A–Z, tal"),
)


def test_what_is_refused_is_told_on_the_page_and_changes_nothing(client: TestClient) -> None:
    before = _kept(client)
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(NEW).text)[0]
    for path, fields, sentence in REFUSED:
        answer = client.post(f"{PAGE}/{path}", data={"form_token": token, **fields}, headers=OWN)
        assert answer.status_code == 400
        assert sentence in _words(answer.text)
        assert 'role="alert"' in answer.text
        assert _kept(client) == before


def test_without_the_forms_token_nothing_is_changed(client: TestClient) -> None:
    before = _kept(client)
    paths = ("tilstand", "avslutt", "medlem", "medlem/1/fjern", "sluttdato", "papirer", "tilgang")
    for path in (*paths, "variabler", "variabler/alle"):
        fields = {"tilstand": "open", "slag": "databanks", "form_token": "galt"}
        assert client.post(f"{PAGE}/{path}", data=fields, headers=OWN).status_code == 403, path
    assert client.post(NEW, data={"kode": "ny"}, headers=OWN).status_code == 403
    assert _kept(client) == before


def test_a_new_project_is_a_draft_and_a_faulty_form_is_kept(client: TestClient) -> None:
    form = {
        "kode": "ny studie",
        "tittel": "En <ny> studie",
        "formal": "Å finne ut",
        "slutt": "2099-01-01",
        "databank": [BANK],
        "kommune": ["4601", "4631"],
        "variabler": "SOVN_M6, VEKT_KG_A2",
    }
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(NEW).text)[0]
    page = client.post(NEW, data={"form_token": token, **form}, headers=OWN)
    assert page.status_code == 400
    assert 'href="#kode"' in page.text
    assert 'value="En &lt;ny&gt; studie"' in page.text
    assert page.text.count(" checked") == 3
    assert _send(client, NEW, **form | {"kode": "ny-studie"}) == 303
    kept = _kept(client, "ny-studie")
    assert (kept.state.value, kept.members, kept.title) == ("draft", set(), "En <ny> studie")
    assert (kept.variables, kept.municipalities) == ({"SOVN_M6", "VEKT_KG_A2"}, {"4601", "4631"})
    # It has no processing record yet, and does not open.
    assert "Prosjektet kan ikke åpnes ennå" in client.get(f"{LIST}/ny-studie").text
    assert _send(client, f"{LIST}/ny-studie/tilstand", tilstand="open") == 400


def test_an_administrator_of_a_municipality_sees_no_other_project_nor_grants_others_data(
    client: TestClient, log_in: LogIn
) -> None:
    accounts = client.app.state.pages.services.accounts
    accounts.create("alver", "Al", password=PASSWORD, grants=(Grant("administrator", "4631"),))
    client.cookies.clear()
    log_in(client, "alver")
    assert "Det er ingen prosjekter ennå" in client.get(LIST).text
    there, nowhere = client.get(PAGE), client.get(f"{LIST}/finnes-ikke")
    assert there.status_code == nowhere.status_code == 404
    assert _words(there.text) == _words(nowhere.text)
    assert "Bergen" not in client.get(NEW).text
    form = {"kode": "ny", "tittel": "Ny", "formal": "Noe", "slutt": "2099-01-01"}
    assert _send(client, NEW, **form, kommune="4601") == 403
    assert _send(client, NEW, **form, kommune="4631") == 303
    assert _send(client, f"{LIST}/ny/tilgang", slag="municipalities", navn="4601") == 403
    assert _kept(client, "ny").municipalities == {"4631"}
    # Their own trail holds what was done in their project, and nothing of the other one.
    told = _words(client.get("/nb/forvaltning/revisjonsspor").text)
    assert "Laget prosjekt" in told
    assert "sovn-2026" not in told
    assert "Logget inn" not in told.partition("Prosjekt ")[2]
