"""The barometer of a municipality: every indicator of its newest year against one benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from folkekommune.indicators.definition import Definition, Direction, Statistic
from folkekommune.indicators.verdict import Comparison, Verdict
from folkekommune.rendering.presentations.barometer import BarometerRow, barometer
from folkekommune.texts import Language, text
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.presentation import mark_of, presentation_view
from folkekommune.web.municipality.benchmarks import benchmarks, compare_with, in_sentence
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.cards import write_value
from folkekommune.web.ports import Benchmark, Cell, Figure

LAST_YEAR = "fjor"
"""The benchmark that is each indicator's own year before."""

_FEWEST_OTHERS = 2


@dataclass(frozen=True)
class Held:
    """An indicator's newest figure, held against the benchmark of the barometer."""

    definition: Definition
    cell: Cell
    figure: Figure
    benchmark: Benchmark
    verdict: Verdict

    @property
    def sign(self) -> int:
        """Plus one where a higher figure is better, minus one where a lower one is."""
        return 1 if self.definition.direction is Direction.HIGH else -1


@dataclass(frozen=True)
class BarometerView:
    """The picture, and what it was made of.

    :param options: what can be chosen as its middle. :param left_out: how many indicators have no good side.
    """

    figure: FigureView | None
    held: tuple[Held, ...]
    options: tuple[tuple[str, str], ...]
    chosen: str
    left_out: int

    @property
    def middle(self) -> str:
        """What everything is held against, as it is called in a sentence."""
        return dict(self.options).get(self.chosen, "")


_Known = Sequence[tuple[Definition, Cell, Sequence[Benchmark]]]


def barometer_view(board: Board, definitions: Iterable[Definition], *, key: str = "") -> BarometerView:
    """Draw the barometer against a benchmark; without a key against the usual one."""
    view = held_against(board, definitions, key=key)
    if not view.held:
        return view
    drawn = barometer(
        tuple(_row(board, each) for each in view.held),
        caption=board.say("dashboard.barometer-caption", place=board.place.name, benchmark=view.middle),
        benchmark=view.middle,
        language=board.language,
    )
    return replace(view, figure=presentation_view(drawn))


def held_against(board: Board, definitions: Iterable[Definition], *, key: str = "") -> BarometerView:
    """Hold every indicator against a benchmark, without a picture; without a key against the usual one."""
    asked = [entry for entry in definitions if entry.statistic is Statistic.PROPORTION]
    tested = [entry for entry in asked if entry.direction is not Direction.NONE]
    known = list(_known(board, tested))
    options = dict(_options(board, known))
    chosen = key if key in options else _usual(known, options)
    held = tuple(_held(board, known, chosen))
    return BarometerView(None, held, tuple(options.items()), chosen, len(asked) - len(tested))


def _known(
    board: Board, definitions: Iterable[Definition]
) -> Iterator[tuple[Definition, Cell, Sequence[Benchmark]]]:
    """Give the newest figure of each indicator, and everything it can be held against."""
    for definition in definitions:
        years = board.figures.years(definition.code, board.place.number)
        if years:
            cell = Cell(definition.code, board.place.number, max(years))
            yield definition, cell, benchmarks(board, definition, cell)


def _held(board: Board, known: _Known, key: str) -> Iterator[Held]:
    """Hold every indicator against the benchmark of a key, where it has it."""
    for definition, cell, found in known:
        wanted = f"aar-{cell.year - 1}" if key == LAST_YEAR else key
        benchmark = next((each for each in found if each.key == wanted), None)
        if benchmark is not None:
            verdict = compare_with(board, definition, cell, benchmark)
            yield Held(definition, cell, board.figures.figure(cell), benchmark, verdict)


def _options(board: Board, known: _Known) -> Iterator[tuple[str, str]]:
    """List the benchmarks of all indicators, larger areas first, then places, then last year."""
    every = [each for _, _, found in known for each in found if not each.key.startswith("aar-")]
    for each in sorted(every, key=lambda each: not each.fixed):
        yield each.key, in_sentence(each, board.language)
    if any(each.key == f"aar-{cell.year - 1}" for _, cell, found in known for each in found):
        yield LAST_YEAR, board.say("dashboard.year-before")


def _usual(known: _Known, options: Mapping[str, str]) -> str:
    """Give the key when nobody has chosen: the first larger area, else last year, else what there is."""
    larger = (each.key for _, _, found in known for each in found if each.fixed)
    return next(larger, LAST_YEAR if LAST_YEAR in options else next(iter(options), ""))


def _row(board: Board, held: Held) -> BarometerRow:
    language, figure, other = board.language, held.figure, held.benchmark.figure
    mark = mark_of(held.verdict, language)
    row = BarometerRow(
        held.definition.wording.short.in_language(language),
        mark,
        value=_written(figure, held.definition, language),
        benchmark=_written(other, held.definition, language),
    )
    if figure.value is None or other.value is None:
        return row
    lower = upper = None
    better = held.sign * (figure.value - other.value)
    if held.verdict.comparison is not Comparison.NOT_TESTED and held.verdict.gap is not None:
        gap = held.verdict.gap
        better = held.sign * gap.value
        lower, upper = sorted((held.sign * gap.limits.lower, held.sign * gap.limits.upper))
    return BarometerRow(
        row.name,
        mark,
        better,
        lower,
        upper,
        others=_range(board, held, other.value),
        value=row.value,
        benchmark=row.benchmark,
    )


def _range(board: Board, held: Held, middle: float) -> tuple[float, float] | None:
    """Give the worst and the best of the other municipalities, from the middle."""
    cell = held.cell
    figures = (
        board.others.figure(Cell(cell.indicator, place.number, cell.year))
        for place in board.others.municipalities()
        if place.number != cell.municipality
    )
    found = [held.sign * (figure.value - middle) for figure in figures if figure.value is not None]
    return (min(found), max(found)) if len(found) >= _FEWEST_OTHERS else None


def _written(figure: Figure, definition: Definition, language: Language) -> str:
    if figure.value is None:
        return figure.sign.value if figure.sign else text("dashboard.nothing", language)
    return write_value(figure, language)
