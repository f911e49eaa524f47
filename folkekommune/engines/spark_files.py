"""A release's files as views of a Spark session.

What is known of persons is read from the archive: a Parquet file a part and variable. What the archive has
not, or tells in another way (how persons are numbered, units below them, and identifiers, which are
pseudonyms there), is copied from the serving file into Parquet files of the session's own when it is first
asked for.
"""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import duckdb

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.source import ReleaseFiles
from folkekommune.query.engine import EngineFault

_TYPES = {ValueType.DECIMAL: "DOUBLE", ValueType.STRING: "STRING"}
_PERIOD = "start INT, stop INT"


class ReleaseViews:
    """The views of one release.

    :param session: Spark's, :param name: what names of views begin with.
    :param temporary: where files of the session's own are written, for all nodes to read.
    """

    def __init__(self, files: ReleaseFiles, session: Any, name: str, temporary: Path) -> None:
        self.files = files
        self.name = name
        self._session = session
        self._temporary = temporary
        self._copied: Path | None = None
        self._made: dict[str, str] = {}

    @property
    def persons(self) -> str:
        """The name of the table of persons."""
        return f"{self.name}_persons"

    def show_persons(self) -> None:
        """Make the views that the table of persons is made from."""
        self._show(self._copy("persons"), "unit INT, key BIGINT, parts BIGINT", self.delivered)
        for bit, part in enumerate(self.files.parts if self.files.archive else ()):
            file = self._archive / part / "persons.parquet"
            self._show(file, "unit_id BIGINT, key BIGINT", f"{self.persons}_{bit}")

    @property
    def delivered(self) -> str:
        """The name of the table of persons as the serving file has it."""
        return f"{self.name}_delivered"

    @property
    def numbered(self) -> str:
        """The SQL of all persons: numbered as the serving file does, and by what the archive knows them."""
        if self.files.archive is None:
            return f"SELECT unit, unit AS unit_id, key, parts FROM {self.delivered}"
        known = " UNION ".join(
            f"SELECT unit_id, key FROM {self.persons}_{bit}" for bit in range(len(self.files.parts))
        )
        return f"SELECT unit, unit_id, key, parts FROM {self.delivered} JOIN ({known}) USING (key)"

    @property
    def _archive(self) -> Path:
        assert self.files.archive is not None  # noqa: S101 - asked only where there is one
        return self.files.archive

    def values(self, variable: str, kind: ValueType) -> str:
        """Give the view of a variable: unit, part, value, start, stop."""
        table = f"V_{variable}"
        if table not in self._made:
            archived = kind is not ValueType.IDENTIFIER and any(self._archived(variable))
            self._made[table] = (
                self._from_archive(variable, kind) if archived else self._from_serving(table, kind)
            )
        return self._made[table]

    def units(self, unit_type: str) -> str:
        """Give the view of a unit type below persons: unit, part, person."""
        table = f"U_{unit_type}"
        if table not in self._made:
            self._made[table] = self._show(
                self._copy(table), "unit INT, part INT, person INT", f"{self.name}_{len(self._made)}"
            )
        return self._made[table]

    def close(self) -> None:
        """Remove the files of the session's own."""
        if self._copied is not None:
            rmtree(self._copied, ignore_errors=True)
            self._copied = None

    def _archived(self, variable: str) -> list[Path]:
        """Give the files of a variable, by the number of the part."""
        if self.files.archive is None:
            return []
        files = [self._archive / part / f"{variable}.parquet" for part in self.files.parts]
        return files if all(file.exists() for file in files) else []

    def _from_archive(self, variable: str, kind: ValueType) -> str:
        made, parts = f"{self.name}_{len(self._made)}", []
        for bit, file in enumerate(self._archived(variable)):
            columns = f"unit_id BIGINT, value {_TYPES.get(kind, 'BIGINT')}, {_PERIOD}"
            view = self._show(file, columns, f"{made}_{bit}")
            parts.append(f"SELECT unit_id, {bit} AS part, value, start, stop FROM {view}")
        rows = f"SELECT unit, part, value, start, stop FROM ({' UNION ALL '.join(parts)})"
        self._session.sql(f"{rows} JOIN {self.persons} USING (unit_id)").createOrReplaceTempView(made)
        return made

    def _from_serving(self, table: str, kind: ValueType) -> str:
        columns = f"unit INT, part INT, value {_TYPES.get(kind, 'BIGINT')}, {_PERIOD}"
        return self._show(self._copy(table), columns, f"{self.name}_{len(self._made)}")

    def _show(self, file: Path, columns: str, view: str) -> str:
        """Make a view of a file; a column that the file has not is missing."""
        # The scheme is named, so that a cluster whose own files lie elsewhere reads this one.
        self._session.read.schema(columns).parquet(f"file://{file}").createOrReplaceTempView(view)
        return view

    def _copy(self, table: str) -> Path:
        """Copy a table of the serving file into a Parquet file."""
        if self._copied is None:
            self._copied = Path(mkdtemp(prefix="served-", dir=self._temporary))
        file = self._copied / f"{len(self._made)}-{len(list(self._copied.iterdir()))}.parquet"
        name = '"' + table.replace('"', '""') + '"'
        part = "* REPLACE (part::INTEGER AS part)" if table != "persons" else "*"
        target = "'" + str(file).replace("'", "''") + "'"
        try:
            with duckdb.connect(str(self.files.serving), read_only=True) as connection:
                connection.execute(f"COPY (SELECT {part} FROM {name}) TO {target} (FORMAT parquet)")
        except duckdb.Error as fault:
            raise EngineFault(type(fault).__name__) from None
        return file
