"""All files of a municipality's published figures, as the pages give them, to be laid in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from folkekommune.indicators.metadata_sheet import metadata_page, metadata_record
from folkekommune.published.products.linked_data import json_ld, turtle
from folkekommune.rendering.profile.content import Profile
from folkekommune.rendering.profile.page import overview_chapter, profile_page
from folkekommune.rendering.profile.pdf import pdf_of
from folkekommune.texts import Language
from folkekommune.web.catalogue_entries import catalogue_graph
from folkekommune.web.ports import Place
from folkekommune.web.product_files import Form, ProductFiles
from folkekommune.web.public.profile_content import make_profile
from folkekommune.web.settings import WebSettings


class ProductFile(NamedTuple):
    """A file by its path in the folder, and what makes it."""

    path: str
    make: Callable[[], bytes]


def product_folder(
    products: ProductFiles,
    place: Place,
    *,
    settings: WebSettings,
    languages: Sequence[Language],
    with_districts: bool = False,
    with_profiles: bool = True,
) -> Iterator[ProductFile]:
    """Give the files of a municipality; the description for the data catalogue needs the site's address."""
    number = place.number
    for form in Form:
        yield ProductFile(f"figures{form.ending}", partial(products.table, form, municipality=number))
    codes = sorted({row.key.indicator for row in products.rows(municipality=number)})
    definitions = {each.code: each for each in products.figures.indicators()}
    for code in codes:
        definition = definitions[code]
        yield ProductFile(f"json-stat/{code}.json", _json_stat(products, code, number, languages[0]))
        record = metadata_record(definition)
        written = json.dumps(record, ensure_ascii=False, indent=1).encode()
        yield _written(f"metadata/{code}.json", written)
        for language in languages:
            page = metadata_page(definition, language).encode()
            yield _written(f"metadata/{code}.{language}.html", page)
    districts = products.figures.districts(number) if with_districts else ()
    for language in languages if with_profiles else ():
        for district in (None, *districts):
            yield from _profiles(products, place, district, settings=settings, language=language)
    graph = catalogue_graph(products.published, products.figures, address=settings.address, settings=settings)
    if settings.address and graph is not None:
        yield _written("data-catalogue.ttl", turtle(graph))
        yield _written("data-catalogue.jsonld", json_ld(graph))


def _profiles(
    products: ProductFiles, place: Place, district: Place | None, *, settings: WebSettings, language: Language
) -> Iterator[ProductFile]:
    folder = f"districts/{district.number}/" if district else ""
    profile: Profile = make_profile(
        products.figures, place=place, district=district, settings=settings, language=language
    )
    page = profile_page(profile)
    yield _written(f"{folder}profile.{language}.html", page.encode())
    yield ProductFile(f"{folder}profile.{language}.pdf", lambda: pdf_of(page))
    if district is None:
        yield _written(f"chapter.{language}.html", overview_chapter(profile).encode())


def _json_stat(products: ProductFiles, code: str, number: str, language: Language) -> Callable[[], bytes]:
    return lambda: products.json_stat(code, number, language=language) or b""


def _written(path: str, content: bytes) -> ProductFile:
    return ProductFile(path, lambda: content)
