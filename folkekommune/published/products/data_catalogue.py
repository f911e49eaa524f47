"""What is published, as the national data catalogue reads it: DCAT-AP-NO 3.

Profile: https://data.norge.no/specification/dcat-ap-no (Digitaliseringsdirektoratet, CC BY 4.0). It requires
title, description, publisher and contact point of a catalogue; of a dataset also a theme, and of a
distribution where it can be had. Texts carry their language, everything else is named by an address.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from folkekommune.catalogue.model import Texts
from folkekommune.published.products.linked_data import Graph, Iri, Typed, Words
from folkekommune.texts import LANGUAGES

_EUROPE = "http://publications.europa.eu/resource/authority"
LICENCE = f"{_EUROPE}/licence/CC_BY_4_0"
PUBLIC = f"{_EUROPE}/access-right/PUBLIC"
HEALTH = f"{_EUROPE}/data-theme/HEAL"
_ANNUAL = f"{_EUROPE}/frequency/ANNUAL"
_SPOKEN = ("NOB", "NNO", "ENG")
_PROFILE = "https://data.norge.no/specification/dcat-ap-no"


@dataclass(frozen=True)
class Publisher:
    """Who publishes: the municipality.

    :param address: of its page here; :param contact: an e-mail address, or nothing where its page is
        what there is.
    """

    number: str
    name: str
    address: str
    contact: str = ""


@dataclass(frozen=True)
class Distribution:
    """A form in which a dataset can be had.

    :param format: code in the European file-type list, such as ``CSV``; :param media: a media type.
    """

    title: Texts
    address: str
    format: str
    media: str


@dataclass(frozen=True)
class DatasetEntry:
    """A dataset: the figures of a municipality from one databank.

    :param page: where a person reads about it; :param years: first and last; :param keywords: of its
        indicators.
    """

    address: str
    title: Texts
    description: Texts
    page: str
    publisher: Publisher
    version: str
    years: tuple[int, int]
    modified: date
    keywords: Sequence[Texts]
    distributions: Sequence[Distribution]


@dataclass(frozen=True)
class CatalogueEntry:
    """The catalogue itself, and the service that the same figures are asked of.

    :param publisher: who runs the installation; :param service: address of the API, with its description.
    """

    address: str
    title: Texts
    description: Texts
    publisher: Publisher
    modified: date
    service: str
    service_title: Texts
    service_description: str


def describe(catalogue: CatalogueEntry, datasets: Sequence[DatasetEntry]) -> Graph:
    """Describe a catalogue with its datasets and the service."""
    graph = Graph()
    subject = catalogue.address
    graph.add(subject, "a", Iri("dcat:Catalog"))
    _named(graph, subject, catalogue.title, catalogue.description)
    _published(graph, subject, catalogue.publisher)
    graph.add(subject, "dct:modified", Typed(catalogue.modified.isoformat(), "xsd:date"))
    graph.add(subject, "dct:license", Iri(LICENCE))
    graph.add(subject, "dct:conformsTo", Iri(_PROFILE))
    graph.add(subject, "dct:language", *_languages())
    graph.add(subject, "dcat:themeTaxonomy", Iri(f"{_EUROPE}/data-theme"))
    graph.add(subject, "dcat:service", Iri(catalogue.service))
    graph.add(subject, "dcat:dataset", *(Iri(each.address) for each in datasets))
    for each in datasets:
        _dataset(graph, each)
    _service(graph, catalogue, datasets)
    for publisher in dict.fromkeys((catalogue.publisher, *(each.publisher for each in datasets))):
        _publisher(graph, publisher)
    return graph


def _dataset(graph: Graph, entry: DatasetEntry) -> None:
    subject = entry.address
    graph.add(subject, "a", Iri("dcat:Dataset"))
    _named(graph, subject, entry.title, entry.description)
    _published(graph, subject, entry.publisher)
    graph.add(subject, "dct:identifier", Words(subject))
    graph.add(subject, "dcat:theme", Iri(HEALTH))
    graph.add(subject, "dct:accessRights", Iri(PUBLIC))
    graph.add(subject, "dct:accrualPeriodicity", Iri(_ANNUAL))
    graph.add(subject, "dct:language", *_languages())
    graph.add(subject, "dct:modified", Typed(entry.modified.isoformat(), "xsd:date"))
    graph.add(subject, "dcat:version", Words(entry.version))
    graph.add(subject, "dcat:landingPage", Iri(entry.page))
    graph.add(subject, "dct:spatial", Iri(_area(entry.publisher)))
    graph.add(subject, "dct:temporal", Iri(f"{subject}-tidsrom"))
    for keyword in entry.keywords:
        graph.add(subject, "dcat:keyword", *_in_languages(keyword))
    for distribution in entry.distributions:
        graph.add(subject, "dcat:distribution", Iri(distribution.address))
    first, last = entry.years
    graph.add(f"{subject}-tidsrom", "a", Iri("dct:PeriodOfTime"))
    graph.add(f"{subject}-tidsrom", "dcat:startDate", Typed(f"{first:04}-01-01", "xsd:date"))
    graph.add(f"{subject}-tidsrom", "dcat:endDate", Typed(f"{last:04}-12-31", "xsd:date"))
    for distribution in entry.distributions:
        _distribution(graph, distribution, entry)


def _distribution(graph: Graph, entry: Distribution, dataset: DatasetEntry) -> None:
    subject = entry.address
    graph.add(subject, "a", Iri("dcat:Distribution"))
    graph.add(subject, "dct:title", *_in_languages(entry.title))
    graph.add(subject, "dcat:accessURL", Iri(dataset.page))
    graph.add(subject, "dcat:downloadURL", Iri(entry.address))
    graph.add(subject, "dct:format", Iri(f"{_EUROPE}/file-type/{entry.format}"))
    graph.add(subject, "dcat:mediaType", Iri(f"https://www.iana.org/assignments/media-types/{entry.media}"))
    graph.add(subject, "dct:license", Iri(LICENCE))
    graph.add(subject, "dct:modified", Typed(dataset.modified.isoformat(), "xsd:date"))


def _service(graph: Graph, catalogue: CatalogueEntry, datasets: Sequence[DatasetEntry]) -> None:
    subject = catalogue.service
    graph.add(subject, "a", Iri("dcat:DataService"))
    graph.add(subject, "dct:title", *_in_languages(catalogue.service_title))
    _published(graph, subject, catalogue.publisher)
    graph.add(subject, "dcat:endpointURL", Iri(catalogue.service))
    graph.add(subject, "dcat:endpointDescription", Iri(catalogue.service_description))
    graph.add(subject, "dct:license", Iri(LICENCE))
    graph.add(subject, "dct:accessRights", Iri(PUBLIC))
    graph.add(subject, "dcat:servesDataset", *(Iri(each.address) for each in datasets))


def _publisher(graph: Graph, publisher: Publisher) -> None:
    subject = f"{publisher.address}#utgiver"
    graph.add(subject, "a", Iri("foaf:Agent"))
    graph.add(subject, "foaf:name", Words(publisher.name))
    contact = f"{publisher.address}#kontakt"
    graph.add(contact, "a", Iri("vcard:Organization"))
    graph.add(contact, "vcard:fn", Words(publisher.name))
    if "@" in publisher.contact and " " not in publisher.contact:
        graph.add(contact, "vcard:hasEmail", Iri(f"mailto:{publisher.contact}"))
    else:
        graph.add(contact, "vcard:hasURL", Iri(publisher.address))
    if publisher.number:
        area = _area(publisher)
        graph.add(area, "a", Iri("dct:Location"))
        graph.add(area, "dct:identifier", Words(publisher.number))
        graph.add(area, "skos:prefLabel", Words(publisher.name, "nb"))


def _named(graph: Graph, subject: str, title: Texts, description: Texts) -> None:
    graph.add(subject, "dct:title", *_in_languages(title))
    graph.add(subject, "dct:description", *_in_languages(description))


def _published(graph: Graph, subject: str, publisher: Publisher) -> None:
    graph.add(subject, "dct:publisher", Iri(f"{publisher.address}#utgiver"))
    graph.add(subject, "dcat:contactPoint", Iri(f"{publisher.address}#kontakt"))


def _area(publisher: Publisher) -> str:
    return f"{publisher.address}#omrade"


def _in_languages(texts: Texts) -> Iterator[Words]:
    for language in LANGUAGES:
        yield Words(texts.in_language(language), language)


def _languages() -> Iterator[Iri]:
    for code in _SPOKEN:
        yield Iri(f"{_EUROPE}/language/{code}")
