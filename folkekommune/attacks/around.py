"""Something around an engine: a base for engines that an attack puts in the place of a defence."""

from __future__ import annotations

from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import CellRequest, Cells, Engine, Rows, RowsRequest


class Around:
    """Ask the engine within."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group."""
        return self._engine.cells(request, limit=limit)

    def quantiles(self, dataset: Dataset, column: str, probabilities: tuple[float, ...]) -> tuple[float, ...]:
        """Give the engine's quantiles."""
        return self._engine.quantiles(dataset, column, probabilities)

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
        return self._engine.neighbours(dataset, column, probabilities, side=side, ignored=ignored)

    def rows(self, request: RowsRequest) -> Rows:
        """Give the engine's rows."""
        return self._engine.rows(request)

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the engine's parts."""
        return self._engine.parts(dataset)

    def forget(self) -> None:
        """Drop what the engine keeps."""
        self._engine.forget()

    def interrupt(self) -> None:
        """Interrupt the engine."""
        self._engine.interrupt()
