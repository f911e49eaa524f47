"""Where in a script something stands. Lines and columns count from 1; the end is one past the last sign."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A stretch of the text of a script."""

    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """Stretch to the end of another span."""
        return Span(self.line, self.column, other.end_line, other.end_column)
