"""Our check of microdata.no's format against their own tool: the same verdicts, faster, in bounded memory.

Ten million EVENT rows about two and a half million persons, in random order, with a code list. Both run in
processes of their own, one after the other; the time is that of the check, without starting Python.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.export.official import REQUIREMENT, OfficialTools
from folkekommune.identity import make_synthetic

NAME = "format-check"
ROWS = 10_000_000
_EACH = 4
_RUNS = 3
_CODES = tuple(f"46{number:02d}" for number in range(1, 21))
_FIRST_BIRTH = np.datetime64("2000-01-01")
_MEGABYTE = 1024
_OURS = """
import json, re, sys
from pathlib import Path
from time import perf_counter
from folkekommune.datasets.check import check_dataset
from folkekommune.settings import Mode
began = perf_counter()
checked = check_dataset(Path(sys.argv[1]), Mode.TEST)
seconds = perf_counter() - began
# The largest that this process has been; what resource tells may be the parent's.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps({"seconds": seconds, "peak": peak, "accepted": checked.accepted, "rows": checked.rows}))
"""


def measure(scale: float) -> list[Figure]:
    """Measure at a scale."""
    with tempfile.TemporaryDirectory() as folder:
        good = _write(Path(folder) / "BOSTED", int(ROWS * scale))
        bad = _write(Path(folder) / "OVERLAPP", int(ROWS * scale / 100), overlapping=True)
        theirs, theirs_bad = OfficialTools().validate([good, bad])
        ours = [_ours(good) for _ in range(_RUNS)]
        same = (ours[0]["accepted"] == theirs.accepted) + (_ours(bad)["accepted"] == theirs_bad.accepted)
    seconds = sorted(run["seconds"] for run in ours)[_RUNS // 2]
    note = f"{int(ours[0]['rows'])} EVENT rows: {seconds:.1f} s against {theirs.seconds:.1f} s"
    ratios = [theirs.seconds / run["seconds"] for run in ours]
    peaks = [run["peak"] / _MEGABYTE for run in ours]
    return [
        of_runs(NAME, ratios, unit="x", against=REQUIREMENT, limit=">= 8", scale=scale, note=note),
        of_runs(
            f"{NAME}-memory", peaks, unit="MB", against="our process", limit="<= 1536", scale=scale, note=note
        ),
        of_runs(
            f"{NAME}-verdicts",
            [same],
            unit="alike",
            against=REQUIREMENT,
            limit=">= 2",
            scale=scale,
            note="one file without fault, and one with an overlap; the whole corpus is compared in the tests",
        ),
    ]


def _ours(dataset: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _OURS, str(dataset)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _write(folder: Path, rows: int, *, overlapping: bool = False) -> Path:
    """Write a dataset of where persons live: three places they have left, and one where they still are."""
    folder.mkdir()
    (folder / f"{folder.name}.json").write_text(json.dumps(_metadata()), encoding="utf-8")
    random = np.random.default_rng(1)
    persons = _persons(rows // _EACH)
    count = len(persons) * _EACH
    turn = np.tile(np.arange(_EACH), len(persons))
    start = 10_957 + turn * 1000 + np.repeat(random.integers(0, 500, len(persons)), _EACH)
    length = np.full(count, 900)
    if overlapping:
        length[0] = 2000
    order = random.permutation(count)
    stop = pa.array((start + length)[order].astype(np.int32), mask=(turn == _EACH - 1)[order])
    places = pa.array(_CODES).take(pa.array(random.integers(0, len(_CODES), count)))
    table = pa.table(
        {
            "identifier": pa.array(persons).take(pa.array(order // _EACH)),
            "value": places,
            "start": pa.array(start[order].astype(np.int32)).cast(pa.date32()),
            "stop": stop.cast(pa.date32()),
            "attribute": pa.nulls(count, pa.string()),
        }
    )
    options = csv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
    csv.write_csv(table, folder / f"{folder.name}.csv", options)
    return folder


def _persons(count: int) -> list[str]:
    """Make identity numbers of the synthetic series."""
    individual = np.arange(500, 1000)
    made: list[NDArray[np.int64]] = []
    day = _FIRST_BIRTH
    found = 0
    while found < count:
        numbers = make_synthetic(np.full(len(individual), day), individual)
        made.append(numbers[numbers > 0])
        found += len(made[-1])
        day += np.timedelta64(1, "D")
    return [f"{number:011d}" for number in np.concatenate(made)[:count].tolist()] if made else []


def _metadata() -> dict[str, object]:
    def words(text: str) -> list[dict[str, str]]:
        return [{"languageCode": "no", "value": text}]

    codes = [{"code": code, "categoryTitle": words(code), "validFrom": "1990-01-01"} for code in _CODES]
    measure = {
        "name": words("Bosted"),
        "description": words("Bosted"),
        "dataType": "STRING",
        "valueDomain": {"codeList": codes},
    }
    return {
        "temporalityType": "EVENT",
        "sensitivityLevel": "PERSON_GENERAL",
        "populationDescription": words("Syntetiske personer"),
        "subjectFields": [words("Befolkning")],
        "dataRevision": {"description": words("Til måling")},
        "identifierVariables": [{"unitType": "PERSON"}],
        "measureVariables": [measure],
    }
