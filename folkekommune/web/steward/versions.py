"""Two versions side by side, and taking the municipality's own part out of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.errors import UserError
from folkekommune.services.version_comparison import ChangedCodes, Compared
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.place import Service, StewardPlace, names_of_places
from folkekommune.web.steward.rows import Row

router = APIRouter()

_PAGE = "/{language}/forvaltning/{number}/versjoner"
Earlier = Annotated[str, Query(alias="fra", pattern=r"^[0-9.]{0,40}$")]
Later = Annotated[str, Query(alias="til", pattern=r"^[0-9.]{0,40}$")]
_NONE = "–"


@router.get(_PAGE + "/sammenlign", name="steward_compare")
def compare(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CurrentSession,
    *,
    service: Service,
    earlier: Earlier = "",
    later: Later = "",
) -> Response:
    """Tell how two versions differ; the latest two when none are chosen."""
    versions = [each.version for each in service.releases(session.user, place.number)]
    newest = versions[:2] if len(versions) > 1 else ["", ""]
    chosen = (earlier or newest[1], later or newest[0])
    found = None
    if all(chosen):
        found = service.compare(session.user, place.number, *chosen)
        if found is None:
            raise HTTPException(404)
    return pages_of(request).render(
        request,
        "steward/compare.html",
        title=say(request, "steward.compare-title"),
        session=session,
        place=place,
        versions=versions,
        choices=[(one, one) for one in versions],
        chosen=chosen,
        found=found,
        variables=_variables(found, language) if found else [],
        codes=_codes(found) if found else [],
        places=_places(found, language) if found else [],
        persons=_persons(found) if found else [],
    )


@router.get(_PAGE + "/trekk", name="steward_withdraw_ask")
def ask_withdrawal(
    request: Request, language: Language, place: StewardPlace, session: CurrentSession, service: Service
) -> Response:
    """Ask whether the part is really to be withdrawn, and tell what follows."""
    return _ask(request, (place, session, service))


@router.post(_PAGE + "/trekk", name="steward_withdraw")
def withdraw(
    request: Request, language: Language, place: StewardPlace, session: CheckedForm, service: Service
) -> Response:
    """Withdraw the municipality's part from every version."""
    try:
        service.withdraw(session.user, place.number)
    except UserError as fault:
        return _ask(request, (place, session, service), fault=fault)
    return RedirectResponse(f"/{language}/forvaltning/{place.segment}/versjoner?trukket=1", status_code=303)


def _ask(
    request: Request, about: tuple[StewardPlace, CurrentSession, Service], *, fault: UserError | None = None
) -> Response:
    place, session, service = about
    return pages_of(request).render(
        request,
        "steward/withdraw.html",
        title=say(request, "steward.withdraw-title", place=place.name),
        session=session,
        place=place,
        status=400 if fault else 200,
        releases=service.releases(session.user, place.number),
        fault=say(request, fault.code, **fault.parameters) if fault else "",
    )


def _variables(found: Compared, language: Language) -> list[Row]:
    kinds = (
        ("added", found.change.added),
        ("removed", found.change.removed),
        ("changed", found.change.changed),
        ("texts", found.change.texts),
    )
    return [
        Row(text(f"steward.compared-{kind}", language), (_listed(names),)) for kind, names in kinds if names
    ]


def _codes(found: Compared) -> list[Row]:
    return [Row(variable, _code_cells(codes)) for variable, codes in found.codes.items()]


def _code_cells(codes: ChangedCodes) -> tuple[str, ...]:
    return tuple(_listed(each) for each in (codes.added, codes.removed, codes.retitled, codes.validity))


def _places(found: Compared, language: Language) -> list[Row]:
    kinds = (
        ("places-added", names_of_places(found.parts_added)),
        ("places-removed", names_of_places(found.parts_removed)),
    )
    return [
        Row(text(f"steward.compared-{kind}", language), (_listed(names),)) for kind, names in kinds if names
    ]


def _persons(found: Compared) -> list[Row]:
    if found.part is None:
        return []
    touched = ((name, count) for name, count in found.part.variables.items() if count != "0")
    return [Row(name, (_band(count),)) for name, count in touched]


def _band(count: str) -> str:
    """Write a band with the dash of a range."""
    return count.replace("-", "\N{EN DASH}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or _NONE
