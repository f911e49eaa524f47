"""Compare an indicator with up to four areas or years, and tell how far to trust each difference."""

from __future__ import annotations

from collections.abc import Sequence
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
from folkekommune.web.municipality.parts import comparison_view, verdict_cell
from folkekommune.web.municipality.trust import trust
from folkekommune.web.ports import Benchmark, Cell

router = APIRouter()

Areas = Annotated[list[str] | None, Query(alias="omrade", max_length=60)]
Code = Annotated[str, Query(pattern=r"^[a-z0-9_]{0,60}$")]
Year = Annotated[int | None, Query(ge=1900, le=2200)]


@router.get("/{language}/kommune/{number}/sammenlign", name="municipality_compare")  # noqa: FAST003  (the dependency reads both)
def compare(board: BoardOf, *, indikator: Code = "", omrade: Areas = None, aar: Year = None) -> Response:
    """Show a figure beside those it is compared with."""
    definitions = [
        entry for entry in board.figures.indicators() if board.figures.years(entry.code, board.place.number)
    ]
    title = board.say("dashboard.compare-title", place=board.place.name)
    if not definitions:
        return board.render("nothing.html", title=title)
    definition = board.definition(indikator) if indikator else definitions[0]
    years = sorted(board.figures.years(definition.code, board.place.number), reverse=True)
    year = aar if aar in years else years[0] if years else 0
    cell = Cell(definition.code, board.place.number, year)
    known = benchmarks(board, definition, cell)
    chosen = _chosen(known, omrade or [])
    return board.render(
        "compare.html",
        title=title,
        definition=definition,
        indicators=[(entry.code, entry.wording.name.in_language(board.language)) for entry in definitions],
        years=[(str(each), str(each)) for each in years],
        year=year,
        groups=_groups(board, known),
        chosen=[each.key for each in chosen],
        too_many=len(set(omrade or [])) > MOST,
        chips=[
            (each.name.in_language(board.language), _without(board, definition, year, chosen, each))
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
    )


def _chosen(known: Sequence[Benchmark], asked: Sequence[str]) -> list[Benchmark]:
    """Give the areas asked for, at most four; without any the first of larger areas, places and years."""
    found = [each for each in known if each.key in asked]
    if not asked:
        shown = [each for each in known if each.figure.is_shown]
        found = [each for each in shown if not each.key.startswith("aar-")][: MOST - 1]
        found += [each for each in shown if each.key.startswith("aar-")][:1]
    return found[:MOST]


def _groups(board: Board, known: Sequence[Benchmark]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what can be chosen, under headings."""
    kinds: dict[str, list[tuple[str, str]]] = {"larger": [], "places": [], "years": []}
    for each in known:
        kind = "larger" if each.fixed else "years" if each.key.startswith("aar-") else "places"
        kinds[kind].append((each.key, each.name.in_language(board.language)))
    return [(board.say(f"dashboard.compare-{kind}"), found) for kind, found in kinds.items() if found]


def _without(
    board: Board, definition: Definition, year: int, chosen: Sequence[Benchmark], left_out: Benchmark
) -> str:
    """Give the address of the page without one of its areas."""
    rest = "&".join(f"omrade={each.key}" for each in chosen if each is not left_out)
    address = board.address("sammenlign", indikator=definition.code, aar=year)
    return f"{address}&{rest}" if rest else f"{address}&omrade=-"


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
        year=str(cell.year),
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
    return comparison_view(
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
