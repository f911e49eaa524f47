"""Write the databank of a country as a release of the store: archive files, serving file and manifest.

The archive and the serving tables are written by what writes those of any release; there are only no
deliveries to choose from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from folkekommune.catalogue.model import Temporality
from folkekommune.store.archive import archive_persons, archive_variable
from folkekommune.store.building import Limits, connect
from folkekommune.store.columns import Columns, serve_rows
from folkekommune.store.contents import DEFINITION, PartContent
from folkekommune.store.definition import describe
from folkekommune.store.durable import reveal, unfinished
from folkekommune.store.manifest import compare, describe_contents
from folkekommune.store.part import Part
from folkekommune.store.release import seal_release
from folkekommune.store.released import Release
from folkekommune.store.store import Store
from folkekommune.store.versions import Version
from folkekommune.synthetic.national.answers import Country, answers, facts, populate
from folkekommune.synthetic.national.definition import NAME, PART, VERSION, national_databank

CHILDREN = 1_300_000
_LIMITS = Limits(memory="4GB")


@dataclass(frozen=True)
class National:
    """The databank of a country on disk.

    :param home: the folder of its store.
    """

    home: Path

    @property
    def folder(self) -> Path:
        """The folder of the release."""
        return Store(self.home).releases_folder(NAME) / VERSION

    @property
    def serving(self) -> Path:
        """The file that answers queries."""
        return self.folder / "serving.duckdb"

    @property
    def archive(self) -> Path:
        """The folder with a Parquet file for each variable, and ``persons.parquet``."""
        return self.folder / PART

    def open(self) -> Release:
        """Open it as any release; every file is held against its digest."""
        return Store(self.home).release(NAME, VERSION)


def national(home: Path, *, children: int = CHILDREN, seed: int = 1) -> National:
    """Give the databank of a country, written the first time it is asked for."""
    made = National(home)
    if not made.folder.exists():
        with unfinished(made.folder.parent) as workplace:
            building = workplace / "release"
            building.mkdir()
            _fill(building, workplace / "spill", populate(children, seed))
            reveal(building, made.folder)
    return made


def _fill(folder: Path, spill: Path, country: Country) -> None:
    databank, part = national_databank(), Part(0, PART, ())
    (folder / PART).mkdir()
    with connect(folder, spill, _LIMITS) as connection:
        units = pa.array(range(len(country)), pa.int32())
        people = pa.table({"unit": units, "key": pa.array(country.keys)})
        connection.register("people", people)
        connection.execute("CREATE TABLE persons AS SELECT unit, key, 1::BIGINT AS parts FROM people")
        told = "(SELECT unit::BIGINT + 1 AS unit_id, key FROM people)"
        persons = archive_persons(connection, told, folder / PART / "persons.parquet")
        content = PartContent(part, Columns({}, frozenset()), persons)
        for variable in databank.variables.values():
            fixed = variable.temporality is Temporality.FIXED
            rows = (facts if fixed else answers)(country, variable.name)
            connection.register("answers", rows)
            content.variables[variable.name] = archive_variable(
                connection,
                variable,
                rows="SELECT * FROM answers",
                file=folder / PART / f"{variable.name}.parquet",
            )
            serve_rows(connection, variable, "SELECT *, 0::UTINYINT AS part FROM answers")
            connection.unregister("answers")
        connection.execute("CHECKPOINT")
    (folder / DEFINITION).write_text(json.dumps(describe(databank), ensure_ascii=False), encoding="utf-8")
    manifest = {"signature": NAME} | describe_contents(databank, (content,))
    seal_release(
        folder, manifest, number=Version.parse(VERSION), previous=None, change=compare(None, manifest)
    )
