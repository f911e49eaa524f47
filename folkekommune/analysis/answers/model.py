"""Models: regression in all its kinds."""

from __future__ import annotations

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.analysis.labelling import Labelling
from folkekommune.analysis.modelling import modelled
from folkekommune.disclosure.model_results import Shape, model_result, relabelled, unsound
from folkekommune.disclosure.models import UnsoundModelError
from folkekommune.disclosure.results import Note, SafeResult
from folkekommune.query.formula import Formula
from folkekommune.query.outputs import Model

OUTPUT = Model

_RATIOS = {"or": "models.odds-ratio", "irr": "models.rate-ratio", "hazard": "models.hazard-ratio"}


def answer(model: Model, asked: Asked) -> Answer:
    """Fit and protect a model."""
    inquiry, population, formula = asked.inquiry, asked.population, model.formula
    try:
        found = modelled(formula, inquiry, population)
    except UnsoundModelError as refused:
        return unsound(asked.policy, refused.rule), population, ()
    labelling = Labelling(formula, inquiry.dataset)
    shape = Shape(
        method=f"models.{formula.method}",
        hidden=found.found.hidden,
        labels=labelling.label,
        level=_level(formula),
        ratio=next((code for option, code in _RATIOS.items() if formula.options.get(option)), None),
        notes=_notes(population.left_out, merged=found.found.merged),
    )
    return model_result(found.fit, found.persons, shape, asked.policy), population, ()


def under_names(result: SafeResult, output: Model) -> SafeResult:
    """Put the names of variables and levels in place."""
    labelling = Labelling(output.formula, output.dataset)
    return relabelled(result, labelling.label, labelling.order)


def _level(formula: Formula) -> float:
    level = formula.options.get("level", 95.0)
    return level if isinstance(level, float) else 95.0


def _notes(left_out: int, *, merged: bool) -> tuple[Note, ...]:
    notes = [Note("model.merged")] if merged else []
    return (*notes, Note("population.left-out")) if left_out else tuple(notes)
