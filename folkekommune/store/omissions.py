"""What a full delivery withdraws by leaving it out (decision record 0010).

A full delivery of a record system holds everything that system has at the occasions it tells of. A
record that the same system delivered before, and that is not there any more, is gone. Before and after
are the moments of extraction: a delivery that arrives late withdraws nothing that was extracted later. A
record that was there but waits for a correction was not left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow.parquet as pq

from folkekommune.store.deliveries import DeliveryRecord
from folkekommune.store.part import Part


def drop_omitted(connection: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Drop from ``row_index`` what later full deliveries of the same system left out."""
    for full in _full(part):
        before = [each.sequence for each in _before(part, full)]
        if not before:
            continue
        told = list(full.source.occasions) if full.source.occasions is not None else None
        held = pq.read_table(file)["record"].to_pylist() if (file := full.held()) else []
        connection.execute(
            """
            DELETE FROM row_index
            WHERE list_contains($before, delivery)
              AND ($told IS NULL OR list_contains($told::VARCHAR[], occasion))
              AND record NOT IN (SELECT record FROM row_index WHERE delivery = $full)
              AND record NOT IN (SELECT unnest($held::BIGINT[]))
            """,
            {"before": before, "told": told, "full": full.sequence, "held": held},
        )


def omitted_persons(part: Part) -> str:
    """Write the condition that leaves out what was said of persons before a full delivery of everything.

    A record system that delivers everything states all its persons again.
    """
    gone = {
        each.persons()
        for full in _full(part)
        if full.source.occasions is None and full.persons()
        for each in _before(part, full)
    }
    files = sorted(str(file) for file in gone if file)
    quoted = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"filename NOT IN ({quoted})" if files else "true"


def _full(part: Part) -> Iterator[DeliveryRecord]:
    """Give full deliveries of systems that are told apart, the earliest extracted first."""
    named = (each for each in part.deliveries if each.source.full and each.source.system)
    return iter(sorted(named, key=lambda each: (each.source.extracted, each.sequence)))


def _before(part: Part, full: DeliveryRecord) -> Iterator[DeliveryRecord]:
    for each in part.deliveries:
        if each.source.system == full.source.system and each.source.extracted < full.source.extracted:
            yield each
