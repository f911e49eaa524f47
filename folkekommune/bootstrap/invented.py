"""Invented databanks on disk, with a door of their own: for trying scripts on, without an installation.

Every value is drawn from a seed, so the same description gives the same databank. All limits of disclosure
control are at their lowest: what stops a script here is the script, or the language.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

from folkekommune.analysis.door import Door, ReleaseFacts
from folkekommune.bootstrap.invented_values import invented_values
from folkekommune.catalogue.model import (
    PERSON_TYPE,
    Code,
    CodeList,
    Databank,
    Texts,
    UnitType,
    ValueType,
    Variable,
)
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import Policy, load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.reference import ReferenceEngine
from folkekommune.engines.serving import read_release
from folkekommune.engines.source import ReleaseFiles
from folkekommune.keys import Keys
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.engine import Engine
from folkekommune.script.session import Session
from folkekommune.services.invention import InventedBank, InventedVariable

PERSONS = 2500
PART = "4601"
INVENTED_KEYS = Keys(bytes(32))
_FIRST = date(1900, 1, 1)
_SQL_TYPES = {ValueType.STRING: "VARCHAR", ValueType.DECIMAL: "DOUBLE"}


@dataclass(frozen=True)
class InventedCatalogue:
    """Invented databanks as a script sees them: all of them, to everybody."""

    banks: Mapping[str, InventedBank]

    def names(self) -> Sequence[str]:
        """Give the databanks."""
        return sorted(self.banks)

    def databank(self, name: str) -> Databank | None:
        """Describe a databank."""
        bank = self.banks.get(name)
        if bank is None:
            return None
        described = {each.name: _described(each) for each in bank.variables}
        variables = {key: each for key, each in described.items() if each.unit_type == PERSON_TYPE}
        unit_types = {unit: _unit_type(unit, link, described) for unit, link in bank.links.items()}
        return Databank(name, _same(name), _same(name), (), {}, variables, {}, unit_types)

    def versions(self, name: str) -> Sequence[str]:
        """Give the versions scripts ask for."""
        return [f"{version}.0.0" for version in self.banks[name].versions] if name in self.banks else ()

    def withdrawn(self, name: str) -> Mapping[str, str]:  # noqa: ARG002  (the protocol's)
        """Give no version: none was withdrawn."""
        return {}

    def may_import(self, databank: str, variable: Variable) -> bool:  # noqa: ARG002  (the protocol's)
        """Let everything be imported."""
        return True


@contextmanager
def invented_door(
    banks: Sequence[InventedBank],
    folder: Path,
    *,
    persons: int = PERSONS,
    engine: Literal["duckdb", "reference"] = "duckdb",
) -> Iterator[tuple[Session, Door]]:
    """Invent databanks in a folder, and give a session to begin scripts with and the door to ask."""
    known = {bank.name: bank for bank in banks}
    files = {
        name: _write(bank, folder / f"{place}.duckdb", persons)
        for place, (name, bank) in enumerate(known.items())
    }
    ledger, cubes = (
        Ledger(folder / "ledger.sqlite", INVENTED_KEYS),
        CubeRegistry(folder / "cubes", INVENTED_KEYS),
    )
    with _engine(engine, files, folder) as opened:
        door = Door(opened, lowest_policy(), INVENTED_KEYS, ledger, cubes, _Facts(persons))
        yield Session(InventedCatalogue(known), (PART,)), door


@contextmanager
def _engine(which: str, files: Mapping[str, ReleaseFiles], folder: Path) -> Iterator[Engine]:
    if which == "reference":
        releases = {name: read_release(file) for name, file in files.items()}
        yield ReferenceEngine(lambda release: releases[release.databank])
        return
    opened = DuckDBEngine(
        lambda release: files[release.databank],
        folder,
        threads=1,
        memory_limit="1GB",
        temporary=folder / "temporary",
    )
    try:
        yield opened
    finally:
        opened.close()


def lowest_policy() -> Policy:
    """Give the standard policy with every minimum at its lowest."""
    standard = load_policy()
    return replace(
        standard,
        name="invented",
        floors=replace(standard.floors, **dict.fromkeys(vars(standard.floors), 0)),
        low_effect=replace(standard.low_effect, limit=0, fuzz=0),
        percentiles=replace(standard.percentiles, side=0),
        tables=replace(standard.tables, band_share=1.0),
    )


@dataclass(frozen=True)
class _Facts:
    persons: int

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give the facts of an invented release."""
        return ReleaseFacts(release, (PART,), {PART: "invented"}, self.persons)


def _unit_type(unit: str, link: str, described: Mapping[str, Variable]) -> UnitType:
    own = {name: each for name, each in described.items() if each.unit_type == unit}
    return UnitType(unit, _same(unit), link, own)


def _described(each: InventedVariable) -> Variable:
    codes = None
    if each.codes is not None:
        titles = (*each.labels, *(str(code) for code in each.codes[len(each.labels) :]))
        codes = CodeList(
            each.name,
            _same(each.name),
            tuple(Code(code, _same(title), _FIRST) for code, title in zip(each.codes, titles, strict=False)),
        )
    clip = None if each.codes is not None or not each.type.is_number else (each.lowest, each.highest)
    return Variable(
        each.name,
        _same(each.name),
        _same(each.name),
        each.type,
        temporality=each.temporality,
        unit_type=each.unit_type,
        code_list=codes,
        clip=clip,
    )


def _write(bank: InventedBank, file: Path, persons: int) -> ReleaseFiles:
    file.parent.mkdir(parents=True, exist_ok=True)
    keys = [random.Random(f"person {unit}").getrandbits(63) for unit in range(persons)]  # noqa: S311 - invented
    with duckdb.connect(str(file)) as connection:
        connection.execute("BEGIN")
        fill_table(
            connection,
            "persons",
            "unit INTEGER, key BIGINT, parts BIGINT",
            (range(persons), keys, [1] * persons),
        )
        links = bank.links
        owners = {unit: _owners(unit, persons) for unit in links}
        for unit, people in owners.items():
            columns = "unit INTEGER, part UTINYINT, person INTEGER"
            fill_table(connection, f"U_{unit}", columns, (range(len(people)), [0] * len(people), people))
        for each in bank.variables:
            kind = _SQL_TYPES.get(each.type, "BIGINT")
            columns = f"unit INTEGER, part UTINYINT, value {kind}"
            whose = owners.get(each.unit_type)
            if whose is not None and links[each.unit_type] == each.name:
                told = (range(len(whose)), [0] * len(whose), [keys[person] for person in whose])
                fill_table(connection, f"V_{each.name}", columns, told)
                continue
            number = persons if whose is None else len(whose)
            drawn = invented_values(each, keys, number)
            when = (drawn.starts, drawn.stops) if each.changes else ()
            columns += ", start INTEGER, stop INTEGER" if when else ""
            fill_table(
                connection,
                f"V_{each.name}",
                columns,
                (drawn.units, [0] * len(drawn.units), drawn.values, *when),
            )
        connection.execute("COMMIT")
    return ReleaseFiles(file, (PART,))


def _owners(unit: str, persons: int) -> list[int]:
    """Give each person from none to three units of a type, most of them one."""
    drawing = random.Random(zlib.crc32(f"{unit} units".encode()))  # noqa: S311 - invented
    return [person for person in range(persons) for _ in range(drawing.choice((0, 1, 1, 1, 2, 3)))]


def fill_table(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, values: Sequence[Any]
) -> None:
    """Make a table of invented values, a sequence or array a column."""
    name = '"' + table.replace('"', '""') + '"'
    connection.execute(f"CREATE TABLE {name} ({columns})")
    batch = pa.table([pa.array(column) for column in values], names=[f"c{n}" for n in range(len(values))])
    connection.register("batch", batch)
    connection.execute(f"INSERT INTO {name} SELECT * FROM batch")
    connection.unregister("batch")


def _same(text: str) -> Texts:
    return Texts(text, text, text)
