"""Names of fields: cut into words, compared by their usual forms, synonyms and parts."""

from __future__ import annotations

import pytest

from folkekommune.ingest.suggesting.names import Vocabulary, is_opaque, likeness, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Vekt (kg)", ("vekt", "kg")),
        ("fodselsVektG", ("fodsels", "vekt", "g")),
        ("Antall rør på øyet", ("antall", "ror", "oyet")),
        ("vaks_6i1", ("vaks", "6", "1")),
        ("", ()),
    ],
)
def test_a_name_is_cut_into_words_that_tell_something(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("name", "opaque"), [("F001", True), ("@K12", True), ("felt_17", True), ("vekt2", True), ("vekt", False)]
)
def test_mere_numbers_are_opaque(name, opaque):
    assert is_opaque(name) is opaque


def test_likeness_knows_synonyms_beginnings_and_ends():
    assert likeness("vekt", "vekt") == 1
    assert likeness("lengde", "hoyde") > 0.9
    assert 0.7 < likeness("ammest", "ammestatus") < 1
    assert likeness("vekt", "fodselsvekt") == pytest.approx(0.7)
    assert likeness("6", "60") == 0
    assert likeness("syn", "sukker") == 0


def test_rare_words_tell_more_than_common_ones():
    known = Vocabulary({"visit": ("dato for konsultasjon",), "birth": ("dato for fødsel",)})
    assert known.alike(["fødsel"], "birth") > known.alike(["dato"], "birth")
    assert known.alike(["noe helt annet"], "birth") == 0
