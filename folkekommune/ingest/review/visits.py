"""The visits of a draft as they count now, one table for each occasion, and the measurements as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import Databank
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.store.part import Part
from folkekommune.store.people import THEMSELVES, Whose
from folkekommune.store.selection import find_live_rows

_ROW_BITS = 34
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Visits:
    """Every live visit, sorted by person and age.

    :param sites: the names that ``site`` stands for; :param items: measurements, NaN where none is.
    """

    person: Ints
    age: Ints
    day: Ints
    sex: Ints
    occasion: Ints
    site: Ints
    recorder: Ints
    record: Ints
    delivery: Ints
    file_row_number: Ints
    occasions: tuple[str, ...]
    sites: tuple[str, ...]
    recorders: tuple[str, ...]
    items: dict[str, Floats] = field(hash=False)

    def __len__(self) -> int:
        return len(self.person)

    def find(self, places: Sequence[tuple[int, int, str]]) -> Ints:
        """Give the visits at these places: delivery, row in its file, and occasion."""
        if not places:
            return np.zeros(0, dtype=np.int64)
        delivery, row, names = zip(*places, strict=True)
        occasion = np.array([self.occasions.index(name) for name in names], dtype=np.int64)
        wanted = self._place(np.array(delivery), np.array(row), occasion)
        own = self._place(self.delivery, self.file_row_number, self.occasion)
        order = np.argsort(own, kind="stable")
        found: Ints = order[np.searchsorted(own, wanted, sorter=order)]
        return found

    def _place(self, delivery: Ints, row: Ints, occasion: Ints) -> Ints:
        """Give one number for delivery, occasion and row; a file has fewer rows than 2 to the power of 34."""
        return ((delivery * len(self.occasions) + occasion) << _ROW_BITS) + row

    @cached_property
    def year(self) -> Ints:
        """The year of each visit."""
        years: Ints = self.day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return years


class DraftTables:
    """A draft's live visits in DuckDB, one table an occasion: ``live_<occasion>``."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        part: Part,
        *,
        databank: Databank,
        declaration: Declaration,
        whose: Whose = THEMSELVES,
    ) -> None:
        self.connection = connection
        self.databank = databank
        self.declaration = declaration
        self._part = part
        find_live_rows(connection, part, databank.occasions, whose=whose)
        self._read_sex(whose)
        self.columns: dict[str, frozenset[str]] = {}
        for occasion in databank.occasions:
            files = part.visit_files(occasion.name)
            if files:
                self.columns[occasion.name] = self._gather(occasion.name, [str(file) for file in files])

    @property
    def attended(self) -> str:
        """The condition that someone came, for a table that has the item."""
        items = self.declaration.reviewed.items
        if not items.attended:
            return "true"
        codes = ", ".join(str(code) for code in items.attended_codes)
        return f'"{items.attended}" IN ({codes})'

    def came(self, occasion: str) -> str:
        """Give the condition that someone came to a visit of an occasion."""
        item = self.declaration.reviewed.items.attended
        return self.attended if item in self.columns[occasion] else "true"

    def column(self, occasion: str, item: str, *, otherwise: str = "NULL") -> str:
        """Give an item's column at an occasion, or what stands for it."""
        return f'"{item}"' if item in self.columns.get(occasion, ()) else otherwise

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Run a query and give its rows.

        :param values: in place of its question marks.
        """
        found: list[tuple[Any, ...]] = self.connection.execute(query, values).fetchall()
        return found

    def visits(self, measures: Sequence[str]) -> Visits:
        """Give all visits with these measurements."""
        known = self.declaration.reviewed.items
        selects = []
        for place, occasion in enumerate(self.columns):
            items = ", ".join(f'{self.column(occasion, item)}::DOUBLE AS "{item}"' for item in measures)
            selects.append(
                f"SELECT person, age_days, date_diff('day', DATE '1970-01-01', visit_date) AS day, sex, "
                f"{place} AS occasion, coalesce({self.column(occasion, known.site)}::VARCHAR, '') AS site, "
                f"coalesce({self.column(occasion, known.recorder)}::VARCHAR, '') AS recorder, record, "
                f"delivery, file_row_number{', ' + items if items else ''} FROM live_{occasion}"
            )
        found = self._arrays(" UNION ALL ".join(selects), measures)
        sites, site = np.unique(found["site"].astype(str), return_inverse=True)
        recorders, recorder = np.unique(found["recorder"].astype(str), return_inverse=True)
        whole = {
            name: found[source].astype(np.int64)
            for name, source in (
                ("person", "person"),
                ("age", "age_days"),
                ("day", "day"),
                ("sex", "sex"),
                ("occasion", "occasion"),
                ("record", "record"),
                ("delivery", "delivery"),
                ("file_row_number", "file_row_number"),
            )
        }
        return Visits(
            **whole,
            site=site.astype(np.int64),
            recorder=recorder.astype(np.int64),
            occasions=tuple(self.columns),
            sites=tuple(str(name) for name in sites),
            recorders=tuple(str(name) for name in recorders),
            items={item: _filled(found[item]) for item in measures},
        )

    def _arrays(self, query: str, measures: Sequence[str]) -> dict[str, Any]:
        if not self.columns:
            names = ("person", "age_days", "day", "sex", "occasion", "site", "recorder", "record", "delivery")
            return {name: np.zeros(0) for name in (*names, "file_row_number", *measures)}
        ordered = f"SELECT * FROM ({query}) ORDER BY person, age_days, day, record"
        found: dict[str, Any] = self.connection.execute(ordered).fetchnumpy()
        return found

    def _read_sex(self, whose: Whose) -> None:
        """Make the table ``sexes`` of persons whose sex is known."""
        item = self.declaration.reviewed.items.sex
        files = [str(file) for file, _ in self._part.person_files()]
        self.connection.execute("CREATE TEMP TABLE sexes (person BIGINT, sex INTEGER)")
        if not files or not item:
            return
        there = self.connection.execute(
            "SELECT count(*) FROM (DESCRIBE SELECT * FROM read_parquet($files, union_by_name=true)) "
            "WHERE column_name = $item",
            {"files": files, "item": item},
        ).fetchone()
        if there and there[0]:
            self.connection.execute(
                f'INSERT INTO sexes SELECT {whose.person} AS who, min("{item}") '
                f"FROM read_parquet($files, union_by_name=true) {whose.join} "
                f'WHERE "{item}" IS NOT NULL GROUP BY who',
                {"files": files},
            )

    def _gather(self, occasion: str, files: list[str]) -> frozenset[str]:
        self.connection.execute(
            f"""
            CREATE TEMP TABLE live_{occasion} AS
            SELECT live.person, live.delivery, coalesce(sexes.sex, 0) AS sex, given.*
            FROM read_parquet($files, union_by_name=true, filename=true, file_row_number=true) AS given
            JOIN (SELECT filename, file_row_number, person, delivery FROM {self._part.live}
                  WHERE list_contains($files, filename)) AS live
                ON given.filename = live.filename AND given.file_row_number = live.file_row_number
            LEFT JOIN sexes ON live.person = sexes.person
            """,
            {"files": files},
        )
        described = self.connection.execute(f"DESCRIBE live_{occasion}").fetchall()
        return frozenset(name for name, *_ in described)


def _filled(column: Any) -> Floats:
    """Give a column of numbers with NaN for what is missing."""
    filled = np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)
    return np.asarray(filled, dtype=np.float64)
