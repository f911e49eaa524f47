"""Charts of a run: in its data, on its page, as files, and read back after it was kept."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from door_factory import ASKER, door_of
from protected_scripts import NOISY, children
from script_worlds import BANK, session

from folkekommune.access.run_records import Run, RunState
from folkekommune.disclosure.results import SafeChart
from folkekommune.services.chart_files import write_charts
from folkekommune.services.run_page import run_as_html
from folkekommune.services.run_report import run_as_data, run_as_text
from folkekommune.services.scripts import ScriptRun, run_script
from folkekommune.services.stored_runs import read_record, write_record

SCRIPT = f"""require {BANK}:1 as db
create-dataset kids
import db/SEX as sex
import db/SLEEP as sleep
for v in sex sleep
barchart (count) $v
end
sankey sex sleep
tabulate sex
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> ScriptRun:
    world, bank = children()
    door = door_of(world, tmp_path_factory.mktemp("door"), policy=NOISY)
    found = run_script(SCRIPT, session(bank), lambda asked: door.answer(asked, ASKER), policy="p")
    assert found.faults == ()
    return found


def test_the_data_of_a_chart_holds_its_description_and_its_marks(run):
    *_, bars, flow, table = run_as_data(run, "nb")["results"]
    assert (bars["command"], bars["kind"], bars["status"]) == ("barchart", "chart", "done")
    assert bars["chart"]["$schema"].endswith("/vega-lite/v6.json")
    assert flow["chart"]["$schema"].endswith("/vega/v6.json")
    assert [mark["place"] for mark in bars["data"]["marks"]] == [["1"], ["2"], ["9"]]
    assert (table["kind"], table["chart"]) == ("table", None)


def test_a_chart_is_told_in_text_and_drawn_on_the_page(run):
    assert "Søylediagram med 2 tall." in run_as_text(run, "nb")
    page = run_as_html(run, "nb", warning="Syntetiske data")
    # Three charts, each for wide and for narrow screens.
    assert page.count("<svg") == 6
    assert page.count("<figure") == 3


def test_charts_are_files_for_light_and_dark(run, tmp_path):
    """Two on one line of a loop are numbered."""
    written = write_charts(run, "en", tmp_path / "charts")
    assert {file.name for file in written} == {
        f"{name}{scheme}.{form}"
        for name in ("006-barchart", "006-barchart-2", "008-sankey")
        for scheme in ("", "-dark")
        for form in ("svg", "png")
    }
    for file in written:
        if file.suffix == ".svg":
            assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 - our own file
        else:
            assert file.read_bytes().startswith(b"\x89PNG")
    before = {file: file.read_bytes() for file in written}
    write_charts(run, "en", tmp_path / "charts")
    assert {file: file.read_bytes() for file in written} == before


def test_a_kept_run_gives_its_charts_back(run):
    kept = Run(
        identifier="1",
        project="p",
        user_id=1,
        state=RunState.DONE,
        script=SCRIPT,
        script_hash="",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        result=write_record(run, until_line=None),
    )
    back = [result.safe for result in read_record(kept, "nn").results]
    assert back == [result.result for result in run.results]
    assert sum(isinstance(result, SafeChart) for result in back) == 3
