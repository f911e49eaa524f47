"""Hold a published figure against another one: the one verdict, judged from what is published.

Another year, sex or municipality is as uncertain as the figure itself, so both intervals count, and with
them the noise of disclosure control that they hold. A district stands against its own municipality; that
verdict comes with the figure.
"""

from __future__ import annotations

from folkekommune.indicators import reliability
from folkekommune.indicators.definition import Definition, Direction
from folkekommune.indicators.reliability import Flag
from folkekommune.indicators.verdict import Verdict, Yardstick, judge
from folkekommune.statistics.comparison import Counts
from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, Interval
from folkekommune.web.ports import Cell, Figure, PublishedFigures, Sign

_OF_FEW = frozenset({Flag.UNCERTAIN, Flag.FEW})
"""Flags of figures that rest on few people; low coverage has a warning of its own."""

_ABSENT = {
    Sign.WITHHELD: Flag.WITHHELD,
    Sign.MISSING: Flag.MISSING,
    Sign.NOT_COMPUTABLE: Flag.NOT_COMPUTABLE,
}


def evidence_of(figure: Figure) -> reliability.Figure:
    """Give what a figure is judged by."""
    if figure.value is None:
        return reliability.Figure(absent=_ABSENT[figure.sign or Sign.MISSING])
    return reliability.Figure(
        value=figure.value,
        interval=figure.interval or _written(figure, LEVEL),
        strict_interval=figure.strict_interval or _written(figure, STRICT_LEVEL),
        numerator=figure.numerator,
        denominator=figure.denominator,
        coverage=figure.coverage,
        percent=figure.numerator is not None,  # a mean has none
    )


def verdict_of(figure: Figure, direction: Direction) -> Verdict:
    """Give the verdict that came with a figure, or that of its absence."""
    return figure.verdict or judge(evidence_of(figure), direction)


def yardstick_of(other: Figure) -> Yardstick | None:
    """Make a yardstick of a figure of other people; none of one that is not shown."""
    evidence = evidence_of(other)
    if evidence.value is None:
        return None
    return Yardstick(evidence.value, interval=evidence.interval, strict_interval=evidence.strict_interval)


def hold_against(figure: Figure, other: Figure, direction: Direction) -> Verdict:
    """Judge a figure against one of other people: another year, sex or place."""
    return judge(evidence_of(figure), direction, yardstick=yardstick_of(other))


def hold_against_standard(figure: Figure, other: Figure, direction: Direction) -> Verdict:
    """Judge a figure against a larger area, which is fixed, as the national profiles treat it."""
    whole = None
    if other.numerator is not None and other.denominator is not None:
        whole = Counts(other.numerator, other.denominator)
    stick = Yardstick(other.value, whole) if other.value is not None else None
    return judge(evidence_of(figure), direction, yardstick=stick)


def hold_against_year(
    figures: PublishedFigures, definition: Definition, cell: Cell, *, before: int
) -> Verdict:
    """Judge a figure against an earlier year's; across a break nothing is compared."""
    figure = figures.figure(cell)
    if is_broken(definition, before, cell.year, place=cell.municipality):
        return judge(evidence_of(figure), definition.direction)
    return hold_against(figure, figures.figure(cell.at(before)), definition.direction)


def is_broken(definition: Definition, before: int, year: int, *, place: str) -> bool:
    """Say whether a break lies between two years, so that they cannot be compared."""
    return any(before < entry.day.year <= year and entry.area in (None, place) for entry in definition.breaks)


def is_uncertain(figure: Figure, direction: Direction) -> bool:
    """Say whether a shown figure needs a warning that it rests on few people."""
    return figure.is_shown and bool(_OF_FEW.intersection(verdict_of(figure, direction).flags))


def _written(figure: Figure, level: float) -> Interval | None:
    """Give the limits as they were written, where those before rounding are not known."""
    if figure.lower is None or figure.upper is None:
        return None
    return Interval(figure.lower, figure.upper, level)
