"""The demonstration's official tables: synthetic ones, in the shapes of statistics banks."""

from __future__ import annotations

from datetime import UTC, datetime

from folkekommune.bootstrap import Wiring
from folkekommune.bootstrap.official import official_desk
from folkekommune.cli.demonstration.steps import SEED, Demonstration, package_of, step
from folkekommune.official.reading import read_file
from folkekommune.services.official_tables import Fetched
from folkekommune.synthetic.official_tables import write_official_tables
from folkekommune.synthetic.residents import FILE, FOLDER


def take_official_tables_in(demo: Demonstration, wiring: Wiring) -> None:
    """Write synthetic tables and take them in, so that there is something to compare with."""
    with step("official"):
        package, desk = package_of(wiring), official_desk(wiring)
        databank = package.databank.name
        if desk.listed(databank):
            return
        fetched = Fetched(datetime.now(UTC).date())
        written = write_official_tables(demo.home.root / "official-files", package, seed=SEED)
        for file in (*written, demo.deliveries / FOLDER / FILE):
            prepared = desk.preview(databank, file.stem, read_file(file), fetched=fetched)
            desk.keep(prepared, fetched=fetched, by="system")
