"""The truth of indicators: generating probability, realised share, and the share after loss.

The generating probability of a cell is the mean over the children who came of the probability that the
indicator's own definition is true given ses, sex and age at the visit, latent scores integrated out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune.synthetic.answers.growth import BMI, CLASS, HEIGHT, WEIGHT
from folkekommune.synthetic.answers.models import Models
from folkekommune.synthetic.answers.occasion import OccasionTruth
from folkekommune.synthetic.answers.overweight import OverweightModel
from folkekommune.synthetic.answers.relations import Relation
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.answers.truths import StandingTruths, planted_on
from folkekommune.synthetic.arrays import BoolArray, FloatArray, IntArray
from folkekommune.synthetic.frames import Cells
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import Questionnaire
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL
from folkekommune.synthetic.visits import Visits

COLUMNS = (
    "indicator",
    "municipality",
    "district",
    "year",
    "sex",
    "attended",
    "expected",
    "generating_probability",
    "cases",
    "counted",
    "realised_share",
    "cases_left",
    "counted_left",
    "share_left",
)
_OVERWEIGHT = 2
_DIGITS = 10


@dataclass(frozen=True)
class Judged:
    """What an indicator says of everyone who came to its occasion.

    :param probability: that it is true of the child; :param case: whether it is; :param counted: whether
        it can be said at all; :param left: whether what it rests on was recorded.
    """

    probability: FloatArray
    case: BoolArray
    counted: BoolArray
    left: BoolArray


class IndicatorTruth:
    """Works out the cells of every indicator and writes them."""

    def __init__(
        self,
        definitions: list[dict[str, Any]],
        *,
        models: Models,
        standing: StandingTruths,
        overweight: OverweightModel,
        relations: tuple[Relation, ...],
        places: Places,
    ) -> None:
        self._definitions = definitions
        self._models = models
        self._standing = standing
        self._overweight = overweight
        self._relations = relations
        self._places = places
        self._cells: list[dict[str, str | int]] = []

    def add(self, visits: Visits, rows: Rows, *, truth: OccasionTruth, cells: dict[str, Cells]) -> None:
        """Take in an occasion.

        :param rows: those who came; :param cells: what was recorded of all visits.
        """
        came = np.flatnonzero(visits.attended)
        for definition in self._definitions:
            if definition["occasion"] != visits.occasion.name:
                continue
            recorded = {name: column.take(came) for name, column in cells.items()}
            judged = (
                self._of_item(definition, rows, truth, recorded)
                if "item" in definition
                else self._of_overweight(definition, rows, truth, recorded)
            )
            for cell in _cells_of(self._places, visits.district[came], rows, judged):
                self._cells.append({"indicator": definition["name"]} | cell)

    def write(self, file: Path) -> None:
        """Write all cells."""
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self._cells)

    def _of_item(
        self, definition: dict[str, Any], rows: Rows, truth: OccasionTruth, recorded: dict[str, Cells]
    ) -> Judged:
        item = self._models.questionnaire.item(definition["item"])
        answers, column = truth.answers[item.name], recorded[item.name]
        probability = self._models.probability(
            item,
            definition["occasion"],
            {float(code) for code in definition["numerator"]},
            ses=rows.ses,
            girl=rows.girl,
            year=rows.year.astype(np.float64),
            trait_years=self._standing.trait_years(rows.child),
        )
        return Judged(
            probability=probability,
            case=np.isin(answers.values, definition["numerator"]) & answers.there,
            counted=np.isin(answers.values, definition["denominator"]) & answers.there,
            left=column.present & np.isin(column.values, definition["denominator"]),
        )

    def _of_overweight(
        self, definition: dict[str, Any], rows: Rows, truth: OccasionTruth, recorded: dict[str, Cells]
    ) -> Judged:
        occasion = definition["occasion"]
        weight, height, classes = (self._measured(name, occasion) for name in (WEIGHT, HEIGHT, CLASS))
        answers = truth.answers[classes]
        probability = self._overweight.probability(
            occasion,
            ses=rows.ses,
            girl=rows.girl,
            year=rows.year,
            age=rows.age,
            exposed=self._exposed(occasion, rows),
        )
        return Judged(
            probability=probability,
            case=answers.there & (answers.values >= _OVERWEIGHT),
            counted=answers.there,
            left=answers.there & recorded[weight].present & recorded[height].present,
        )

    def _exposed(self, occasion: str, rows: Rows) -> FloatArray | None:
        """Give the probability of what changes the odds of overweight."""
        relation = planted_on(self._relations, BMI, occasion)
        if relation is None:
            return None
        exposure = relation.exposure
        return self._models.probability(
            self._models.questionnaire.item(exposure.item),
            exposure.occasion,
            set(exposure.codes),
            ses=rows.ses,
            girl=rows.girl,
            year=self._standing.years(exposure.occasion, rows.child),
            trait_years=self._standing.trait_years(rows.child),
        )

    def _measured(self, name: str, occasion: str) -> str:
        questionnaire: Questionnaire = self._models.questionnaire
        item = questionnaire.measured(name, occasion)
        assert item is not None  # noqa: S101 - the definition names an occasion where it is measured
        return item.name


def _cells_of(
    places: Places, district: IntArray, rows: Rows, judged: Judged
) -> Iterator[dict[str, str | int]]:
    """Give the cells by municipality or district, year, and sex or both."""
    municipality = places.district_municipality[district]
    sex = np.where(rows.girl, GIRL, BOY)
    both = np.zeros(len(sex), dtype=np.int64)
    whole = np.full(len(district), -1, dtype=np.int64)
    divided = np.array([bool(code) for code in places.districts], dtype=np.bool_)[district]
    for place in (whole, district):
        of_place = np.ones(len(district), dtype=np.bool_) if place is whole else divided
        for of_sex in (both, sex):
            keys = np.stack([municipality, place, rows.year, of_sex])[:, of_place]
            found, index = np.unique(keys, axis=1, return_inverse=True)
            sums = [
                np.bincount(index, values[of_place].astype(np.float64), minlength=found.shape[1])
                for values in (
                    np.ones(len(district)),
                    judged.probability,
                    judged.case,
                    judged.counted,
                    judged.case & judged.left,
                    judged.left,
                )
            ]
            for position, key in enumerate(found.T.tolist()):
                yield _cell(places, key, [float(total[position]) for total in sums])


def _cell(places: Places, key: list[int], sums: list[float]) -> dict[str, str | int]:
    municipality, district, year, sex = key
    attended, expected, cases, counted, cases_left, left = sums
    return {
        "municipality": places.municipalities[municipality],
        "district": places.districts[district] if district >= 0 else "",
        "year": year,
        "sex": sex,
        "attended": int(attended),
        "expected": f"{expected:.{_DIGITS}g}",
        "generating_probability": _share(expected, attended),
        "cases": int(cases),
        "counted": int(counted),
        "realised_share": _share(cases, counted),
        "cases_left": int(cases_left),
        "counted_left": int(left),
        "share_left": _share(cases_left, left),
    }


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.{_DIGITS}g}" if whole else ""
