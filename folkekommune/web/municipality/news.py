"""New since last: what each publication changed, forwards and backwards.

The log tells what is open to everyone: old and new values stand beside each other only where both were
published, and of what was withdrawn nothing is told but that it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from folkekommune.published.figures import CellKey
from folkekommune.published.history import HistoryEntry
from folkekommune.texts import number
from folkekommune.web.components.table import Table, TableCell, TableRow
from folkekommune.web.municipality.board import Board, BoardOf

router = APIRouter()

_MOST = 30


@dataclass(frozen=True)
class News:
    """What one publication meant, in sentences, with a table of the corrected figures."""

    day: date
    release: str
    sentences: tuple[str, ...]
    corrected: Table | None
    more: int = 0


@router.get("/{language}/kommune/{number}/nytt", name="municipality_news")  # noqa: FAST003  (the dependency reads both)
def news_page(board: BoardOf) -> Response:
    """Show the whole log."""
    return board.render(
        "news.html",
        title=board.say("dashboard.news-title", place=board.place.name),
        news=news_of(board),
    )


def news_of(board: Board, *, most: int | None = None) -> tuple[News, ...]:
    """Tell of the publications, the newest first."""
    changes = board.pages.services.changes
    if changes is None:
        return ()
    return tuple(_news(board, entry) for entry in changes.of_municipality(board.place.number)[:most])


def _news(board: Board, entry: HistoryEntry) -> News:
    rows = tuple(_rows(board, entry))
    table = None
    if rows:
        columns = ("indicator", "where", "before", "now")
        table = Table(
            board.say("dashboard.news-corrected-caption", release=entry.release),
            tuple(board.say(f"dashboard.column-{name}") for name in columns),
            rows[:_MOST],
        )
    return News(
        entry.at.date(), entry.release, tuple(sentences_of(board, entry)), table, max(len(rows) - _MOST, 0)
    )


def sentences_of(board: Board, entry: HistoryEntry) -> Iterator[str]:
    """Tell what one publication meant."""
    if entry.withdrawn:
        yield board.say("dashboard.news-withdrawn")
        return
    years = sorted({key.year for key in entry.added})
    indicators = {key.indicator for key in entry.added}
    if years:
        span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        yield board.say("dashboard.news-added", n=len(indicators), years=span)
    if entry.changed:
        yield board.say("dashboard.news-corrected", n=len(entry.changed))
    if entry.removed:
        yield board.say("dashboard.news-removed", n=len(entry.removed))
    if not (entry.added or entry.changed or entry.removed):
        yield board.say("dashboard.news-same")


def _rows(board: Board, entry: HistoryEntry) -> Iterator[TableRow]:
    names = {
        definition.code: definition.wording.short.in_language(board.language)
        for definition in board.figures.indicators()
    }
    districts = {place.number: place.name for place in board.figures.districts(board.place.number)}
    for change in entry.changed:
        key = change.key
        if key.sex is None and key.indicator in names:
            where = districts.get(key.district or "", board.place.name)
            yield TableRow(
                f"{names[key.indicator]}, {_period(key)}",
                (TableCell(where), *(_written(board, value) for value in (change.before, change.now))),
            )


def _written(board: Board, value: str) -> TableCell:
    """Write a published number the way of the language, with the decimals it was published with."""
    return TableCell(number(float(value), board.language, len(value.partition(".")[2])))


def _period(key: CellKey) -> str:
    return str(key.year) if key.years == 1 else f"{key.year - key.years + 1}–{key.year}"
