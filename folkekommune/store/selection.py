"""Choose the visits and persons of one part that count, from all its deliveries.

The latest version of a record wins, over all occasions, since a correction may move a visit from one
to another; at equal version the later delivery wins. A withdrawn record is gone. When a person has
two visits of one kind, the one nearest the due age counts; then the earlier, then the lower record.

A person all of whose visits were withdrawn, or moved to someone else, is gone too. One who never had
a visit stays: some databanks have persons only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from folkekommune.catalogue.model import Occasion
from folkekommune.errors import InputError
from folkekommune.store.draft import DeliveryRecord


@dataclass(frozen=True)
class Part:
    """One municipality's share of a release, while it is being built."""

    index: int
    municipality: str
    deliveries: tuple[DeliveryRecord, ...]

    @property
    def persons(self) -> str:
        """Name the table of persons with their facts."""
        return f"persons_{self.index}"

    @property
    def facts(self) -> str:
        """Name the same table with each person's unit."""
        return f"facts_{self.index}"

    @property
    def chosen(self) -> str:
        """Name the table of rows that count: where they stand, occasion and person."""
        return f"chosen_{self.index}"

    def visits(self, occasion: str) -> str:
        """Name the table of the visits that count at an occasion."""
        return f"visits_{self.index}_{occasion}"

    def visit_files(self, occasion: str | None = None) -> list[Path]:
        """List the files of visits, at one occasion or all, in the order of delivery."""
        return [
            file
            for delivery in self.deliveries
            for name, file in delivery.visits().items()
            if occasion in {None, name}
        ]

    def person_files(self) -> list[Path]:
        """List the files of persons in the order of delivery."""
        return [file for delivery in self.deliveries if (file := delivery.persons())]


def choose_visits(connection: duckdb.DuckDBPyConnection, part: Part, occasions: Sequence[Occasion]) -> None:
    """Make the tables ``part.chosen`` and ``seen_<part>`` (who ever had a visit)."""
    _list_files(connection, part, occasions)
    _read_index(connection, part)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE latest AS
        SELECT * FROM visit_index
        QUALIFY row_number() OVER (
            PARTITION BY record ORDER BY version DESC, delivery DESC, place DESC, file_row_number DESC
        ) = 1
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE {part.chosen} AS
        SELECT filename, file_row_number, occasion, unit_id FROM latest WHERE NOT withdrawn
        QUALIFY row_number() OVER (
            PARTITION BY occasion, unit_id ORDER BY abs(age_days - due_days), visit_date, record
        ) = 1
        """
    )
    connection.execute(f"CREATE TEMP TABLE seen_{part.index} AS SELECT DISTINCT unit_id FROM visit_index")
    connection.execute("DROP TABLE visit_index; DROP TABLE latest; DROP TABLE visit_files")


def choose_persons(connection: duckdb.DuckDBPyConnection, part: Part, facts: Sequence[str]) -> None:
    """Make the table ``part.persons``: person, key, and the latest of each fact that was stated.

    :param facts: names of columns that at least one file has.
    :raises InputError: ``store.person-missing`` when a visit belongs to someone never delivered.
    """
    files = part.person_files()
    if not files:
        connection.execute(f"CREATE TEMP TABLE {part.persons} (unit_id BIGINT, key BIGINT)")
    else:
        latest = "".join(
            f', arg_max("{fact}", position) FILTER (WHERE "{fact}" IS NOT NULL) AS "{fact}"' for fact in facts
        )
        connection.execute(
            f"""
            CREATE TEMP TABLE {part.persons} AS
            WITH stated AS (
                SELECT *, turn * (1::BIGINT << 40) + file_row_number AS position
                FROM read_parquet($files, union_by_name=true, filename=true, file_row_number=true)
                JOIN (SELECT unnest($files) AS filename, generate_subscripts($files, 1) AS turn)
                USING (filename)
            )
            SELECT unit_id, arg_max(key, position) AS key{latest} FROM stated
            WHERE unit_id NOT IN (SELECT unit_id FROM seen_{part.index} WHERE unit_id IS NOT NULL)
               OR unit_id IN (SELECT unit_id FROM {part.chosen})
            GROUP BY unit_id
            """,
            {"files": [str(file) for file in files]},
        )
    missing = connection.execute(
        f"SELECT 1 FROM {part.chosen} WHERE unit_id NOT IN (SELECT unit_id FROM {part.persons}) LIMIT 1"
    ).fetchone()
    if missing:
        raise InputError("store.person-missing", municipality=part.municipality)


def gather_visits(connection: duckdb.DuckDBPyConnection, part: Part, occasion: str) -> None:
    """Make the table ``part.visits(occasion)`` of whole visits that count, ordered by person."""
    connection.execute(
        f"""
        CREATE TEMP TABLE {part.visits(occasion)} AS
        SELECT units.unit, visits.*
        FROM read_parquet($files, union_by_name=true, filename=true, file_row_number=true) AS visits
        SEMI JOIN (SELECT * FROM {part.chosen} WHERE occasion = $occasion) AS chosen
            ON visits.filename = chosen.filename AND visits.file_row_number = chosen.file_row_number
        JOIN units ON visits.unit_id = units.unit_id
        ORDER BY units.unit
        """,
        {"files": [str(file) for file in part.visit_files(occasion)], "occasion": occasion},
    )


def _list_files(connection: duckdb.DuckDBPyConnection, part: Part, occasions: Sequence[Occasion]) -> None:
    """Make the table of files with their delivery, occasion, its place in the list and its due age."""
    known = {occasion.name: (place, occasion.due_days) for place, occasion in enumerate(occasions)}
    connection.execute(
        "CREATE TEMP TABLE visit_files "
        "(filename VARCHAR, delivery BIGINT, occasion VARCHAR, place INTEGER, due_days INTEGER)"
    )
    for delivery in part.deliveries:
        for name, file in delivery.visits().items():
            connection.execute(
                "INSERT INTO visit_files VALUES (?, ?, ?, ?, ?)",
                [str(file), delivery.sequence, name, *known[name]],
            )


def _read_index(connection: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Make the table of every visit ever delivered, without its values."""
    columns = "record, version, withdrawn, unit_id, visit_date, age_days, filename, file_row_number"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE visit_index (record BIGINT, version BIGINT, withdrawn BOOLEAN, "
        "unit_id BIGINT, visit_date DATE, age_days INTEGER, filename VARCHAR, file_row_number BIGINT, "
        "delivery BIGINT, occasion VARCHAR, place INTEGER, due_days INTEGER)"
    )
    files = part.visit_files()
    if files:
        connection.execute(
            f"""
            INSERT INTO visit_index
            SELECT {columns}, delivery, occasion, place, due_days
            FROM read_parquet($files, union_by_name=true, filename=true, file_row_number=true)
            JOIN visit_files USING (filename)
            """,
            {"files": [str(file) for file in files]},
        )
