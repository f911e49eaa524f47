"""Figures that do not change in secret: what changed, when and why, on pages and in feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.indicators.definition import Definition, Statistic
from folkekommune.municipalities.division import district
from folkekommune.published.figures import CellKey
from folkekommune.published.history import FigureChange, HistoryEntry
from folkekommune.texts import Language, number, text
from folkekommune.web.pages import Pages, pages_of, say
from folkekommune.web.ports import Place
from folkekommune.web.public import feeds
from folkekommune.web.public.finding import Number, Slug, find_place, find_question, need_place
from folkekommune.web.writing import write_date, write_percent

router = APIRouter()

_MOST_VALUES = 5


@dataclass(frozen=True)
class Told:
    """An entry of the history in words."""

    identifier: str
    at: datetime
    title: str
    lines: tuple[str, ...]


@router.get("/{language}/sted/{number}/endringer", name="public_changes")
def changes(request: Request, language: Language, number: Number) -> Response:
    """Tell all changes of a municipality's figures."""
    pages = pages_of(request)
    place = need_place(pages, number)
    return pages.render(
        request,
        "public/changes.html",
        title=say(request, "public.changes-title", place=place.name),
        place=place,
        told=tell_history(pages, place, language),
    )


@router.get("/{language}/sted/{number}/endringer.xml", name="public_changes_feed")
def changes_feed(request: Request, language: Language, number: Number) -> Response:
    """Give the same as a feed."""
    pages = pages_of(request)
    place = need_place(pages, number)
    here = f"/{language}/sted/{number}"
    return _feed(
        say(request, "public.changes-title", place=place.name),
        tell_history(pages, place, language),
        address=f"{here}/endringer.xml",
        page=f"{here}/endringer",
        language=language,
    )


@router.get("/{language}/sporsmal/{slug}/{number}/endringer.xml", name="public_question_feed")
def question_feed(request: Request, language: Language, slug: Slug, number: Number) -> Response:
    """Give the changes of one question's figures in a municipality as a feed."""
    pages = pages_of(request)
    question = find_question(pages.services.citizen_figures, slug)
    place = find_place(pages, number)
    if place is None:
        raise HTTPException(404)
    here = f"/{language}/sporsmal/{slug}/{number}"
    return _feed(
        f"{question.question.in_language(language)} – {place.name}",
        tell_history(pages, place, language, indicator=question.indicator),
        address=f"{here}/endringer.xml",
        page=here,
        language=language,
    )


def tell_history(
    pages: Pages, place: Place, language: Language, *, indicator: str | None = None
) -> tuple[Told, ...]:
    """Tell the history of a municipality's figures, or of one indicator's, the newest first."""
    log = pages.services.changes
    if log is None:
        return ()
    entries = log.of_municipality(place.number)
    definitions = {each.code: each for each in pages.services.citizen_figures.indicators()}
    if indicator is not None:
        about = [entry.about(indicator) for entry in entries]
        entries = [entry for entry in about if _has_news(entry)]
    return tuple(_tell(entry, definitions, language, of_one=indicator is not None) for entry in entries)


def tell_corrections(pages: Pages, place: Place, language: Language, *, indicator: str) -> str:
    """Say when a shown figure of an indicator was last corrected; nothing if it never was."""
    log = pages.services.changes
    entries = log.of_municipality(place.number) if log is not None else ()
    latest = next((entry.at for entry in entries if entry.about(indicator).changed), None)
    if latest is None:
        return ""
    return text("public.corrected", language, day=write_date(latest.date(), language))


def _spans(years: Sequence[int]) -> Iterator[str]:
    """Write years, those that follow each other from the first to the last."""
    for _, found in groupby(enumerate(years), lambda entry: entry[1] - entry[0]):
        first, *others = (year for _, year in found)
        yield f"{first}–{others[-1]}" if others else str(first)


def _has_news(entry: HistoryEntry) -> bool:
    return bool(entry.withdrawn or entry.added or entry.removed or entry.changed)


def _tell(
    entry: HistoryEntry, definitions: dict[str, Definition], language: Language, *, of_one: bool
) -> Told:
    if entry.withdrawn:
        lines = [text("public.change-withdrawn", language)]
    else:
        lines = [text("public.change-why", language, release=entry.release)]
        years = sorted({key.year for key in entry.added if key.is_whole})
        if years:
            lines.append(text("public.change-added", language, years=", ".join(_spans(years))))
        if entry.removed:
            lines.append(text("public.change-removed", language, count=len(entry.removed)))
        if entry.changed:
            lines.append(text("public.change-changed", language, count=len(entry.changed)))
        if of_one:
            plain = [change for change in entry.changed if change.key.group is None]
            lines += [_change(change, definitions, language) for change in plain[:_MOST_VALUES]]
    kind = "public.change-title-withdrawn" if entry.withdrawn else "public.change-title"
    return Told(f"{entry.identifier} {entry.withdrawn}", entry.at, text(kind, language), tuple(lines))


def _change(change: FigureChange, definitions: dict[str, Definition], language: Language) -> str:
    definition = definitions.get(change.key.indicator)
    before, now = (_value(written, definition, language) for written in (change.before, change.now))
    where = _where(change.key, definition, language)
    return text("public.change-value", language, where=where, before=before, now=now)


def _value(written: str, definition: Definition | None, language: Language) -> str:
    decimals = len(written.partition(".")[2])
    if definition is not None and definition.statistic is Statistic.PROPORTION:
        return write_percent(float(written), language, decimals=decimals)
    return number(float(written), language, decimals)


def _where(key: CellKey, definition: Definition | None, language: Language) -> str:
    """Write which figure it is: its year, and the district and sex where it has them."""
    parts = [str(key.year) if key.years == 1 else f"{key.year - key.years + 1}–{key.year}"]
    if key.district is not None:
        known = district(key.district)
        parts.append(known.name if known else key.district)
    if key.sex is not None and definition is not None:
        people = definition.people.male if key.sex == "1" else definition.people.female
        parts.append(people.in_language(language))
    return ", ".join(parts)


def _feed(title: str, told: tuple[Told, ...], *, address: str, page: str, language: str) -> Response:
    entries = [
        feeds.FeedEntry(entry.identifier, entry.title, " ".join(entry.lines), entry.at, page)
        for entry in told
    ]
    content = feeds.atom(title, language=language, address=address, page=page, entries=entries)
    return Response(content, media_type=feeds.MEDIA)
