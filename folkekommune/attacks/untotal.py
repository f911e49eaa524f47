"""An engine whose arithmetic fails instead of giving missing: what total arithmetic defends against."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.around import Around
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import CellRequest, Cells, Engine
from folkekommune.query.expressions import (
    Binary,
    Call,
    Column,
    Expression,
    IsMissing,
    Negative,
    Number,
    Operator,
)
from folkekommune.query.steps import Assign

_BINARY: dict[Operator, Callable[..., NDArray[np.float64]]] = {
    Operator.ADD: np.add,
    Operator.SUBTRACT: np.subtract,
    Operator.MULTIPLY: np.multiply,
    Operator.DIVIDE: np.divide,
    Operator.POWER: np.power,
}
_FUNCTIONS: dict[str, Callable[..., NDArray[np.float64]]] = {
    "ln": np.log,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "abs": np.abs,
    "int": np.trunc,
    "round": lambda value, digits: np.asarray(np.round(value, int(digits))),
}


class _Beyond(Exception):
    """What no arithmetic is done in: it cannot fail."""


class UntotalEngine(Around):
    """Raise where a derived variable has no finite value for somebody; else ask the engine within.

    :param values: of the variables that arithmetic is done with.
    """

    def __init__(self, engine: Engine, values: Mapping[str, NDArray[np.float64]]) -> None:
        super().__init__(engine)
        self._values = values

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Compute everything that is derived, as an engine that is not total would, then group."""
        self._derive(request.dataset)
        return super().cells(request, limit=limit)

    def _derive(self, dataset: Dataset) -> None:
        known = dict(self._values)
        with np.errstate(all="raise", under="ignore"):
            for step in dataset.steps:
                if isinstance(step, Assign):
                    try:
                        known[step.name] = np.asarray(_strictly(step.value, known))
                    except _Beyond:
                        known.pop(step.name, None)


def _strictly(
    expression: Expression, known: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.float64] | np.float64:
    match expression:
        case Number(value):
            return np.float64(value)
        case Column(name):
            if name not in known:
                raise _Beyond
            return known[name]
        case Negative(operand):
            return -_strictly(operand, known)
        case IsMissing(operand):
            return np.isnan(_strictly(operand, known)).astype(np.float64)
        case Binary(operator, left, right) if operator in _BINARY:
            return _BINARY[operator](_strictly(left, known), _strictly(right, known))
        case Call(function, arguments) if function in _FUNCTIONS:
            return _FUNCTIONS[function](*(_strictly(each, known) for each in arguments))
        case _:
            raise _Beyond
