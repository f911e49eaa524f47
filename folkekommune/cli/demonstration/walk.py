"""Walk through the running server as the five kinds of user, and hold what they see together.

The same number must stand in the API, on the citizen page, on the dashboard, in a script run by the
command line and in one run in the workbench.
"""

from __future__ import annotations

import html
from time import monotonic, sleep
from typing import Any

from folkekommune.bootstrap import Wiring
from folkekommune.cli.demonstration.people import PROJECT, LogIn, log_ins
from folkekommune.cli.demonstration.visitor import Visitor
from folkekommune.disclosure.results import SafeTable
from folkekommune.errors import InputError
from folkekommune.services.scripts import ScriptRun
from folkekommune.texts import number

INDICATOR = "fullamming_6uker"
MUNICIPALITY = "4601"
_PATIENCE = 120.0
_ONE_DECIMAL_FROM = 1000


def walk_through(base: str, wiring: Wiring, run: ScriptRun) -> None:
    """Visit every audience's pages.

    :raises InputError: when a page fails, or a number differs from the cube's.
    """
    people = {person.role: person for person in reversed(log_ins(wiring))}
    shown = as_citizen(Visitor(base))
    _compare_script(run, shown)
    as_planner(Visitor(base), people["planner"], shown)
    as_researcher(Visitor(base), people["researcher"], run, shown)
    as_steward(Visitor(base), people["steward"])
    as_administrator(Visitor(base), people["administrator"])


def as_citizen(visitor: Visitor) -> list[dict[str, Any]]:
    """Read the front page, a question and the open data; give the figures that are shown."""
    for language in ("nb", "nn", "en"):
        visitor.read(f"/{language}/")
    codes = [entry["code"] for entry in visitor.data("/api/v1/indicators")]
    if INDICATOR not in codes:
        raise InputError("demo.differs", where="/api/v1/indicators")
    figures = visitor.data(f"/api/v1/indicators/{INDICATOR}/{MUNICIPALITY}")["figures"]
    whole = [figure for figure in figures if figure["district"] is None and figure["sex"] is None]
    shown = [figure for figure in whole if figure["value"] is not None]
    if shown:
        question = visitor.read(f"/nb/sporsmal/{INDICATOR}/{MUNICIPALITY}")
        _expect(question, _percent(shown[-1]), "/nb/sporsmal")
    if list(visitor.cookies):
        raise InputError("demo.differs", where="cookies")
    return shown


def as_planner(visitor: Visitor, person: LogIn, shown: list[dict[str, Any]]) -> None:
    """Read the dashboard: front page and indicator page, with the citizens' figures on it."""
    visitor.log_in(person.name, person.password)
    visitor.read(f"/nb/kommune/{MUNICIPALITY}/")
    for figure in (*shown[:1], *shown[-3:]):
        page = visitor.read(f"/nb/kommune/{MUNICIPALITY}/{INDICATOR}?aar={figure['year']}")
        _expect(page, _percent(figure), "/nb/kommune")


def as_researcher(visitor: Visitor, person: LogIn, run: ScriptRun, shown: list[dict[str, Any]]) -> None:
    """Run the example script in the workbench and wait for its result."""
    visitor.log_in(person.name, person.password)
    visitor.read("/nb/arbeidsbenk/")
    desk = f"/nb/arbeidsbenk/prosjekt/{PROJECT}/"
    page = visitor.send(desk, visitor.read(desk), script=run.text, run="all")
    awaited = [number(figure["numerator"], "nb") for figure in shown]
    deadline = monotonic() + _PATIENCE
    while monotonic() < deadline and not all(count in html.unescape(page) for count in awaited):
        sleep(0.5)
        page = visitor.read(visitor.address)
    for count in awaited:
        _expect(page, count, "/nb/arbeidsbenk")


def as_steward(visitor: Visitor, person: LogIn) -> None:
    """Read deliveries, the quality of one, and releases."""
    visitor.log_in(person.name, person.password)
    page = visitor.read(f"/nb/forvaltning/{MUNICIPALITY}/")
    marker = f'href="/nb/forvaltning/{MUNICIPALITY}/leveranse/'
    _, found, rest = page.partition(marker)
    if not found:
        raise InputError("demo.differs", where="/nb/forvaltning")
    visitor.read(f"/nb/forvaltning/{MUNICIPALITY}/leveranse/{rest.partition(chr(34))[0]}")
    visitor.read(f"/nb/forvaltning/{MUNICIPALITY}/versjoner")


def as_administrator(visitor: Visitor, person: LogIn) -> None:
    """Read the project, and in the audit trail that it was made."""
    visitor.log_in(person.name, person.password)
    for page in ("prosjekter", "revisjonsspor?slag=projects"):
        _expect(visitor.read(f"/nb/forvaltning/{page}"), PROJECT, "/nb/forvaltning")
    visitor.read(f"/nb/forvaltning/prosjekter/{PROJECT}")


def _compare_script(run: ScriptRun, shown: list[dict[str, Any]]) -> None:
    """Hold the script's first table against the cube: years by the outcome."""
    tables = [result.result for result in run.results if isinstance(result.result, SafeTable)]
    if not tables:
        # A population under the floor is refused; then nothing may be shown to citizens either.
        if shown:
            raise InputError("demo.differs", where="script")
        return
    table = tables[0]
    years = [label.value for label in table.dimensions[0].categories]
    yes = [label.value for label in table.dimensions[1].categories].index("1")
    cells = {cell.place: cell.value("freq").text for cell in table.cells}
    for figure in shown:
        place = (years.index(str(figure["year"])), yes)
        if cells[place] != str(figure["numerator"]):
            raise InputError("demo.differs", where="script")


def _percent(figure: dict[str, Any]) -> str:
    # As it is published: whole percent under a thousand, one decimal from there on.
    return (
        number(figure["value"], "nb", 0 if figure["denominator"] < _ONE_DECIMAL_FROM else 1)
        + "\N{NO-BREAK SPACE}%"
    )


def _expect(page: str, written: str, where: str) -> None:
    if written not in html.unescape(page):
        raise InputError("demo.differs", where=where)
