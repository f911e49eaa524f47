"""Compare an indicator with up to four areas or years, and tell how far to trust each difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.definition import Definition
from folkekommune.rendering.charts import ComparisonRow
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.table import Table, TableCell, TableRow, figure_cells, value_column
from folkekommune.web.municipality.areas_view import areas_view
from folkekommune.web.municipality.benchmarks import MOST, benchmarks, compare_with, in_sentence
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.comment_view import comments_view
from folkekommune.web.municipality.parts import comparison_view, verdict_cell
from folkekommune.web.municipality.trust import trust
from folkekommune.web.ports import Benchmark, Cell
from folkekommune.web.writing import write_period

router = APIRouter()

Areas = Annotated[list[str] | None, Query(alias="omrade", max_length=60)]
Code = Annotated[str, Query(pattern=r"^[a-z0-9_]{0,60}$")]
Year = Annotated[int | None, Query(ge=1900, le=2200)]
Period = Annotated[int, Query(alias="periode", ge=1, le=10)]

_UNASKED_PLACES = 2
"""How many places are shown when nobody has chosen: with a year there is room for one more."""
_NOTHING = "-"
"""Stands in the address for no area at all."""


@router.get("/{language}/kommune/{number}/sammenlign", name="municipality_compare")  # noqa: FAST003  (the dependency reads both)
def compare(
    board: BoardOf, *, indikator: Code = "", omrade: Areas = None, aar: Year = None, period: Period = 1
) -> Response:
    """Show a figure beside those it is compared with."""
    definitions = [
        entry for entry in board.figures.indicators() if board.figures.years(entry.code, board.place.number)
    ]
    title = board.say("dashboard.compare-title", place=board.place.name)
    if not definitions:
        return board.render("nothing.html", title=title)
    definition = board.definition(indikator) if indikator else definitions[0]
    pooled = board.figures.years(definition.code, board.place.number, period=period)
    length = period if pooled else 1
    years = sorted(pooled or board.figures.years(definition.code, board.place.number), reverse=True)
    year = aar if aar in years else years[0] if years else 0
    cell = Cell(definition.code, board.place.number, year, years=length)
    known = benchmarks(board, definition, cell)
    asked = [each for each in omrade or () if each]
    chosen = _chosen(known, asked)
    return board.render(
        "compare.html",
        title=title,
        definition=definition,
        indicators=[(entry.code, entry.wording.name.in_language(board.language)) for entry in definitions],
        years=[(str(each), write_period(each, length)) for each in years],
        year=year,
        asked=[("periode", length if length > 1 else None), *(("omrade", each) for each in asked)],
        groups=_groups(board, cell, known, chosen) if len(chosen) < MOST else (),
        is_full=len(chosen) == MOST,
        too_many=len(set(asked)) > MOST,
        chips=[
            (each.name.in_language(board.language), _address(board, cell, _keys(chosen, without=each)))
            for each in chosen
        ],
        picture=_picture(board, definition, cell, chosen),
        trusts=[
            trust(
                board.figures.figure(cell),
                each.figure,
                compare_with(board, definition, cell, each),
                benchmark=in_sentence(each, board.language),
                people=definition.people,
                language=board.language,
            )
            for each in chosen
        ],
        sources=sorted({each.source for each in chosen if each.source}),
        invented=any(each.invented for each in chosen),
        areas=areas_view(board, definition, cell),
        comments=comments_view(board, definition.code, back="sammenlign"),
    )


def _chosen(known: Sequence[Benchmark], asked: Sequence[str]) -> list[Benchmark]:
    """Give the areas asked for, at most four; without any some of them, with room for one more."""
    found = [each for each in known if each.key in asked]
    if not asked:
        shown = [each for each in known if each.figure.is_shown]
        found = [each for each in shown if not each.key.startswith("aar-")][:_UNASKED_PLACES]
        found += [each for each in shown if each.key.startswith("aar-")][:1]
    return found[:MOST]


def _groups(
    board: Board, cell: Cell, known: Sequence[Benchmark], chosen: Sequence[Benchmark]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what can be added, under headings: its name, and the address of the page with it."""
    kinds: dict[str, list[tuple[str, str]]] = {"larger": [], "places": [], "years": []}
    for each in (each for each in known if each not in chosen):
        kind = "larger" if each.fixed else "years" if each.key.startswith("aar-") else "places"
        href = _address(board, cell, [*_keys(chosen), each.key])
        kinds[kind].append((each.name.in_language(board.language), href))
    return [(board.say(f"dashboard.compare-{kind}"), found) for kind, found in kinds.items() if found]


def _keys(chosen: Sequence[Benchmark], *, without: Benchmark | None = None) -> list[str]:
    return [each.key for each in chosen if each is not without]


def _address(board: Board, cell: Cell, keys: Sequence[str]) -> str:
    """Give the address of the page with these areas."""
    several = cell.years if cell.years > 1 else None
    address = board.address("sammenlign", indikator=cell.indicator, aar=cell.year, periode=several)
    return "&".join([address, *(f"omrade={key}" for key in keys or (_NOTHING,))])


def _picture(board: Board, definition: Definition, cell: Cell, chosen: Sequence[Benchmark]) -> FigureView:
    language = board.language
    own = Benchmark(board.place.number, Texts(*(board.place.name,) * 3), board.figures.figure(cell))
    rows = [(each.name.in_language(language), each.figure) for each in (own, *chosen)]
    verdicts = [TableCell("–")] + [
        verdict_cell(compare_with(board, definition, cell, each), language) for each in chosen
    ]
    caption = board.say(
        "dashboard.compare-caption",
        name=definition.wording.name.in_language(language),
        place=board.place.name,
        year=write_period(cell.year, cell.years),
    )
    names = ("place", value_column(own.figure), "interval", "people")
    columns = [board.say(f"web.column-{name}") for name in names]
    table = Table(
        caption,
        (*columns, board.say("dashboard.column-own-verdict", place=board.place.name)),
        tuple(
            TableRow(name, (*figure_cells(figure, language), verdict), highlight=at == 0)
            for at, ((name, figure), verdict) in enumerate(zip(rows, verdicts, strict=True))
        ),
    )
    sure = [compare_with(board, definition, cell, each).is_sure for each in chosen]
    view = comparison_view(
        "compare",
        tuple(
            ComparisonRow(name, figure.value, figure.lower, figure.upper, highlight=at == 0)
            for at, (name, figure) in enumerate(rows)
        ),
        caption=caption,
        summary=board.say("dashboard.compare-summary", n=sum(sure), all=len(sure), place=board.place.name),
        table=table,
        language=language,
        unit=own.figure.unit,
    )
    return replace(view, table_open=True)
