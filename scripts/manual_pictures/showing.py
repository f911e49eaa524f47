"""What pages are to show: a project, comments, a measure, scripts, and runs, in a demonstration's home."""

from __future__ import annotations

import time
from datetime import date

from folkekommune.access.projects import GrantKind, Project, ProjectState
from folkekommune.access.run_records import ENDED
from folkekommune.access.users import User
from folkekommune.bootstrap import Wiring
from folkekommune.bootstrap.administration import comment_book, project_keeping
from folkekommune.cli.demonstration.people import PROJECT
from folkekommune.cli.demonstration.steps import example_script
from folkekommune.cli.serving import build_research
from folkekommune.errors import InputError
from folkekommune.services.measures import FOLDER, Measure, Measures
from folkekommune.services.project_keeping import Operator

PLACE, INDICATOR = "4601", "fullamming_6uker"
_PATIENCE = 120.0
_FEW = "keep if kommune == '4601' & amming == 1 & aar == 2019\n"


def furnish(wiring: Wiring) -> None:
    """Make the project, the comments, the measure and the script, where they are missing."""
    keeping, who = project_keeping(wiring), Operator("pictures")
    try:
        keeping.find(who, "sovn-2026")
    except InputError:
        project = Project(
            "sovn-2026",
            "Søvn hos små barn",
            "Se om søvn og overvekt henger sammen hos barn under fire år.",
            date(date.today().year + 2, 12, 31),  # noqa: DTZ011 - a calendar day, not a moment
            "REK 2026/118",
            "DPIA 2026/12",
            databanks=frozenset(keeping.databanks()) & set(wiring.store.databanks()),
            municipalities=frozenset({PLACE}),
        )
        keeping.create(who, project, ["forsker"])
        keeping.move(who, "sovn-2026", ProjectState.OPEN)
        for name in ("SOVN_M6", "SOVN_A2", "VEKT_KG_A2"):
            keeping.grant(who, "sovn-2026", GrantKind.VARIABLE, name)
    comments = comment_book(wiring)
    if not comments.about(_account(wiring, "planlegger"), PLACE, INDICATOR):
        comments.write(_account(wiring, "forvalter"), PLACE, INDICATOR, "Se også tiltaket fra 2024.")
        comments.write(_account(wiring, "planlegger"), PLACE, INDICATOR, "Ta dette opp med helsestasjonene.")
    measures = Measures(wiring.home.root / FOLDER, wiring.keys, wiring.audit.record)
    planner = _account(wiring, "planlegger")
    if not measures.of_municipality(planner, PLACE):
        expected = Measure("Ammeveiledning hjemme", INDICATOR, 2024, 2027, expected=3)
        measures.enter(planner, PLACE, expected)
    shelf = build_research(wiring).shelf(_account(wiring, "forsker"), PROJECT)
    if not shelf.names():
        shelf.write("Fullamming", example_script(wiring))


def run_scripts(wiring: Wiring) -> dict[str, str]:
    """Practise and run the example, and what is refused or has a fault; give each run by name.

    The server must be running: its workers do it.
    """
    script = example_script(wiring)
    head = script.partition("define-labels")[0]
    asked = {
        "practice": (script, True),
        "run": (script, False),
        "refused": (head + _FEW + "tabulate fullammet\n", False),
        "faulty": (head + "sumarize fullammet\n", False),
    }
    research, who = build_research(wiring), _account(wiring, "forsker")
    found = {}
    for name, (text, practice) in asked.items():
        run = research.enqueue(who, PROJECT, text, practice=practice).identifier
        deadline = time.monotonic() + _PATIENCE
        while wiring.runs.get(run).state not in ENDED:
            if time.monotonic() > deadline:
                raise TimeoutError(name)
            time.sleep(0.2)
        found[name] = run
    return found


def _account(wiring: Wiring, name: str) -> User:
    found = wiring.accounts.find(name)
    if found is None:
        raise LookupError(name)
    return found
