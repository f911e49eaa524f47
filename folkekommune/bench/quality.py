"""Checks and repairs against the errors that were planted, kind by kind, and canaries of free text."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bench.planted_errors import Judge, Judged, Linked
from folkekommune.bench.planted_page import Found, Places, percent, write_pages
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.ingest.loading.quarantine import open_quarantine
from folkekommune.services.quality_page import report_html
from folkekommune.services.quality_report import build_quality_report
from folkekommune.settings import Home

NAME = "quality"
_MUNICIPALITY = "4601"
_DATABANK = "no.folkekommune.helseprofil"
_ALL = (">= 100", ("E01", "E02", "E04", "E13", "E14", "E15", "E16"))
_NEARLY = (">= 99", ("E06", "E07", "E08"))
_DESCRIBED = ">= 0"
_OF_DELIVERIES = ("E17", "E18", "E23")
_WITH_PATIENTS = ("fhir", "relasjonell")
"""The exports that have an id of each patient, so that a new number can be told from a new patient."""
_REMARKS = {
    "renamed": "field-renamed",
    "byte-order-mark": "byte-order-mark",
    "no-last-line": "trailer-missing",
}
_FEW = 0.01


def measure(scale: float) -> list[Figure]:
    """Load deliveries with planted errors (``bergen`` at scale 1, else ``small``) and judge the checks."""
    return _measured(scale)[0]


def write_page(scale: float, to: Path) -> list[Figure]:
    """Measure, and write the table of the manual in every language."""
    figures, found = _measured(scale)
    write_pages(to, found, today=datetime.now(UTC).date())
    return figures


def _measured(scale: float) -> tuple[list[Figure], Found]:
    """Give the figures, and the same error by error for the manual's table."""
    size = "bergen" if scale == 1 else "small"
    with tempfile.TemporaryDirectory() as folder:
        home, deliveries = Path(folder) / "home", Path(folder) / "deliveries"
        _run("synth", "--out", str(deliveries), "--size", size, "--municipality", _MUNICIPALITY)
        _run("init", "--home", str(home), "--municipality", _MUNICIPALITY)
        reports = {path.name: _load(path, home) for path in sorted((deliveries / _MUNICIPALITY).iterdir())}
        wiring = open_wiring(Home(home))
        judge = Judge(wiring, _DATABANK, _MUNICIPALITY, deliveries / "truth")
        refused = sum(report is None for report in reports.values())
        note = f"{size}, {refused} deliveries refused whole"
        judged, linked = list(judge.judge()), list(judge.linked())
        repairs = {error: judge.repairs_that_stand(error) for error in _NEARLY[1]}
        noticed = _noticed(reports, deliveries / "truth")
        places, canaries = _places(wiring), _canaries(wiring, deliveries / "truth")
        figures = [_of_error(each, scale, note) for each in judged]
        figures += [_of_linked(each, scale) for each in linked]
        figures += _of_repairs(repairs, scale)
        figures += _of_rows(judge, scale)
        figures += _of_deliveries(noticed, scale)
        figures += [_of_places(places, scale), _of_canaries(canaries, scale)]
    return figures, Found(size, tuple(judged), repairs, noticed, tuple(linked), places, canaries)


def _of_error(judged: Judged, scale: float, note: str) -> Figure:
    limit = next((limit for limit, errors in (_ALL, _NEARLY) if judged.error in errors), _DESCRIBED)
    told = [f"{judged.planted} planted"]
    if judged.alarms:
        told.append(f"{percent(judged.true, judged.alarms)} % of {judged.alarms} alarms true")
    if judged.repaired:
        told.append(f"{percent(judged.right, judged.repaired)} % repaired rightly")
    return of_runs(
        f"{NAME}-{judged.error}",
        [percent(judged.found, judged.planted)],
        unit="% found",
        against="planted errors",
        limit=limit,
        scale=scale,
        note=", ".join([*told, note]),
    )


def _of_linked(linked: Linked, scale: float) -> Figure:
    registered = linked.mapping in _WITH_PATIENTS
    what = "an id of each patient" if registered else "no id of patients: two numbers stay two persons"
    return of_runs(
        f"{NAME}-E03-{linked.mapping}",
        [percent(linked.linked, linked.children)],
        unit="% made one person",
        against="children with a D-number first",
        limit=">= 100" if registered else _DESCRIBED,
        scale=scale,
        note=f"{linked.children} children; {what}",
    )


def _of_repairs(repairs: Mapping[str, tuple[int, int]], scale: float) -> Iterator[Figure]:
    for error, (repaired, right) in repairs.items():
        yield of_runs(
            f"{NAME}-{error}-repairs",
            [percent(right, repaired)],
            unit="% right",
            against="true values",
            limit=">= 99",
            scale=scale,
            note=f"{repaired} repairs that were kept",
        )


def _of_rows(judge: Judge, scale: float) -> Iterator[Figure]:
    planted, stopped = judge.impossible_dates()
    yield of_runs(
        f"{NAME}-impossible-dates",
        [percent(stopped, planted)],
        unit="% found",
        against="planted errors",
        limit=">= 100",
        scale=scale,
        note=f"{planted} dates before birth or after the delivery; other wrong years are E11's",
    )
    wrong, rows = judge.wrongly_quarantined()
    yield of_runs(
        f"{NAME}-wrongly-quarantined",
        [100 * wrong / max(rows, 1)],
        unit="% of rows",
        against="rows where nothing was planted",
        limit="<= 0.1",
        scale=scale,
        note=f"{wrong} of {rows} rows",
    )


def _noticed(reports: dict[str, dict[str, Any] | None], truth: Path) -> dict[str, tuple[int, int]]:
    """Count errors of whole deliveries, and those that were refused, told, or understood in spite of them."""
    planted = pq.read_table(truth / "errors.parquet").filter(pc.field("visit") == 0).to_pylist()
    counts = {}
    for error in sorted({row["error"] for row in planted if row["error"] in _OF_DELIVERIES}):
        found = [
            _is_noticed(row["true_value"], reports[row["item"]])
            for row in planted
            if row["error"] == error and row["item"] in reports
        ]
        counts[error] = (len(found), sum(found))
    return counts


def _of_deliveries(noticed: Mapping[str, tuple[int, int]], scale: float) -> Iterator[Figure]:
    for error, (planted, found) in noticed.items():
        yield of_runs(
            f"{NAME}-{error}",
            [percent(found, planted)],
            unit="% refused, told or understood",
            against="planted errors of deliveries",
            limit=">= 100",
            scale=scale,
            note=f"{planted} planted",
        )


def _is_noticed(kind: str, report: dict[str, Any] | None) -> bool:
    if report is None:
        return True
    if kind in _REMARKS:
        return any(remark["kind"] == _REMARKS[kind] for remark in report["remarks"])
    if kind == "mojibake":
        return bool(report["noted"].get("district-unknown", 0) <= _FEW * report["rows"])
    return bool(report["loaded"] > 0)


def _places(wiring: Wiring) -> Places:
    """Count the places that have their preferred digits and copied values described."""
    (facts,) = wiring.reviewing.quality_facts(wiring.package(_DATABANK).databank)
    digits = {one.site for one in facts.observations if one.check == "P10" and one.site}
    flagged = {one.site for one in facts.observations if one.check == "P10" and one.flagged}
    copied = {one.site for one in facts.observations if one.check == "P8"}
    return Places(len(digits), len(flagged & digits), len(copied))


def _of_places(places: Places, scale: float) -> Figure:
    return of_runs(
        f"{NAME}-places",
        [places.digits],
        unit="places described",
        against="none",
        limit=">= 1",
        scale=scale,
        note=f"digits at {places.digits}, {places.flagged} beyond the limit; copies at {places.copied}",
    )


def _canaries(wiring: Wiring, truth: Path) -> tuple[int, int, int]:
    """Give how many notes and identity numbers there were, and how many are in what is kept or shown."""
    children = pq.read_table(truth / "children.parquet", columns=["identity_number", "d_number"])
    numbers = {number for column in children.itercolumns() for number in column.to_pylist() if number}
    errors = pq.read_table(truth / "errors.parquet", columns=["error", "true_value"]).to_pylist()
    notes = {row["true_value"].strip() for row in errors if row["error"] == "E22"}
    found = sum(text in notes or text in numbers for text in _texts(wiring))
    (facts,) = wiring.reviewing.quality_facts(wiring.package(_DATABANK).databank)
    page = report_html(build_quality_report(facts, wiring.policy), "nb", synthetic=True)
    found += sum(note in page for note in notes) + sum(number in page for number in numbers)
    return len(notes), len(numbers), found


def _of_canaries(canaries: tuple[int, int, int], scale: float) -> Figure:
    notes, numbers, found = canaries
    return of_runs(
        f"{NAME}-canaries",
        [found],
        unit="texts",
        against="free text and identity numbers in store, log and report",
        limit="<= 0",
        scale=scale,
        note=f"{notes} notes and {numbers} numbers looked for",
    )


def _texts(wiring: Wiring) -> Iterator[str]:
    """Give every text in the store and in the sealed logs."""
    for file in wiring.home.store.rglob("*.parquet"):
        table = pq.read_table(file)
        for column, kind in zip(table.itercolumns(), table.schema.types, strict=True):
            if kind == "string":
                yield from (text for text in column.unique().to_pylist() if text)
    for file in (wiring.home.vault / "quarantine").rglob("*.sealed"):
        log = open_quarantine(file, wiring.keys)
        for column in (
            log.stopped["reason"],
            log.repaired["rule"],
            log.excluded["rule"],
            log.sources["source"],
        ):
            yield from (text for text in column.unique().to_pylist() if text)


def _load(path: Path, home: Path) -> dict[str, Any] | None:
    """Load a delivery; give what the load came to, or None when it was refused."""
    try:
        (report,) = json.loads(_run("load", str(path), "--home", str(home), "--format", "json"))
    except subprocess.CalledProcessError:
        return None
    found: dict[str, Any] = report
    return found


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "folkekommune.cli", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
