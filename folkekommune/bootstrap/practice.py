"""A place to practise: twins of releases on disk, with a door of their own and no way to the real one.

What comes in is what the script language knows of databanks, and published figures. There is no store, no
key and no ledger of the installation here, so nothing asked in practice can touch them. All limits of
disclosure control are at their lowest: nobody is there to be protected, and rows may be looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import duckdb
import numpy as np
import pyarrow as pa

from folkekommune.analysis.door import Asker, Door, ReleaseFacts
from folkekommune.bootstrap.invented import INVENTED_KEYS, fill_table, lowest_policy
from folkekommune.bootstrap.practice_kept import KeptTwins, twin_name
from folkekommune.catalogue.model import Databank, ValueType
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import Policy, load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import SafeResult
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.duckdb_sandbox import quoted_text
from folkekommune.engines.source import ReleaseFiles
from folkekommune.errors import InputError
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.engine import Engine, RowsRequest
from folkekommune.query.outputs import Output
from folkekommune.script.session import Catalogue, Session
from folkekommune.services.practice.rows import FIRST, FirstRows, value_text
from folkekommune.services.practice.twin import OPEN, PERSONS, Column, Twin, make_twin
from folkekommune.services.practice.weights import Weights

_BLOCK = 16384
_SQL_TYPES = {ValueType.STRING: "VARCHAR", ValueType.DECIMAL: "DOUBLE"}
_WHOLE = {"VARCHAR": pa.string(), "DOUBLE": pa.float64()}
_ASKER = Asker("practice", "practice")


class PublishedFigures(Protocol):
    """What twins learn of a databank besides its description: figures that anybody may see."""

    def weights(self, databank: Databank) -> Weights:
        """Give what is published of how people spread."""

    def until(self, release: ReleaseRef) -> date:
        """Give the day up to which anything is told of a version."""


@dataclass(frozen=True)
class Practice:
    """Where a script is tried on invented persons.

    :param session: to begin scripts with: the same as on the real data.
    """

    session: Session
    policy: str
    _door: Door
    _invented: Engine

    def answer(self, output: Output) -> SafeResult:
        """Answer from invented persons."""
        return self._door.answer(output, _ASKER)

    def rows(self, session: Session) -> FirstRows | None:
        """Give the first rows of a session's active data set; nothing where there is none."""
        working = session.sets.get(session.active or "")
        if working is None or working.dataset is None or not working.columns:
            return None
        names = tuple(working.columns)
        kinds = [working.columns[name].type for name in names]
        found = self._invented.rows(RowsRequest(working.dataset, names))
        shown = tuple(
            tuple(value_text(column[place], kind) for column, kind in zip(found.values, kinds, strict=True))
            for place in range(min(FIRST, len(found)))
        )
        return FirstRows(working.name, names, shown, len(found))


@dataclass(frozen=True)
class Twins:
    """The twins of what a session may name.

    :param kept: where whole twins lie ready.
    """

    catalogue: Catalogue
    parts: tuple[str, ...]
    published: PublishedFigures
    kept: KeptTwins | None = None
    persons: int = PERSONS

    def lay(self, release: ReleaseRef, file: Path, needed: frozenset[str] | None = None) -> None:
        """Lay the twin of a release at a place: the one that lies ready, else one that is made now.

        :param needed: the variables that are asked for; without it, all.
        """
        made = self._making(release)
        if self.kept is None or not self.kept.give(made.name, file):
            write_twin(made.twin(), file, needed)

    def keep(self, release: ReleaseRef) -> str:
        """Make the whole twin of a release lie ready; give its name."""
        made = self._making(release)
        if self.kept is not None:
            self.kept.keep(made.name, lambda file: write_twin(made.twin(), file))
        return made.name

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give what the door must know of a twin."""
        return ReleaseFacts(release, self.parts, dict.fromkeys(self.parts, "invented"), self.persons)

    def _making(self, release: ReleaseRef) -> _Making:
        """Gather what the twin of a release is made from.

        :raises InputError: when the databank may not be named.
        """
        databank = self.catalogue.databank(release.databank)
        if databank is None:
            raise InputError("practice.databank", databank=release.databank)
        weights, until = self.published.weights(databank), self.published.until(release)
        return _Making(databank, release.version, self.parts, weights, until, self.persons)


@dataclass(frozen=True)
class _Making:
    """What a twin is made from."""

    databank: Databank
    version: str
    parts: tuple[str, ...]
    weights: Weights
    until: date
    persons: int

    @property
    def name(self) -> str:
        """What it is kept as."""
        return twin_name(
            self.databank,
            self.version,
            parts=self.parts,
            weights=self.weights,
            until=self.until,
            persons=self.persons,
        )

    def twin(self) -> Twin:
        """Make it."""
        return make_twin(
            self.databank,
            self.version,
            parts=self.parts,
            weights=self.weights,
            until=self.until,
            persons=self.persons,
        )


@dataclass(frozen=True)
class _Laid:
    """The twins of one visit, each laid in its folder when it is first asked for."""

    twins: Twins
    folder: Path
    needed: frozenset[str] | None

    def files(self, release: ReleaseRef) -> ReleaseFiles:
        """Give the file of a release's twin."""
        file = self.folder / f"{release.databank}-{release.version}.duckdb"
        if not file.exists():
            self.twins.lay(release, file, self.needed)
        return ReleaseFiles(file, self.twins.parts)


@contextmanager
def practising(
    session: Session,
    published: PublishedFigures,
    needed: frozenset[str] | None = None,
    *,
    kept: KeptTwins | None = None,
) -> Iterator[Practice]:
    """Open a place to practise for whoever may begin a session.

    :param needed: the variables that will be asked for, where that is known before.
    :param kept: where whole twins lie ready.
    """
    with TemporaryDirectory(prefix="practice-") as own:
        place = Path(own)
        folder = place / "twins"
        folder.mkdir()
        twins = Twins(session.catalogue, session.grant, published, kept)
        engine = DuckDBEngine(
            _Laid(twins, folder, needed).files,
            folder,
            threads=1,
            memory_limit="1GB",
            temporary=place / "temporary",
        )
        policy = practice_policy()
        ledger = Ledger(place / "ledger.sqlite", INVENTED_KEYS)
        cubes = CubeRegistry(place / "cubes", INVENTED_KEYS)
        try:
            door = Door(engine, policy, INVENTED_KEYS, ledger, cubes, twins)
            yield Practice(session, policy.label, door, engine)
        finally:
            engine.close()


def practice_policy() -> Policy:
    """Give the lowest policy, but for the band: which categories a table lists is the form practice shows."""
    lowest = lowest_policy()
    return replace(lowest, name="practice", floors=replace(lowest.floors, band=load_policy().floors.band))


def write_twin(twin: Twin, file: Path, needed: Collection[str] | None = None) -> None:
    """Write a twin, or what is needed of it, as a serving file."""
    people = twin.people
    with duckdb.connect() as connection:
        # Many small tables in blocks of the usual size would take as much room as a real release.
        connection.execute(f"ATTACH {quoted_text(str(file))} AS twin (BLOCK_SIZE {_BLOCK})")
        connection.execute("USE twin")
        connection.execute("BEGIN")
        whose = (np.arange(len(people)), people.keys, np.left_shift(1, people.homes))
        fill_table(connection, "persons", "unit INTEGER, key BIGINT, parts BIGINT", whose)
        for units in twin.units:
            homes = people.homes[units.owners]
            columns = "unit INTEGER, part UTINYINT, person INTEGER"
            fill_table(
                connection, f"U_{units.kind.name}", columns, (np.arange(len(homes)), homes, units.owners)
            )
        for each in twin.columns(needed):
            fill_table(connection, f"V_{each.variable.name}", *_table(each))
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH twin")


def _table(column: Column) -> tuple[str, tuple[Any, ...]]:
    """Give the columns of a variable's table, and what stands in them."""
    kind = _SQL_TYPES.get(column.variable.value_type, "BIGINT")
    values = pa.array(column.values, type=_WHOLE.get(kind, pa.int64()))
    columns, content = f"unit INTEGER, part UTINYINT, value {kind}", (column.units, column.homes, values)
    if column.starts is None or column.stops is None:
        return columns, content
    stops = pa.array(column.stops, mask=column.stops == OPEN)
    return f"{columns}, start INTEGER, stop INTEGER", (*content, column.starts, stops)
