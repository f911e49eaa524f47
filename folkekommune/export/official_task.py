"""Run inside the environment of microdata-tools: one task from the command line, answered as JSON.

Uses nothing of ours. What the tool says of a dataset's rows holds identity numbers and values, so that
is sorted into kinds here and goes no further; so is what it raises.
"""

from __future__ import annotations

import importlib
import io
import json
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep
from typing import Any

_KINDS = (
    ("Error for identifier", "code not in code list"),
    ("Invalid value in", "missing value"),
    ("Invalid identifier in", "missing identifier"),
    ("Duplicate identifiers", "more than one row per identifier"),
    ("Same unit_id", "more than one row per identifier and date"),
    ("Invalid overlapping", "overlapping periods"),
    ("Expected empty", "start where none belongs"),
    ("Invalid #3", "start or stop missing or out of order"),
    ("#3 column not equal", "start and stop differ"),
    ("Could not read data in", "empty start or stop column"),
)
_UNREADABLE = "unreadable data"
_WATCH_SECONDS = 0.5


def validate(tool: Any, dataset: str) -> dict[str, Any]:
    """Validate the metadata, then the data; the tool's words about metadata hold no data."""
    folder = Path(dataset)
    metadata = tool.validate_metadata(folder.name, input_directory=str(folder.parent))
    if metadata:
        return {"metadata": metadata, "data": []}
    messages = tool.validate_dataset(folder.name, input_directory=str(folder.parent))
    return {"metadata": [], "data": sorted(Counter(map(kind_of, messages)).items())}


def validate_all(tool: Any, datasets: list[str]) -> dict[str, Any]:
    """Validate datasets one after the other; of what the tool raises, only the kind is told."""
    verdicts = []
    for dataset in datasets:
        began = perf_counter()
        try:
            verdict = validate(tool, dataset)
        except Exception as fault:  # noqa: BLE001 -- the tool raises many kinds, and its words may quote a row
            verdict = {"metadata": [], "data": [], "raised": type(fault).__name__}
        verdicts.append(verdict | {"seconds": perf_counter() - began})
    return {"verdicts": verdicts}


def package_all(tool: Any, datasets: list[str], keys: str, out: str) -> dict[str, Any]:
    """Encrypt datasets."""
    for dataset in datasets:
        tool.package_dataset(Path(keys), Path(dataset), Path(out))
    return {"packages": [str(Path(out) / f"{Path(dataset).name}.tar") for dataset in datasets]}


def unpackage(tool: Any, package: str, keys: str, out: str) -> dict[str, Any]:
    """Decrypt a package."""
    tool.unpackage_dataset(Path(package), Path(keys), Path(out))
    return {"dataset": str(Path(out) / Path(package).stem)}


def make_keys(tool: Any, keys: str) -> dict[str, Any]:
    """Write a pair of keys."""
    private = tool.PrivateKey.generate()
    private.write_to_file(Path(keys))
    private.public_key().write_to_file(Path(keys))
    return {}


def kind_of(message: str) -> str:
    """Sort a message about data into a kind."""
    return next((kind for start, kind in _KINDS if message.startswith(start)), _UNREADABLE)


def stop_with(parent: int) -> None:
    """End when the process that asked is gone: no one would take the answer, or clear up after it."""

    def watch() -> None:
        while os.getppid() == parent:
            sleep(_WATCH_SECONDS)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def main() -> int:
    """Do the task named on the command line, for the process named there, as standard input says."""
    tasks: dict[str, Callable[..., dict[str, Any]]] = {
        "validate_all": validate_all,
        "package_all": package_all,
        "unpackage": unpackage,
        "make_keys": make_keys,
    }
    stop_with(int(sys.argv[2]))
    logging.disable(logging.CRITICAL)
    silence = io.StringIO()
    try:
        given = json.load(sys.stdin)
        with redirect_stdout(silence), redirect_stderr(silence):
            answer = tasks[sys.argv[1]](importlib.import_module("microdata_tools"), **given)
    except Exception as fault:  # noqa: BLE001 -- entry point: its words may quote a row, its kind does not
        answer = {"fault": type(fault).__name__}
    sys.stdout.write(json.dumps(answer))
    return 1 if "fault" in answer else 0


if __name__ == "__main__":
    sys.exit(main())
