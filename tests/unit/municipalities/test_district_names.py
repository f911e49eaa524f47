"""A district is found by what a record system calls it."""

from __future__ import annotations

import pytest

from folkekommune.municipalities import district_code, districts


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Årstad", "460107"),
        ("årstad", "460107"),
        ("ÅRSTAD", "460107"),
        ("  Årstad ", "460107"),
        ("A\N{COMBINING RING ABOVE}rstad", "460107"),
        ("Ã…rstad", "460107"),  # UTF-8 read as Windows-1252
        ("Ã\x85rstad", "460107"),  # UTF-8 read as Latin-1
        ("LaksevÃ¥g", "460105"),
        ("├àsane", "460108"),  # UTF-8 read as the old Norwegian code page 865
        ("?rstad", "460107"),  # letters lost
        ("Laksev\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}g", "460105"),
        ("460107", "460107"),
        ("120107", "460107"),  # Bergen was 1201 until 2020
    ],
)
def test_a_district_of_bergen(written, number):
    assert district_code("4601", written) == number


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_every_district_survives_the_wrong_encoding_once_and_twice(encoding):
    for city in ("0301", "1103", "4601", "5001"):
        for entry in districts(city):
            once = _misread(entry.name, encoding)
            assert district_code(city, once) == entry.number
            assert district_code(city, _misread(once, encoding)) == entry.number


@pytest.mark.parametrize(
    "written",
    ["", "?", "??", "Alna", "030112", "46010", "460109", "Årsta", "Fanaa", "*", ".*"],
)
def test_what_is_not_a_district_of_bergen_is_not_guessed(written):
    assert district_code("4601", written) is None


def test_the_old_number_of_the_municipality_is_understood():
    assert district_code("1201", "Arna") == "460101"


def test_a_municipality_without_districts_has_none():
    assert district_code("4631", "Arna") is None


def _misread(name: str, encoding: str) -> str:
    """Read UTF-8 as another encoding, leaving alone a name that the encoding cannot read."""
    try:
        return name.encode().decode(encoding)
    except UnicodeDecodeError:
        return name
