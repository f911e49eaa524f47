"""The metadata sheet tells everything of a definition, in three languages, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from folkekommune.catalogue.model import Texts
from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.indicators.definition import Break
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.indicators.metadata_sheet import metadata_page, metadata_record, metadata_sheet
from folkekommune.texts import LANGUAGES

DEFINITIONS = {
    definition.code: definition
    for package in load_packages(shipped_folder(), shipped_folder() / "none").values()
    for definition in load_definitions(package).values()
}
DEFINITION = DEFINITIONS["fullamming_6uker"]


def lines_of(definition, language="nb") -> list[str]:
    return [line for entry in metadata_sheet(definition, language) for line in entry.lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_definition_stand_in_the_sheet(language):
    lines = lines_of(DEFINITION, language)
    wording = DEFINITION.wording
    for words in (wording.purpose, wording.counted, wording.case, wording.errors):
        assert words.in_language(language) in lines
    assert any(DEFINITION.counting.numerator in line for line in lines)


@pytest.mark.parametrize("code", DEFINITIONS)
def test_every_definition_that_ships_has_a_sheet_in_every_language(code):
    for language in LANGUAGES:
        entries = metadata_sheet(DEFINITIONS[code], language)
        assert all(entry.heading and all(entry.lines) for entry in entries)
        page = metadata_page(DEFINITIONS[code], language)
        assert page.startswith("<!doctype html>")
        assert f'<html lang="{language}">' in page


def test_a_visit_is_told_with_its_ages_and_a_moment_with_its_day():
    assert "Konsultasjonen U6, når barnet er mellom 19 og 67 dager." in lines_of(DEFINITION)
    (moment,) = [each for each in DEFINITIONS.values() if each.code == "praktisk_bistand"]
    assert any("31. desember" in line for line in lines_of(moment))


def test_a_break_and_an_end_are_told_when_there_are_any():
    plain = metadata_sheet(DEFINITION, "nb")
    assert "Brudd i tallrekken" not in [entry.heading for entry in plain]
    changed = replace(
        DEFINITION,
        breaks=(Break(date(2024, 1, 1), Texts("Nytt spørsmål.", "Nytt spørsmål.", "New question.")),),
        valid_to=date(2025, 12, 31),
    )
    lines = lines_of(changed)
    assert "1. januar 2024: Nytt spørsmål." in lines
    assert "Fra 1. januar 2010 til 31. desember 2025." in lines


def test_the_record_is_plain_and_whole():
    record = json.loads(json.dumps(metadata_record(DEFINITION)))
    assert record["code"] == "fullamming_6uker"
    assert record["wording"]["name"]["nn"] == "Blir fullamma ved 6 veker"
    assert record["counting"]["numerator"] == "AMMESTATUS_U6 == 1"
    assert record["timepoint"]["pick"] == "nearest"
    assert record["valid_from"] == "2010-01-01"
    assert "people" not in record


def test_what_a_definition_says_is_shown_as_text():
    wording = replace(DEFINITION.wording, purpose=Texts("<b>x</b>", "<b>y</b>", "<b>z</b>"))
    page = metadata_page(replace(DEFINITION, wording=wording), "nb")
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>" not in page
