"""An engine that is overheard: what messages would say if they were not constant."""

from __future__ import annotations

from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import CellRequest, Cells, Engine


class Overheard:
    """Note the values that groups have, and ask the engine within."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._met: list[str] = []

    def message(self) -> str:
        """Say which values no code list holds, and forget them."""
        sentence = "".join(f"Unknown category: {value}. " for value in self._met)
        self._met.clear()
        return sentence

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group, and note the values outside the code lists."""
        cells = self._engine.cells(request, limit=limit)
        for name, values in zip(request.dimensions, cells.coordinates, strict=True):
            known = set(request.dataset.columns[name].codes or ())
            unknown = sorted({value for value in values if value is not None and value not in known}, key=str)
            self._met += [value if isinstance(value, str) else f"{value:.0f}" for value in unknown]
        return cells

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

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the engine's parts."""
        return self._engine.parts(dataset)

    def forget(self) -> None:
        """Drop what the engine keeps."""
        self._engine.forget()

    def interrupt(self) -> None:
        """Interrupt the engine."""
        self._engine.interrupt()
