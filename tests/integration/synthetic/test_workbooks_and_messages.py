"""Synthetic deliveries in shapes B and E: what the specification says of them, read with other libraries."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from synthetic_deliveries import manifest, truth

from folkekommune.synthetic import generate

HEAD = "{http://www.kith.no/xmlstds/msghead/2006-05-24}"
PAYLOAD = "{urn:folkekommune:hp:xml:1}"
THEMES, HEADINGS, FIRST = 3, 4, 5
SEED = 20


def make(folder: Path, shape: str) -> Path:
    generate(folder, size="tiny", seed=SEED, municipalities=("4601",), shapes=(shape,))
    return folder


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> Path:
    return make(tmp_path_factory.mktemp("books") / "out", "B")


@pytest.fixture(scope="module")
def letters(tmp_path_factory) -> Path:
    return make(tmp_path_factory.mktemp("letters") / "out", "E")


def deliveries(out: Path) -> list[Path]:
    return sorted((out / "4601").iterdir())


def sheets(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(file, data_only=True)
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.fixture(scope="module")
def rows(books) -> list[tuple[str, str, dict[str, Any]]]:
    """Give workbook, sheet and row of every visit."""
    found = []
    for folder in deliveries(books):
        for file in sorted(folder.glob("*.xlsx")):
            for name, cells in sheets(file).items():
                if name in {"Les meg", "Kodeverk", "Ark1"}:
                    continue
                headings = cells[HEADINGS - 1]
                found += [
                    (f"{folder.name}/{file.name}", name, dict(zip(headings, row, strict=False)))
                    for row in cells[FIRST - 1 :]
                    if row[0] is not None
                ]
    return found


@pytest.fixture(scope="module")
def messages(letters) -> list[tuple[str, ET.Element]]:
    found = []
    for folder in deliveries(letters):
        for file in sorted(folder.glob("*.zip")):
            with zipfile.ZipFile(file) as archive:
                listed = archive.read("manifest.txt").decode("utf-8-sig").splitlines()
                assert sorted(line.split()[0] for line in listed) == sorted(
                    set(archive.namelist()) - {"manifest.txt"}
                )
                for line in listed:
                    name, digest = line.split()
                    content = archive.read(name)
                    assert hashlib.sha256(content).hexdigest() == digest
                    found.append((folder.name, ET.fromstring(content)))  # noqa: S314 - our own
    return found


@pytest.mark.parametrize("shape", ["B", "E"])
def test_the_same_seed_gives_the_same_bytes(request, tmp_path, shape):
    first = request.getfixturevalue({"B": "books", "E": "letters"}[shape])
    again = make(tmp_path / "again", shape)
    files = {path.relative_to(first): path.read_bytes() for path in first.rglob("*") if path.is_file()}
    assert files == {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()
    }


def test_workbooks_are_one_a_year_with_a_sheet_a_visit_type(books):
    (full, *_) = deliveries(books)
    content = manifest(full)
    names = [entry["file"] for entry in content["files"]]
    assert names[0] == "Helseprofil_4601_2010.xlsx"
    assert names[-1] == "Helseprofil_4601_2023.xlsx"
    book = openpyxl.load_workbook(full / names[-1])
    assert book.sheetnames[0] == "Les meg"
    assert book.sheetnames[-1] == "Kodeverk"
    assert {"6 uker", "17-18 måneder", "Skolestart (1. trinn)", "VG1"} <= set(book.sheetnames)
    sheet = book["6 uker"]
    assert sheet.column_dimensions["A"].hidden
    assert [cell.value for cell in sheet[HEADINGS]][:4] == ["id", "fnr", "dato", "enhet"]
    assert {"ammestat", "vekt", "lgd"} <= {cell.value for cell in sheet[HEADINGS]}
    assert any(merged.min_row == THEMES for merged in sheet.merged_cells.ranges)
    assert sheet.cell(HEADINGS, 2).comment is not None
    assert [cell.value for cell in book["Kodeverk"][1]] == [
        "variabel",
        "kode",
        "tekst",
        "gyldig_fra",
        "gyldig_til",
    ]


def test_manifests_count_the_visits(books, rows):
    counted = Counter(file for file, _, _ in rows)
    for folder in deliveries(books):
        for entry in manifest(folder)["files"]:
            assert entry["rows"] == counted[f"{folder.name}/{entry['file']}"]


def test_visits_stand_in_the_year_they_were(books, rows):
    visits = {row["visit"]: row for row in truth(books, "visits")}
    compared = 0
    for file, _, row in rows:
        if row["id"] in visits:
            assert file.endswith(f"_{visits[row['id']]['date'].year}.xlsx")
            compared += 1
    assert compared > 1000


def test_days_are_days_except_in_one_column_of_one_sheet(rows):
    kinds = {
        (name, column, isinstance(row[column], datetime))
        for _, name, row in rows
        for column in ("dato", "fodt")
    }
    assert {(name, column) for name, column, is_day in kinds if not is_day} == {("4 år", "fodt")}


def test_some_workbooks_keep_identity_numbers_as_numbers_and_lose_zeros(books, rows):
    by_file: dict[str, set[type]] = {}
    lost = set()
    for file, _, row in rows:
        by_file.setdefault(file, set()).add(type(row["fnr"]))
        if isinstance(row["fnr"], int) and row["fnr"] < 10**10:
            lost.add(row["id"])
    assert all(len(kinds) == 1 for kinds in by_file.values())
    numeric = sum(kinds == {int} for kinds in by_file.values())
    assert 0.1 < numeric / len(by_file) < 0.6
    planted = {error["visit"] for error in truth(books, "errors") if error["error"] == "E01"}
    assert planted == lost


def test_codes_are_numbers_and_some_are_not(books, rows):
    planted = {(e["visit"], e["item"]) for e in truth(books, "errors") if e["error"] == "E14"}
    wrong = 0
    for _, name, row in rows:
        if name == "6 uker" and row.get("sovn") is not None:
            if (row["id"], "sovn") in planted:
                assert isinstance(row["sovn"], str)
                wrong += 1
            else:
                assert row["sovn"] in {1, 2, 3, 8, 9}
    assert planted
    assert wrong < 10


def test_decimals_are_numbers_and_some_are_texts_with_a_comma(books, rows):
    planted = {(e["visit"], e["item"]) for e in truth(books, "errors") if e["error"] == "E16"}
    texts = {
        (row["id"], "vekt_kg")
        for _, _, row in rows
        if isinstance(row.get("vekt"), str) and "," in row["vekt"]
    }
    assert texts == {key for key in planted if key[1] == "vekt_kg"}
    assert texts


def test_below_the_visits_stand_blank_rows_and_a_sum(books):
    file = next(deliveries(books)[0].glob("*_2018.xlsx"))
    filled = [cells for cells in sheets(file).values() if any("Sum" in row for row in cells)]
    assert filled
    for cells in filled:
        place = next(index for index, row in enumerate(cells) if "Sum" in row)
        assert cells[place][2] == place - HEADINGS - 2
        assert not any(cells[place - 1]) and not any(cells[place - 2])  # noqa: PT018 - both are blank


def text_at(message: ET.Element, path: str) -> str:
    return message.findtext("/".join(f"{HEAD}{step}" for step in path.split("/"))) or ""


def visit_of(message: ET.Element) -> ET.Element:
    (visit,) = message.iter(f"{PAYLOAD}Konsultasjon")
    return visit


def test_messages_say_what_the_standard_has_them_say(messages):
    for _, message in messages:
        assert message.tag == f"{HEAD}MsgHead"
        assert message.find(f"{HEAD}MsgInfo/{HEAD}Type").attrib["V"] == "HELSEPROFIL"
        assert datetime.fromisoformat(text_at(message, "MsgInfo/GenDate")).tzinfo
        ident = message.find(f"{HEAD}MsgInfo/{HEAD}Patient/{HEAD}Ident")
        number, kind = ident.findtext(f"{HEAD}Id"), ident.find(f"{HEAD}TypeId").attrib
        assert len(number) == 11
        assert int(number[2:4]) > 80
        assert kind["S"] == "2.16.578.1.12.4.1.1.8116"
        assert kind["V"] == ("DNR" if number[0] >= "4" else "FNR")
    assert len(messages) > 1000


def test_both_encodings_occur(letters):
    (file,) = deliveries(letters)[0].glob("*.zip")
    with zipfile.ZipFile(file) as archive:
        starts = Counter(
            archive.read(name)[:45].split(b'"')[3] for name in archive.namelist() if "xml" in name
        )
    assert set(starts) == {b"UTF-8", b"ISO-8859-1"}


def test_corrections_name_the_message_they_correct(letters, messages):
    sent: dict[str, tuple[str, str]] = {}
    corrected, withdrawn = set(), set()
    for folder, message in messages:
        visit = visit_of(message).attrib
        parent = text_at(message, "MsgInfo/ConversationRef/RefToParent")
        if parent:
            before, earlier = sent[parent]
            assert before == visit["id"]
            assert earlier < folder
            corrected.add(int(visit["id"]))
        if visit.get("trukket"):
            assert len(visit_of(message)) == 0
            withdrawn.add(int(visit["id"]))
        sent[text_at(message, "MsgInfo/MsgId")] = (visit["id"], folder)
    planted = [error for error in truth(letters, "errors") if error["error"] == "E24"]
    assert corrected == {error["visit"] for error in planted}
    assert withdrawn == {error["visit"] for error in planted if error["item"] == "konsultasjon_id"}
    assert withdrawn


def test_absent_answers_are_left_out_or_said_to_be(messages):
    answers = [answer.attrib for _, message in messages for answer in message.iter(f"{PAYLOAD}Svar")]
    assert {"nullFlavor": "NI"} in answers
    assert any(answer.get("U") == "kg" for answer in answers)
    coded = next(answer for answer in answers if answer.get("S") == "urn:folkekommune:kodeverk:amming")
    assert set(coded) == {"V", "S", "DN"}
