"""Every file of a municipality tells the same of every cell, and hides what is hidden; so does the page."""

from __future__ import annotations

import csv
import io
import json
from itertools import product

import openpyxl
import pyarrow.parquet as pq
import pytest
from cube_factories import NOON, cell, cube, prepared

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.disclosure.shares import Audience
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.published.figures import CurrentFigures
from folkekommune.published.products.rows import DIMENSIONS, NUMBERS
from folkekommune.published.publications import Publications
from folkekommune.web.ports import Cell, Sex
from folkekommune.web.product_files import Form, ProductFiles
from folkekommune.web.published_figures import PublishedCubes

CODES = ("fullamming_6uker", "overvekt_4aar")
DEFINITIONS = load_definitions(load_package(shipped_folder() / "helseprofil"))
HIDDEN_PART = 7431
"""The shown part of a hidden cell; no file may hold it."""
CELLS = [
    cell(2023, 500, 500),
    cell(2024, 604, 396),
    cell(2024, 350, 150, district="460101"),
    cell(2024, None, HIDDEN_PART, district="460102"),
    cell(2024, 280, 220, sex="1"),
    cell(2024, 320, 180, sex="2"),
    cell(2024, 90, 110, district="460101", sex="2"),
]
Told = dict[tuple[str, ...], tuple[tuple[str | None, ...], str, str]]
"""Numbers, status and comparison by indicator and the parts of the key, in one way of writing."""


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> ProductFiles:
    publications = Publications(tmp_path_factory.mktemp("published"))
    cubes = [cube(CELLS, indicator=code) for code in CODES]
    publications.approve(publications.propose(prepared(*cubes)).identifier, at=NOON)
    current = CurrentFigures(publications, Audience.PUBLIC)
    pages = PublishedCubes(current, [DEFINITIONS[code] for code in CODES])
    return ProductFiles(current.now(), pages)


def plain(number: object) -> str | None:
    return None if number in ("", None) else f"{float(str(number).replace(',', '.')):.1f}"


def told_by_rows(rows) -> Told:
    return {
        (row["indicator"], *(str(row[part] or "") for part in DIMENSIONS)): (
            tuple(plain(row[name]) for name in NUMBERS),
            row["status"] or "",
            row["comparison"],
        )
        for row in rows
    }


def told_by_csv(content: bytes, separator: str) -> Told:
    return told_by_rows(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))


def told_by_workbook(content: bytes) -> Told:
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return told_by_rows(dict(zip(head, row, strict=True)) for row in rows)


def told_by_json_stat(files: ProductFiles) -> Told:
    sexes = {"all": "all", "1": "male", "2": "female"}
    told = {}
    for code in CODES:
        written = json.loads(files.json_stat(code, "4601"))
        names = written["id"]
        indexes = [written["dimension"][name]["category"]["index"] for name in names]
        assert names[-1] == "contents"
        for at, parts in enumerate(product(*indexes[:-1])):
            by_name = dict(zip(names, parts, strict=False))
            place = at * len(NUMBERS)
            values = written["value"][place : place + len(NUMBERS)]
            signs = {written["status"].get(str(place + number), "") for number in range(len(NUMBERS))}
            (sign,) = signs
            if sign == "..":
                continue  # never made: the other files have no row of it
            by_name["sex"] = sexes[by_name["sex"]]
            by_name["district"] = by_name["district"].replace("all", "")
            key = (code, *(by_name[part] for part in DIMENSIONS))
            told[key] = (tuple(map(plain, values)), sign, written["extension"]["comparison"][at])
    return told


def told_by_pages(files: ProductFiles) -> Told:
    sexes = {"all": None, "male": Sex.MALE, "female": Sex.FEMALE}
    told = {}
    for row in told_by_csv(files.table(Form.CSV, municipality="4601"), ","):
        code, *parts = row
        by_name = dict(zip(DIMENSIONS, parts, strict=True))
        figure = files.figures.figure(
            Cell(
                code,
                "4601",
                int(by_name["year"]),
                years=int(by_name["years"]),
                district=by_name["district"] or None,
                sex=sexes[by_name["sex"]],
            )
        )
        numbers = tuple(plain(getattr(figure, name)) for name in NUMBERS)
        comparison = figure.verdict.comparison.value if figure.verdict else "not_tested"
        told[row] = (numbers, figure.sign.value if figure.sign else "", comparison)
    return told


def every_product(files: ProductFiles) -> dict[str, Told]:
    return {
        "plain CSV": told_by_csv(files.table(Form.CSV, municipality="4601"), ","),
        "Excel CSV": told_by_csv(files.table(Form.EXCEL_CSV, municipality="4601"), ";"),
        "Parquet": told_by_rows(
            pq.read_table(io.BytesIO(files.table(Form.PARQUET, municipality="4601"))).to_pylist()
        ),
        "XLSX": told_by_workbook(files.table(Form.XLSX, municipality="4601")),
        "JSON-stat": told_by_json_stat(files),
        "pages": told_by_pages(files),
    }


def test_all_products_agree_cell_by_cell(files):
    products = every_product(files)
    expected = products["plain CSV"]
    assert len(expected) == len(CELLS) * len(CODES)
    for name, told in products.items():
        assert told == expected, name


def test_the_numbers_are_those_of_the_cells(files):
    told = told_by_csv(files.table(Form.CSV, municipality="4601"), ",")
    by_name = {"year": "2024", "district": "", "years": "1"}
    key = (CODES[0], *(by_name.get(part, "all") for part in DIMENSIONS))
    # 604 of 1000, written without decimals by the factory, four points to each side.
    assert told[key] == (("60.0", "56.4", "64.4", "604.0", "1000.0"), "", "not_tested")


def test_what_is_hidden_is_hidden_in_every_file(files):
    for name, told in every_product(files).items():
        hidden = [value for key, value in told.items() if "460102" in key]
        assert [(numbers, sign) for numbers, sign, _ in hidden] == [((None,) * 5, ":")] * len(CODES), name
    contents = [files.table(form, municipality="4601") for form in (Form.CSV, Form.EXCEL_CSV)]
    contents += [files.json_stat(code, "4601") for code in CODES]
    assert all(str(HIDDEN_PART).encode() not in content for content in contents)


def test_the_same_figures_give_the_same_bytes(files):
    for form in Form:
        assert files.table(form, municipality="4601") == files.table(form, municipality="4601"), form


def test_a_file_of_an_indicator_holds_it_alone(files):
    told = told_by_csv(files.table(Form.CSV, indicator=CODES[1]), ",")
    assert {key[0] for key in told} == {CODES[1]}
    assert len(told) == len(CELLS)


def test_json_stat_of_what_is_not_there_is_none(files):
    assert files.json_stat("amming_12mnd", "4601") is None
    assert files.json_stat(CODES[0], "4631") is None


def test_a_figure_that_was_never_made_is_missing_in_json_stat(files):
    written = json.loads(files.json_stat(CODES[0], "4601"))
    empty = {str(place) for place, value in enumerate(written["value"]) if value is None}
    assert empty == set(written["status"])
    assert set(written["status"].values()) == {":", ".."}
    assert written["extension"]["status"][":"]
    assert (written["updated"], written["extension"]["release"]) == ("2026-03-01", "1.0.0")
