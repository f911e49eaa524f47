"""Formulas that ``quality.toml`` can name: how an item follows from others, age and sex.

They are general measures of the field, not of one databank; which items they go into is declared there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.columns import Column
from folkekommune.statistics.growth import NO_CLASS, iotf_class

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


FORMULAS: dict[str, tuple[Formula, int]] = {"body-mass-index": (body_mass_index, 2), "iotf-class": (iotf, 2)}
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
