"""Guess first: five ranges to choose among, each with a reply that speaks to the guess. Nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.indicators.questions import nearest
from folkekommune.texts import Language, text
from folkekommune.web.trend import YearlyFigures

_RANGES = ((0, 19), (20, 39), (40, 59), (60, 79), (80, 100))


@dataclass(frozen=True)
class Guess:
    """A range and what is answered to whoever chooses it."""

    label: str
    reply: str


@dataclass(frozen=True)
class Guesses:
    """What is guessed, and the ranges."""

    question: str
    ranges: tuple[Guess, ...]


def guesses(series: YearlyFigures, language: Language) -> Guesses | None:
    """Let the reader guess the first year that is shown; None where there is only one."""
    shown = [(year, figure.value) for year, figure in series if figure.value is not None]
    if len(shown) < 2:  # noqa: PLR2004  (one year is told already)
        return None
    year, value = shown[0][0], nearest(shown[0][1] or 0)
    return Guesses(
        text("public.guess-question", language, year=str(year)),
        tuple(
            Guess(
                text("public.guess-range", language, low=low, high=high),
                text(f"public.guess-{_kind(value, low, high)}", language, year=str(year), value=value),
            )
            for low, high in _RANGES
        ),
    )


def _kind(value: int, low: int, high: int) -> str:
    if value < low:
        return "high"
    return "low" if value > high else "right"
