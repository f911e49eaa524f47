"""``folkekommune publication files``: everything a municipality has published, in a folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from command_line import Said, ask
from cube_factories import NOON, cell, cube, prepared

from folkekommune.bootstrap import open_wiring
from folkekommune.settings import find_home
from folkekommune.texts import LANGUAGES, text

CELLS = [cell(2024, 600, 400), cell(2025, 640, 360), cell(2025, None, 40, district="460101")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an installation with one publication."""
    home = tmp_path_factory.mktemp("publication") / "home"
    assert ask("init", "--municipality", "4601", home=home).code == 0
    publications = open_wiring(find_home(home)).publications
    publications.approve(publications.propose(prepared(cube(CELLS))).identifier, at=NOON)
    return home


@pytest.fixture(scope="module")
def written(home: Path) -> tuple[Said, Path]:
    """Write everything once, districts too."""
    folder = home.parent / "open"
    options = ("--to", folder, "--address", "https://tall.example/", "--districts", "--format", "json")
    return ask("publication", "files", "4601", *options, home=home), folder


def test_every_kind_of_file_is_there(written: tuple[Said, Path]) -> None:
    said, folder = written
    assert (said.code, said.err) == (0, "")
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert set(said.data["files"]) == found
    expected = {"figures.csv", "figures-excel.csv", "figures.parquet", "figures.xlsx"}
    expected |= {"json-stat/fullamming_6uker.json", "metadata/fullamming_6uker.json"}
    expected |= {"data-catalogue.ttl", "data-catalogue.jsonld"}
    for language in LANGUAGES:
        expected |= {f"{name}.{language}.html" for name in ("profile", "chapter")}
        expected |= {f"metadata/fullamming_6uker.{language}.html", f"profile.{language}.pdf"}
        expected |= {f"districts/460101/profile.{language}.{ending}" for ending in ("html", "pdf")}
    assert found == expected


def test_the_table_has_the_published_numbers_and_the_hidden_cell_none(written: tuple[Said, Path]) -> None:
    rows = list(csv.DictReader((written[1] / "figures.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["year"], row["district"], row["value"], row["status"]) for row in rows] == [
        ("2024", "", "60", ""),
        ("2025", "", "64", ""),
        ("2025", "460101", "", ":"),
    ]
    assert {row["unit"] for row in rows} == {"percent"}


def test_the_catalogue_entry_names_the_site(written: tuple[Said, Path]) -> None:
    assert "<https://tall.example/api/v1/catalogue/4601>" in (written[1] / "data-catalogue.ttl").read_text()
    assert json.loads((written[1] / "data-catalogue.jsonld").read_bytes())["@graph"]


def test_written_again_the_files_are_the_same_and_without_an_address_one_is_left_out_and_that_is_said(
    home: Path, written: tuple[Said, Path]
) -> None:
    again = home.parent / "again"
    said = ask("publication", "files", "4601", "--to", again, home=home, language="nn")
    assert said.code == 0
    assert text("products.no-address", "nn") in said.err
    assert not (again / "data-catalogue.ttl").exists()
    for file in (path for path in again.rglob("*") if path.is_file()):
        assert file.read_bytes() == (written[1] / file.relative_to(again)).read_bytes(), file.name


def test_of_a_municipality_without_figures_nothing_is_written(home: Path) -> None:
    said = ask("publication", "files", "4631", "--to", home.parent / "none", home=home)
    assert (said.code, said.out) == (2, "")
    assert "4631" in said.err
    assert not (home.parent / "none").exists()
