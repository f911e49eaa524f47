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
from typing import Literal

import duckdb
import pyarrow as pa

from folkekommune.analysis.door import Door, ReleaseFacts
from folkekommune.catalogue.model import Code, CodeList, Databank, Temporality, Texts, ValueType, Variable
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
_KEYS = Keys(bytes(32))
_EPOCH = date(1970, 1, 1)
_FIRST = date(1900, 1, 1)
_CHANGES = (date(2000, 1, 1).toordinal(), date(2022, 1, 1).toordinal())
_MISSING = 0.03
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
        variables = {each.name: _described(each) for each in bank.variables}
        return Databank(name, _same(name), _same(name), (), {}, variables, {})

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
    ledger, cubes = Ledger(folder / "ledger.sqlite", _KEYS), CubeRegistry(folder / "cubes", _KEYS)
    with _engine(engine, files, folder) as opened:
        door = Door(opened, lowest_policy(), _KEYS, ledger, cubes, _Facts(persons))
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
        _fill(
            connection,
            "persons",
            "unit INTEGER, key BIGINT, parts BIGINT",
            (range(persons), keys, [1] * persons),
        )
        for each in bank.variables:
            kind = _SQL_TYPES.get(each.type, "BIGINT")
            columns = f"unit INTEGER, part UTINYINT, value {kind}"
            if each.temporality is Temporality.FIXED:
                units, values = _values(each, keys, 1)
                _fill(connection, f"V_{each.name}", columns, (units, [0] * len(units), values))
            else:
                units, values = _values(each, keys, 2)
                starts, stops = _spells(each, units)
                period = f"{columns}, start INTEGER, stop INTEGER"
                _fill(connection, f"V_{each.name}", period, (units, [0] * len(units), values, starts, stops))
        connection.execute("COMMIT")
    return ReleaseFiles(file, (PART,))


def _values(
    each: InventedVariable, keys: list[int], times: int
) -> tuple[list[int], list[str] | list[int] | list[float]]:
    """Draw values: so many one after the other for each person who has any."""
    drawing = random.Random(zlib.crc32(each.name.encode()))  # noqa: S311 - invented, and the same each time
    units = [unit for unit in range(len(keys)) if drawing.random() > _MISSING for _ in range(times)]
    if each.type is ValueType.IDENTIFIER:
        return units, [drawing.choice(keys) for _ in units]
    if each.codes is not None:
        # The first codes are those scripts name: a condition on one of them shall leave somebody.
        weights = [1 / (place + 1) for place in range(len(each.codes))]
        return units, drawing.choices(each.codes, weights, k=len(units))  # type: ignore[return-value]
    if each.type is ValueType.DECIMAL:
        return units, [drawing.uniform(each.lowest, each.highest) for _ in units]
    return units, [_whole(drawing, each) for _ in units]


def _whole(drawing: random.Random, each: InventedVariable) -> int:
    """Draw a whole number; one that reads as a year and month, or a date, is one."""
    low, high = int(each.lowest), int(each.highest)
    if 100_000 < low < high < 999_999:  # noqa: PLR2004 - YYYYMM
        return drawing.randint(low // 100, high // 100) * 100 + drawing.randint(1, 12)
    if 10_000_000 < low < high < 99_999_999:  # noqa: PLR2004 - YYYYMMDD
        return drawing.randint(low // 10_000, high // 10_000) * 10_000 + 100 * drawing.randint(1, 12) + 15
    return drawing.randint(low, high)


def _spells(each: InventedVariable, units: list[int]) -> tuple[list[int], list[int | None]]:
    """Let the first value of a person hold until a day of change, and the second from then on."""
    drawing = random.Random(zlib.crc32(f"{each.name} spells".encode()))  # noqa: S311 - invented
    starts: list[int] = []
    stops: list[int | None] = []
    for _ in units[::2]:
        change = drawing.randint(*_CHANGES) - _EPOCH.toordinal()
        starts += [_FIRST.toordinal() - _EPOCH.toordinal(), change]
        stops += [change - 1, None]
    return starts, stops


def _fill(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, values: Sequence[Sequence[object]]
) -> None:
    name = '"' + table.replace('"', '""') + '"'
    connection.execute(f"CREATE TABLE {name} ({columns})")
    batch = pa.table([pa.array(column) for column in values], names=[f"c{n}" for n in range(len(values))])
    connection.register("batch", batch)
    connection.execute(f"INSERT INTO {name} SELECT * FROM batch")
    connection.unregister("batch")


def _same(text: str) -> Texts:
    return Texts(text, text, text)
