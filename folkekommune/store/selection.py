"""Choose the visits, spells and persons of one part that count, from all its deliveries.

The latest version of a record wins, over all occasions, since a correction may move a visit from one
to another; at equal version the one extracted later. The order in which deliveries arrive decides
nothing. A withdrawn record is gone, and so is one that a full delivery left out (``store.omissions``).
When a person has two visits of one kind, the one nearest the due age counts; then the earlier, then the
lower record.

A person all of whose visits were withdrawn, or moved to someone else, is gone too. One who never had
a visit stays: some databanks have persons only.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from folkekommune.catalogue.model import Occasion
from folkekommune.errors import InputError
from folkekommune.store.exclusions import list_exclusions, take_out_values
from folkekommune.store.omissions import drop_omitted, omitted_persons
from folkekommune.store.part import Part
from folkekommune.store.people import Whose


def choose_rows(
    connection: duckdb.DuckDBPyConnection, part: Part, occasions: Sequence[Occasion], *, whose: Whose
) -> None:
    """Make the tables ``part.chosen`` and ``part.seen``.

    :raises InputError: ``store.unit-unknown`` when no one knows whom a row is about.
    """
    find_live_rows(connection, part, occasions, whose=whose)
    connection.execute(
        f"""
        CREATE TEMP TABLE {part.chosen} AS
        SELECT filename, file_row_number, occasion, person FROM {part.live}
        ANTI JOIN (SELECT * FROM {part.excluded} WHERE item IS NULL) USING (filename, file_row_number)
        QUALIFY due_days IS NULL OR row_number() OVER (
            PARTITION BY occasion, person ORDER BY abs(age_days - due_days), visit_date, record
        ) = 1
        """
    )
    connection.execute(f"DROP TABLE {part.live}")


def find_live_rows(
    connection: duckdb.DuckDBPyConnection, part: Part, occasions: Sequence[Occasion], *, whose: Whose
) -> None:
    """Make the tables ``part.live``, ``part.seen`` and ``part.excluded``."""
    _list_files(connection, part, occasions)
    _read_index(connection, part, whose)
    _check_units(connection, part, whose)
    connection.execute(
        f"CREATE TEMP TABLE {part.seen} AS SELECT DISTINCT person FROM row_index WHERE person IS NOT NULL"
    )
    drop_omitted(connection, part)
    connection.execute(
        f"""
        CREATE TEMP TABLE {part.live} AS
        WITH latest AS (
            SELECT * FROM row_index
            QUALIFY row_number() OVER (
                PARTITION BY record
                ORDER BY version DESC, extracted DESC, delivery DESC, place DESC, file_row_number DESC
            ) = 1
        )
        SELECT * EXCLUDE (version, withdrawn, extracted, place) FROM latest
        WHERE NOT withdrawn AND person IS NOT NULL
        """
    )
    list_exclusions(connection, part)
    connection.execute("DROP TABLE row_index; DROP TABLE row_files")


def choose_persons(
    connection: duckdb.DuckDBPyConnection, part: Part, facts: Sequence[str], *, whose: Whose
) -> None:
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
        turns = sorted(range(len(files)), key=lambda index: (files[index][1].source.extracted, index))
        connection.execute(
            f"""
            CREATE TEMP TABLE {part.persons} AS
            WITH stated AS (
                SELECT given.*, turn * (1::BIGINT << 40) + file_row_number AS position,
                       {whose.person} AS who, {whose.key} AS whose_key
                FROM read_parquet($files, union_by_name=true, filename=true, file_row_number=true) AS given
                JOIN (SELECT unnest($files) AS filename, generate_subscripts($files, 1) AS turn)
                USING (filename) {whose.join}
            )
            SELECT who AS unit_id, arg_max(whose_key, position) AS key{latest} FROM stated
            WHERE who IS NOT NULL AND {omitted_persons(part)}
              AND (who NOT IN (SELECT person FROM {part.seen})
                   OR who IN (SELECT person FROM {part.chosen}))
            GROUP BY who
            """,
            {"files": [str(files[index][0]) for index in turns]},
        )
    missing = connection.execute(
        f"SELECT 1 FROM {part.chosen} WHERE person NOT IN (SELECT unit_id FROM {part.persons}) LIMIT 1"
    ).fetchone()
    if missing:
        raise InputError("store.person-missing", municipality=part.municipality)


def gather_visits(connection: duckdb.DuckDBPyConnection, part: Part, occasion: str) -> None:
    """Make the table ``part.visits(occasion)`` of whole visits that count, ordered by person."""
    files = [str(file) for file in part.visit_files(occasion)]
    _gather(connection, part, part.visits(occasion), files)
    take_out_values(connection, part, part.visits(occasion))


def gather_spells(connection: duckdb.DuckDBPyConnection, part: Part, kind: str) -> None:
    """Make the table ``part.spells(kind)`` of whole spells that count, ordered by person."""
    files = [str(file) for file in part.spell_files(kind)]
    _gather(connection, part, part.spells(kind), files)


def _gather(connection: duckdb.DuckDBPyConnection, part: Part, table: str, files: list[str]) -> None:
    connection.execute(
        f"""
        CREATE TEMP TABLE {table} AS
        SELECT units.unit, chosen.person AS unit_id, given.* EXCLUDE (unit_id)
        FROM read_parquet($files, union_by_name=true, filename=true, file_row_number=true) AS given
        JOIN (SELECT * FROM {part.chosen} WHERE list_contains($files, filename)) AS chosen
            ON given.filename = chosen.filename AND given.file_row_number = chosen.file_row_number
        JOIN units ON chosen.person = units.unit_id
        ORDER BY units.unit
        """,
        {"files": files},
    )


def _list_files(connection: duckdb.DuckDBPyConnection, part: Part, occasions: Sequence[Occasion]) -> None:
    """Make the table of files with their delivery, occasion, its place in the list and its due age.

    Spells have no due age; they stand after all visits.
    """
    known = {occasion.name: (place, occasion.due_days) for place, occasion in enumerate(occasions)}
    connection.execute(
        "CREATE TEMP TABLE row_files (filename VARCHAR, delivery BIGINT, extracted BIGINT, "
        "occasion VARCHAR, place INTEGER, due_days INTEGER)"
    )
    for delivery in part.deliveries:
        of_visits = [(name, file, *known[name]) for name, file in delivery.visits().items()]
        of_spells = [(name, file, len(known), None) for name, file in delivery.spells().items()]
        for name, file, place, due_days in of_visits + of_spells:
            connection.execute(
                "INSERT INTO row_files VALUES (?, ?, ?, ?, ?, ?)",
                [str(file), delivery.sequence, delivery.source.extracted, name, place, due_days],
            )


def _check_units(connection: duckdb.DuckDBPyConnection, part: Part, whose: Whose) -> None:
    """Refuse rows about units that are not told: leaving them out would look like they never were."""
    if whose.known is None:
        return
    unknown = f"SELECT 1 FROM row_index WHERE unit_id IS NOT NULL AND unit_id NOT IN ({whose.known}) LIMIT 1"
    if connection.execute(unknown).fetchone():
        raise InputError("store.unit-unknown", municipality=part.municipality)


def _read_index(connection: duckdb.DuckDBPyConnection, part: Part, whose: Whose) -> None:
    """Make the table of every visit and spell ever delivered, without its values."""
    columns = "record, version, withdrawn, unit_id, filename, file_row_number"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE row_index (record BIGINT, version BIGINT, withdrawn BOOLEAN, "
        "unit_id BIGINT, filename VARCHAR, file_row_number BIGINT, visit_date DATE, age_days INTEGER, "
        "person BIGINT, delivery BIGINT, extracted BIGINT, occasion VARCHAR, place INTEGER, due_days INTEGER)"
    )
    visits = [str(file) for delivery in part.deliveries for file in delivery.visits().values()]
    spells = [str(file) for delivery in part.deliveries for file in delivery.spells().values()]
    for files, when in ((visits, "visit_date, age_days"), (spells, "NULL, NULL")):
        if files:
            connection.execute(
                f"""
                INSERT INTO row_index
                SELECT {columns}, {when}, {whose.person}, delivery, extracted, occasion, place, due_days
                FROM read_parquet($files, union_by_name=true, filename=true, file_row_number=true)
                JOIN row_files USING (filename) {whose.join}
                """,
                {"files": files},
            )
