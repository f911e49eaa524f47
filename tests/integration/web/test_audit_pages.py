"""The audit trail on its page: filtered, fifty at a time, checked when asked, and handed out as a file."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from access_factories import drop_guards
from starlette.testclient import TestClient
from web_fakes import fill_administration, make_app

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.operations.audit_export import FIELDS

LogIn = Callable[[TestClient, str], TestClient]
HOST = "https://kommune.example"
PAGE = "/nb/forvaltning/revisjonsspor"


@pytest.fixture
def trail(tmp_path: Path, client: TestClient) -> AuditTrail:
    """Give the trail that the pages read."""
    return AuditTrail(open_control_database(tmp_path / "control.sqlite"), b"a key for tests")


@pytest.fixture
def client(tmp_path: Path, log_in: LogIn) -> TestClient:
    """Log an administrator in, where a project was made and comments written."""
    app = make_app(tmp_path)
    fill_administration(app.state.pages.services)
    client = TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
    return log_in(client, "administrator")


def _rows(page: str) -> list[list[str]]:
    """Give the cells of the table's rows, with plain blanks."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>"))
    plain = ([html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells)
    return [row for row in plain if row]


def test_the_newest_come_first_in_the_readers_words(client: TestClient) -> None:
    rows = _rows(client.get(PAGE).text)
    told = [row[2:] for row in rows]
    assert [int(row[0]) for row in rows] == list(range(len(rows), 0, -1))
    assert told[0] == ["Ada Administrator", "Logget inn", "–", "–"]
    assert told[3:8] == [
        ["test", "La til medlem i prosjekt", "Frida Forsker", "sovn-2026"],
        ["test", "La til medlem i prosjekt", "Pia Planlegger", "sovn-2026"],
        ["test", "Ga prosjekt tilgang", "municipalities:4601", "sovn-2026"],
        ["test", "Ga prosjekt tilgang", "databanks:no.folkekommune.helseprofil", "sovn-2026"],
        ["test", "Laget prosjekt", "–", "sovn-2026"],
    ]
    assert told[1][:2] == ["Pia Planlegger", "Skrev kommentar"]
    assert told[1][2].endswith(", Bergen")
    english = _rows(client.get(PAGE.replace("/nb/", "/en/")).text)
    assert english[0][3] == "Logged in"


CHOICES = (
    ("hvem=pia", set()),  # which is how nobody logs in
    ("hvem=planlegger", {"Skrev kommentar"}),
    ("hvem=Pia+Planlegger", {"Skrev kommentar"}),
    (
        "prosjekt=sovn-2026&hvem=test",
        {"Laget prosjekt", "Ga prosjekt tilgang", "La til medlem i prosjekt"},
    ),
    ("slag=log-in", {"Logget inn"}),
    ("slag=dashboard&hvem=forvalter", {"Skrev kommentar"}),
    ("fra=2001-01-01&til=2001-12-31", set()),
    ("fra=2001-01-01&slag=log-in", {"Logget inn"}),
    ("hvem=%25&prosjekt=", set()),
    ("hvem=%00", set()),
)


def test_the_address_chooses_among_them(client: TestClient) -> None:
    for query, whats in CHOICES:
        page = client.get(f"{PAGE}?{query}").text
        assert {row[3] for row in _rows(page)} == whats, query
        assert ("Ingen hendelser passer" in page) is (not whats), query


def test_a_day_that_cannot_be_read_is_told_and_the_rest_of_the_form_kept(client: TestClient) -> None:
    page = client.get(f"{PAGE}?fra=i+fjor&hvem=planlegger").text
    assert "Datoen kan ikke leses" in page
    assert 'value="planlegger"' in page
    assert len(_rows(page)) == 1


def test_what_is_no_filter_does_not_exist(client: TestClient) -> None:
    for query in ("for=0", "for=x", "slag=..%2F", "hvem=" + "x" * 161, "for=" + "9" * 30):
        assert client.get(f"{PAGE}?{query}").status_code == 404, query


def test_pages_of_fifty_lead_on_with_the_filter_kept(client: TestClient, trail: AuditTrail) -> None:
    for _ in range(60):
        trail.record(AuditEvent("run-done", "user:forsker", project="sovn-2026"))
    first = client.get(f"{PAGE}?hvem=forsker").text
    assert len(_rows(first)) == 50
    (older,) = re.findall(r'href="([^"]*[?;&]for=\d+)"', first)
    second = client.get(html.unescape(older)).text
    assert len(_rows(second)) == 10
    assert not re.findall(r"[?;&]for=", second.partition("<main")[2])
    assert "Til de nyeste" in second


def test_the_file_has_what_is_chosen_in_the_order_it_happened_and_it_is_noted(
    client: TestClient, trail: AuditTrail
) -> None:
    answer = client.get(f"{PAGE}.csv?slag=projects")
    assert answer.headers["content-disposition"] == 'attachment; filename="revisjonsspor.csv"'
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert tuple(head) == FIELDS
    kinds = ["project-create", "project-grant", "project-grant", "project-member", "project-member"]
    assert [row[2] for row in rows] == kinds
    assert trail.latest(1)[0].event == AuditEvent("audit-export", "user:administrator")


def test_the_trail_is_gone_through_when_asked_alone(client: TestClient, trail: AuditTrail) -> None:
    whole = client.get(f"{PAGE}/kontroll").text
    assert "Sporet er helt" in whole
    assert trail.head() in whole
    assert "Slutten er ikke kontrollert" in whole  # nothing was noted elsewhere here
    engine = trail._engine
    with engine.begin() as connection:
        drop_guards(connection)
        connection.exec_driver_sql(
            "UPDATE audit_trail SET event = replace(event, 'user:', 'usar:') WHERE sequence = 2"
        )
    assert "Sporet er helt" not in client.get(PAGE).text
    broken = client.get(f"{PAGE}/kontroll").text
    assert "Det brister ved hendelse nummer 2." in broken
    assert 'role="alert"' in broken


def test_nobody_else_reads_it(client: TestClient, log_in: LogIn) -> None:
    for name in ("planlegger", "forsker", "forvalter"):
        client.cookies.clear()
        log_in(client, name)
        for path in (PAGE, f"{PAGE}.csv", f"{PAGE}/kontroll"):
            assert client.get(path).status_code == 403
