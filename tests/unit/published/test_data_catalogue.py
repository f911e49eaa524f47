"""The description for the national data catalogue, read back as a catalogue would read it.

What is required of each class is DCAT-AP-NO 3 (https://data.norge.no/specification/dcat-ap-no): properties
with multiplicity 1..1 or 1..n, written out here by hand.
"""

from __future__ import annotations

from datetime import date

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from folkekommune.catalogue.model import Texts
from folkekommune.published.products.data_catalogue import (
    CatalogueEntry,
    DatasetEntry,
    Distribution,
    Publisher,
    describe,
)
from folkekommune.published.products.linked_data import json_ld, turtle

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SITE = "https://tall.example"
AWKWARD = 'Tall «og» "hermetegn" \\ med\nlinjeskift'
REQUIRED = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint},
    DCAT.Dataset: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.theme},
    DCAT.DataService: {DCTERMS.title, DCTERMS.publisher, DCAT.contactPoint, DCAT.endpointURL},
    DCAT.Distribution: {DCAT.accessURL},
    FOAF.Agent: {FOAF.name},
    VCARD.Organization: {VCARD.fn},
}
ONCE = {DCTERMS.publisher, DCAT.endpointURL, DCTERMS.license, DCTERMS.accessRights, DCTERMS.modified}
ADDRESSES = {
    DCTERMS.publisher,
    DCTERMS.license,
    DCTERMS.spatial,
    DCTERMS.language,
    DCTERMS.accrualPeriodicity,
    DCTERMS.format,
    DCAT.theme,
    DCAT.distribution,
    DCAT.accessURL,
    DCAT.downloadURL,
    DCAT.mediaType,
    DCAT.landingPage,
    DCAT.contactPoint,
    VCARD.hasEmail,
    VCARD.hasURL,
}


def texts(words: str) -> Texts:
    return Texts(words, f"{words} nn", f"{words} en")


def described():
    bergen = Publisher("4601", "Bergen kommune", f"{SITE}/nb/sted/4601", contact="post@bergen.example")
    alver = Publisher("4631", "Alver kommune", f"{SITE}/nb/sted/4631", contact="Ring oss")
    catalogue = CatalogueEntry(
        address=f"{SITE}/api/v1/catalogue",
        title=texts(AWKWARD),
        description=texts("Åpne tall"),
        publisher=Publisher("", "FolkeKommune", f"{SITE}/nb/apne-data"),
        modified=date(2026, 5, 17),
        service=f"{SITE}/api/v1",
        service_title=texts("Grensesnitt"),
        service_description=f"{SITE}/api/v1/openapi.json",
    )
    datasets = [
        DatasetEntry(
            address=f"{SITE}/api/v1/catalogue/{publisher.number}",
            title=texts("Tall"),
            description=texts("Om tallene"),
            page=publisher.address,
            publisher=publisher,
            version="1.0.0",
            years=(2017, 2025),
            modified=date(2026, 5, 17),
            keywords=[texts("amming"), texts("søvn")],
            distributions=[Distribution(texts("CSV"), f"{SITE}/{publisher.number} .csv", "CSV", "text/csv")],
        )
        for publisher in (bergen, alver)
    ]
    return describe(catalogue, datasets)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=turtle(described()), format="turtle")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD
def test_both_forms_say_the_same(graph):
    assert isomorphic(graph, Graph().parse(data=json_ld(described()), format="json-ld"))
    assert len(graph) > 60


@pytest.mark.parametrize("kind", REQUIRED)
def test_everything_that_the_profile_requires_is_there(graph, kind):
    things = list(graph.subjects(RDF.type, kind))
    assert things
    for thing in things:
        assert REQUIRED[kind] - set(graph.predicates(thing)) == set(), thing


def test_what_may_stand_once_stands_once_and_addresses_are_addresses(graph):
    for predicate in ONCE:
        for thing in graph.subjects(predicate):
            assert len(list(graph.objects(thing, predicate))) == 1, (thing, predicate)
    for predicate in ADDRESSES:
        assert all(isinstance(value, URIRef) for value in graph.objects(None, predicate)), predicate


def test_texts_stand_once_in_each_language(graph):
    for predicate in (DCTERMS.title, DCTERMS.description):
        for thing in graph.subjects(predicate):
            spoken = [value.language for value in graph.objects(thing, predicate)]
            assert sorted(spoken) == ["en", "nb", "nn"]
    assert Literal(AWKWARD, lang="nb") in set(graph.objects(None, DCTERMS.title))


def test_what_is_pointed_at_is_described(graph):
    for predicate in (DCTERMS.publisher, DCAT.contactPoint, DCAT.distribution, DCTERMS.temporal):
        for thing in graph.objects(None, predicate):
            assert (thing, RDF.type, None) in graph, thing


def test_a_contact_without_an_e_mail_address_is_reached_by_its_page(graph):
    contacts = {
        str(graph.value(each, VCARD.fn)): each for each in graph.subjects(RDF.type, VCARD.Organization)
    }
    assert graph.value(contacts["Bergen kommune"], VCARD.hasEmail) == URIRef("mailto:post@bergen.example")
    assert graph.value(contacts["Alver kommune"], VCARD.hasURL) == URIRef(f"{SITE}/nb/sted/4631")


def test_time_and_place_are_told(graph):
    (period, *_) = graph.subjects(RDF.type, DCTERMS.PeriodOfTime)
    assert graph.value(period, DCAT.startDate) == Literal("2017-01-01", datatype=XSD.date)
    assert graph.value(period, DCAT.endDate) == Literal("2025-12-31", datatype=XSD.date)
    areas = {
        str(graph.value(each, DCTERMS.identifier)) for each in graph.subjects(RDF.type, DCTERMS.Location)
    }
    assert areas == {"4601", "4631"}
    assert set(graph.predicates(None, Literal("Bergen kommune", lang="nb"))) == {SKOS.prefLabel}


def test_it_is_a_health_dataset_open_to_all_under_cc_by(graph):
    europe = "http://publications.europa.eu/resource/authority"
    assert set(graph.objects(None, DCAT.theme)) == {URIRef(f"{europe}/data-theme/HEAL")}
    assert set(graph.objects(None, DCTERMS.accessRights)) == {URIRef(f"{europe}/access-right/PUBLIC")}
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef(f"{europe}/licence/CC_BY_4_0")}
