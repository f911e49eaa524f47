"""Checks and repairs against the errors that were planted, kind by kind, and canaries of free text."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bench.planted_errors import Judge, Judged
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
_REMARKS = {
    "renamed": "field-renamed",
    "byte-order-mark": "byte-order-mark",
    "no-last-line": "trailer-missing",
}
_FEW = 0.01


def measure(scale: float) -> list[Figure]:
    """Load deliveries with planted errors (``bergen`` at scale 1, else ``small``) and judge the checks."""
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
        figures = [_of_error(judged, scale, note) for judged in judge.judge()]
        figures += _of_repairs(judge, scale)
        figures += _of_rows(judge, scale)
        figures += _of_deliveries(reports, deliveries / "truth", scale)
        figures.append(_of_places(wiring, scale))
        figures.append(_of_canaries(wiring, deliveries / "truth", scale))
    return figures


def _of_error(judged: Judged, scale: float, note: str) -> Figure:
    limit = next((limit for limit, errors in (_ALL, _NEARLY) if judged.error in errors), _DESCRIBED)
    told = [f"{judged.planted} planted"]
    if judged.alarms:
        told.append(f"{_percent(judged.true, judged.alarms)} % of {judged.alarms} alarms true")
    if judged.repaired:
        told.append(f"{_percent(judged.right, judged.repaired)} % repaired rightly")
    return of_runs(
        f"{NAME}-{judged.error}",
        [_percent(judged.found, judged.planted)],
        unit="% found",
        against="planted errors",
        limit=limit,
        scale=scale,
        note=", ".join([*told, note]),
    )


def _of_repairs(judge: Judge, scale: float) -> Iterator[Figure]:
    for error in _NEARLY[1]:
        repaired, right = judge.repairs_that_stand(error)
        yield of_runs(
            f"{NAME}-{error}-repairs",
            [_percent(right, repaired)],
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
        [_percent(stopped, planted)],
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


def _of_deliveries(reports: dict[str, dict[str, Any] | None], truth: Path, scale: float) -> Iterator[Figure]:
    """Tell which errors of whole deliveries were refused, told, or understood in spite of them."""
    planted = pq.read_table(truth / "errors.parquet").filter(pc.field("visit") == 0).to_pylist()
    for error in sorted({row["error"] for row in planted if row["error"] in _OF_DELIVERIES}):
        found = [
            _is_noticed(row["true_value"], reports[row["item"]])
            for row in planted
            if row["error"] == error and row["item"] in reports
        ]
        yield of_runs(
            f"{NAME}-{error}",
            [_percent(sum(found), len(found))],
            unit="% refused, told or understood",
            against="planted errors of deliveries",
            limit=">= 100",
            scale=scale,
            note=f"{len(found)} planted",
        )


def _is_noticed(kind: str, report: dict[str, Any] | None) -> bool:
    if report is None:
        return True
    if kind in _REMARKS:
        return any(remark["kind"] == _REMARKS[kind] for remark in report["remarks"])
    if kind == "mojibake":
        return bool(report["noted"].get("district-unknown", 0) <= _FEW * report["rows"])
    return bool(report["loaded"] > 0)


def _of_places(wiring: Wiring, scale: float) -> Figure:
    """Tell how many places have their preferred digits and copied values described."""
    (facts,) = wiring.reviewing.quality_facts(wiring.package(_DATABANK).databank)
    digits = {one.site for one in facts.observations if one.check == "P10" and one.site}
    flagged = {one.site for one in facts.observations if one.check == "P10" and one.flagged}
    copied = {one.site for one in facts.observations if one.check == "P8"}
    return of_runs(
        f"{NAME}-places",
        [len(digits | copied)],
        unit="places described",
        against="none",
        limit=">= 1",
        scale=scale,
        note=f"digits at {len(digits)}, {len(flagged & digits)} beyond the limit; copies at {len(copied)}",
    )


def _of_canaries(wiring: Wiring, truth: Path, scale: float) -> Figure:
    """Look for notes, and for identity numbers, in everything that is kept or shown."""
    children = pq.read_table(truth / "children.parquet", columns=["identity_number", "d_number"])
    numbers = {number for column in children.itercolumns() for number in column.to_pylist() if number}
    errors = pq.read_table(truth / "errors.parquet", columns=["error", "true_value"]).to_pylist()
    notes = {row["true_value"].strip() for row in errors if row["error"] == "E22"}
    found = sum(text in notes or text in numbers for text in _texts(wiring))
    (facts,) = wiring.reviewing.quality_facts(wiring.package(_DATABANK).databank)
    page = report_html(build_quality_report(facts, wiring.policy), "nb", synthetic=True)
    found += sum(note in page for note in notes) + sum(number in page for number in numbers)
    return of_runs(
        f"{NAME}-canaries",
        [found],
        unit="texts",
        against="free text and identity numbers in store, log and report",
        limit="<= 0",
        scale=scale,
        note=f"{len(notes)} notes and {len(numbers)} numbers looked for",
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


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 3) if whole else 100.0


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
