"""Rows as they were delivered, understood by the mapping but checked by nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.bench.verification_values import Asked, Key, Rows, Sum, as_values
from folkekommune.bootstrap import Wiring
from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.choice import choose_mapping
from folkekommune.ingest.connectors import connectors
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.loading.cleaning import Cleaner
from folkekommune.ingest.loading.computed import add_computed
from folkekommune.ingest.quality import places
from folkekommune.ingest.quality.declaration import load_declaration
from folkekommune.ingest.quality.finding import Context
from folkekommune.ingest.quality.memory import Memory

_YEAR_0 = 1970
_MONTHS = 12


@dataclass(frozen=True)
class _Piece:
    """Rows of one occasion, and the values that they have of each variable."""

    record: NDArray[np.int64]
    withdrawn: NDArray[np.bool_]
    values: dict[str, pa.Array]


def count_raw(
    asked: Asked, wiring: Wiring, deliveries: Sequence[Path], *, municipality: str, folder: Path
) -> dict[Key, Sum]:
    """Count the indicators over a municipality's deliveries, each row as a child.

    Of a row that a later delivery changes the last one counts. Codes and numbers are read as the mapping
    says; nothing is repaired, merged or taken out, but that places are brought to the codes of today.
    """
    pieces: dict[str, list[_Piece]] = defaultdict(list)
    for path in sorted(deliveries):
        for occasion, piece in _read(asked, wiring, path):
            pieces[occasion].append(piece)
    rows, units = Rows(asked, folder), 0
    for listed in pieces.values():
        record = np.concatenate([piece.record for piece in listed])
        withdrawn = np.concatenate([piece.withdrawn for piece in listed])
        _, last = np.unique(record[::-1], return_index=True)
        kept = np.sort(len(record) - 1 - last)
        kept = kept[~withdrawn[kept]]
        number = np.arange(units, units + len(kept))
        units += len(kept)
        for name in {name for piece in listed for name in piece.values}:
            column = pa.concat_arrays([piece.values[name] for piece in listed])
            rows.add(name, number, column.take(pa.array(kept)))
    return rows.count(units, [municipality])


def _read(asked: Asked, wiring: Wiring, path: Path) -> Iterator[tuple[str, _Piece]]:
    delivery = open_delivery(path)
    name = asked.databank.name
    package, mapping = choose_mapping(delivery, wiring.packages, mapping=None, databank=name)
    declaration = load_declaration(package.folder / "quality.toml", package.databank)
    cleaner = Cleaner(
        mapping, package.databank, wiring.keys, default_version=0, numbers_from_2032=mapping.numbers_from_2032
    )
    context = Context(
        databank=package.databank,
        municipality=delivery.municipality,
        today=np.iinfo(np.int32).max,
        visit_items=mapping.visit,
        declaration=declaration,
        memory=Memory(),
    )
    for batch in connectors()[mapping.shape].read(delivery, mapping, package.databank):
        if package.databank.occasion(batch.occasion) is None:
            continue
        records = cleaner.clean(batch)
        records = records.with_items(places.check(records, context).items)
        records = add_computed(records, declaration, package.databank)
        values = _values(asked, records, mapping.visit.date)
        yield batch.occasion, _Piece(records.record, records.batch.withdrawn, values)


def _values(asked: Asked, records: Records, date: str | None) -> dict[str, pa.Array]:
    """Give the values of the variables that are asked for, in their types."""
    found: dict[str, Column] = {}
    sex, birth = records.known_sex, records.birth
    born = birth.values.astype("datetime64[D]")
    for name in asked.variables:
        variable = asked.databank.variables[name]
        if variable.occasion == records.batch.occasion and variable.item == date:
            found[name] = records.visit
        elif variable.occasion == records.batch.occasion and variable.item in records.items:
            found[name] = records.items[variable.item]
    found["KJONN"] = Column(sex, sex > 0)
    found["FODSELSAAR"] = Column(born.astype("datetime64[Y]").astype(np.int64) + _YEAR_0, birth.present)
    months = born.astype("datetime64[M]").astype(np.int64)
    found["FODSELSMAANED"] = Column(months % _MONTHS + 1, birth.present)
    return {
        name: as_values(column, asked.databank.variables[name].value_type)
        for name, column in found.items()
        if name in asked.variables
    }
