"""Official tables: those in use, what a file means, and keeping it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, UploadFile

from folkekommune.services.official_tables import Kept
from folkekommune.services.official_words import name_of_table
from folkekommune.texts import Language
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import InLanguages, Lang, in_languages
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.api.asking import stewardship_router
from folkekommune.web.steward.bringing import ChosenBank, Desk, Upload, forget, keep_shown, understand
from folkekommune.web.steward.place import StewardPlace

router = stewardship_router()

Table = Annotated[str, Form(max_length=60)]
Day = Annotated[str, Form(max_length=10, description="When it was fetched, YYYY-MM-DD; today without one.")]
Licence = Annotated[str, Form(max_length=100)]


@dataclass(frozen=True)
class TableEntry:
    """An official table in use."""

    code: str
    name: str
    source: str
    licence: str
    fetched: str
    version: int
    invented: bool


@dataclass(frozen=True)
class KnownTable:
    """A table that the databank has a description of."""

    code: str
    name: InLanguages


@dataclass(frozen=True)
class BesideEntry:
    """A published count of our own beside the official one.

    :param apart: whether they differ by more than they may.
    """

    indicator: str
    table: str
    year: int
    counted: str
    own: int
    official: float
    apart: bool


@dataclass(frozen=True)
class OfficialEntry:
    """The tables in use, those that can be brought, and our own counts beside theirs.

    :param limit: how many percent our own counts may differ; none where it is not checked.
    """

    tables: list[TableEntry]
    known: list[KnownTable]
    limit: float | None
    beside: list[BesideEntry]


@dataclass(frozen=True)
class UnderstoodEntry:
    """What was understood of a file, in sentences, and the token to keep it by."""

    understood: list[str]
    token: str


@router.get("/official")
def official(
    place: StewardPlace, session: CurrentSession, bank: ChosenBank, *, desk: Desk, lang: Lang = "nb"
) -> OfficialEntry:
    """List the tables in use, with source, licence and date."""
    limit = desk.limit(bank.name)
    return OfficialEntry(
        [_table(each, lang) for each in desk.listed(bank.name)],
        [KnownTable(each.code, in_languages(each.name)) for each in desk.descriptions(bank.name)],
        limit,
        [
            BesideEntry(
                each.indicator,
                each.table,
                each.year,
                each.counted.value,
                each.own,
                each.official,
                apart=each.is_apart(limit or 0.0),
            )
            for each in desk.beside(bank.name, place.number)
        ],
    )


@router.post("/official/reading", responses=faults(400))
def read(
    place: StewardPlace,
    session: CheckedForm,
    bank: ChosenBank,
    *,
    desk: Desk,
    file: UploadFile,
    table: Table = "",
    day: Day = "",
    licence: Licence = "",
    unprotected: Annotated[bool, Form()] = False,
    lang: Lang = "nb",
) -> UnderstoodEntry:
    """Tell what is understood of a file; it waits for its owner's decision."""
    said = Upload(table, day, licence, unprotected)
    lines, token = understand((session, place, bank), desk, said, file, language=lang)
    return UnderstoodEntry(list(lines), token)


@router.post("/official", status_code=201, responses=faults(400))
def keep(
    place: StewardPlace,
    session: CheckedForm,
    bank: ChosenBank,
    *,
    desk: Desk,
    table: Table = "",
    day: Day = "",
    licence: Licence = "",
    unprotected: Annotated[bool, Form()] = False,
    token: Annotated[str, Form(max_length=64)] = "",
    lang: Lang = "nb",
) -> OfficialEntry:
    """Keep the file that was read; from then on it is in use."""
    keep_shown((session, place, bank), desk, Upload(table, day, licence, unprotected), token)
    return official(place, session, bank, desk=desk, lang=lang)


@router.post("/official/cancel", status_code=204)
def cancel(place: StewardPlace, session: CheckedForm, *, desk: Desk) -> None:
    """Throw the waiting file away."""
    forget(session, desk)


def _table(each: Kept, language: Language) -> TableEntry:
    receipt = each.receipt
    return TableEntry(
        receipt.code,
        name_of_table(each, language),
        receipt.source,
        receipt.licence,
        receipt.fetched,
        version=receipt.number,
        invented=receipt.invented,
    )
