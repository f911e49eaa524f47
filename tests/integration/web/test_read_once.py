"""A server that has just begun reads each file of figures once, however many come at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

import pytest
from cube_factories import NOON, cell, cube, prepared
from starlette.testclient import TestClient

from folkekommune.access.users import Grant
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.cli.serving import build_server
from folkekommune.disclosure.shares import Audience
from folkekommune.official.figures import Area, Level, OfficialFigure, Slot
from folkekommune.official.library import OfficialTables, Receipt
from folkekommune.published.publications import Publication, Publications
from folkekommune.services.initialisation import initialise
from folkekommune.settings import Home, Mode

PASSWORD = "fjorten fine fjell"  # noqa: S105  (of accounts that live for one test)
BANK = "no.folkekommune.helseprofil"
PAGES = (
    "/nb/",
    "/nn/sporsmal/fullamming_6uker/4601",
    "/en/sted/4601/endringer",
    "/nb/apne-data",
    "/api/v1/indicators/fullamming_6uker/4601",
    "/nb/kommune/4601/",
    "/nb/kommune/4601/fullamming_6uker",
    "/nb/kommune/4601/sammenlign",
)


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    """Open an installation with a publication, an official table and a planner."""
    home = Home(tmp_path / "home")
    initialise(home, name="Prøve", mode=Mode.TEST, municipalities=["4601"])
    wiring = open_wiring(home)
    what = prepared(cube([cell(2023, 50, 50), cell(2024, 60, 40)]))
    wiring.publications.approve(wiring.publications.propose(what).identifier, at=NOON)
    told = (BANK, "enslig_forsorger", 0, 1, "T", "S", "NLOD", "", "", "2026-01-01", "0" * 64)
    OfficialTables(home.official).keep(
        Receipt(*told, invented=True, kept_at="2026-01-02", kept_by="system", figures=1),
        {Slot(Area(Level.MUNICIPALITY, "4601"), 2024): OfficialFigure(12.0, 12.0, 100.0)},
    )
    wiring.accounts.create("kari", "Kari", password=PASSWORD, grants=(Grant("planner", "4601"),))
    yield wiring
    wiring.accounts._engine.dispose()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what is read: figures by audience, and official tables."""
    read, counting = Counter[str](), Lock()
    cubes, table = Publications.cubes, OfficialTables.read

    def counted_cubes(self: Publications, publication: Publication, audience: Audience):  # type: ignore[no-untyped-def]
        with counting:
            read[audience.name] += 1
        return cubes(self, publication, audience)

    def counted_table(self: OfficialTables, receipt: Receipt):  # type: ignore[no-untyped-def]
        with counting:
            read["official"] += 1
        return table(self, receipt)

    monkeypatch.setattr(Publications, "cubes", counted_cubes)
    monkeypatch.setattr(OfficialTables, "read", counted_table)
    return read


# The history holds each publication against the one before it, and so reads what is public once more.
ONCE = {"PUBLIC": 2, "MUNICIPALITY": 1, "official": 1}


def test_each_file_of_figures_is_read_once_for_all_who_come_first(wiring: Wiring, read: Counter[str]) -> None:
    with TestClient(build_server(wiring), base_url="https://kommune.example") as client:
        page = client.get("/nb/logg-inn").text
        token = page.split('name="form_token" value="', 1)[1].split('"', 1)[0]
        form = {"navn": "kari", "passord": PASSWORD, "form_token": token}
        client.post("/nb/logg-inn", data=form, headers={"Origin": "https://kommune.example"})
        with ThreadPoolExecutor(len(PAGES)) as pool:
            answers = list(pool.map(client.get, PAGES))
    assert {answer.url.path: answer.status_code for answer in answers} == dict.fromkeys(PAGES, 200)
    assert read == ONCE


def until(true: Callable[[], bool]) -> bool:
    """Wait for something to be so, for half a minute at most."""
    deadline = monotonic() + 30
    while not true() and monotonic() < deadline:
        sleep(0.02)
    return true()


def test_a_server_reads_before_anybody_comes(wiring: Wiring, read: Counter[str]) -> None:
    with TestClient(build_server(wiring)):
        assert until(lambda: read == ONCE)


def test_what_is_damaged_keeps_a_server_from_nothing_else(wiring: Wiring, read: Counter[str]) -> None:
    (file,) = wiring.home.published.glob("publications/*/public.json")
    file.chmod(0o640)
    file.write_bytes(file.read_bytes()[:-1])
    with TestClient(build_server(wiring), raise_server_exceptions=False) as client:
        assert until(lambda: read["official"] == 1)
        assert client.get("/healthz").status_code == 200
        assert "fullamming" not in client.get("/nb/sporsmal/fullamming_6uker/4601").text
