"""A meaning that changes without a new version fails the build, of indicators and of official tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from folkekommune.catalogue.meanings import FILE, Meaning, find_changed
from folkekommune.catalogue.model import Texts
from folkekommune.catalogue.packages import Package, load_packages, shipped_folder
from folkekommune.indicators import meaning as of_indicators
from folkekommune.indicators.definition import Counting, Eligible
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.official import meaning as of_official
from folkekommune.official.description_files import load_descriptions

PACKAGES = load_packages(shipped_folder(), shipped_folder() / "none")
HELSEPROFIL = PACKAGES["no.folkekommune.helseprofil"]
INDICATOR = load_definitions(HELSEPROFIL)["konsultasjon_2aar"]
OFFICIAL = load_descriptions(HELSEPROFIL)["tannhelse_5aar"]


def meanings(package: Package) -> list[Meaning]:
    return [
        *map(of_indicators.meaning_of, load_definitions(package).values()),
        *map(of_official.meaning_of, load_descriptions(package).values()),
    ]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_meaning_is_the_one_recorded_for_its_version(name):
    changed = find_changed(PACKAGES[name].folder, meanings(PACKAGES[name]))
    lines = "\n".join(f"[{each.kind}] {each.line}" for each in changed)
    told = f"Raise the version and record the new meaning in databanks/{PACKAGES[name].folder.name}/{FILE}:"
    assert not changed, f"{told}\n{lines}"


def numerator(code: str) -> Counting:
    return replace(INDICATOR.counting, numerator=code)


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        (replace(INDICATOR, counting=numerator("STATUS_A2 == 1")), True),
        (replace(INDICATOR, multiplier=1000), True),
        (replace(INDICATOR, form_versions={"2010": "STATUS"}), True),
        (replace(INDICATOR, counting=numerator(INDICATOR.counting.numerator.replace(" & ", "  &\n"))), False),
        (replace(INDICATOR, wording=replace(INDICATOR.wording, purpose=Texts("a", "b", "c"))), False),
        (replace(INDICATOR, eligible=Eligible("fodte")), False),
    ],
    ids=["another case", "another multiplier", "another field", "spaces", "told otherwise", "coverage"],
)
def test_a_definition_means_something_else_where_its_figures_would(tmp_path, changed, is_another):
    record(tmp_path, of_indicators.meaning_of(INDICATOR))
    assert bool(find_changed(tmp_path, [of_indicators.meaning_of(changed)])) is is_another


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        (replace(OFFICIAL, case=Texts("Minst ett hull.", OFFICIAL.case.nn, OFFICIAL.case.en)), True),
        (replace(OFFICIAL, contents=replace(OFFICIAL.contents, value=("noe annet",))), True),
        (replace(OFFICIAL, vintage=2020), True),
        (replace(OFFICIAL, name=Texts("a", "b", "c")), False),
    ],
    ids=["another case", "another content", "another division", "another name"],
)
def test_an_official_table_means_something_else_where_its_figures_would(tmp_path, changed, is_another):
    record(tmp_path, of_official.meaning_of(OFFICIAL))
    assert bool(find_changed(tmp_path, [of_official.meaning_of(changed)])) is is_another


def test_a_raised_version_must_be_recorded_and_the_old_one_may_stay(tmp_path):
    raised = of_indicators.meaning_of(replace(INDICATOR, version=2, multiplier=1000))
    record(tmp_path, of_indicators.meaning_of(INDICATOR))
    assert find_changed(tmp_path, [raised]) == (raised,)
    record(tmp_path, of_indicators.meaning_of(INDICATOR), raised)
    assert find_changed(tmp_path, [raised]) == ()


def record(folder: Path, *recorded: Meaning) -> None:
    lines = [f"[{recorded[0].kind}]", *(each.line for each in recorded)]
    (folder / FILE).write_text("\n".join(lines), encoding="utf-8")
