"""An engine whose arithmetic fails instead of giving missing: what total arithmetic defends against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.query.dataset import Assign, Dataset
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


@dataclass(frozen=True)
class UntotalEngine:
    """Raise where a derived variable has no finite value for somebody; else ask the engine within.

    :param values: of the variables that arithmetic is done with.
    """

    engine: Engine
    values: Mapping[str, NDArray[np.float64]]

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Compute everything that is derived, as an engine that is not total would, then group."""
        self._derive(request.dataset)
        return self.engine.cells(request, limit=limit)

    def quantiles(self, dataset: Dataset, column: str, probabilities: tuple[float, ...]) -> tuple[float, ...]:
        """Give the engine's quantiles."""
        return self.engine.quantiles(dataset, column, probabilities)

    def neighbours(
        self,
        dataset: Dataset,
        column: str,
        probabilities: tuple[float, ...],
        *,
        side: int,
        ignored: frozenset[int] = frozenset(),
    ) -> tuple[tuple[float, ...], ...]:
        """Give the engine's order statistics."""
        return self.engine.neighbours(dataset, column, probabilities, side=side, ignored=ignored)

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the engine's parts."""
        return self.engine.parts(dataset)

    def forget(self) -> None:
        """Drop what the engine keeps."""
        self.engine.forget()

    def interrupt(self) -> None:
        """Interrupt the engine."""
        self.engine.interrupt()

    def _derive(self, dataset: Dataset) -> None:
        known = dict(self.values)
        with np.errstate(all="raise", under="ignore"):
            for step in dataset.steps:
                if isinstance(step, Assign):
                    known[step.name] = np.asarray(_strictly(step.value, known))


def _strictly(
    expression: Expression, known: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.float64] | np.float64:
    match expression:
        case Number(value):
            return np.float64(value)
        case Column(name):
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
            raise NotImplementedError
