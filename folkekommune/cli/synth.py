"""``folkekommune synth``: synthetic deliveries with known truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.bench.disguise.deliveries import rename_fields
from folkekommune.catalogue.packages import Package, load_package, load_packages, shipped_folder
from folkekommune.cli.options import Format, Municipalities, OutputFormat
from folkekommune.cli.progress import bar
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import UsageError
from folkekommune.synthetic import Summary, generate
from folkekommune.synthetic.generate import PACKAGE
from folkekommune.synthetic.rows.generate import RowsSummary, generate_rows, is_of_rows
from folkekommune.texts import text

_MEGABYTE = 1_000_000


def command(
    out: Annotated[Path, typer.Option("--out", help="Where to write; a new or empty folder.", metavar="DIR")],
    size: Annotated[str, typer.Option("--size", help="tiny, practice, small, bergen or eleven.")] = "small",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")] = 1,
    municipality: Municipalities = None,
    shape: Annotated[
        list[str] | None, typer.Option("--shape", help="Shape of the export, A to E; may be repeated.")
    ] = None,
    databank: Annotated[
        str | None,
        typer.Option("--databank", help="A databank that ships, or its folder.", metavar="NAME"),
    ] = None,
    renamed: Annotated[
        bool, typer.Option("--renamed", help="Name fields as a system that no mapping knows, to practise on.")
    ] = False,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write synthetic deliveries and, apart from them, the truth.

    Example: folkekommune synth --out deliveries --size tiny --seed 1
    """
    tongue = language()
    package = _package(databank)
    if is_of_rows(package):
        made = generate_rows(out, package, size=size, seed=seed, municipalities=municipality or ())
        _tell_rows(made, out, output)
        return
    with bar(text("synthetic.stage-people", tongue)) as shown:
        summary = generate(
            out,
            size=size,
            seed=seed,
            municipalities=municipality or (),
            shapes=shape or (),
            package=package.folder,
            progress=lambda stage, done, total: shown.step(
                text(f"synthetic.stage-{stage}", tongue), done, total
            ),
        )
    for delivery in summary.deliveries if renamed else ():
        rename_fields(delivery, package)
    if output is Format.JSON:
        give_data(_as_data(summary, out))
        return
    give(
        text(
            "synthetic.done",
            tongue,
            deliveries=len(summary.deliveries),
            municipalities=len(summary.municipalities),
            children=summary.children,
            visits=summary.visits,
            answers=summary.answers,
            megabytes=round(summary.bytes / _MEGABYTE),
        )
    )
    give(text("synthetic.where", tongue, folder=str(out), truth=str(out / "truth")))


def _package(chosen: str | None) -> Package:
    """Find the databank whose deliveries are made; without a name, the one that the generator knows best."""
    if chosen is not None and (Path(chosen) / "databank.toml").is_file():
        return load_package(Path(chosen))
    if chosen is None:
        return load_package(shipped_folder() / PACKAGE)
    packages = load_packages(shipped_folder())
    if chosen not in packages:
        raise UsageError("bootstrap.databank", known=", ".join(sorted(packages)))
    return packages[chosen]


def _tell_rows(made: RowsSummary, out: Path, output: Format) -> None:
    if output is Format.JSON:
        give_data(
            {
                "folder": str(out),
                "deliveries": [str(path) for path in made.deliveries],
                "truth": str(out / "truth"),
                "municipalities": list(made.municipalities),
                "persons": made.persons,
                "rows": made.rows,
                "bytes": made.bytes,
            }
        )
        return
    counts = {"deliveries": len(made.deliveries), "municipalities": len(made.municipalities)}
    give(text("synthetic.done-rows", language(), **counts, persons=made.persons, rows=made.rows))
    give(text("synthetic.where", language(), folder=str(out), truth=str(out / "truth")))


def _as_data(summary: Summary, out: Path) -> dict[str, object]:
    return {
        "folder": str(out),
        "deliveries": [str(path) for path in summary.deliveries],
        "truth": str(out / "truth"),
        "municipalities": list(summary.municipalities),
        "children": summary.children,
        "visits": summary.visits,
        "answers": summary.answers,
        "bytes": summary.bytes,
    }
