"""Charts of coefficients: the model is asked for as anybody would ask for it."""

from __future__ import annotations

from folkekommune.analysis.answers import answerer_of
from folkekommune.analysis.asked import Answer, Asked
from folkekommune.analysis.labelling import Labelling
from folkekommune.disclosure.coefficient_charts import coefficient_chart, relabelled
from folkekommune.disclosure.results import SafeAnalysis, SafeResult
from folkekommune.query.outputs import CoefficientPlot
from folkekommune.statistics.models.fit import CONSTANT, JOINED

OUTPUT = CoefficientPlot

_LEVEL = 95.0


def answer(asking: CoefficientPlot, asked: Asked) -> Answer:
    """Protect the model, and draw what it shows."""
    result, population, counts = answerer_of(asking.model).answer(asking.model, asked)
    if not isinstance(result, SafeAnalysis):
        return result, population, counts
    level = asking.model.formula.options.get("level", _LEVEL)
    chart = coefficient_chart(result, _left_out, level if isinstance(level, float) else _LEVEL)
    return chart, population, counts


def under_names(result: SafeResult, output: CoefficientPlot) -> SafeResult:
    """Put the names of variables and levels in place."""
    labelling = Labelling(output.model.formula, output.dataset)
    return relabelled(result, labelling.label, labelling.order)


def _left_out(name: str) -> bool:
    """Leave out the constants, which are on another scale, and the parameters of an estimator."""
    return name.startswith("@") or name.rsplit(JOINED, maxsplit=1)[-1] == CONSTANT
