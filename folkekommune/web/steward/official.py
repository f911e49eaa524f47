"""Official tables: which are in use, and a form that tells what a file means before it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.sessions import Session
from folkekommune.errors import PermissionRefused, UserError
from folkekommune.official.cubes import MOST_BYTES
from folkekommune.services.official_tables import OfficialDesk
from folkekommune.services.official_words import name_of_table, write_day
from folkekommune.services.outside_check import Beside
from folkekommune.texts import Language, number, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.bringing import (
    Bank,
    ChosenBank,
    Desk,
    Upload,
    forget,
    keep_shown,
    understand,
)
from folkekommune.web.steward.place import StewardPlace
from folkekommune.web.steward.rows import Row

router = APIRouter()

_PAGE = "/{language}/forvaltning/{number}/offisielle-tall"
_FAULTY = 422
_MEGABYTE = 1_000_000


def upload_form(
    tabell: Annotated[str, Form(max_length=60)] = "",
    dag: Annotated[str, Form(max_length=10)] = "",
    lisens: Annotated[str, Form(max_length=100)] = "",
    skjul: Annotated[bool, Form()] = False,  # noqa: FBT002  (a tick box)
) -> Upload:
    """Read the fields of the form."""
    return Upload(tabell, dag, lisens, skjul)


Said = Annotated[Upload, Depends(upload_form)]


@router.get(_PAGE, name="steward_official")
def official(
    request: Request,
    language: Language,
    place: StewardPlace,
    *,
    session: CurrentSession,
    bank: ChosenBank,
    desk: Desk,
) -> Response:
    """List the tables in use, with source, licence and date, and ask for another."""
    return _page(request, place, (session, bank, desk))


@router.post(_PAGE, name="steward_official_preview")
def preview(
    request: Request,
    language: Language,
    place: StewardPlace,
    *,
    session: CheckedForm,
    bank: ChosenBank,
    desk: Desk,
    said: Said,
    fil: UploadFile,
) -> Response:
    """Tell what is understood of a file; it waits for its owner's decision."""
    about = session, bank, desk
    try:
        lines, token = understand((session, place, bank), desk, said, fil, language=language)
    except PermissionRefused:
        raise
    except UserError as fault:
        return _page(request, place, about, said=said, fault=fault)
    return _page(request, place, about, said=said, understood=lines, token=token)


@router.post(_PAGE + "/ta-inn", name="steward_official_keep")
def keep(
    request: Request,
    language: Language,
    place: StewardPlace,
    *,
    session: CheckedForm,
    bank: ChosenBank,
    desk: Desk,
    said: Said,
    fil: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Keep the file that was shown."""
    try:
        keep_shown((session, place, bank), desk, said, fil)
    except PermissionRefused:
        raise
    except UserError as fault:
        return _page(request, place, (session, bank, desk), said=said, fault=fault)
    address = f"/{language}/forvaltning/{place.segment}/offisielle-tall?tatt-inn={said.code}"
    return RedirectResponse(address, status_code=303)


@router.post(_PAGE + "/avbryt", name="steward_official_cancel")
def cancel(language: Language, place: StewardPlace, *, session: CheckedForm, desk: Desk) -> Response:
    """Throw the waiting file away."""
    forget(session, desk)
    return RedirectResponse(f"/{language}/forvaltning/{place.segment}/offisielle-tall", status_code=303)


def _page(
    request: Request,
    place: StewardPlace,
    about: tuple[Session, Bank, OfficialDesk],
    *,
    said: Upload | None = None,
    fault: UserError | None = None,
    understood: tuple[str, ...] = (),
    token: str = "",
) -> Response:
    session, bank, desk = about
    language: Language = request.path_params["language"]
    kept = desk.listed(bank.name)
    rows = [
        Row(
            name_of_table(each, language),
            (
                each.receipt.source,
                each.receipt.licence,
                write_day(each.receipt.fetched, language),
                str(each.receipt.number),
            ),
        )
        for each in kept
    ]
    limit = desk.limit(bank.name)
    known = [(each.code, each.name.in_language(language)) for each in desk.descriptions(bank.name)]
    return pages_of(request).render(
        request,
        "steward/official.html",
        title=say(request, "official.title", place=place.name),
        status=_FAULTY if fault else 200,
        session=session,
        place=place,
        here=f"/{language}/forvaltning/{place.segment}/offisielle-tall",
        rows=rows,
        limit=limit,
        beside=_beside(desk.beside(bank.name, place.number), bank, limit or 0.0, language=language),
        known=sorted(known, key=lambda each: each[1].casefold()),
        said=said or Upload("", datetime.now(UTC).date().isoformat(), "", unprotected=False),
        replaces=any(said and each.receipt.code == said.code for each in kept),
        understood=understood,
        token=token,
        done=request.query_params.get("tatt-inn", "") in {each.receipt.code for each in kept},
        fault=say(request, fault.code, **fault.parameters) if fault else "",
        most=MOST_BYTES // _MEGABYTE,
    )


def _beside(counts: Iterable[Beside], bank: Bank, limit: float, *, language: Language) -> list[Row]:
    """Give a row for each of our counts that an official table has too, those too far apart first."""
    listed = sorted(counts, key=lambda each: not each.is_apart(limit))
    return [
        Row(
            bank.indicators[each.indicator].in_language(language)
            if each.indicator in bank.indicators
            else each.indicator,
            (
                text(f"official.counted-{each.counted.value}", language),
                text("official.apart" if each.is_apart(limit) else "official.alike", language),
                str(each.year),
                number(each.own, language),
                number(round(each.official), language),
                text("official.percent", language, percent=number(each.percent, language, 1)),
            ),
        )
        for each in listed
    ]
