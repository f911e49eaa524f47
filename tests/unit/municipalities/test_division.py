"""The division of 2024: municipalities and city districts."""

from __future__ import annotations

import pytest

from folkekommune.municipalities import district, districts, municipalities, municipality


def test_there_are_357_municipalities():
    """The number in force since 1 January 2024 (regjeringen.no)."""
    assert len(municipalities()) == 357


def test_bergen():
    bergen = municipality("4601")
    assert bergen is not None
    assert (bergen.name, bergen.county_number, bergen.county_name) == ("Bergen", "46", "Vestland")


def test_the_whole_country_had_5_550_203_residents_on_1_january_2024():
    """Statistics Norway's published total."""
    assert sum(entry.residents[2024] for entry in municipalities()) == 5_550_203


def test_a_municipality_with_two_official_names_keeps_both():
    karasjok = municipality("5610")
    assert karasjok is not None
    assert karasjok.name == "Karasjok"
    assert karasjok.other_names["se"] == "Kárášjohka"


def test_an_old_number_is_not_a_municipality_of_2024():
    assert municipality("1201") is None


@pytest.mark.parametrize(
    ("number", "count"), [("0301", 17), ("1103", 9), ("4601", 8), ("5001", 4), ("4631", 0)]
)
def test_four_cities_have_districts(number, count):
    assert len(districts(number)) == count


def test_districts_stand_in_order_of_number():
    assert [entry.name for entry in districts("4601")] == [
        "Arna",
        "Bergenhus",
        "Fana",
        "Fyllingsdalen",
        "Laksevåg",
        "Ytrebygda",
        "Årstad",
        "Åsane",
    ]


def test_a_district_is_found_by_number():
    aasane = district("460108")
    assert aasane is not None
    assert (aasane.name, aasane.municipality) == ("Åsane", "4601")
