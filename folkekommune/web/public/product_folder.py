"""All files of municipalities' published figures, as the pages give them, to be laid in folders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby, product
from typing import NamedTuple

from folkekommune.indicators.definition import Definition
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


def product_folders(
    products: ProductFiles,
    places: Sequence[Place],
    *,
    settings: WebSettings,
    languages: Sequence[Language],
    with_districts: bool = False,
    with_profiles: bool = True,
) -> Iterator[ProductFile]:
    """Give the files of municipalities, of several in a folder each.

    The sheet of an indicator and the description for the data catalogue are the same in every folder, and so
    are made once. That description needs the site's address.
    """
    sheets = {each.code: tuple(_sheets(each, languages)) for each in products.figures.indicators()}
    catalogue = tuple(_catalogue(products, settings))
    for place in places:
        folder = f"{place.number}/" if len(places) > 1 else ""
        districts = (None, *(products.figures.districts(place.number) if with_districts else ()))
        subjects = product(languages, districts) if with_profiles else ()
        made = (
            _figures(products, place, sheets, languages[0]),
            *(
                _profiles(products, place, district, settings=settings, language=language)
                for language, district in subjects
            ),
            catalogue,
        )
        for file in chain.from_iterable(made):
            yield ProductFile(f"{folder}{file.path}", file.make)


def _figures(
    products: ProductFiles, place: Place, sheets: Mapping[str, Sequence[ProductFile]], language: Language
) -> Iterator[ProductFile]:
    """Give the tables, and each indicator by itself with its sheet; all of them of the same rows."""
    rows = products.rows(municipality=place.number)
    table = products.laid_out(rows)
    for form in Form:
        yield ProductFile(f"figures{form.ending}", partial(products.written, table, form))
    for code, listed in groupby(rows, key=lambda row: row.key.indicator):
        of_one = partial(products.json_stat_of, tuple(listed), language=language)
        yield ProductFile(f"json-stat/{code}.json", of_one)
        yield from sheets[code]


def _sheets(definition: Definition, languages: Sequence[Language]) -> Iterator[ProductFile]:
    record = json.dumps(metadata_record(definition), ensure_ascii=False, indent=1)
    yield _written(f"metadata/{definition.code}.json", record.encode())
    for language in languages:
        page = metadata_page(definition, language)
        yield _written(f"metadata/{definition.code}.{language}.html", page.encode())


def _catalogue(products: ProductFiles, settings: WebSettings) -> Iterator[ProductFile]:
    address = settings.address
    if not address:
        return
    graph = catalogue_graph(products.published, products.figures, address=address, settings=settings)
    if graph is not None:
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


def _written(path: str, content: bytes) -> ProductFile:
    return ProductFile(path, lambda: content)
