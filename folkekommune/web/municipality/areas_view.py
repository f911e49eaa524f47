"""All areas of a kind beside each other: as a caterpillar with intervals, and as a funnel by size.

The areas are the municipalities that have figures here; where they are too few, the municipality's districts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.indicators.definition import Area, Definition
from folkekommune.indicators.funnel import FEWEST, Funnel, funnel_of
from folkekommune.indicators.verdict import Comparison, Verdict, Yardstick, judge
from folkekommune.rendering.presentations.caterpillar import caterpillar
from folkekommune.rendering.presentations.funnel import FunnelArea, FunnelLimit, funnel
from folkekommune.statistics.comparison import Counts
from folkekommune.statistics.intervals import STRICT_LEVEL
from folkekommune.web.comparison import evidence_of, verdict_of
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.presentation import estimate_of, mark_of, presentation_view
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.parts import district_figures
from folkekommune.web.ports import Cell, Figure, Place
from folkekommune.web.writing import write_period

_STEPS = 40

Entries = Sequence[tuple[Place, Figure]]


@dataclass(frozen=True)
class Areas:
    """All areas of a kind, each with its figure and the verdict on it.

    :param kind: ``municipalities`` or ``districts``.
    :param middle: what they are judged against: its name and value; none where there is none.
    :param average: of the areas that may be tested, where these are enough for a funnel.
    """

    kind: str
    entries: Entries
    verdicts: Sequence[Verdict]
    middle: tuple[str, float] | None
    average: Funnel | None


@dataclass(frozen=True)
class AreasView:
    """The two pictures; the funnel needs three areas that may be tested."""

    caterpillar: FigureView
    funnel: FigureView | None


def areas_of(board: Board, definition: Definition, cell: Cell) -> Areas | None:
    """Give the areas that a figure stands among; None where there are not enough of either kind."""
    places = _municipalities(board, cell)
    if _shown(places) >= FEWEST:
        return _judged(board, definition, cell, places, kind="municipalities")
    if Area.DISTRICT not in definition.geography:
        return None
    districts = district_figures(board.figures, cell)
    return (
        _judged(board, definition, cell, districts, kind="districts") if _shown(districts) >= FEWEST else None
    )


def _municipalities(board: Board, cell: Cell) -> list[tuple[Place, Figure]]:
    own = (board.place, board.figures.figure(cell))
    others = [
        (place, board.others.figure(Cell(cell.indicator, place.number, cell.year, years=cell.years)))
        for place in board.others.municipalities()
        if place.number != cell.municipality
    ]
    return [own, *others]


def _shown(entries: Entries) -> int:
    return sum(figure.is_shown for _, figure in entries)


def _judged(board: Board, definition: Definition, cell: Cell, entries: Entries, *, kind: str) -> Areas:
    average = funnel_of(_testable(definition, entries))
    verdicts, middle = _against(board, definition, cell, entries, average=average, kind=kind)
    return Areas(kind, entries, verdicts, middle, average)


def areas_view(board: Board, definition: Definition, cell: Cell) -> AreasView | None:
    """Draw the areas of a figure; None where there are not enough of either kind."""
    areas = areas_of(board, definition, cell)
    if areas is None:
        return None
    language = board.language
    about = {
        "name": definition.wording.name.in_language(language),
        "year": write_period(cell.year, cell.years),
        "place": board.place.name,
    }
    drawn = caterpillar(
        tuple(
            estimate_of(place.name, figure, verdict, own=place.number == cell.municipality, language=language)
            for (place, figure), verdict in zip(areas.entries, areas.verdicts, strict=True)
        ),
        caption=board.say(f"dashboard.caterpillar-{areas.kind}", **about),
        benchmark=areas.middle,
        language=language,
    )
    caption = board.say(f"dashboard.funnel-{areas.kind}", **about)
    average = areas.average
    return AreasView(
        presentation_view(drawn),
        _funnel(board, definition, areas.entries, average, caption=caption) if average else None,
    )


def _testable(definition: Definition, entries: Entries) -> list[tuple[float, float]]:
    """Give cases and people of the areas whose figures may be tested."""
    tested = (
        figure
        for _, figure in entries
        if judge(evidence_of(figure), definition.direction, yardstick=Yardstick(0.0)).comparison
        is not Comparison.NOT_TESTED
    )
    return [
        (figure.numerator, figure.denominator)
        for figure in tested
        if figure.numerator is not None and figure.denominator
    ]


def _against(
    board: Board,
    definition: Definition,
    cell: Cell,
    entries: Entries,
    *,
    average: Funnel | None,
    kind: str,
) -> tuple[list[Verdict], tuple[str, float] | None]:
    """Judge districts against their municipality, and municipalities against all of them together."""
    direction = definition.direction
    if kind == "districts":
        whole = board.figures.figure(cell)
        middle = (board.place.name, whole.value) if whole.value is not None else None
        return [verdict_of(figure, direction) for _, figure in entries], middle
    if average is None:
        return [judge(evidence_of(figure), direction) for _, figure in entries], None
    counts = _testable(definition, entries)
    whole_counts = Counts(sum(cases for cases, _ in counts), sum(people for _, people in counts))
    stick = Yardstick(average.average, whole_counts)
    verdicts = [judge(evidence_of(figure), direction, yardstick=stick) for _, figure in entries]
    return verdicts, (board.say("dashboard.all-areas"), average.average)


def _funnel(
    board: Board, definition: Definition, entries: Entries, average: Funnel, *, caption: str
) -> FigureView:
    areas = [
        FunnelArea(
            place.name,
            figure.denominator,
            figure.value,
            mark_of(
                judge(
                    evidence_of(figure),
                    definition.direction,
                    yardstick=average.yardstick(figure.denominator),
                ),
                board.language,
            ),
            own=place.number == board.place.number,
        )
        for place, figure in entries
        if figure.value is not None and figure.denominator
    ]
    smallest, largest = (end(area.size for area in areas) for end in (min, max))
    first = max(smallest * 0.6, 10)
    sizes = [first + step * (largest * 1.1 - first) / _STEPS for step in range(_STEPS + 1)]
    drawn = funnel(
        areas,
        [_limit(average, size) for size in sizes],
        average=average.average,
        adjusted=average.is_adjusted,
        caption=caption,
        language=board.language,
    )
    return presentation_view(drawn)


def _limit(average: Funnel, size: float) -> FunnelLimit:
    plain, strict = average.limits(size), average.limits(size, level=STRICT_LEVEL)
    return FunnelLimit(size, plain.lower, plain.upper, strict.lower, strict.upper)
