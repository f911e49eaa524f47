"""Fit a model the protected way: judge, leave some persons out, estimate, add noise.

What comes out is a fit whose coefficients are protected, for the result that is shown and for
predictions alike. Rows stay in here.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from folkekommune.analysis.design import Designed, designed
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.analysis.model_rows import chosen_rows
from folkekommune.disclosure.contributors import Contributors
from folkekommune.disclosure.gate import Judged
from folkekommune.disclosure.models import (
    Noise,
    UnsoundModelError,
    check_design,
    check_fit,
    check_leverage,
    check_size,
)
from folkekommune.query.dataset import Dataset
from folkekommune.query.formula import Formula
from folkekommune.statistics.models.fit import Design, Estimator, Fit, NotEstimableError, Outcome


@dataclass(frozen=True)
class Modelled:
    """A protected fit and what it was made of.

    :param persons: their protected number, :param used: the design the fit was made on.
    """

    fit: Fit
    persons: int
    found: Designed
    used: Design


def estimator_of(method: str) -> Estimator:
    """Give the file of a method; statistical libraries take seconds to load, so not before it is asked."""
    return cast("Estimator", importlib.import_module(f"folkekommune.statistics.models.{method}"))


def modelled(formula: Formula, inquiry: Inquiry, population: Judged) -> Modelled:
    """Fit a model over a population and protect it.

    :raises UnsoundModelError: when it cannot be shown.
    """
    estimator, policy = estimator_of(formula.method), inquiry.policy
    found = _designed(formula, inquiry, population, estimator.OUTCOME)
    persons = found.contributors.settled_count()
    check_size(persons, found.design.matrix.shape[1], found.design, policy)
    if found.saturated:
        raise UnsoundModelError("model.saturated")
    used = found.among(found.contributors.left())
    check_design(used, policy, numeric=estimator.OUTCOME is Outcome.NUMBER)
    options = _options(formula, found, inquiry.dataset)
    try:
        if (effective := getattr(estimator, "effective", None)) is not None:
            check_leverage(effective(used, options), policy)
        fit = estimator.estimate(used, options)
    except (NotEstimableError, np.linalg.LinAlgError):
        raise UnsoundModelError from None
    check_fit(fit, policy)
    noise = Noise(found.contributors, formula.canonical(_forms(inquiry.dataset)))
    said = noise.settled(noise.protected(fit))
    if (follow := getattr(estimator, "follow", None)) is not None:
        said = follow(said, options)
    return Modelled(said, persons, found, used)


def _designed(formula: Formula, inquiry: Inquiry, population: Judged, kind: Outcome) -> Designed:
    chosen = chosen_rows(inquiry, population, formula.columns)
    context = inquiry.of_persons.context()
    everybody = Contributors(context, chosen.rows.keys, chosen.conditions)

    def contributors(keys: NDArray[np.uint64]) -> Contributors:
        if len(keys) == len(everybody.keys):
            return everybody
        # That every variable has a value is a condition like others, known by the people it selects.
        some = replace(everybody, keys=keys)
        return replace(some, conditions=(*chosen.conditions, some.people.fingerprint))

    return designed(formula, chosen.rows, inquiry=inquiry, kind=kind, contributors=contributors)


def _options(formula: Formula, found: Designed, dataset: Dataset) -> Mapping[str, object]:
    """Give the options, with variables by the names that columns have."""
    options: dict[str, object] = dict(formula.options)
    if found.outcomes:
        options["outcomes"] = found.outcomes
    margins = options.get("margins")
    if isinstance(margins, str):
        form = dataset.column(margins).canonical
        named = [name for name in found.design.names if name == form or name.startswith(f"{form}=")]
        options["margins"] = named[0] if len(named) == 1 else True
    return options


def _forms(dataset: Dataset) -> dict[str, str]:
    return {name: info.canonical for name, info in dataset.columns.items()}
