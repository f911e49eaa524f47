"""A search finds what people mean, by whole sentences, other endings and the professionals' words."""

from __future__ import annotations

import pytest

from folkekommune.web.ports import Place
from folkekommune.web.public.search import Findable, find, place_in, stem

AMONG = (
    Findable("amming", ("Hvor mange barn får bare morsmelk når de er 6 uker?", "Fullammes ved 6 uker")),
    Findable(
        "amming-halvt", ("Hvor mange barn får bare morsmelk når de er 6 måneder?", "Fullammes ved 6 måneder")
    ),
    Findable("overvekt", ("Hvor mange barn har overvekt når de er 4 år?",)),
    Findable("søvn", ("Hvor mange unge sover mindre enn 7 timer?",)),
    Findable("personvern", ("Slik passer vi på opplysningene", "Hva skjer med svarene?")),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [("fullammet", "fullamming"), ("fullammes", "fullammet"), ("søvnen", "søvn"), ("svarene", "svar")],
)
def test_the_ending_does_not_matter(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("overvekt", "undervekt"), ("søvn", "syn"), ("6", "16")])
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["amming", "amming-halvt", "overvekt", "søvn", "personvern"]),
        ("overvekt", ["overvekt"]),
        ("Overvekten", ["overvekt"]),
        ("fullammet seks uker", ["amming"]),
        ("Hvor mange blir fullammet ved seks uker, og er det færre enn i byen?", ["amming", "amming-halvt"]),
        ("Hva skjer med svarene vi gir på helsestasjonen?", ["personvern"]),
        ("tannhelse", []),
        ("hvor mange", ["amming", "amming-halvt", "overvekt", "søvn"]),
    ],
)
def test_what_is_meant_is_found(search: str, found: list[str]) -> None:
    assert find(search, AMONG) == found


def test_a_word_that_fits_nearly_everything_finds_nothing_by_itself_beside_a_word_that_fits_nothing() -> None:
    assert find("barn tannhelse", AMONG[:3]) == []


def test_a_place_is_taken_out_of_the_search() -> None:
    places = (Place("460102", "Bergenhus"), Place("460105", "Laksevåg"))
    assert place_in("Er det færre på LAKSEVÅG nå?", places) == (places[1], "er det færre på nå")
    assert place_in("Bergen", places) == (None, "Bergen")
