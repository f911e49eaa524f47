"""The open API: the citizens' figures, without log-in, hidden ones without numbers."""

from __future__ import annotations

from collections.abc import Callable

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
