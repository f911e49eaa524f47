"""The open API: the citizens' figures, without log-in, hidden ones without numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from web_fakes import WITHHELD, FakeFigures

from folkekommune.web.ports import Cell

ClientOf = Callable[[FakeFigures], TestClient]


def test_indicators_are_listed_with_names_and_municipalities(client: TestClient) -> None:
    listed = {entry["code"]: entry for entry in client.get("/api/v1/indicators").json()}
    assert listed["fullamming_6uker"]["name"]["nn"] == "Blir fullamma ved 6 veker"
    assert listed["fullamming_6uker"]["municipalities"] == ["4601", "4624", "4631"]


def test_figures_come_by_year_district_and_sex(client: TestClient) -> None:
    answer = client.get("/api/v1/indicators/fullamming_6uker/4601").json()
    assert (answer["release"], answer["policy"], answer["municipality"]) == ("1.0.0", "1", "4601")
    # Nine years; the municipality and its eight districts; both sexes together and each.
    assert len(answer["figures"]) == 9 * 9 * 3
    first = answer["figures"][0]
    # The rule of the invented figures: 60 % of 2 900 children in 2017.
    assert (first["year"], first["numerator"], first["denominator"], first["value"]) == (
        2017,
        1740,
        2900,
        60.0,
    )


def test_a_hidden_figure_has_a_sign_and_no_number(client_of: ClientOf) -> None:
    hidden = Cell("fullamming_6uker", "4601", 2025)
    client = client_of(FakeFigures(exceptions={hidden: WITHHELD}))
    figures = client.get("/api/v1/indicators/fullamming_6uker/4601").json()["figures"]
    (found,) = (f for f in figures if f["year"] == 2025 and f["district"] is None and f["sex"] is None)
    assert found["status"] == ":"
    assert {found[name] for name in ("value", "lower", "upper", "numerator", "denominator")} == {None}


def test_what_is_not_published_is_not_found(client: TestClient) -> None:
    assert client.get("/api/v1/indicators/finnes_ikke/4601").status_code == 404
    assert client.get("/api/v1/indicators/fullamming_6uker/0301").status_code == 404


def test_the_api_sets_no_cookie(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/api/v1/indicators").headers


def test_the_description_names_every_public_address_and_every_one_of_them_answers(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.")
    values = {
        "{code}": "overvekt_4aar",
        "{number}": "4601",
        "{slug}": "overvekt_4aar",
        "{name}": "4601.csv",
        "{form}": "ttl",
    }
    assert len(described["paths"]) >= 10
    for path, methods in described["paths"].items():
        assert list(methods) == ["get"], path
        assert methods["get"]["description"], path
        address = path
        for blank, value in values.items():
            address = address.replace(blank, value)
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["access-control-allow-origin"] == "*", address


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/figures/0301.csv",
        "/api/v1/figures/4601.exe",
        "/api/v1/figures/finnes_ikke.xlsx",
        "/api/v1/json-stat/4601/finnes_ikke",
        "/api/v1/questions/overvekt_4aar/0301",
        "/api/v1/changes/0301",
        "/api/v1/indicators/finnes_ikke",
        "/api/v1/catalogue.exe",
    ],
)
def test_what_is_not_published_does_not_exist(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "message"}


def test_a_question_is_answered_in_three_languages_and_a_hidden_one_with_its_sign(
    client_of: ClientOf,
) -> None:
    client = client_of(FakeFigures({Cell("overvekt_4aar", "4631", 2025): WITHHELD}))
    told = client.get("/api/v1/questions/overvekt_4aar/4601").json()
    assert told["answer"]["nn"].startswith(
        "13 av 100 barn i Bergen hadde overvekt eller fedme då dei var 4 år."
    )
    hidden = client.get("/api/v1/questions/overvekt_4aar/4631").json()
    assert (hidden["status"], hidden["year"], set(hidden["answer"].values())) == (":", 2025, {""})


def test_the_catalogue_entry_has_the_address_it_was_asked_at(client: TestClient) -> None:
    turtle = client.get("/api/v1/catalogue.ttl")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "<https://kommune.example/api/v1/catalogue/4601>" in turtle.text
    assert "mailto:helsestasjon@bergen.example" in turtle.text
    assert client.get("/api/v1/catalogue.jsonld").json()["@graph"][0]["@type"] == ["dcat:Catalog"]


def test_before_the_first_publication_there_is_nothing_to_describe(client_of: ClientOf) -> None:
    client = client_of(FakeFigures(publication=None, places=(), definitions=()))
    assert client.get("/api/v1/catalogue.ttl").status_code == 404
    assert client.get("/api/v1/municipalities").json() == []
