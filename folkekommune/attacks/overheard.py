"""An engine that is overheard: what messages would say if they were not constant."""

from __future__ import annotations

from folkekommune.attacks.around import Around
from folkekommune.query.engine import CellRequest, Cells, Engine


class Overheard(Around):
    """Note the values that groups have, and ask the engine within."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._met: list[str] = []

    def message(self) -> str:
        """Say which values no code list holds, and forget them."""
        sentence = "".join(f"Unknown category: {value}. " for value in self._met)
        self._met.clear()
        return sentence

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group, and note the values outside the code lists."""
        cells = super().cells(request, limit=limit)
        for name, values in zip(request.dimensions, cells.coordinates, strict=True):
            known = set(request.dataset.columns[name].codes or ())
            unknown = sorted({value for value in values if value is not None and value not in known}, key=str)
            self._met += [value if isinstance(value, str) else f"{value:.0f}" for value in unknown]
        return cells
