"""Write the release of a country to measure it, and keep what that took beside it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyarrow import parquet

from folkekommune.bench.country_size.worker import Place, Worker, size_of
from folkekommune.export.official import tools_folder
from folkekommune.synthetic.national.definition import ITEMS
from folkekommune.synthetic.national.release import CHILDREN, National


def written(scale: float, *, longest: float) -> tuple[Place, dict[str, Any]]:
    """Give the place of a country at a scale, and how long writing it took when it was written.

    The files are kept in the tools folder. Where they are there and nobody measured it, they are written
    once more.
    """
    place = Place(tools_folder() / f"country-{scale:g}", max(int(CHILDREN * scale), 1))
    record = place.home.with_name(f"{place.home.name}.written.json")
    if not (record.exists() and National(place.home).folder.exists()):
        record.parent.mkdir(parents=True, exist_ok=True)
        took = _write(place, longest=longest)
        if took["state"] != "ended":
            return place, took
        record.write_text(json.dumps(took | {"date": datetime.now(UTC).date().isoformat()}), "utf-8")
    measured: dict[str, Any] = json.loads(record.read_text("utf-8"))
    return place, measured | _sizes(National(place.home))


def _write(place: Place, *, longest: float) -> dict[str, Any]:
    new = place.home.with_name(f"{place.home.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    worker = Worker(Place(new, place.children), longest=longest)
    try:
        took = worker.do("write")
    finally:
        worker.end()
    if took["state"] == "ended" and not National(place.home).folder.exists():
        shutil.rmtree(place.home, ignore_errors=True)
        new.rename(place.home)
    shutil.rmtree(new, ignore_errors=True)
    return took


def _sizes(release: National) -> dict[str, Any]:
    answers = sum(parquet.read_metadata(release.archive / f"{item}.parquet").num_rows for item in ITEMS)
    serving = size_of_file(release.serving)
    return {"answers": answers, "archive": round(size_of(release.archive), 1), "serving": serving}


def size_of_file(file: Path) -> float:
    """Give its megabytes."""
    return round(file.stat().st_size / 10**6, 1)
