"""Open data: the figures behind the answers, as files anyone may use."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.published.products.table import product_table
from folkekommune.texts import Language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.product_files import Form, meaning_of
from folkekommune.web.public.downloads import downloads_of
from folkekommune.web.public.finding import Code

router = APIRouter()


@router.get("/{language}/apne-data", name="public_open_data")
def open_data(request: Request, language: Language) -> Response:
    """Tell what there is to fetch, and how it may be used."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    products = downloads_of(request).products()
    empty = product_table(products.published, (), products.names())
    return pages.render(
        request,
        "public/open_data.html",
        title=say(request, "public.open-data-title"),
        municipalities=figures.municipalities(),
        definitions=figures.indicators(),
        forms=tuple(Form),
        columns=[(column.name, meaning_of(column.name, language)) for column in empty.columns],
    )


@router.get("/{language}/apne-data/{code}-excel.csv", name="public_excel_csv")
def excel_csv(language: Language, code: Code) -> Response:
    """Lead from an address of earlier to the file."""
    return _moved(f"{code}-excel.csv")


@router.get("/{language}/apne-data/{code}.csv", name="public_csv")
def plain_csv(language: Language, code: Code) -> Response:
    """Lead from an address of earlier to the file."""
    return _moved(f"{code}.csv")


def _moved(name: str) -> Response:
    return RedirectResponse(f"/api/v1/figures/{name}", status_code=HTTPStatus.PERMANENT_REDIRECT)
