"""``folkekommune synth``: synthetic deliveries with known truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.options import Format, Municipalities, OutputFormat
from folkekommune.cli.progress import bar
from folkekommune.cli.telling import give, give_data, language
from folkekommune.synthetic import Summary, generate
from folkekommune.texts import text

_MEGABYTE = 1_000_000


def command(
    out: Annotated[Path, typer.Option("--out", help="Where to write; a new or empty folder.", metavar="DIR")],
    size: Annotated[str, typer.Option("--size", help="tiny, small, bergen or eleven.")] = "small",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")] = 1,
    municipality: Municipalities = None,
    shape: Annotated[
        list[str] | None, typer.Option("--shape", help="Shape of the export, A or C; may be repeated.")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write synthetic deliveries and, apart from them, the truth.

    Example: folkekommune synth --out deliveries --size tiny --seed 1
    """
    tongue = language()
    with bar(text("synthetic.stage-people", tongue)) as shown:

        def show(stage: str, done: int, total: int) -> None:
            shown.step(text(f"synthetic.stage-{stage}", tongue), done, total)

        summary = generate(
            out,
            size=size,
            seed=seed,
            municipalities=municipality or (),
            shapes=shape or (),
            progress=lambda stage, done, total: shown.step(
                text(f"synthetic.stage-{stage}", tongue), done, total
            ),
        )
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
