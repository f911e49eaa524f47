"""Checking a mapping: all its faults with their lines, and what becomes of a delivery's fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from delivery_factory import PACKAGE, Visit, number, write_reports
from message_factory import message, pack, write_packed
from sheet_factory import visit_sheet, workbook, write_workbooks

from folkekommune.errors import UserError
from folkekommune.ingest.mapping_check import CheckedMapping, TriedMapping, check_mapping, try_mapping
from folkekommune.texts import LANGUAGES, text

MAPPINGS = PACKAGE.folder / "mappings"
PACKAGES = {PACKAGE.databank.name: PACKAGE}
ODD = number("2018-03-05")
SHIPPED = sorted(file.stem for file in MAPPINGS.glob("*.toml"))


def changed(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    content = (MAPPINGS / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    file = tmp_path / f"{name}.toml"
    file.write_text(content, encoding="utf-8")
    return file


def line_of(file: Path, start: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(start))


def told(faults: tuple[UserError, ...]) -> list[tuple[str, object, int | None]]:
    for fault in faults:
        for language in LANGUAGES:
            assert text(fault.code, language, **fault.parameters)
    return [(fault.code, fault.parameters.get("key"), fault.place.line) for fault in faults]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_sound(name):
    checked = check_mapping(MAPPINGS / f"{name}.toml", PACKAGES)
    assert checked.faults == ()
    assert checked.mapping is not None


def test_all_faults_are_told_at_once_each_with_its_line(tmp_path):
    file = changed(
        tmp_path,
        "bred_csv",
        ('nb = "Profil', 'bn = "Profil'),
        ("HOYDE_CM = [", "HOYDE_MM = ["),
        ("SOVN_TIMER = [", "SOVN_TIMAR = ["),
        ('coded = "titles"', 'coded = "tittel"'),
        ('site = "ENHET"', 'sted = "ENHET"'),
        ('KJONN = "sex"', 'KJONN = "kjønn"'),
        ('drop = ["Navn"', 'forms = 7\ndrop = ["Navn"'),
    )
    assert told(check_mapping(file, PACKAGES).faults) == [
        ("ingest.key-missing", "title.nb", line_of(file, "[title]")),
        ("ingest.key-not-texts", "forms", line_of(file, "forms")),
        ("ingest.target-unknown", "items.SOVN_TIMAR", line_of(file, "SOVN_TIMAR")),
        ("ingest.target-unknown", "items.HOYDE_MM", line_of(file, "HOYDE_MM")),
        ("ingest.key-not-choice", "writing.coded", line_of(file, "coded")),
        ("ingest.key-unknown", "visit.sted", line_of(file, "sted")),
        ("ingest.key-not-choice", "person.KJONN", line_of(file, "KJONN")),
    ]


def test_a_name_that_is_almost_right_gets_a_suggestion(tmp_path):
    (fault,) = check_mapping(changed(tmp_path, "bred_csv", ("SOVN_TIMER =", "SOVN_TIMAR =")), PACKAGES).faults
    assert fault.suggestion == "SOVN_TIMER"


@pytest.mark.parametrize(
    ("name", "change", "code", "key"),
    [
        (
            "bred_csv",
            ('databank = "no.folkekommune.helseprofil"', 'databank = "no.x"'),
            "mapping.databank-unknown",
            "databank",
        ),
        ("bred_csv", ("header_row = 3", 'header_row = "tre"'), "ingest.key-not-number", "options.header_row"),
        ("regneark", ('"Skolestart" = "S1"', '"Skolestart" = "S2"'), None, "sheets.named.Skolestart"),
        ("meldinger", ('answer = "m:', 'answer = "x:'), "messages.prefix-unknown", "message.paths.answer"),
        (
            "bred_csv",
            ("[visit]", '[units]\nVEKT_KG = "cm"\n[visit]'),
            "mapping.unit-unknown",
            "units.VEKT_KG",
        ),
    ],
)
def test_faults_that_only_the_shape_or_the_databank_shows(tmp_path, name, change, code, key):
    file = changed(tmp_path, name, change)
    ((found, where, line),) = told(check_mapping(file, PACKAGES).faults)
    assert (found, where) == (code or "ingest.key-not-choice", key)
    if key.startswith(("sheets", "message", "units", "databank")):
        assert line == line_of(file, change[1].splitlines()[-2 if "units" in key else 0])


def test_a_name_that_fits_two_items_is_told(tmp_path):
    """Cut to four letters, smoking of the mother and smoking at home are the same."""
    checked = check_mapping(changed(tmp_path, "regneark", ("{item:8}", "{item:4}")), PACKAGES)
    labels = {fault.parameters["label"]: fault.parameters["items"] for fault in checked.faults}
    assert labels["roki"] == "ROKING_MOR, ROKING_HJEM"
    assert {fault.code for fault in checked.faults} == {"mapping.label-ambiguous"}
    told(checked.faults)


@pytest.mark.parametrize("content", [b"databank =", b"\xff\xfe", None])
def test_what_is_no_mapping_at_all(tmp_path, content):
    file = tmp_path / "x.toml"
    if content is not None:
        file.write_bytes(content)
    checked = check_mapping(file, PACKAGES)
    assert checked.mapping is None
    assert len(checked.faults) == 1


def tried(checked: CheckedMapping, folder: Path) -> TriedMapping:
    assert checked.mapping is not None
    return try_mapping(folder, checked.mapping, PACKAGE.databank)


def fates(result: TriedMapping) -> dict[str, str | None]:
    return {one.field.name: one.field.target for one in result.fields}


def test_a_delivery_shows_what_becomes_of_its_fields(tmp_path):
    visits = {
        "U6": [Visit("1", ODD, cells={"Amming": "Fullammet", "Ammestatuss": "x", "Merknad": "hemmelig"})],
        "A4": [Visit("2", ODD, cells={"Vekt (kg)": "17,3", "Ammestatuss": "x"})],
    }
    result = tried(check_mapping(MAPPINGS / "bred_csv.toml", PACKAGES), write_reports(tmp_path / "d", visits))
    found = fates(result)
    assert found["Amming"] == "AMMESTATUS"
    assert found["Merknad"] == found["Navn"] == ""
    assert found["Vekt (kg)"] == "VEKT_KG"
    (unknown,) = result.unknown
    assert (unknown.field.name, unknown.occasions) == ("Ammestatuss", ("U6", "A4"))
    assert unknown.field.suggestion == "Ammestatus"
    assert [one.field.name for one in result.fields if one.field.renamed] == ["Amming"]
    assert result.missing["VEKT_KG"] == ("U6",)
    assert result.faults == ()
    assert "hemmelig" not in str(result)
    assert ODD not in str(result)


def test_workbooks_and_messages_are_tried_alike(tmp_path):
    sheet = visit_sheet(("id", "fnr", "dato", "vekt", "nytt felt"), [(1, ODD, "2018-04-17", 5, "hemmelig")])
    name = "Helseprofil_4601_2018.xlsx"
    folder = write_workbooks(tmp_path / "b", {name: workbook({"6 uker": sheet})}, {name: 1})
    books = tried(check_mapping(MAPPINGS / "regneark.toml", PACKAGES), folder)
    assert [one.field.name for one in books.unknown] == ["nytt felt"]
    assert fates(books)["vekt"] == "VEKT_KG"
    letters = write_packed(tmp_path / "e", pack([message("1", ODD, {"nytt": "hemmelig", "sovn": "1"})]))
    sent = tried(check_mapping(MAPPINGS / "meldinger.toml", PACKAGES), letters)
    assert [one.field.name for one in sent.unknown] == ["nytt"]
    assert fates(sent)["sovn"] == "SOVN"
    assert "hemmelig" not in f"{books} {sent}"


def test_a_field_whose_name_looks_like_data_is_not_shown(tmp_path):
    visits = {"U6": [Visit("1", ODD, cells={f"Kopi {ODD}": "x"})]}
    result = tried(check_mapping(MAPPINGS / "bred_csv.toml", PACKAGES), write_reports(tmp_path / "d", visits))
    assert [one.field.name for one in result.unknown] == ["#"]
    assert ODD not in str(result)


def test_what_would_stop_a_load_is_told(tmp_path):
    folder = write_reports(tmp_path / "d", {"U6": [Visit("1", ODD)]})
    other = tried(check_mapping(MAPPINGS / "regneark.toml", PACKAGES), folder)
    assert [fault.code for fault in other.faults] == ["mapping.no-files"]
    (folder / "HP_U6_4601_20240115.csv").write_bytes(b"x")
    cut = tried(check_mapping(MAPPINGS / "bred_csv.toml", PACKAGES), folder)
    assert [fault.code for fault in cut.faults] == ["ingest.file-size"]
    told((*other.faults, *cut.faults))
