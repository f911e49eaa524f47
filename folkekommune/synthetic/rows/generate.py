"""Make deliveries of plain rows as a databank's ``synthetic/rows.toml`` says, and the truth beside them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune import __version__
from folkekommune.catalogue.packages import Package
from folkekommune.errors import UsageError
from folkekommune.synthetic.randomness import stream
from folkekommune.synthetic.rows.columns import Drawing, Words
from folkekommune.synthetic.rows.families import make_families
from folkekommune.synthetic.rows.faults import plant
from folkekommune.synthetic.rows.people import People, draw_people
from folkekommune.synthetic.sizes import choose_size
from folkekommune.synthetic.source import Source
from folkekommune.synthetic.writing.norwegian_time import with_offset

FILE = "rows.toml"
Groups = dict[str, dict[str, People]]
"""By what a table is about, the people of each municipality."""


@dataclass(frozen=True)
class RowsSummary:
    """What was made."""

    deliveries: tuple[Path, ...]
    municipalities: tuple[str, ...]
    persons: int
    rows: int
    bytes: int


def is_of_rows(package: Package) -> bool:
    """Tell whether the deliveries of a databank are plain rows."""
    return (package.folder / "synthetic" / FILE).is_file()


def generate_rows(
    out: Path, package: Package, *, size: str, seed: int, municipalities: Sequence[str] = ()
) -> RowsSummary:
    """Write deliveries under ``out/<municipality>/`` and the truth under ``out/truth/``.

    :raises UsageError: for a size that there is not, or a folder that is in use.
    """
    source = Source(package.folder / "synthetic")
    settings = source.settings(FILE)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError("synthetic.folder-in-use", folder=str(out))
    groups = _people(settings, package, size, seed=seed, municipalities=municipalities)
    partial = out.parent / f".{out.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "truth").mkdir(parents=True)
    planted: Counter[str] = Counter()
    folders: list[Path] = []
    rows = 0
    for table in settings["tables"]:
        for municipality, people in groups[table["about"]].items():
            columns = _draw(table, people, municipality, seed=seed)
            rng = stream(seed, "rows", "faults", table["file"], municipality)
            spoilt, found = plant(table, columns, rng)
            name = table["file"].format(municipality=municipality, date=f"{table['extracted']:%Y%m%d}")
            (partial / "truth" / name).write_bytes(_as_csv(columns, table))
            folders.append(_deliver(partial, table, municipality, name=name, columns=spoilt, package=package))
            planted.update(found)
            rows += len(next(iter(spoilt.values())))
    persons = {about: sum(map(len, people.values())) for about, people in groups.items()}
    _write_json(
        partial / "truth" / "summary.json",
        {"version": __version__, "seed": seed, "size": size, "persons": persons, "rows": rows}
        | {"planted": dict(sorted(planted.items()))},
    )
    if out.exists():
        out.rmdir()
    partial.rename(out)
    first = next(iter(groups.values()))
    return RowsSummary(
        deliveries=tuple(out / folder.relative_to(partial) for folder in folders),
        municipalities=tuple(first),
        persons=sum(persons.values()),
        rows=rows,
        bytes=sum(path.stat().st_size for path in out.rglob("*") if path.is_file()),
    )


def _people(
    settings: dict[str, Any], package: Package, size: str, *, seed: int, municipalities: Sequence[str]
) -> Groups:
    """Draw people, or find the mothers of the children that another databank's generator makes."""
    if "families" in settings:
        families = settings["families"]
        source = Source(package.folder.parent / families["children_of"] / "synthetic")
        chosen = choose_size(source, size, municipalities=municipalities)
        found = make_families(source, chosen, settings=families, seed=seed)
        return {"mother": found.mothers, "child": found.children}
    people = settings["people"]
    if size not in people["sizes"]:
        raise UsageError("synthetic.size-unknown", size=size, sizes=", ".join(people["sizes"]))
    count = people["sizes"][size]
    chosen_here = tuple(municipalities) or tuple(people["municipalities"])
    return {"person": {code: draw_people(people, code, seed=seed, count=count) for code in chosen_here}}


def _draw(table: dict[str, Any], people: People, municipality: str, *, seed: int) -> dict[str, Words]:
    rng = stream(seed, "rows", table["file"], municipality)
    shares = np.array(table.get("rows_each", [1.0]))
    times = 1 + rng.choice(len(shares), size=len(people), p=shares / shares.sum())
    person = np.repeat(np.arange(len(people)), times)
    drawing = Drawing(people, person, municipality, table, rng)
    for column in table["columns"]:
        drawing.add(column)
    return drawing.drawn


def _deliver(
    out: Path,
    table: dict[str, Any],
    municipality: str,
    *,
    name: str,
    columns: dict[str, Words],
    package: Package,
) -> Path:
    """Write the file and manifest of one delivery."""
    moment = table["extracted"]
    folder = out / municipality / f"{moment:%Y-%m-%d}-{table['system'].lower()}"
    folder.mkdir(parents=True)
    content = _as_csv(columns, table)
    (folder / name).write_bytes(content)
    _write_json(
        folder / "manifest.json",
        {
            "system": {"name": table["system"], "version": table["version"]},
            "databank": table.get("databank", package.databank.name),
            "municipality": municipality,
            "extracted": with_offset(moment).isoformat(),
            "scope": "full",
            "since": None,
            "synthetic": True,
            "files": [
                {
                    "file": name,
                    "bytes": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "rows": len(next(iter(columns.values()))),
                }
            ],
        },
    )
    return folder


def _as_csv(columns: dict[str, Words], table: dict[str, Any]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=table["separator"], lineterminator=table.get("line_end", "\n"))
    writer.writerows(_lines(columns))
    return text.getvalue().encode(table["encoding"])


def _lines(columns: dict[str, Words]) -> Iterator[Sequence[str]]:
    yield tuple(columns)
    yield from zip(*columns.values(), strict=True)


def _write_json(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
