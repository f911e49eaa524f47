"""Figures before they are published: what changed, what stands out, what is withheld, and what stops them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.disclosure.cube_places import unknown_district
from folkekommune.errors import UserError
from folkekommune.municipalities.division import district
from folkekommune.published.figures import CellKey
from folkekommune.services.figure_review import FigureReview
from folkekommune.texts import Language, number, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.published_figures import SEX_CODES
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.county_sums import tell_sums
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.rows import Row

router = APIRouter()

_PAGE = "/{language}/forvaltning/{number}/versjoner/{identifier}"
Identifier = Annotated[str, PathPart(pattern=r"^[A-Za-z0-9._-]{1,120}$")]
SHOWN = 200
"""Changes shown on the page, those that warn first."""
_SEXES = {code: sex.value for sex, code in SEX_CODES.items()}
_NONE = "–"


@router.get(_PAGE, name="steward_figures")
def figures(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CurrentSession,
    *,
    service: Service,
    identifier: Identifier,
) -> Response:
    """Show what there is to know of a publication's figures."""
    return _page(request, (place, session, service), identifier)


@router.post(_PAGE, name="steward_approve_seen")
async def approve(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CheckedForm,
    *,
    service: Service,
    identifier: Identifier,
) -> Response:
    """Approve what another person proposed, having looked at it."""
    form = await request.form()
    try:
        service.approve(session.user, identifier, seen="sett" in form)
    except UserError as fault:
        return _page(request, (place, session, service), identifier, fault=fault)
    return RedirectResponse(f"/{language}/forvaltning/{place.segment}/versjoner", status_code=303)


@router.post(_PAGE + "/trekk", name="steward_withdraw_publication")
def withdraw(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CheckedForm,
    *,
    service: Service,
    identifier: Identifier,
) -> Response:
    """Take a publication away from everyone, for good, and show where it stands."""
    try:
        if service.withdraw_publication(session.user, place.number, identifier) is None:
            raise HTTPException(404)
    except UserError as fault:
        return _page(request, (place, session, service), identifier, fault=fault)
    return RedirectResponse(
        f"/{language}/forvaltning/{place.segment}/versjoner/{identifier}", status_code=303
    )


def _page(
    request: Request,
    about: tuple[StewardPlace, CurrentSession, Service],
    identifier: str,
    *,
    fault: UserError | None = None,
) -> Response:
    place, session, service = about
    found = service.review(session.user, place.number, identifier)
    if found is None:
        raise HTTPException(404)
    language: Language = request.path_params["language"]
    review = found.figures
    titles = {each.code: each.wording.name.in_language(language) for each in service.definitions}
    changes = sorted(review.changes, key=lambda change: not change.warns)
    return pages_of(request).render(
        request,
        "steward/figures.html",
        title=say(request, "steward.figures-title"),
        session=session,
        place=place,
        status=400 if fault else 200,
        fault=say(request, fault.code, **fault.parameters) if fault else "",
        publication=found.publication,
        review=review,
        changes=[
            Row(
                titles.get(change.key.indicator, change.key.indicator),
                (
                    *_where(change.key, language),
                    _share(change.before, language),
                    _share(change.now, language),
                    text("steward.change-warns" if change.warns else "steward.change-small", language),
                ),
            )
            for change in changes[:SHOWN]
        ],
        outliers=_outliers(review, titles, language),
        withheld=_withheld(review, language),
        vanished=_keys(review.vanished, titles, language),
        half=_keys(review.half, titles, language),
        counties=tell_sums(review.counties, titles, language),
        apart=[
            Row(titles.get(each.indicator, each.indicator), (_period(each.year, each.years),))
            for each in review.apart
        ],
        unplaced=[
            Row(titles.get(each.indicator, each.indicator), (_period(*each.period),))
            for each in review.unplaced
        ],
    )


def _outliers(review: FigureReview, titles: dict[str, str], language: Language) -> list[Row]:
    return [
        Row(
            titles.get(one.key.indicator, one.key.indicator),
            (str(one.key.year), text(f"steward.outlier-{one.check}", language)),
        )
        for one in review.outliers
    ]


def _withheld(review: FigureReview, language: Language) -> list[Row]:
    return [
        Row(
            text(f"steward.audience-{audience.value}", language),
            tuple(number(each, language) for each in (before.cells, now.cells, before.series, now.series)),
        )
        for audience, (before, now) in review.withheld.items()
    ]


def _keys(keys: Sequence[CellKey], titles: dict[str, str], language: Language) -> list[Row]:
    return [Row(titles.get(key.indicator, key.indicator), _where(key, language)) for key in keys]


def _where(key: CellKey, language: Language) -> tuple[str, str, str]:
    """Give year, district and sex in words; a dash where a cell is about all of them."""
    where = _NONE
    if key.district == unknown_district(key.municipality):
        where = text("steward.district-unknown", language)
    elif key.district is not None:
        known = district(key.district)
        where = known.name if known else key.district
    sex = text(f"steward.sex-{_SEXES[key.sex]}", language) if key.sex in _SEXES else _NONE
    return (_period(key.year, key.years) if key.year else _NONE, where, sex)


def _period(year: int, years: int) -> str:
    return str(year) if years == 1 else f"{year - years + 1}–{year}"


def _share(share: float | None, language: Language) -> str:
    return ":" if share is None else f"{number(share, language)} %"
