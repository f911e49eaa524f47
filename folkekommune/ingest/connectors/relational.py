"""Read a relational export: an SQLite file, or a PostgreSQL database where it stands.

What its tables mean stands in the mapping; see :mod:`folkekommune.ingest.relational`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import sqlalchemy as sa

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.delivery import MANIFEST, DeliveredFile, Delivery
from folkekommune.ingest.mappings.mapping import Mapping, file_pattern
from folkekommune.ingest.relational.layout import Layout, read_layout
from folkekommune.ingest.relational.live import open_source
from folkekommune.ingest.relational.reading import Reading
from folkekommune.ingest.relational.sqlite_file import open_file

SHAPE = "relational"


def check(mapping: Mapping) -> None:
    """Refuse a mapping that names neither file nor connection, or whose tables are not described."""
    if not {"files", "connection"} & set(mapping.options):
        raise InputError("ingest.key-missing", place=Place(file=str(mapping.file)), key="options.files")
    if "files" in mapping.options:
        file_pattern(mapping, "files")
    read_layout(mapping)


def visit_files(delivery: Delivery, mapping: Mapping) -> list[DeliveredFile]:
    """Give the database files; for a database that is read where it stands, its connection."""
    if delivery.source is not None:
        return [delivery.source] if delivery.source.name == mapping.options.get("connection") else []
    if "files" not in mapping.options:
        return []
    pattern = file_pattern(mapping, "files")
    return [file for file in delivery.files if pattern.fullmatch(file.name)]


def read(delivery: Delivery, mapping: Mapping, databank: Databank) -> Iterator[Batch]:
    """Read every database of a delivery."""
    layout = read_layout(mapping, databank)
    for file in visit_files(delivery, mapping):
        place = Place(file=str(delivery.folder / MANIFEST if delivery.source else delivery.path(file)))
        with _opened(delivery, file, layout, place=place) as connection:
            reading = Reading(connection, layout, mapping, databank=databank, place=place, name=file.name)
            # A file holds what was delivered and no more; a database is asked for what is new.
            yield from reading.batches(since=delivery.since if delivery.source else None)
        if file.rows not in {None, reading.count}:
            raise InputError("ingest.rows-differ", place=place, n=reading.count)


def _opened(
    delivery: Delivery, file: DeliveredFile, layout: Layout, *, place: Place
) -> AbstractContextManager[sa.Connection]:
    if delivery.source is not None:
        return open_source(file.name, layout.tables, place=place)
    return open_file(delivery.path(file), layout.tables)
