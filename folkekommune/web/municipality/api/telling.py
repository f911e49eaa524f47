"""How good the figures are, what has changed in them, and the chapters of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query

from folkekommune.access.checks import can_read_quality
from folkekommune.disclosure.results import to_plain
from folkekommune.published.figures import CellKey
from folkekommune.published.history import HistoryEntry
from folkekommune.web.api_entries import FigureEntry, figure_entry
from folkekommune.web.municipality.api.asking import AskedBoard, dashboard_router
from folkekommune.web.municipality.api.measures import MeasureEntry, measure_entry
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.data_quality import Reliability, reliabilities, reported
from folkekommune.web.municipality.news import sentences_of
from folkekommune.web.municipality.report import Chapter, chapter, chosen_of, measures_about

router = dashboard_router()

Codes = Annotated[list[str] | None, Query(max_length=60, description="The indicators of the report.")]


@dataclass(frozen=True)
class ReliabilityEntry:
    """How far an indicator's newest figure can be relied upon.

    :param hidden: how many of its districts are not shown, :param districts: of how many.
    """

    indicator: str
    year: int
    coverage: float | None
    hidden: int
    districts: int
    flags: list[str]


@dataclass(frozen=True)
class QualityEntry:
    """The reliability of every indicator, and parts of the quality report for those who may read it.

    :param report: protected tables by section; none where there is no report, or it is not for the reader.
    """

    indicators: list[ReliabilityEntry]
    may_read_report: bool
    report: dict[str, Any]


@dataclass(frozen=True)
class CorrectedEntry:
    """A published figure that became another; both were open to all."""

    indicator: str
    year: int
    years: int
    district: str | None
    sex: str | None
    before: float
    now: float


@dataclass(frozen=True)
class NewsEntry:
    """What one publication meant."""

    publication: str
    release: str
    at: datetime
    withdrawn: bool
    sentences: list[str]
    corrected: list[CorrectedEntry]


@dataclass(frozen=True)
class ChapterEntry:
    """An indicator in a report: its figure, and the sentences about it."""

    indicator: str
    name: str
    figure: FigureEntry
    sentences: list[str]


@dataclass(frozen=True)
class ReportEntry:
    """A report: its chapters, the measures that are to change their figures, and whose the figures are."""

    chapters: list[ChapterEntry]
    measures: list[MeasureEntry]
    sources: list[str]


@router.get("/quality")
def quality(board: AskedBoard) -> QualityEntry:
    """Tell how far the figures can be relied upon, and where answers are missing."""
    return QualityEntry(
        [_reliability(each) for each in reliabilities(board)],
        can_read_quality(board.session.user, board.place.number),
        {name: to_plain(table) for name, table in reported(board).items()},
    )


@router.get("/changes")
def changes(board: AskedBoard) -> list[NewsEntry]:
    """Tell what each publication changed in the figures that all can see, the newest first."""
    log = board.pages.services.changes
    return [
        _news(board, entry) for entry in (log.of_municipality(board.place.number) if log is not None else ())
    ]


@router.get("/report")
def report(board: AskedBoard, indicator: Codes = None) -> ReportEntry:
    """Give a report of some indicators, in sentences made by rule."""
    chosen = chosen_of(board, indicator or ())
    return ReportEntry(
        [_chapter(board, chapter(board, entry)) for entry in chosen],
        [measure_entry(view) for view in measures_about(board, chosen)],
        sorted({entry.source for entry in chosen}),
    )


def _reliability(each: Reliability) -> ReliabilityEntry:
    return ReliabilityEntry(
        each.definition.code,
        each.cell.year,
        each.figure.coverage,
        each.hidden,
        each.districts,
        flags=[flag.value for flag in each.flags],
    )


def _news(board: Board, entry: HistoryEntry) -> NewsEntry:
    return NewsEntry(
        entry.identifier,
        entry.release,
        entry.at,
        entry.withdrawn,
        sentences=list(sentences_of(board, entry)),
        corrected=[_corrected(change.key, change.before, change.now) for change in entry.changed],
    )


def _corrected(key: CellKey, before: str, now: str) -> CorrectedEntry:
    return CorrectedEntry(
        key.indicator,
        key.year,
        key.years,
        key.district,
        key.sex,
        before=float(before),
        now=float(now),
    )


def _chapter(board: Board, told: Chapter) -> ChapterEntry:
    trust = told.trust
    sentences = (
        told.interval,
        *((trust.sentence, trust.size, trust.people, trust.later) if trust else ()),
        told.districts,
    )
    return ChapterEntry(
        told.definition.code,
        told.name,
        figure_entry(told.cell, board.figures.figure(told.cell), told.definition),
        [sentence for sentence in sentences if sentence],
    )
