"""Review a draft, and keep what it came to beside the deliveries until they change."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from folkekommune.catalogue.model import Databank
from folkekommune.ingest.loading.quarantine import open_quarantine, quarantine_file
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.ingest.review.answers import review_answers
from folkekommune.ingest.review.measurements import measured_items, review_measurements
from folkekommune.ingest.review.outcome import REVIEWED, Objection, Observation
from folkekommune.ingest.review.visits import DraftTables, Ints, Visits
from folkekommune.keys import Keys
from folkekommune.store.deliveries import DeliveryRecord
from folkekommune.store.durable import reveal, unfinished
from folkekommune.store.part import Part
from folkekommune.store.people import People, tell_people

_METHOD = 1
"""Raised when the review itself changes, so that drafts are reviewed again."""

_OBSERVATIONS = "observations.json"
_EXCLUSIONS = "exclusions.parquet"
_BY_SIZE = ("swapped",)


@dataclass(frozen=True)
class DraftReview:
    """What the review of a draft came to.

    :param exclusions: the file of visits and values a check is against, see ``outcome.REVIEWED``.
    """

    folder: Path
    observations: tuple[Observation, ...]

    @property
    def exclusions(self) -> Path:
        """The file that a release leaves out."""
        return self.folder / _EXCLUSIONS

    def objections(self) -> pa.Table:
        """Give the visits and values that a check is against, taken out or only marked."""
        return pq.read_table(self.folder / f"all-{_EXCLUSIONS}")


def review_draft(
    part: Part,
    databank: Databank,
    declaration: Declaration,
    *,
    draft: Path,
    vault: Path,
    keys: Keys,
    people: People | None = None,
    memory: str = "1500MB",
) -> DraftReview:
    """Review the deliveries of a draft, or find the review that was made of them.

    :param draft: the folder of the municipality's draft, :param vault: where the steward's logs lie.
    :param people: whom the units of drafts stand for; themselves, without it.
    :raises UsageError: when a log was altered or sealed with another key.
    """
    signature = _signature(part.deliveries, databank, declaration, people=people)
    folder = draft / "reviews" / signature
    if not folder.exists():
        with unfinished(folder.parent) as workplace:
            found = workplace / "review"
            found.mkdir()
            with duckdb.connect(config=_limits(workplace, memory)) as connection:
                repaired = repaired_by_size(
                    part.deliveries, declaration, databank.name, part.municipality, vault=vault, keys=keys
                )
                _review(
                    connection, part, databank, declaration, people=people, repaired=repaired, folder=found
                )
            reveal(found, folder)
        for other in folder.parent.glob("[!.]*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
    content = json.loads((folder / _OBSERVATIONS).read_text(encoding="utf-8"))
    return DraftReview(folder, tuple(Observation(**entry) for entry in content))


def draft_tables(
    connection: duckdb.DuckDBPyConnection,
    part: Part,
    databank: Databank,
    declaration: Declaration,
    *,
    people: People | None = None,
) -> DraftTables:
    """Give the live visits of a draft as tables."""
    whose = tell_people(connection, people)
    return DraftTables(connection, part, databank=databank, declaration=declaration, whose=whose)


def repaired_by_size(
    deliveries: Sequence[DeliveryRecord],
    declaration: Declaration,
    databank: str,
    municipality: str,
    *,
    vault: Path,
    keys: Keys,
) -> dict[str, Ints]:
    """Give the records whose value a load repaired because of its size, by item, from the sealed logs."""
    rules = {m.rule for measure in declaration.measures for m in measure.mistakes} | set(_BY_SIZE)
    found: dict[str, list[int]] = {}
    for delivery in deliveries:
        file = quarantine_file(vault, databank, municipality, identity=delivery.identity)
        if not file.exists():
            continue
        log = open_quarantine(file, keys).repaired
        columns = zip(*(log[name].to_pylist() for name in ("record", "item", "rule")), strict=True)
        for record, item, rule in columns:
            if rule in rules:
                found.setdefault(item, []).append(record)
    return {item: np.array(records, dtype=np.int64) for item, records in found.items()}


def _review(
    connection: duckdb.DuckDBPyConnection,
    part: Part,
    databank: Databank,
    declaration: Declaration,
    *,
    people: People | None,
    repaired: dict[str, Ints],
    folder: Path,
) -> None:
    tables = draft_tables(connection, part, databank, declaration, people=people)
    visits = tables.visits(measured_items(declaration))
    measured = review_measurements(visits, databank, declaration, repaired=repaired)
    answered = review_answers(tables, visits, part.municipality)
    objections = objections_table(visits, [*measured.objections, *answered.objections], declaration)
    pq.write_table(objections, folder / f"all-{_EXCLUSIONS}", compression="zstd")
    pq.write_table(
        objections.filter(objections["out"]).drop_columns(["out"]), folder / _EXCLUSIONS, compression="zstd"
    )
    observations = [vars(found) for found in (*measured.observations, *answered.observations)]
    (folder / _OBSERVATIONS).write_text(json.dumps(observations), encoding="utf-8")


def objections_table(visits: Visits, objections: Sequence[Objection], declaration: Declaration) -> pa.Table:
    """Give the objections as a table, with what was worked out from the values they take out."""
    worked_out = (*declaration.derived, *declaration.computed)
    tables = []
    for one in objections:
        items = [one.item]
        if one.item and one.out:
            items += [derived.item for derived in worked_out if one.item in derived.sources]
        tables += [_table(visits, one, item) for item in items]
    return pa.concat_tables([REVIEWED.empty_table(), *tables])


def _table(visits: Visits, one: Objection, item: str) -> pa.Table:
    rows, count = one.rows, len(one.rows)
    names = np.array(visits.occasions, dtype=object)
    return pa.table(
        [
            visits.delivery[rows],
            pa.array(names[visits.occasion[rows]], pa.string()),
            visits.file_row_number[rows],
            pa.array([item or None] * count, pa.string()),
            visits.record[rows],
            pa.array([one.check] * count, pa.string()),
            pa.array([one.rule] * count, pa.string()),
            pa.array([one.out] * count, pa.bool_()),
        ],
        schema=REVIEWED,
    )


def _signature(
    deliveries: Sequence[DeliveryRecord],
    databank: Databank,
    declaration: Declaration,
    *,
    people: People | None,
) -> str:
    made_from = [
        _METHOD,
        databank.name,
        [[o.name, o.earliest_days, o.latest_days] for o in databank.occasions],
        declaration.fingerprint,
        people.digest if people else "",
        [[delivery.identity, delivery.digest] for delivery in deliveries],
    ]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:32]


def _limits(workplace: Path, memory: str) -> dict[str, str | int | bool]:
    return {
        "memory_limit": memory,
        "threads": 2,
        "temp_directory": str(workplace / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
