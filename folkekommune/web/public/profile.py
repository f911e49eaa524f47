"""The profile of a place: to read and print, as PDF, and as the draft of a chapter."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from folkekommune.rendering.profile.content import Profile
from folkekommune.rendering.profile.page import overview_chapter, print_style, profile_page
from folkekommune.rendering.profile.pdf import pdf_of
from folkekommune.texts import Language
from folkekommune.web.pages import pages_of
from folkekommune.web.public.downloads import downloads_of, file_answer
from folkekommune.web.public.finding import District, Number, need_district, need_place
from folkekommune.web.public.profile_content import make_profile

router = APIRouter()


@router.get("/{language}/profil.css", name="public_print_style")
def style(language: Language) -> Response:
    """Give the style of printed pages."""
    return Response(print_style(), media_type="text/css; charset=utf-8")


@router.get("/{language}/sted/{number}/profil", name="public_profile")
def profile(request: Request, language: Language, number: Number) -> Response:
    """Give a municipality's profile as a page to print."""
    return _page(profile_page(_profile(request, language, number), style_address=_style(language)), language)


@router.get("/{language}/sted/{number}/profil.pdf", name="public_profile_pdf")
def profile_pdf(request: Request, language: Language, number: Number) -> Response:
    """Give it as PDF."""
    return _pdf(request, language, number, "")


@router.get("/{language}/sted/{number}/utkast", name="public_overview_chapter")
def chapter(request: Request, language: Language, number: Number) -> Response:
    """Give the draft of a chapter for the public-health overview."""
    made = overview_chapter(_profile(request, language, number), style_address=_style(language))
    return _page(made, language)


@router.get("/{language}/sted/{number}/bydel/{district}/profil", name="public_district_profile")
def district_profile(request: Request, language: Language, number: Number, district: District) -> Response:
    """Give a district's profile as a page to print."""
    made = profile_page(_profile(request, language, number, district), style_address=_style(language))
    return _page(made, language)


@router.get("/{language}/sted/{number}/bydel/{district}/profil.pdf", name="public_district_profile_pdf")
def district_profile_pdf(
    request: Request, language: Language, number: Number, district: District
) -> Response:
    """Give it as PDF."""
    return _pdf(request, language, number, district)


def _profile(request: Request, language: Language, number: str, district: str = "") -> Profile:
    pages = pages_of(request)
    place = need_place(pages, number)
    return make_profile(
        pages.services.citizen_figures,
        place=place,
        district=need_district(pages, number, district) if district else None,
        settings=pages.settings,
        language=language,
    )


def _pdf(request: Request, language: Language, number: str, district: str) -> Response:
    content = downloads_of(request).keep(
        ("profile", language, number, district),
        lambda: pdf_of(profile_page(_profile(request, language, number, district))),
    )
    return file_answer(content, media="application/pdf")


def _style(language: Language) -> str:
    return f"/{language}/profil.css"


def _page(content: str, language: Language) -> Response:
    return HTMLResponse(content, headers={"Content-Language": language})
