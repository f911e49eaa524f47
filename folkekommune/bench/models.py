"""Estimators against statsmodels on the same arrays: least squares, logit, logit on categories.

800 000 generated persons and ten covariates, in the same process in turn. Reading rows, judging the
design and noise are not part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter

import numpy as np
from statsmodels.api import OLS, Logit

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.statistics.models import logit, ols
from folkekommune.statistics.models.fit import CONSTANT, Design, Numbers

NAME = "models"
PERSONS = 800_000
_COVARIATES = 10
_RUNS = 5
_SHARE = 0.4
"""Of persons with each trait."""


def measure(scale: float) -> list[Figure]:
    """Measure the ratios at a scale."""
    persons = int(PERSONS * scale)
    draw = np.random.default_rng(1)
    quantities = draw.normal(size=(persons, _COVARIATES))
    categories = (draw.random((persons, _COVARIATES)) < _SHARE).astype(np.float64)
    found = []
    for name, columns, outcome, limit in (
        ("regress", quantities, "number", "<= 0.25"),
        ("logit", quantities, "event", "<= 1.3"),
        ("logit-categories", categories, "event", "<= 0.2"),
    ):
        design = _design(columns, event=outcome == "event", draw=draw)
        ours, theirs = _OURS[outcome], _THEIRS[outcome]
        pairs = [(_seconds(ours, design), _seconds(theirs, design)) for _ in range(_RUNS + 1)][1:]
        note = f"{persons} persons x {_COVARIATES}; ours {min(own for own, _ in pairs) * 1000:.0f} ms"
        ratios = [own / other for own, other in pairs]
        found.append(
            of_runs(
                f"{NAME} {name}",
                ratios,
                unit="ratio",
                against="statsmodels",
                limit=limit,
                scale=scale,
                note=note,
            )
        )
    return found


def _design(columns: Numbers, *, event: bool, draw: np.random.Generator) -> Design:
    matrix = np.column_stack([np.ones(len(columns)), columns])
    predictor = columns @ np.linspace(-0.5, 0.5, columns.shape[1]) + 0.2
    if event:
        outcome = (draw.random(len(columns)) < 1 / (1 + np.exp(-predictor))).astype(np.float64)
    else:
        outcome = predictor + draw.normal(size=len(columns))
    return Design(outcome, matrix, (CONSTANT, *(f"x{place}" for place in range(columns.shape[1]))))


def _seconds(fit: Callable[[Design], object], design: Design) -> float:
    start = perf_counter()
    fit(design)
    return perf_counter() - start


_OURS: Mapping[str, Callable[[Design], object]] = {
    "number": lambda design: ols.estimate(design, {"robust": True}),
    "event": lambda design: logit.estimate(design, {}),
}
_THEIRS: Mapping[str, Callable[[Design], object]] = {
    "number": lambda design: OLS(design.outcome, design.matrix).fit(cov_type="HC1").bse,
    "event": lambda design: Logit(design.outcome, design.matrix).fit(disp=False).bse,
}
