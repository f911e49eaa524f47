"""Pages and API where the vault is apart: what is ordered, how far it is, what came of it, cancelling."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from steward_fakes import (
    DATABANK,
    KEYS,
    _package,
    ordered_stewardship,
    orders_of_every_state,
    preview_of,
    stewardship,
)
from web_fakes import create_everyone, make_app

from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.vault_tasks import Said, Task, TaskState, VaultTasks
from folkekommune.services.stewards import Stewards
from folkekommune.services.vault_results import TaskResults, preview_as_plain

LogIn = Callable[[TestClient, str], TestClient]
HOST = "https://kommune.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
HOME = "/nb/forvaltning/4601/"
API = "/api/v1/stewardship/4601"


@dataclass
class Site:
    """The pages, and what they order with."""

    client: TestClient
    tasks: VaultTasks
    working: bool = True

    def send(self, path: str, *, shown_at: str = HOME, **fields: str):
        """Send a form with the token of the page it stands on."""
        token = re.findall(r'name="form_token" value="([^"]+)"', self.client.get(shown_at).text)[0]
        return self.client.post(path, data={"form_token": token, **fields}, headers=OWN)

    def text(self, path: str) -> str:
        """Give the words of a page."""
        plain = re.sub(r"<[^>]+>", " ", html.unescape(self.client.get(path).text))
        return re.sub(r"\s+", " ", plain.replace("\xa0", " "))

    def taken(self) -> Task:
        """Take the next order, as the vault's user does."""
        found = self.tasks.claim()
        assert found is not None
        return found


def open_site(folder: Path, log_in: LogIn, person: str = "forvalter") -> Site:
    engine = open_control_database(folder / "steward.sqlite")
    create_everyone(engine)
    tasks = VaultTasks(engine, audit=AuditTrail(engine, b"a key for tests"))
    site = Site(TestClient(make_app(folder), base_url=HOST), tasks)
    desk = ordered_stewardship(folder, tasks, working=lambda: site.working)
    kept = Stewards(lambda: {DATABANK: _package().databank.title}, lambda _: desk)
    app = make_app(folder, stewards=kept)
    client = TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
    site.client = log_in(client, person)
    return site


@pytest.fixture
def site(tmp_path: Path, log_in: LogIn) -> Site:
    return open_site(tmp_path, log_in)


def test_a_load_is_ordered_told_while_it_waits_and_runs_and_when_it_is_done(site: Site) -> None:
    answer = site.send(f"{HOME}last/2026-05", shown_at=f"{HOME}kvalitet")
    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    assert "Lasting av 2026-05 Bestillingen står i kø. Bestilt av forvalter" in site.text(HOME)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in site.client.get(HOME).text
    site.working = False
    assert "men ingen utfører bestillinger akkurat nå" in site.text(HOME)
    task = site.taken()
    site.tasks.keep(task, Said("steward.load-rows", {"rows": 120, "promised": 300}))
    assert "Bestillingen blir utført nå. 120 av 300 rader er lest." in site.text(HOME)
    site.tasks.end(task, TaskState.DONE, Said("tasks.done-load", {"rows": 300}))
    assert "Bestillingen er utført. 300 rader er lest." in site.text(HOME)
    assert "refresh" not in site.client.get(HOME).text


def test_an_order_that_failed_says_why_in_a_sentence(site: Site) -> None:
    site.send(f"{HOME}versjoner", shown_at=f"{HOME}kvalitet")
    assert "Ny versjon Bestillingen står i kø." in site.text(f"{HOME}versjoner")
    site.tasks.end(site.taken(), TaskState.FAILED, Said("tasks.died"))
    page = site.client.get(f"{HOME}versjoner").text
    assert "Prosessen som utførte bestillingen, ble borte to ganger." in page
    assert 'role="alert"' in page


def test_one_that_waits_is_cancelled_on_its_page(site: Site) -> None:
    page = f"{HOME}rettelser"
    site.send(f"{HOME}oppdrag", shown_at=page, kind="corrections")
    (cancel,) = re.findall(r'action="([^"]+/avbryt)"', site.client.get(page).text)
    answer = site.send(cancel, shown_at=page)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert "Bestillingen ble avbrutt før noen tok den." in site.text(page)
    assert site.tasks.claim() is None


def test_what_was_made_is_shown_with_when_and_can_be_ordered_again(site: Site) -> None:
    page = f"{HOME}oversettelse/2026-05"
    assert "Prøv oversettelsen på leveransen" in site.text(page)
    assert "Last leveransen" not in site.text(page)
    site.send(f"{HOME}oppdrag", shown_at=page, kind="preview", subject="2026-05")
    task = site.taken()
    sealed = TaskResults(KEYS).seal(task, preview_as_plain(preview_of("4601", "2026-05")))
    site.tasks.end(task, TaskState.DONE, Said("tasks.done-preview", {"name": "2026-05"}), sealed=sealed)
    shown = site.text(page)
    assert "slik dataene var da" in shown
    assert "Prøv oversettelsen på nytt" in shown
    assert "99.99.9999" in shown


def test_all_orders_stand_on_one_page_with_a_way_to_cancel_what_waits(site: Site) -> None:
    listed = f"{HOME}oppdrag"
    assert "Ingenting er bestilt ennå" in site.text(listed)
    assert site.client.get(HOME).text.count(f'href="{listed}"') == 1
    site.send(f"{HOME}last/2026-05", shown_at=f"{HOME}kvalitet")
    site.tasks.end(site.taken(), TaskState.DONE, Said("tasks.done-load", {"rows": 300}))
    site.send(f"{HOME}versjoner", shown_at=f"{HOME}kvalitet")
    site.tasks.end(site.taken(), TaskState.FAILED, Said("tasks.died"))
    site.send(listed, shown_at=f"{HOME}rettelser", kind="corrections")
    shown = site.text(listed)
    assert "Rettelisten Bestillingen står i kø. Bestilt av forvalter" in shown
    (failed, loaded) = (shown.index(words) for words in ("ble borte to ganger", "300 rader er lest"))
    assert shown.index("Rettelisten Bestillingen") < failed < loaded
    page = site.client.get(listed).text
    assert f'<a href="{HOME}versjoner">Ny versjon</a>' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    site.working = False
    assert "men ingen utfører bestillinger akkurat nå" in site.text(listed)

    (cancel,) = re.findall(r'action="([^"]+/avbryt)"', page)
    answer = site.send(cancel, shown_at=listed, listed="true")
    assert (answer.status_code, answer.headers["location"]) == (303, listed)
    assert "Bestillingen ble avbrutt før noen tok den." in site.text(listed)
    assert "refresh" not in site.client.get(listed).text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "nb",
            [
                "Kvalitetsrapporten Bestillingen står i kø.",
                "Lasting av 2026-05 Bestillingen blir utført nå. 120 av 300 rader er lest.",
                "Rettelisten Bestillingen ble avbrutt før noen tok den.",
                "Ny versjon Bestillingen ble ikke utført.",
                "Lasting av 2026-05 Bestillingen er utført. 300 rader er lest.",
            ],
        ),
        (
            "nn",
            [
                "Kvalitetsrapporten Bestillinga står i kø.",
                "Lasting av 2026-05 Bestillinga blir utført no. 120 av 300 rader er lesne.",
                "Rettelista Bestillinga vart avbroten før nokon tok henne.",
                "Ny versjon Bestillinga vart ikkje utført.",
                "Lasting av 2026-05 Bestillinga er utført. 300 rader er lesne.",
            ],
        ),
        (
            "en",
            [
                "The quality report The order is in the queue.",
                "The load of 2026-05 The order is being carried out. 120 of 300 rows are read.",
                "The list of corrections The order was cancelled before anybody took it.",
                "A new release The order was not carried out.",
                "The load of 2026-05 The order was carried out. 300 rows were read.",
            ],
        ),
    ],
)
def test_orders_of_every_state_are_told_in_every_language(
    tmp_path: Path, log_in: LogIn, language: str, told: list[str]
) -> None:
    create_everyone(open_control_database(tmp_path / "steward.sqlite"))
    desk = orders_of_every_state(tmp_path)
    kept = Stewards(lambda: {desk._shelf.databank: _package().databank.title}, lambda _: desk)
    app = make_app(tmp_path, stewards=kept)
    client = log_in(TestClient(app, base_url=HOST, follow_redirects=False), "forvalter")
    shown = Site(client, desk._orders.tasks).text(f"/{language}/forvaltning/4601/oppdrag")
    places = [shown.find(sentence) for sentence in told]
    assert -1 not in places, shown
    assert places == sorted(places)


def test_an_order_stays_on_the_page_of_all_when_its_own_page_no_longer_tells_of_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("folkekommune.web.steward.tasks._TOLD_FOR", timedelta(0))
    site.send(f"{HOME}versjoner", shown_at=f"{HOME}kvalitet")
    site.tasks.end(site.taken(), TaskState.FAILED, Said("tasks.died"))
    assert "ble borte to ganger" not in site.text(f"{HOME}versjoner")
    assert "ble borte to ganger" in site.text(f"{HOME}oppdrag")


def test_where_all_is_done_at_once_the_page_says_so_and_no_menu_leads_to_it(
    tmp_path: Path, log_in: LogIn
) -> None:
    desk = stewardship(tmp_path)
    app = make_app(tmp_path, stewards=Stewards(lambda: {DATABANK: _package().databank.title}, lambda _: desk))
    create_everyone(open_control_database(tmp_path / "steward.sqlite"))
    client = log_in(TestClient(app, base_url=HOST, follow_redirects=False), "forvalter")
    assert "I denne installasjonen blir alt gjort med en gang" in client.get(f"{HOME}oppdrag").text
    assert "oppdrag" not in client.get(HOME).text


@pytest.mark.parametrize("kind", ["kvalitet", "rettelser", "oversettelse/2026-05"])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_pages_say_that_nothing_was_made_yet_with_a_button_to_order_it(
    site: Site, kind: str, language: str
) -> None:
    answer = site.client.get(f"/{language}/forvaltning/4601/{kind}")
    assert answer.status_code == 200
    assert f'action="/{language}/forvaltning/4601/oppdrag"' in answer.text


def test_the_list_of_corrections_is_refused_with_where_it_lies(site: Site) -> None:
    answer = site.client.get(f"{HOME}rettelser.csv")
    assert answer.status_code == 403
    assert site.client.get(f"{API}/corrections").json()["code"] == "tasks.list-elsewhere"


def test_a_program_orders_asks_and_cancels(site: Site) -> None:
    site.client.headers.update(OWN | {"X-Form-Token": site.client.get("/api/v1/me").json()["form_token"]})
    ordered = site.client.post(f"{API}/tasks", json={"kind": "quality"})
    assert (ordered.status_code, ordered.json()["state"]) == (202, "waiting")
    address = f"{API}/tasks/{ordered.json()['task']}"
    assert site.client.get(address).json() == ordered.json() == site.client.get(f"{API}/tasks").json()[0]
    assert site.client.get(f"{API}/quality").json()["code"] == "tasks.no-result"
    assert site.client.post(f"{address}/cancel").json() == {"cancelled": True}
    assert site.client.post(f"{address}/cancel").json() == {"cancelled": False}
    refused = site.client.post(f"{API}/tasks", json={"kind": "load", "subject": "no-such"})
    assert (refused.status_code, refused.json()["code"]) == (400, "tasks.no-delivery")


def test_nobody_else_orders_or_sees_orders(tmp_path: Path, log_in: LogIn) -> None:
    planner = open_site(tmp_path, log_in, "planlegger").client
    assert planner.get(f"{API}/tasks").status_code == 403
    assert planner.get(HOME).status_code == 403
