"""What stewards see and do: their own municipality's deliveries, their quality, releases."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from steward_fakes import NOTHING, stewards
from web_fakes import make_app

from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.errors import InputError, UsageError

LogIn = Callable[[TestClient, str], TestClient]
HOST = "https://kommune.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
HOME = "/nb/forvaltning/4601/"
DELIVERY = f"{HOME}leveranse/a1b2c3d4e5f6"
RELEASES = f"{HOME}versjoner"
COMPARE = f"{RELEASES}/sammenlign"
WITHDRAW = f"{RELEASES}/trekk"
CORRECTIONS = f"{HOME}rettelser"
QUALITY = f"{HOME}kvalitet"
ALERTS = f"{HOME}varsler"
WAITING = f"{HOME}oversettelse"
PREVIEW = f"{WAITING}/2026-05"
EVERY_PAGE = (
    HOME, DELIVERY, RELEASES, COMPARE, WITHDRAW, CORRECTIONS, f"{CORRECTIONS}.csv", QUALITY, ALERTS, WAITING,
    PREVIEW,
)  # fmt: skip


def client_with(
    folder: Path, make_release: Callable[[str], None] = lambda _: None, **settings: Any
) -> TestClient:
    app = make_app(folder, stewards=stewards(folder, make_release, **settings))
    return TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)


def text_of(answer: str) -> str:
    """Give the page's words, with plain blanks."""
    plain = re.sub(r"<[^>]+>", " ", html.unescape(answer))
    return re.sub(r"\s+", " ", plain.replace("\xa0", " "))


def token_of(page: str) -> str:
    """Give the form token of a page."""
    return re.findall(r'name="form_token" value="([^"]+)"', page)[0]


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_only_the_municipalitys_own_steward_gets_in(tmp_path: Path, log_in: LogIn, path: str) -> None:
    client = client_with(tmp_path)
    assert log_in(client, "forvalter").get(path).status_code == 200
    assert client.get(path.replace("/4601/", "/4631/")).status_code == 403
    for other in ("planlegger", "forsker"):
        client.cookies.clear()
        assert log_in(client, other).get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        f"{HOME}leveranse/ffffffffffff",
        f"{CORRECTIONS}.csv?leveranse=7",
        f"{QUALITY}?versjon=0.9.0",
        f"{QUALITY}?versjon=..%2F1",
        f"{COMPARE}?fra=0.9.0&til=1.1.0",
        f"{WAITING}/2026-06",
        f"{WAITING}/%2E%2E",
        f"{ALERTS}?dager=400",
    ],
)
def test_what_is_not_the_municipalitys_own_does_not_exist(tmp_path: Path, log_in: LogIn, path: str) -> None:
    assert log_in(client_with(tmp_path), "forvalter").get(path).status_code == 404


def test_a_researcher_has_no_choice_of_municipality(tmp_path: Path, log_in: LogIn) -> None:
    assert log_in(client_with(tmp_path), "forsker").get("/nb/forvaltning/").status_code == 403


def test_a_stranger_is_sent_to_the_log_in(tmp_path: Path) -> None:
    answer = client_with(tmp_path).get(HOME)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/nb/logg-inn")


def test_a_steward_of_one_municipality_goes_straight_to_it(tmp_path: Path, log_in: LogIn) -> None:
    answer = log_in(client_with(tmp_path), "forvalter").get("/nb/forvaltning/")
    assert answer.headers["location"] == HOME


def test_deliveries_are_listed_with_what_became_of_their_rows(tmp_path: Path, log_in: LogIn) -> None:
    """With the number that the list of corrections names, and the time it was in Norway."""
    page = log_in(client_with(tmp_path), "forvalter").get(HOME).text
    assert "17. mai 2026 10:30 1 bred_csv 2 040 2 027 8 13" in text_of(page)
    assert f'href="{DELIVERY}"' in page


@pytest.mark.parametrize(
    ("language", "sentence", "reason"),
    [
        ("nb", "2 040 rader ble lest og 2 027 lastet", "Over grensen"),
        ("nn", "2 040 rader blei lesne og 2 027 lasta", "Over grensa"),
        ("en", "2,040 rows were read and 2,027 loaded", "Over the limit"),
    ],
)
def test_the_quality_of_a_delivery_is_told_in_the_readers_language(
    tmp_path: Path, log_in: LogIn, language: str, sentence: str, reason: str
) -> None:
    page = log_in(client_with(tmp_path), "forvalter").get(DELIVERY.replace("/nb/", f"/{language}/")).text
    assert sentence in text_of(page)
    assert reason in text_of(page)


def test_releases_without_the_municipality_are_not_listed(tmp_path: Path, log_in: LogIn) -> None:
    page = text_of(log_in(client_with(tmp_path), "forvalter").get(RELEASES).text)
    assert "Versjon 1.0.0" in page
    assert "0.9.0" not in page


def test_making_a_release_needs_the_forms_token(tmp_path: Path, log_in: LogIn) -> None:
    made = threading.Event()
    client = log_in(client_with(tmp_path, lambda _: made.set()), "forvalter")
    assert client.post(RELEASES, data={"form_token": "wrong"}, headers=OWN).status_code == 403
    assert not made.is_set()


def test_a_release_goes_on_after_the_page_is_left_and_is_made_once_at_a_time(
    tmp_path: Path, log_in: LogIn
) -> None:
    begun, go_on, count = threading.Event(), threading.Event(), []

    def make(municipality: str) -> None:
        assert municipality == "4601"
        count.append(1)
        begun.set()
        go_on.wait(20)

    client = log_in(client_with(tmp_path, make), "forvalter")
    token = token_of(client.get(RELEASES).text)
    assert client.post(RELEASES, data={"form_token": token}, headers=OWN).status_code == 303
    assert begun.wait(20)
    assert "En versjon blir laget" in client.get(RELEASES).text
    client.post(RELEASES, data={"form_token": token}, headers=OWN)
    go_on.set()
    assert count == [1]


def test_a_release_that_fails_says_so_and_nothing_of_why_that_could_hold_a_value(
    tmp_path: Path, log_in: LogIn
) -> None:
    failed = threading.Event()

    def make(municipality: str) -> None:
        assert municipality == "4601"
        failed.set()
        raise RuntimeError("18851099999")

    client = log_in(client_with(tmp_path, make), "forvalter")
    client.post(RELEASES, data={"form_token": token_of(client.get(RELEASES).text)}, headers=OWN)
    assert failed.wait(20)
    page = client.get(RELEASES).text
    for _ in range(100):
        if "Versjonen ble ikke laget" in page:
            break
        page = client.get(RELEASES).text
    assert "Versjonen ble ikke laget" in page
    assert "18851099999" not in page


def test_proposing_without_figures_says_what_to_do(tmp_path: Path, log_in: LogIn) -> None:
    client = log_in(client_with(tmp_path), "forvalter")
    token = token_of(client.get(RELEASES).text)
    answer = client.post(f"{RELEASES}/foreslag", data={"form_token": token}, headers=OWN)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_fault_with_a_text_of_its_own_is_told(tmp_path: Path, log_in: LogIn) -> None:
    def make(municipality: str) -> None:
        assert municipality == "4601"
        raise UsageError("store.no-parts")

    client = log_in(client_with(tmp_path, make), "forvalter")
    client.post(RELEASES, data={"form_token": token_of(client.get(RELEASES).text)}, headers=OWN)
    pages = (client.get(RELEASES).text for _ in range(100))
    assert any('role="alert"' in page for page in pages)


def test_the_correction_list_is_handed_out_without_values_and_noted(tmp_path: Path, log_in: LogIn) -> None:
    answer = log_in(client_with(tmp_path), "forvalter").get(f"{CORRECTIONS}.csv?leveranse=1")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="rettelser-4601-1.csv"'
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Post;Felt;Regel;Hva;Leveranse;Rettet i leveranse"
    assert [line.split(";")[:3] for line in lines[1:]] == [
        ["K-1001", "fødselsnummer", "identity-control-digits"],
        ["K-1002", "VEKT_KG", "swapped"],
    ]
    assert actions(tmp_path) == [("corrections-read", "4601")]


def test_what_a_later_delivery_put_right_is_in_the_whole_list_alone(tmp_path: Path, log_in: LogIn) -> None:
    client = log_in(client_with(tmp_path), "forvalter")
    assert "K-1003" not in client.get(f"{CORRECTIONS}.csv").text
    assert "K-1003" in client.get(f"{CORRECTIONS}.csv?alt=1").text
    page = text_of(client.get(CORRECTIONS).text)
    assert "2 funn skal rettes i fagsystemet. 1 er rettet av en senere leveranse." in page
    assert "K-100" not in page


def test_the_report_has_its_sections_pictures_and_tables_in_bands(tmp_path: Path, log_in: LogIn) -> None:
    client = log_in(client_with(tmp_path), "forvalter")
    page = client.get(QUALITY).text
    told = text_of(page)
    assert page.count("<svg") >= 5  # two pictures in two widths, and the coat of arms
    assert "Laksevåg 200 70 %" in told  # 1200 of 4000 are not answered
    assert re.search(r"Åsane (2025-03 )?0–4", told)  # two visits are told as a band only
    assert "Drift i målingene" in told
    assert "utkastet slik det er nå" in told
    assert client.get(f"{QUALITY}?versjon=1.0.0").status_code == 200
    assert actions(tmp_path)[-1] == ("quality-read", "4601")


def test_two_versions_are_compared_in_bands(tmp_path: Path, log_in: LogIn) -> None:
    page = text_of(log_in(client_with(tmp_path), "forvalter").get(COMPARE).text)
    assert "Nye personer: 10–49. Personer som er borte: 0." in page
    assert "VEKT_KG_A2 1–9" in page
    assert "SOVN_A2 0" not in page
    assert "Nye SKJERMTID_A4" in page
    assert "Kommet til Bjørnafjorden" in page


def test_withdrawing_is_asked_about_done_once_and_noted(tmp_path: Path, log_in: LogIn) -> None:
    done: list[str] = []
    client = log_in(client_with(tmp_path, withdraw_part=done.append), "forvalter")
    asked = client.get(WITHDRAW)
    assert "1.1.0, 1.0.0" in asked.text
    assert "0.9.0" not in asked.text
    assert client.post(WITHDRAW, data={"form_token": "wrong"}, headers=OWN).status_code == 403
    assert client.post(WITHDRAW, data={"form_token": token_of(asked.text)}).status_code == 403
    assert done == []
    answer = client.post(WITHDRAW, data={"form_token": token_of(asked.text)}, headers=OWN)
    assert (answer.status_code, done) == (303, ["4601"])
    assert "Dataene er trukket tilbake" in client.get(answer.headers["location"]).text
    assert actions(tmp_path) == [("release-withdraw-asked", "4601")]


def test_a_withdrawal_that_is_refused_says_why(tmp_path: Path, log_in: LogIn) -> None:
    def refuse(municipality: str) -> None:
        raise InputError("store.nothing-to-withdraw", municipality=municipality, databank="d")

    client = log_in(client_with(tmp_path, withdraw_part=refuse), "forvalter")
    answer = client.post(WITHDRAW, data={"form_token": token_of(client.get(WITHDRAW).text)}, headers=OWN)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_alerts_tell_project_day_and_number_for_the_days_asked(tmp_path: Path, log_in: LogIn) -> None:
    client = log_in(client_with(tmp_path), "forvalter")
    week, month = text_of(client.get(ALERTS).text), text_of(client.get(f"{ALERTS}?dager=30").text)
    assert "amming Mange spørsmål om nesten de samme personene i ulike vilkår: 57." in week
    assert "Mange avslag" not in week
    assert "sovn Mange avslag innen en time: 31." in month


def test_a_preview_tells_fields_types_and_shapes(tmp_path: Path, log_in: LogIn) -> None:
    page = text_of(log_in(client_with(tmp_path), "forvalter").get(PREVIEW).text)
    assert re.search(r"Vekt, kg \(annet navn enn ventet\) VEKT_KG desimaltall, kg 99,9 · 9,9 A2, M6", page)
    assert re.search(r"Ammestatus AMMESTATUS kodeliste med \d+ koder", page)
    assert "Skjermbruk Skjermtid A2, M6" in page
    assert "Fødselsnr identity opplysning om posten – A2, M6" in page
    assert "1 felt er ukjent" in page


def test_a_delivery_that_cannot_be_tried_says_why(tmp_path: Path, log_in: LogIn) -> None:
    answer = log_in(client_with(tmp_path), "forvalter").get(f"{WAITING}/2026-odelagt")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (HOME, "Det er ikke lastet noen leveranser ennå"),
        (CORRECTIONS, "Ingenting skal rettes"),
        (QUALITY, "Det er ingenting å rapportere om ennå"),
        (COMPARE, "Det er ikke to versjoner å sammenligne"),
        (WITHDRAW, "Bergen er ikke med i noen versjon"),
        (ALERTS, "Ingen varsler"),
        (WAITING, "Ingen leveranser ligger klare"),
    ],
)
def test_where_there_is_nothing_the_page_says_so(
    tmp_path: Path, log_in: LogIn, path: str, sentence: str
) -> None:
    client = log_in(client_with(tmp_path, insight=NOTHING, empty=True), "forvalter")
    answer = client.get(path)
    assert (answer.status_code, sentence in answer.text) == (200, True)


@pytest.mark.parametrize("path", [path for path in EVERY_PAGE if not path.endswith(".csv")])
def test_every_page_is_there_in_all_three_languages(tmp_path: Path, log_in: LogIn, path: str) -> None:
    client = log_in(client_with(tmp_path), "forvalter")
    told = {
        text_of(client.get(path.replace("/nb/", f"/{language}/")).text) for language in ("nb", "nn", "en")
    }
    assert len(told) == 3


def actions(folder: Path) -> list[tuple[str, str]]:
    """Give what the audit trail of the stewards' use cases holds: action and municipality."""
    engine = open_control_database(folder / "steward.sqlite")
    rows = AuditTrail(engine, b"a key for tests").latest()
    return [(row.event.action, row.event.municipality) for row in sorted(rows, key=lambda row: row.sequence)]
