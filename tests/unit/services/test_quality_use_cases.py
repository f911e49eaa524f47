"""Reports and correction lists are for the municipality's own stewards, and every reading is noted."""

from __future__ import annotations

import pytest

from folkekommune.access.roles import Planner, Steward
from folkekommune.access.users import Grant, User
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.disclosure.policy import load_policy
from folkekommune.errors import PermissionRefused
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.ingest.corrections import Correction
from folkekommune.ingest.quality.declaration import load_declaration
from folkekommune.ingest.review.outcome import Observation
from folkekommune.services.corrections import corrections_csv, read_corrections
from folkekommune.services.quality_report import QualityFacts, read_quality_report
from folkekommune.services.quality_touched import touched_indicators

PACKAGE = load_package(shipped_folder() / "helseprofil")
DECLARATION = load_declaration(PACKAGE.folder / "quality.toml", PACKAGE.databank)
DEFINITIONS = [
    each for each in load_definitions(PACKAGE).values() if each.code in {"overvekt_4aar", "fullamming_6uker"}
]
FOUND = (
    Correction("77", "VEKT_KG", "grams-for-kilograms", 1),
    Correction("78", "", "duplicate-conflict", 1, closed_by=2),
    Correction("=1+1;x", "identity", "identity-form", 1),
)


def make_user(role, municipality):
    return User(7, "siri", "Siri", (Grant(role.name, municipality),))


def facts(observations=()):
    return QualityFacts(
        databank=PACKAGE.databank,
        municipality="4601",
        release="",
        loads=(),
        observations=observations,
        declaration=DECLARATION,
        definitions=DEFINITIONS,
    )


@pytest.mark.parametrize(
    ("role", "municipality", "allowed"),
    [(Steward, "4601", True), (Steward, "4631", False), (Planner, "4601", False)],
)
def test_who_reads_reports_and_lists(role, municipality, allowed):
    user = make_user(role, municipality)
    events = []

    def read_both():
        read_quality_report(user, facts, load_policy(), municipality="4601", audit=events.append)
        return read_corrections(user, lambda: FOUND, municipality="4601", audit=events.append)

    if allowed:
        assert read_both() == (FOUND[0], FOUND[2])
        assert [(event.action, event.municipality) for event in events] == [
            ("quality-read", "4601"),
            ("corrections-read", "4601"),
        ]
    else:
        with pytest.raises(PermissionRefused):
            read_both()
        assert events == []


def test_the_closed_are_there_when_everything_is_asked_for():
    user = make_user(Steward, "4601")
    found = read_corrections(user, lambda: FOUND, municipality="4601", audit=lambda _: None, everything=True)
    assert found == FOUND


def test_a_list_cannot_become_a_formula_or_another_column():
    lines = corrections_csv(FOUND, "en").split("\r\n")
    assert lines[1] == "77;VEKT_KG;grams-for-kilograms;grams where kilograms belong;1;"
    assert lines[2].startswith("78;;duplicate-conflict;")
    assert lines[2].endswith(";1;2")
    assert lines[3].startswith('"\'=1+1;x";identity number;')


@pytest.mark.parametrize(
    ("seen", "touched"),
    [
        (Observation("P8", 10, 1, flagged=True, item="HOYDE_CM"), {"overvekt_4aar": ("P8",)}),
        (Observation("P8", 10, 1, flagged=False, item="HOYDE_CM"), {}),
        (Observation("M2", 10, 1, flagged=True, occasion="U6"), {"fullamming_6uker": ("M2",)}),
        (
            Observation("M3", 10, 1, flagged=True, item="AMMESTATUS", occasion="U6"),
            {"fullamming_6uker": ("M3",)},
        ),
        (Observation("M3", 10, 1, flagged=True, item="AMMESTATUS", occasion="M6"), {}),
        (Observation("P11", 10, 1, flagged=True, item="VEKT_KG+HOYDE_CM"), {"overvekt_4aar": ("P11",)}),
    ],
)
def test_an_indicator_is_touched_through_what_it_is_worked_out_from(seen, touched):
    found = touched_indicators([seen], DEFINITIONS, DECLARATION)
    assert {one.code: one.checks for one in found} == touched
