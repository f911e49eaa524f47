"""Take a municipality's part out of every version: at once, and the remaining parts go on.

First the withdrawal is noted, which closes the versions with that part. Then a version of the others is
made from the latest of them, file by file as they were. Stopped in between, the same call does the rest.
"""

from __future__ import annotations

import copy
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from folkekommune.errors import InputError
from folkekommune.store.building import Limits, connect
from folkekommune.store.contents import DEFINITION
from folkekommune.store.durable import link_or_copy, remove_unfinished, reveal, unfinished
from folkekommune.store.locks import exclusive
from folkekommune.store.manifest import compare
from folkekommune.store.release import choose_number, seal_release
from folkekommune.store.released import Release
from folkekommune.store.store import Store
from folkekommune.store.versions import Change, Version
from folkekommune.store.withdrawals import Withdrawal


def withdraw_part(store: Store, databank: str, municipality: str, *, today: date) -> Withdrawal:
    """Withdraw a municipality's part from all versions that hold it.

    :raises InputError: ``store.nothing-to-withdraw``.
    :raises UsageError: ``store.release-busy``, ``store.disk-full``.
    """
    with exclusive(store.databank_folder(databank), "store.release-busy"):
        remove_unfinished(store.releases_folder(databank))
        withdrawal = _begun(store, databank, municipality) or _begin(
            store, databank, municipality, today=today
        )
        if withdrawal.instead and withdrawal.instead not in store.every_version(databank):
            _make_remainder(store, databank, withdrawal)
    return withdrawal


def _begun(store: Store, databank: str, municipality: str) -> Withdrawal | None:
    """Find a withdrawal that was stopped before its remaining parts went on."""
    there = store.every_version(databank)
    for each in store.withdrawals(databank).all():
        if each.municipality == municipality and each.instead and each.instead not in there:
            return each
    return None


def _begin(store: Store, databank: str, municipality: str, *, today: date) -> Withdrawal:
    holding = [
        release
        for version in store.releases(databank)
        if municipality in (release := store.release(databank, version)).parts
    ]
    if not holding:
        raise InputError("store.nothing-to-withdraw", municipality=municipality, databank=databank)
    latest = store.release(databank)
    instead = None
    if municipality in latest.parts and len(latest.parts) > 1:
        instead = str(choose_number(None, store.highest_version(databank), change=Change(persons=True)))
    withdrawal = Withdrawal(
        municipality=municipality,
        versions=tuple(release.version for release in holding),
        instead=instead,
        on=today.isoformat(),
    )
    store.withdrawals(databank).add(withdrawal)
    return withdrawal


def _make_remainder(store: Store, databank: str, withdrawal: Withdrawal) -> None:
    folder = store.releases_folder(databank)
    latest = Release.open(folder / withdrawal.versions[-1])
    index = latest.parts.index(withdrawal.municipality)
    with unfinished(folder) as workplace:
        building = workplace / "release"
        building.mkdir()
        for part in latest.parts:
            if part != withdrawal.municipality:
                _link(latest.folder / part, building / part)
        shutil.copyfile(latest.folder / DEFINITION, building / DEFINITION)
        _serve_without(latest, index, building=building, spill=workplace / "spill")
        manifest = _manifest_without(latest.manifest, withdrawal.municipality)
        change = compare(latest.manifest, manifest)
        number = Version.parse(withdrawal.instead or "")
        seal_release(building, manifest, number=number, previous=latest, change=change)
        reveal(building, folder / str(number))


def _link(source: Path, target: Path) -> None:
    target.mkdir()
    for file in source.iterdir():
        link_or_copy(file, target / file.name)


def _serve_without(latest: Release, index: int, *, building: Path, spill: Path) -> None:
    """Copy the serving tables without one part, whose number the ones after it move into."""
    with connect(building, spill, Limits()) as connection:
        serving = str(latest.serving).replace("'", "''")
        connection.execute(f"ATTACH '{serving}' AS old (READ_ONLY)")
        low = (1 << index) - 1
        moved = f"((parts & {low}) | ((parts >> {index + 1}) << {index}))"
        connection.execute(
            f"CREATE TABLE persons AS SELECT unit, key, {moved} AS parts FROM old.persons "
            f"WHERE {moved} <> 0 ORDER BY unit"
        )
        for table in _unit_tables(connection):
            connection.execute(
                f'CREATE TABLE "{table}" AS '
                f"SELECT unit, (part - (part > {index})::UTINYINT)::UTINYINT AS part, person "
                f'FROM old."{table}" WHERE part <> {index} ORDER BY unit'
            )
        for table, columns in _value_tables(connection):
            period = ", start, stop" if "start" in columns else ""
            order = "unit, part, start" if period else "unit, part"
            connection.execute(
                f'CREATE TABLE "{table}" AS '
                f"SELECT unit, (part - (part > {index})::UTINYINT)::UTINYINT AS part, value{period} "
                f'FROM old."{table}" WHERE part <> {index} ORDER BY {order}'
            )
        connection.execute("DETACH old; CHECKPOINT")


def _unit_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = 'old' AND starts_with(table_name, 'U_') ORDER BY 1"
    ).fetchall()
    return [str(name) for (name,) in rows]


def _value_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, set[str]]]:
    rows = connection.execute(
        "SELECT table_name, list(column_name) FROM duckdb_columns() "
        "WHERE database_name = 'old' AND table_name LIKE 'V\\_%' ESCAPE '\\' GROUP BY table_name ORDER BY 1"
    ).fetchall()
    return [(str(name), set(columns)) for name, columns in rows]


def _manifest_without(manifest: dict[str, Any], municipality: str) -> dict[str, Any]:
    kept = copy.deepcopy(
        {key: manifest[key] for key in ("format", "databank", "definition", "parts", "variables")}
    )
    kept["parts"] = [part for part in kept["parts"] if part["municipality"] != municipality]
    # Made from a release and not from drafts: no signature of drafts is the same.
    return kept | {"signature": f"without-{municipality}"}
