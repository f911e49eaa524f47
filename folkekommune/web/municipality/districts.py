"""The districts: the tartan rug of all indicators, then a map and a table of one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from folkekommune.web.municipality.board import BoardOf
from folkekommune.web.municipality.district_map import MapKind, map_view
from folkekommune.web.municipality.parts import district_comparison, district_figures
from folkekommune.web.municipality.rug import rug_of
from folkekommune.web.municipality.themes import theme_name, themes_of
from folkekommune.web.ports import Cell

router = APIRouter()

Code = Annotated[str, Query(pattern=r"^[a-z0-9_]{0,60}$")]
Theme = Annotated[str, Query(pattern=r"^[a-z0-9_]{0,60}$")]
Year = Annotated[int | None, Query(ge=1900, le=2200)]


@router.get("/{language}/kommune/{number}/bydeler", name="municipality_districts")  # noqa: FAST003  (the dependency reads both)
def districts(
    board: BoardOf,
    *,
    tema: Theme = "",
    indikator: Code = "",
    aar: Year = None,
    kart: MapKind = MapKind.VERDICT,
) -> Response:
    """Show how the districts stand, indicator by indicator."""
    title = board.say("dashboard.districts-title", place=board.place.name)
    definitions = [entry for entry in board.figures.indicators() if tema in ("", entry.theme)]
    rug = rug_of(board, definitions, year=aar)
    if not rug.districts:
        return board.render("nothing.html", title=title, reason=board.say("dashboard.districts-none"))
    chosen = next((line for line in rug.lines if line.definition.code == indikator), None)
    line = chosen or next(iter(rug.lines), None)
    comparison = picture = None
    if line is not None:
        cell = Cell(line.definition.code, board.place.number, int(line.year))
        parts = district_figures(board.figures, cell)
        about = {
            "name": line.definition.wording.name.in_language(board.language),
            "place": board.place.name,
            "year": line.year,
        }
        picture = map_view(
            parts,
            caption=board.say("municipality.map-caption", **about),
            definition=line.definition,
            language=board.language,
            kind=kart,
        )
        comparison = district_comparison(
            parts,
            board.figures.figure(cell),
            place=board.place,
            caption=board.say("municipality.districts-caption", **about),
            definition=line.definition,
            language=board.language,
        )
    return board.render(
        "districts.html",
        title=title,
        rug=rug,
        line=line,
        map=picture,
        comparison=comparison,
        themes=[(theme, theme_name(theme, board.language)) for theme in themes_of(board)],
        theme=tema,
        years=[(str(year), str(year)) for year in board.years()],
        year=aar,
        indicators=[(each.definition.code, each.name) for each in rug.lines],
        kinds=[(kind.value, board.say(f"dashboard.map-{kind.value}")) for kind in MapKind],
        kind=kart.value,
    )
