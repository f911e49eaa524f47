"""What an installation publishes, told to the national data catalogue: its municipalities as datasets."""

from __future__ import annotations

from datetime import date

from folkekommune.catalogue.model import Texts
from folkekommune.published.figures import FigureSet
from folkekommune.published.products.data_catalogue import (
    CatalogueEntry,
    DatasetEntry,
    Distribution,
    Publisher,
    describe,
)
from folkekommune.published.products.linked_data import Graph
from folkekommune.texts import text
from folkekommune.web.ports import Place, PublishedFigures
from folkekommune.web.product_files import Form
from folkekommune.web.settings import WebSettings

_FORMATS = {
    Form.EXCEL_CSV: ("CSV", "text/csv"),
    Form.CSV: ("CSV", "text/csv"),
    Form.PARQUET: ("PARQUET", "application/vnd.apache.parquet"),
    Form.XLSX: ("XLSX", Form.XLSX.media),
}


def catalogue_graph(
    published: FigureSet, figures: PublishedFigures, *, address: str, settings: WebSettings
) -> Graph | None:
    """Describe everything that is published; None before the first publication.

    :param address: of the site, without a slash at its end.
    """
    publication = figures.publication
    if publication is None:
        return None
    entry = CatalogueEntry(
        address=f"{address}/api/v1/catalogue",
        title=_texts("catalogue-title", name=settings.name),
        description=_texts("catalogue-description"),
        publisher=Publisher("", settings.name, f"{address}/nb/apne-data"),
        modified=publication.released,
        service=f"{address}/api/v1",
        service_title=_texts("service-title"),
        service_description=f"{address}/api/v1/openapi.json",
    )
    datasets = [
        _dataset(published, figures, place, settings=settings, about=(address, publication.released))
        for place in figures.municipalities()
    ]
    return describe(entry, datasets)


def _dataset(
    published: FigureSet,
    figures: PublishedFigures,
    place: Place,
    *,
    settings: WebSettings,
    about: tuple[str, date],
) -> DatasetEntry:
    """Describe a municipality's figures; ``about`` is the site's address and when figures last came."""
    address, released = about
    known = settings.municipality(place.number)
    keys = [key for key in published.cells if key.municipality == place.number]
    mine = [each for each in published.publications if each.manifest.municipality == place.number]
    years = [key.year for key in keys] or [0]
    codes = {key.indicator for key in keys}
    words = {
        "place": place.name,
        "count": len(codes),
        "first": str(min(years)),
        "last": str(max(years)),
    }
    page = f"{address}/nb/sted/{place.number}"
    return DatasetEntry(
        address=f"{address}/api/v1/catalogue/{place.number}",
        title=_texts("dataset-title", place=place.name),
        description=_texts("dataset-description", **words),
        page=page,
        publisher=Publisher(
            place.number, f"{place.name} kommune", page, contact=known.contact if known else ""
        ),
        version=", ".join(sorted({each.manifest.version for each in mine})),
        years=(min(years), max(years)),
        modified=max((each.since.date() for each in mine if each.since), default=released),
        keywords=[each.wording.name for each in figures.indicators() if each.code in codes],
        distributions=[
            Distribution(
                _texts(f"distribution-{form.name.lower().replace('_', '-')}"),
                f"{address}/api/v1/figures/{place.number}{form.ending}",
                *_FORMATS[form],
            )
            for form in Form
        ],
    )


def _texts(code: str, **parameters: object) -> Texts:
    return Texts(
        nb=text(f"products.{code}", "nb", **parameters),
        nn=text(f"products.{code}", "nn", **parameters),
        en=text(f"products.{code}", "en", **parameters),
    )
