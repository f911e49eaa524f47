"""Small databanks and deliveries, written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Databank,
    Occasion,
    Temporality,
    Texts,
    ValueType,
    Variable,
)
from folkekommune.store.release import build_release
from folkekommune.store.released import Release
from folkekommune.store.store import Store

NAME = "no.example.children"
BREASTFEEDING = CodeList(
    name="amming",
    title=Texts("Amming", "Amming", "Breastfeeding"),
    codes=(
        Code(1, Texts("Fullammet", "Fullamma", "Exclusive"), date(1900, 1, 1)),
        Code(2, Texts("Delvis", "Delvis", "Partial"), date(1900, 1, 1)),
        Code(3, Texts("Ikke", "Ikkje", "None"), date(1900, 1, 1)),
        Code(9, Texts("Ikke vurdert", "Ikkje vurdert", "Not assessed"), date(1900, 1, 1), sentinel=True),
    ),
)
OCCASIONS = (
    Occasion("U6", Texts("6 uker", "6 veker", "6 weeks"), due_days=43, earliest_days=20, latest_days=80),
    Occasion(
        "M6", Texts("6 måneder", "6 månader", "6 months"), due_days=184, earliest_days=150, latest_days=230
    ),
)
_ARROW = {
    ValueType.INTEGER: pa.int64(),
    ValueType.DECIMAL: pa.float64(),
    ValueType.STRING: pa.string(),
    ValueType.DATE: pa.date32(),
}
_ITEMS = {
    "DATO": (ValueType.DATE, ("U6", "M6")),
    "AMMESTATUS": (ValueType.INTEGER, ("U6", "M6")),
    "VEKT_KG": (ValueType.DECIMAL, ("U6",)),
    "BYDEL": (ValueType.STRING, ("U6",)),
    "FODSELSDAG": (ValueType.DATE, ("U6",)),
}


def variable(name: str, kind: ValueType, **more) -> Variable:
    text = Texts(name.lower(), name.lower(), name.lower())
    return Variable(**{"name": name, "title": text, "description": text, "value_type": kind} | more)


def databank(**changes) -> Databank:
    """Two occasions, five items, one fact of the person."""
    variables = [variable("KJONN", ValueType.INTEGER)]
    for item, (kind, occasions) in _ITEMS.items():
        codes = BREASTFEEDING if item == "AMMESTATUS" else None
        variables += [
            variable(f"{item}_{at}", kind, item=item, occasion=at, code_list=codes) for at in occasions
        ]
    text = Texts("Barn", "Born", "Children")
    plain = Databank(
        name=NAME,
        title=text,
        description=text,
        occasions=OCCASIONS,
        code_lists={"amming": BREASTFEEDING},
        variables={entry.name: entry for entry in variables},
        themes={},
    )
    return replace(plain, **changes)


def with_variable(bank: Databank, entry: Variable) -> Databank:
    return replace(bank, variables=bank.variables | {entry.name: entry})


def without_variable(bank: Databank, name: str) -> Databank:
    return replace(bank, variables={key: value for key, value in bank.variables.items() if key != name})


def status_databank() -> Databank:
    """Make the same, with breastfeeding at six weeks as a state on the day of the visit."""
    bank = databank()
    entry = replace(bank.variables["AMMESTATUS_U6"], temporality=Temporality.STATUS)
    return with_variable(bank, entry)


def visits(drawn: str) -> pa.Table:
    """Read visits from a table drawn as text.

    The first columns are ``unit record version date age``; a version ending in ``x`` is withdrawn; the
    rest are items, ``-`` where missing.
    """
    header, *lines = [line.split() for line in drawn.strip().splitlines()]
    items = header[5:]
    columns: dict[str, list] = {name: [] for name in [*header, "withdrawn"]}
    for line in lines:
        for name, written in zip(header, line, strict=True):
            columns[name].append(None if written == "-" else written)
        columns["withdrawn"].append(line[2].endswith("x"))
    table = {
        "unit_id": pa.array(_whole(columns["unit"]), pa.int64()),
        "record": pa.array(_whole(columns["record"]), pa.int64()),
        "version": pa.array([int(v.rstrip("x")) for v in columns["version"]], pa.int64()),
        "withdrawn": pa.array(columns["withdrawn"], pa.bool_()),
        "visit_date": pa.array(_days(columns["date"]), pa.date32()),
        "age_days": pa.array(_whole(columns["age"]), pa.int32()),
    }
    for item in items:
        kind = _ITEMS[item][0] if item in _ITEMS else ValueType.INTEGER
        read = {ValueType.INTEGER: _whole, ValueType.DECIMAL: _decimals, ValueType.DATE: _days}
        table[item] = pa.array(read.get(kind, list)(columns[item]), _ARROW[kind])
    return pa.table(table)


def persons(*rows: tuple[int, int] | tuple[int, int, int | None]) -> pa.Table:
    """Write persons as (unit, key) or (unit, key, sex)."""
    table = {
        "unit_id": pa.array([row[0] for row in rows], pa.int64()),
        "key": pa.array([row[1] for row in rows], pa.int64()),
    }
    if any(len(row) > 2 for row in rows):
        table["KJONN"] = pa.array([row[2] for row in rows], pa.int64())
    return pa.table(table)


def people(*units: int) -> pa.Table:
    """Write persons whose key is ten times their number and whose sex is not stated."""
    return persons(*((unit, unit * 10) for unit in units))


def deliver(store: Store, municipality: str, identity: str, *, who: pa.Table, **at: pa.Table) -> None:
    """Load one delivery: its persons, and visits by occasion."""
    with store.draft(NAME, municipality).add(identity) as writer:
        writer.persons(who)
        for occasion, table in at.items():
            writer.visits(occasion, table)
        writer.finish({})


def one_delivery(folder: Path) -> Store:
    """Make a store with two children of Bergen at six weeks."""
    store = Store(folder)
    table = visits(
        """
        unit record version date       age AMMESTATUS VEKT_KG BYDEL
        2    20     1       2020-02-13 44  1          5.25    460101
        1    10     1       2020-02-12 43  3          4.5     460102
        """
    )
    deliver(store, "4601", "first", who=persons((1, 111, 2), (2, 222, 1)), U6=table)
    return store


def release(store: Store, *parts: str, bank: Databank | None = None, **more) -> Release:
    return build_release(store, bank or databank(), parts=parts or ("4601",), **more)


def archived(made: Release, name: str, part: str = "4601") -> list[tuple]:
    """Give the rows of a variable's archive file: unit_id, value, start, stop."""
    table = pq.read_table(made.variable_file(part, name))
    return [tuple(row.values()) for row in table.to_pylist()]


def served(made: Release, query: str) -> list[tuple]:
    """Ask the serving file."""
    with duckdb.connect(str(made.serving), read_only=True) as connection:
        return connection.execute(query).fetchall()


def values(made: Release, name: str, part: str = "4601") -> dict[int, object]:
    """Give the value of each person."""
    return {row[0]: row[1] for row in archived(made, name, part)}


def files_under(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _whole(written: Iterable[str | None]) -> list[int | None]:
    return [None if entry is None else int(entry) for entry in written]


def _decimals(written: Iterable[str | None]) -> list[float | None]:
    return [None if entry is None else float(entry) for entry in written]


def _days(written: Iterable[str | None]) -> list[date | None]:
    return [None if entry is None else date.fromisoformat(entry) for entry in written]
