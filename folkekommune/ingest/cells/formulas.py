"""Formulas that ``quality.toml`` can name: how an item follows from others, age and sex.

They are general measures of the field, not of one databank; which items they go into is declared there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.columns import Column
from folkekommune.statistics.growth import NO_CLASS, age_in_years, iotf_class, zscore
from folkekommune.statistics.who_growth import OLDEST_DAYS, Standard, who_zscore

Numbers = NDArray[np.float64]
Formula = Callable[[list[Numbers], NDArray[np.int64], NDArray[np.int64]], Numbers]


def body_mass_index(sources: list[Numbers], _age: NDArray[np.int64], _sex: NDArray[np.int64]) -> Numbers:
    """Give kilograms by square metres, from a weight in kilograms and a height in centimetres."""
    weight, height = sources
    result: Numbers = np.divide(
        weight, (height / 100) ** 2, out=np.full(len(weight), np.nan), where=height > 0
    )
    return result


def iotf(sources: list[Numbers], age: NDArray[np.int64], sex: NDArray[np.int64]) -> Numbers:
    """Give the IOTF class of 2012 from a weight, a height, the age in days and the sex."""
    classes = iotf_class(body_mass_index(sources, age, sex), age, sex)
    return np.where(classes == NO_CLASS, np.nan, classes.astype(np.float64))


def body_mass_index_z(sources: list[Numbers], age: NDArray[np.int64], sex: NDArray[np.int64]) -> Numbers:
    """Give the z-score of the body mass index: on WHO's standard of 2006 up to five years, then on IOTF's."""
    index = body_mass_index(sources, age, sex)
    young = who_zscore(Standard.BODY_MASS_INDEX, index, age, sex=sex)
    return np.where(age <= OLDEST_DAYS, young, zscore(index, age_in_years(age), sex=sex))


def _within(days: int) -> Formula:
    """Make a formula that says whether what an item tells of was so many days after birth at most."""

    def holds(_sources: list[Numbers], age: NDArray[np.int64], _sex: NDArray[np.int64]) -> Numbers:
        # An age that is not known is 0.
        return np.where(age <= 0, np.nan, (age <= days).astype(np.float64))

    return holds


FORMULAS: dict[str, tuple[Formula, int]] = {
    "body-mass-index": (body_mass_index, 2),
    "body-mass-index-z": (body_mass_index_z, 2),
    "iotf-class": (iotf, 2),
    "within-14-days": (_within(14), 1),
    "within-56-days": (_within(56), 1),
}
"""Each formula and how many items it works on."""


def work_out(
    name: str,
    columns: list[Column],
    age: NDArray[np.int64],
    *,
    sex: NDArray[np.int64],
    decimals: int,
) -> Column:
    """Work out a column; there is no value where a source has none or the formula gives none."""
    known: NDArray[np.bool_] = np.logical_and.reduce([column.present for column in columns])
    formula, _ = FORMULAS[name]
    values = np.round(formula([column.values.astype(np.float64) for column in columns], age, sex), decimals)
    known = known & np.isfinite(values)
    return Column(np.where(known, values, 0.0), known)
