"""True children, visits and answers, and the planted errors, as Parquet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from folkekommune.synthetic.answers.occasion import OccasionTruth
from folkekommune.synthetic.arrays import IntArray
from folkekommune.synthetic.faults.log import FaultLog
from folkekommune.synthetic.faults.persons import number_texts
from folkekommune.synthetic.people.children import Children
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import Questionnaire
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL
from folkekommune.synthetic.visits import Visits

_ERRORS = pa.schema(
    [
        ("error", pa.string()),
        ("municipality", pa.string()),
        ("occasion", pa.string()),
        ("visit", pa.int64()),
        ("child", pa.int64()),
        ("item", pa.string()),
        ("true_value", pa.string()),
    ]
)


class TruthTables:
    """Writes the folder ``truth/``."""

    def __init__(self, folder: Path, questionnaire: Questionnaire, places: Places) -> None:
        self._folder = folder
        self._questionnaire = questionnaire
        self._places = places
        (folder / "answers").mkdir(parents=True)
        self._errors = pq.ParquetWriter(folder / "errors.parquet", _ERRORS, compression="zstd")

    def write_children(self, children: Children) -> None:
        """Write every child with its latent scores."""
        table = pa.table(
            {
                "child": np.arange(len(children)),
                "identity_number": pa.array(number_texts(children.numbers), pa.string()),
                "d_number": pa.array(number_texts(children.d_numbers), pa.string()),
                "birth_date": pa.array(children.born.astype("datetime64[D]")),
                "sex": np.where(children.girl, GIRL, BOY),
                "ses": children.ses,
                "child_effect": children.effect,
            }
        )
        self._write(table, "children.parquet")

    def write_visits(self, visits: tuple[Visits, ...], delivered: list[IntArray]) -> None:
        """Write every visit.

        :param delivered: in which delivery each visit first stands.
        """
        tables = []
        for one, position in zip(visits, delivered, strict=True):
            columns = self._of_visits(one, np.arange(len(one))) | {
                "child": pa.array(one.child),
                "date": pa.array(one.day.astype("datetime64[D]")),
                "district": self._names(self._places.districts, one.district),
                "unit": self._names(self._places.units, one.unit),
                "status": pa.array(one.status),
                "delivery": pa.array(position),
            }
            tables.append(pa.table(columns))
        self._write(pa.concat_tables(tables), "visits.parquet")

    def write_answers(self, visits: Visits, truth: OccasionTruth) -> int:
        """Write the true answers of everyone who came; give how many there are."""
        came = np.flatnonzero(visits.attended)
        columns = self._of_visits(visits, came)
        number = 0
        for item in self._questionnaire.answered_at(visits.occasion.name):
            answers = truth.answers[item.name]
            number += int(answers.there.sum())
            values = answers.values if item.kind == "dec" else answers.values.astype(np.int64)
            columns[item.name] = pa.array(values, mask=~answers.there)
        self._write(pa.table(columns), f"answers/{visits.occasion.name}.parquet")
        return number

    def write_errors(self, log: FaultLog) -> None:
        """Write the errors planted since the last time."""
        entries = log.take()
        if not entries:
            return
        sizes = [len(entry.visit) for entry in entries]
        columns = {
            "error": _repeated([entry.error for entry in entries], sizes),
            "municipality": _repeated([entry.municipality for entry in entries], sizes),
            "occasion": _repeated([entry.occasion for entry in entries], sizes),
            "visit": pa.array(np.concatenate([entry.visit for entry in entries]), pa.int64()),
            "child": pa.array(np.concatenate([entry.child for entry in entries]), pa.int64()),
            "item": _repeated([entry.item for entry in entries], sizes),
            "true_value": pa.array([value for entry in entries for value in entry.true], pa.string()),
        }
        self._errors.write_table(pa.table(columns, schema=_ERRORS))

    def close(self) -> None:
        """End the table of errors."""
        self._errors.close()

    def _of_visits(self, visits: Visits, rows: IntArray) -> dict[str, pa.Array]:
        municipality = self._places.district_municipality[visits.district[rows]]
        return {
            "municipality": self._names(self._places.municipalities, municipality),
            "occasion": pa.array([visits.occasion.name] * len(rows), pa.string()),
            "visit": pa.array(visits.number[rows]),
        }

    def _names(self, names: tuple[str, ...], places: IntArray) -> pa.Array:
        return pa.array(np.array(names, dtype=object)[places], pa.string())

    def _write(self, table: pa.Table, name: str) -> None:
        pq.write_table(table, self._folder / name, compression="zstd")


def _repeated(values: list[str], sizes: list[int]) -> pa.Array:
    return pa.array(np.repeat(np.array(values, dtype=object), sizes), pa.string())
