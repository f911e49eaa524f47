"""Made-up data and the numbers of R and of rdrobust for it (``tests/oracles``)."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.statistics.models.fit import CONSTANT, Design

_ORACLES = Path(__file__).parents[3] / "oracles"


@cache
def numbers(file: str) -> Any:
    """Read the numbers of an oracle."""
    return json.loads((_ORACLES / file).read_text(encoding="utf-8"))


@cache
def data(name: str) -> dict[str, NDArray[np.float64]]:
    """Read a table by column."""
    with (_ORACLES / "r" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}


def design(table: dict[str, NDArray[np.float64]], outcome: str, *columns: str, **more: Any) -> Design:
    """Build a design; ``_cons`` among the columns is the constant.

    ``clusters`` and ``panel`` name columns; other names go to ``extra`` under that name.
    """
    ones = np.ones(len(table[outcome]))
    parts = [ones if name == CONSTANT else table[name] for name in columns]
    matrix = np.column_stack(parts) if parts else np.empty((len(ones), 0))
    clusters, panel = more.pop("clusters", None), more.pop("panel", None)
    codes = None if clusters is None else np.unique(table[clusters], return_inverse=True)[1]
    extra, names = {}, {}
    for key, value in more.items():
        if isinstance(value, tuple):
            extra[key], names[key] = np.column_stack([table[name] for name in value]), value
        else:
            extra[key] = table[value]
    return Design(
        outcome=table[outcome],
        matrix=matrix,
        names=columns,
        clusters=codes,
        panel=None if panel is None else np.column_stack([table[name] for name in panel]).astype(np.int64),
        extra=extra,
        extra_names=names,
    )
