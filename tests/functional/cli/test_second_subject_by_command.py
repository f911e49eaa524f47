"""A second and a third databank go the whole way by the command line, and onto a citizen's page.

The home holds services to adults beside children and their mothers; nothing but files knows of any of them.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from command_line import Said, ask
from starlette.testclient import TestClient

from folkekommune.bootstrap import open_wiring
from folkekommune.cli.demonstration.people import make_people
from folkekommune.cli.serving import build_server
from folkekommune.services.approve_publication import approve_publication
from folkekommune.services.propose_publication import propose_publication
from folkekommune.settings import Home

pytestmark = pytest.mark.xdist_group("second-subject")

CARE = "no.folkekommune.hjemmetjenester"
PLACE = "5001"
SCRIPT = f"""require {CARE}:1 as hj
create-dataset brukere
import hj/TJENESTE 2023-12-31 as tjeneste
import hj/BOSTED_KOMMUNE 2023-12-31 as kommune
import hj/TIMER_PRAKTISK 2023-12-31 as timer
generate praktisk = 0
replace praktisk = 1 if timer > 0
tabulate tjeneste
tabulate kommune praktisk
summarize timer
"""


@dataclass
class Subject:
    """The home, and what each command said."""

    folder: Path
    said: dict[str, Said] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The installation."""
        return self.folder / "home"

    def take(self, step: str, *arguments: object) -> Said:
        """Give a command and remember what it said."""
        self.said[step] = ask(*arguments, home=self.home)
        return self.said[step]

    def truth(self) -> list[dict[str, str]]:
        """Read the true rows."""
        (file,) = (self.folder / "care" / "truth").glob("*.csv")
        with file.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture(scope="session")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """Go the whole way once."""
    subject = Subject(tmp_path_factory.mktemp("subject"))
    folder = subject.folder
    (folder / "script.txt").write_text(SCRIPT, encoding="utf-8")
    subject.take(
        "synth", "synth", "--out", folder / "care", "--databank", CARE, "--seed", 4, "--format", "json"
    )
    subject.take("init", "init", "--municipality", PLACE)
    (delivery,) = (folder / "care" / PLACE).iterdir()
    subject.take("load", "load", delivery, "--format", "json")
    subject.take("load again", "load", delivery, "--format", "json")
    subject.take("quality", "quality", "--format", "json")
    subject.take("release", "release", "--format", "json")
    subject.take(
        "project", "project", "create", "P", "--title", "P", "--purpose", "P", "--ends-on", "2099-01-01",
        "--record", "D", "--databank", CARE, "--municipality", PLACE,
    )  # fmt: skip
    subject.take("run", "run", folder / "script.txt", "--project", "P", "--format", "json")
    return subject


def test_every_step_succeeds_without_being_told_which_databank(subject):
    ended = {step: said.code for step, said in subject.said.items()}
    assert ended == dict.fromkeys(ended, 0), {step: said.err for step, said in subject.said.items()}
    assert subject.said["release"].data == {"databank": CARE, "version": "1.0.0", "parts": [PLACE]}


def test_the_load_finds_the_planted_faults_and_no_others(subject):
    made, (load,) = subject.said["synth"].data, subject.said["load"].data
    planted = planted_in(subject)
    assert load["rows"] == made["rows"]
    assert load["merged"] == planted["repeated"]
    assert load["quarantined"].pop("identity-control-digits") == planted["mistyped_number"]
    # Swapped days: the first is then after the last, or after the extraction.
    assert set(load["quarantined"]) == {"stop-before-start", "date-in-future"}
    assert sum(load["quarantined"].values()) == planted["stop_before_start"]
    assert subject.said["load again"].data[0]["unchanged"]


def planted_in(subject: Subject) -> dict[str, int]:
    return json.loads((subject.folder / "care" / "truth" / "summary.json").read_text(encoding="utf-8"))[
        "planted"
    ]


def test_the_quality_report_counts_what_came_in(subject):
    (report,) = subject.said["quality"].data
    assert report["databank"] == CARE
    assert report["indicators"] == 2
    assert report["sections"]


def true_users(subject: Subject, day: date) -> dict[str, set[str]]:
    """Give who truly had each service on a day."""
    users: dict[str, set[str]] = {}
    for row in subject.truth():
        start = date.fromisoformat(row["fra_dato"])
        stop = date.fromisoformat(row["til_dato"]) if row["til_dato"] else date.max
        if start <= day <= stop:
            users.setdefault(row["tjenestekode"], set()).add(row["fnr"])
    return users


def test_the_tables_of_a_script_are_near_the_truth(subject):
    """Planted faults lose some sixty of eight thousand rows, and noise moves each count by a few."""
    users = true_users(subject, date(2023, 12, 31))
    everybody, helped = set.union(*users.values()), users["PB"]
    outputs = [result for result in subject.said["run"].data["results"] if result["kind"] == "table"]
    services, by_place = outputs[0]["data"], outputs[1]["data"]
    assert count(services, None) == pytest.approx(len(everybody), abs=40)
    assert count(by_place, None, 1) == pytest.approx(len(helped), abs=40)


def count(table: dict, *place: int | None) -> int:
    """Give a count of a table; ``None`` stands for a total."""
    (cell,) = (cell for cell in table["cells"] if cell["place"] == list(place))
    return int(dict(cell["values"])["freq"]["text"])


def test_the_question_is_answered_on_a_citizens_page_in_three_languages(subject):
    wiring = open_wiring(Home(subject.home))
    make_people(wiring, CARE, (PLACE,))
    first, second = wiring.accounts.find("forvalter"), wiring.accounts.find("godkjenner")
    proposed = propose_publication(wiring.publishing, CARE, PLACE, user=first)
    approve_publication(wiring.publishing, proposed.identifier, user=second)
    users = true_users(subject, date(2024, 12, 31))
    share = 100 * len(users["PB"]) / len(set.union(*users.values()))
    client = TestClient(build_server(wiring))
    for language, words in (
        ("nb", "av 100 som får tjenester hjemme i Trondheim"),
        ("nn", "av 100 som får tenester heime i Trondheim"),
        ("en", "out of 100 people with services at home in Trondheim"),
    ):
        page = client.get(f"/{language}/sporsmal/praktisk_bistand/{PLACE}")
        assert page.status_code == 200
        before, found, _ = page.text.partition(words)
        assert found, language
        assert int(before.split()[-1].rpartition(">")[2]) == pytest.approx(share, abs=2)
    shown = client.get("/api/v1/indicators").json()
    assert [entry["code"] for entry in shown] == ["mye_sykepleie", "praktisk_bistand"]
