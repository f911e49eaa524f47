"""Projects, the audit trail and comments by program, as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_fakes import PASSWORD, fill_administration, make_app

from folkekommune.web.form_tokens import HEADER, FormTokens
from folkekommune.web.sessions import COOKIE

HOST = "https://kommune.example"
PROJECTS = "/api/v1/administration/projects"
AUDIT = "/api/v1/administration/audit"
COMMENTS = "/api/v1/dashboard/4601/indicators/fullamming_6uker/comments"
BANK = "no.folkekommune.helseprofil"
Program = Callable[[str], TestClient]


@pytest.fixture
def as_person(tmp_path: Path) -> Program:
    """Give programs that have logged in."""
    app: FastAPI = make_app(tmp_path)
    fill_administration(app.state.pages.services)

    def log_in(name: str) -> TestClient:
        token = app.state.pages.services.accounts.log_in(name, PASSWORD, client="test").token
        form_token = FormTokens(b"a secret for tests").of_session(token)
        headers = {"Sec-Fetch-Site": "same-origin", HEADER: form_token}
        return TestClient(app, base_url=HOST, headers=headers, cookies={COOKIE: token})

    return log_in


def test_a_project_is_made_changed_and_closed_and_the_trail_tells_it(as_person: Program) -> None:
    ada = as_person("administrator")
    new = {"code": "amming", "title": "Amming", "purpose": "Trend", "ends_on": "2099-01-01"}
    made = ada.post(PROJECTS, json=new | {"municipalities": ["4601"], "members": ["forsker"]})
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    assert [each["name"] for each in made.json()["members"]] == ["forsker"]
    one = f"{PROJECTS}/amming"
    refused = ada.post(f"{one}/state", json={"state": "open"}, params={"lang": "nn"})
    assert (refused.status_code, refused.json()["code"]) == (400, "access.project-no-record")
    for path, sent in (
        ("papers", {"approval": "REK 1", "processing_record": "DPIA 1"}),
        ("state", {"state": "open"}),
        ("members", {"name": "medforvalter"}),
        ("members/3/removal", {}),
        ("end", {"ends_on": "2098-12-31"}),
        ("grants", {"kind": "databanks", "name": BANK}),
        ("variables", {"names": ["SOVN_M6", "VEKT_KG_A2"]}),
        ("variables/every", {}),
        ("grants", {"kind": "variables", "name": "SOVN_M6"}),
        ("grants", {"kind": "municipalities", "name": "4631"}),
        ("grants/withdrawal", {"kind": "municipalities", "name": "4601"}),
        ("state", {"state": "closed"}),
    ):
        assert ada.post(f"{one}/{path}", json=sent).status_code == 200, path
    kept = ada.get(one).json()
    assert kept == {
        **new,
        "ends_on": "2098-12-31",
        "state": "closed",
        "approval": "REK 1",
        "processing_record": "DPIA 1",
        "databanks": [BANK],
        "variables": ["SOVN_M6"],
        "municipalities": ["4631"],
        "members": [
            {
                "identifier": 5,
                "name": "medforvalter",
                "display_name": "Mari Medforvalter",
                "roles": ["steward"],
                "can_run": False,
            }
        ],
    }
    assert [each["code"] for each in ada.get(PROJECTS).json()] == ["sovn-2026", "amming"]
    told = ada.get(AUDIT, params={"project": "amming", "who": "administrator"}).json()
    assert [event["action"] for event in told["events"]][:3] == [
        "project-closed",
        "project-grant-withdraw",
        "project-grant",
    ]
    # One of the project made, two of what it began with, and thirteen of the changes.
    assert (len(told["events"]), told["older"]) == (16, None)
    entries = {each["name"]: each for each in ada.get(f"{one}/variables", params={"lang": "nn"}).json()}
    assert (entries["SOVN_M6"]["granted"], entries["VEKT_KG_A2"]["granted"]) == (True, False)
    assert {each["databank"] for each in entries.values()} == {BANK}


def test_the_trail_is_asked_by_kind_and_day_and_checked(as_person: Program) -> None:
    ada = as_person("administrator")
    events = ada.get(AUDIT, params={"kind": "log-in"}).json()["events"]
    assert [(event["action"], event["actor"]) for event in events] == [("log-in", "user:administrator")]
    day = datetime.fromisoformat(events[0]["at"]).date().replace(year=2001).isoformat()
    assert ada.get(AUDIT, params={"until": day}).json() == {"events": [], "older": None}
    newest = ada.get(AUDIT).json()["events"][0]
    assert ada.get(AUDIT, params={"before": newest["sequence"]}).json()["events"][0]["sequence"] == (
        newest["sequence"] - 1
    )
    checked = ada.get(f"{AUDIT}/verification").json()
    assert (checked["holds"], checked["rows"], checked["broken_at"]) == (True, newest["sequence"], None)
    assert checked["head"] == f"{newest['sequence']}:{newest['digest']}"


@pytest.mark.parametrize("name", ["forvalter", "planlegger", "forsker"])
def test_nobody_else_asks_about_either(as_person: Program, name: str) -> None:
    client = as_person(name)
    for path in (PROJECTS, f"{PROJECTS}/sovn-2026", AUDIT, f"{AUDIT}/verification"):
        assert client.get(path).status_code == 403
    assert client.post(f"{PROJECTS}/sovn-2026/state", json={"state": "open"}).status_code == 403


def test_a_comment_is_written_read_by_a_colleague_and_taken_back(as_person: Program) -> None:
    pia, finn = as_person("planlegger"), as_person("forvalter")
    assert pia.get(COMMENTS).json() == []
    (mine,) = pia.post(COMMENTS, json={"text": "Se på 2020."}).json()
    (seen,) = finn.get(COMMENTS).json()
    assert (mine["own"], seen["own"]) == (True, False)
    assert (seen["text"], seen["author"], seen["withdrawn"]) == ("Se på 2020.", "Pia Planlegger", False)
    taken = f"{COMMENTS}/{mine['identifier']}/withdrawal"
    assert finn.post(taken).status_code == 403
    assert as_person("nabo").get(COMMENTS).status_code == 403
    (left,) = pia.post(taken).json()
    assert (left["text"], left["withdrawn"]) == ("", True)
    refused = pia.post(COMMENTS, json={"text": "Gjelder 01810112345"})
    assert (refused.status_code, refused.json()["code"]) == (400, "comments.identity-number")
