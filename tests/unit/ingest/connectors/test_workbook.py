"""Workbooks: what a cell says, which sheets and rows are read, and what stops a file."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from delivery_factory import number
from record_factory import PACKAGE
from sheet_factory import visit_sheet, workbook, write_workbooks

from folkekommune.errors import InputError
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.cells.columns import ABSENT
from folkekommune.ingest.connectors import shapes
from folkekommune.ingest.connectors import workbook as connector
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.mappings.mapping import load_mapping
from folkekommune.texts import LANGUAGES, text

FILE = PACKAGE.folder / "mappings" / "regneark.toml"
MAPPING = load_mapping(FILE, PACKAGE.databank, shapes=shapes())
ODD = number("2018-03-05")
NAME = "Helseprofil_4601_2018.xlsx"
HEADINGS = ("id", "fnr", "dato", "ammestat", "vekt")
DAY = date(2018, 4, 17)
AFTER_NOON = datetime(2018, 4, 18, 13, 30)  # noqa: DTZ001 - workbooks know no zones
TWO_SHEETS = {
    "6 uker": visit_sheet(HEADINGS, [(1, ODD, DAY, 1)]),
    "4 år": visit_sheet(HEADINGS, [(2, ODD, DAY)]),
}
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a workbook that is locked with a password begins."""


def read(tmp_path, content: bytes, *, rows: int | None = None, name: str = NAME, mapping=MAPPING):
    folder = write_workbooks(tmp_path / "d", {name: content}, {name: rows})
    return list(connector.read(open_delivery(folder), mapping, PACKAGE.databank))


def sheet_of(*rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS, **options: object) -> bytes:
    return workbook({"6 uker": visit_sheet(headings, list(rows))}, **options)


def shared(*rows: tuple[object, ...]) -> bytes:
    """Write a sheet with a program that keeps each text once for all cells, as Excel does."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet("6 uker")
        for index, row in enumerate(visit_sheet(HEADINGS, list(rows))):
            sheet.write_row(index, 0, row)
    return made.getvalue()


def fault(tmp_path, content: bytes, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content, **options)
    assert caught.value.place.file
    for language in LANGUAGES:
        assert ODD not in text(caught.value.code, language, **caught.value.parameters)
    return caught.value


def words(batch: Batch, target: str) -> list[str | None]:
    cells = batch.cells[target]
    return [None if index == ABSENT else cells.words[index] for index in cells.indices]


def kinds(batches: list[Batch]) -> list[tuple[str, str]]:
    return [(r.kind, r.field) for batch in batches for r in batch.remarks if r.kind != "field-missing"]


def reworked(content: bytes, part: str, old: str, new: str) -> bytes:
    """Change the XML of a part, as no spreadsheet program would."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        assert part in before.namelist()
        for name in before.namelist():
            xml = before.read(name)
            if name == part:
                assert old in xml.decode()
                xml = xml.decode().replace(old, new).encode()
            after.writestr(name, xml)
    return made.getvalue()


def with_mapping(tmp_path, old: str, new: str):
    content = FILE.read_text(encoding="utf-8")
    assert old in content
    file = tmp_path / "egen.toml"
    file.write_text(content.replace(old, new), encoding="utf-8")
    mapping = load_mapping(file, PACKAGE.databank, shapes=shapes())
    connector.check(mapping)
    return mapping


def test_rows_come_as_they_are_seen(tmp_path):
    content = sheet_of((7, ODD, DAY, 1, 5.02), (8, ODD, AFTER_NOON, "Fullammet", "4,9"))
    (batch,) = read(tmp_path, content, rows=2)
    assert batch.occasion == "U6"
    assert batch.file == f"{NAME} [6 uker]"
    assert list(batch.rows) == [5, 6]
    assert batch.record.to_pylist() == ["7", "8"]
    assert batch.identity.to_pylist() == [ODD, ODD]
    assert words(batch, "visit_date") == ["2018-04-17", "2018-04-18"]
    assert words(batch, "AMMESTATUS") == ["1", "Fullammet"]
    assert words(batch, "VEKT_KG") == ["5.02", "4,9"]
    assert batch.version is None


def test_a_number_has_the_digits_that_people_see(tmp_path):
    content = sheet_of(*((n, ODD, DAY, "", value) for n, value in enumerate((4.9, 5.0, 0.1 + 0.2, 12345.6))))
    (batch,) = read(tmp_path, content)
    assert words(batch, "VEKT_KG") == ["4.9", "5", "0.3", "12345.6"]
    # The same number as spreadsheet programs store it, with seventeen digits.
    stored = reworked(content, "xl/worksheets/sheet1.xml", "<v>4.9</v>", "<v>4.9000000000000004</v>")
    assert words(read(tmp_path, stored)[0], "VEKT_KG")[0] == "4.9"


def test_numbers_that_lost_their_zero_or_are_written_with_an_exponent(tmp_path):
    content = sheet_of((1, 5831850363, DAY, 1), (2, 20911750024, DAY, 1))
    assert read(tmp_path, content)[0].identity.to_pylist() == ["5831850363", "20911750024"]
    exponent = reworked(content, "xl/worksheets/sheet1.xml", "20911750024", "2.0911750024E10")
    assert read(tmp_path, exponent)[0].identity.to_pylist()[1] == "20911750024"


def test_the_column_says_what_a_number_means_not_its_format(tmp_path):
    """Spreadsheet programs make dates of weights and numbers of dates."""
    content = sheet_of((1, ODD, 43207, 1, date(1900, 4, 14)))
    (batch,) = read(tmp_path, content)
    assert words(batch, "visit_date") == ["2018-04-17"]
    assert words(batch, "VEKT_KG") == ["105"]


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path):
    (batch,) = read(tmp_path, sheet_of((1, ODD, DAY, 1), from_1904=True))
    assert words(batch, "visit_date") == ["2018-04-17"]


@pytest.mark.parametrize(
    ("wrong", "word"), [(0, "0"), (60, "60"), (-5, "-5"), (1e300, "1e+300"), (20180417, "20180417")]
)
def test_a_number_that_is_no_day_is_left_to_be_found(tmp_path, wrong, word):
    (batch,) = read(tmp_path, sheet_of((1, ODD, wrong, 1)))
    assert words(batch, "visit_date") == [word]


def test_texts_in_parts_and_shared_texts(tmp_path):
    content = shared((1, ODD, DAY, "Fullammet"), (2, ODD, DAY, "Fullammet"))
    assert words(read(tmp_path, content)[0], "AMMESTATUS") == ["Fullammet", "Fullammet"]
    rich = reworked(
        content,
        "xl/sharedStrings.xml",
        "<t>Fullammet</t>",
        "<r><t>Full</t></r><r><t>ammet</t></r><rPh><t>x</t></rPh>",
    )
    assert words(read(tmp_path, rich)[0], "AMMESTATUS") == ["Fullammet", "Fullammet"]


def test_blank_rows_and_the_row_of_sums_are_no_visits(tmp_path):
    batches = read(tmp_path, sheet_of((1, ODD, DAY, 1), (), (2, ODD, DAY, 2)), rows=2)
    assert [r for batch in batches for r in batch.record.to_pylist()] == ["1", "2"]
    assert list(batches[0].rows) == [5, 7]


def test_names_and_notes_are_never_taken(tmp_path):
    content = sheet_of((1, ODD, DAY, 1, "hemmelig"), headings=(*HEADINGS[:4], "merknad"))
    (batch,) = read(tmp_path, content)
    assert set(batch.cells) == {"visit_date", "AMMESTATUS"}
    assert "hemmelig" not in str(batch)


def test_hidden_sheets_are_not_read_and_told(tmp_path):
    sheets = {
        "6 uker": visit_sheet(HEADINGS, [(1, ODD, DAY, 1)]),
        "4 år": visit_sheet(HEADINGS, [(2, ODD, DAY)]),
    }
    batches = read(tmp_path, workbook(sheets, hidden=("4 år",)), rows=1)
    assert [r for batch in batches for r in batch.record.to_pylist()] == ["1"]
    assert kinds(batches) == [("sheet-hidden", "")]


def test_a_hidden_sheet_that_the_manifest_counts_is_missed(tmp_path):
    sheets = {
        "6 uker": visit_sheet(HEADINGS, [(1, ODD, DAY, 1)]),
        "4 år": visit_sheet(HEADINGS, [(2, ODD, DAY)]),
    }
    assert fault(tmp_path, workbook(sheets, hidden=("4 år",)), rows=2).code == "ingest.rows-differ"


def test_an_empty_sheet_is_told(tmp_path):
    batches = read(
        tmp_path, workbook({"6 uker": visit_sheet(HEADINGS, [(1, ODD, DAY)]), "Ark1": [], "4 år": []})
    )
    assert kinds(batches) == [("sheet-empty", ""), ("sheet-empty", "")]


def test_an_unknown_sheet_stops_the_load_and_is_named(tmp_path):
    sheets = {"Notater": [("noe",)], "6 uker": visit_sheet(HEADINGS, [(1, ODD, DAY)])}
    wrong = fault(tmp_path, workbook(sheets))
    assert (wrong.code, wrong.parameters["sheet"]) == ("sheets.sheet-unknown", "Notater")


def test_the_name_of_a_sheet_that_looks_like_a_number_is_not_repeated(tmp_path):
    assert fault(tmp_path, workbook({f"Kopi {ODD}": [("x",)]})).parameters["sheet"] == "…"


def test_the_mapping_names_sheets(tmp_path):
    mapping = with_mapping(tmp_path, '"Skolestart" = "S1"', '"Notater" = "A4"')
    content = workbook({"Notater": visit_sheet(("id", "fnr", "dato", "vekt"), [(1, ODD, DAY, 17)])})
    assert read(tmp_path, content, mapping=mapping)[0].occasion == "A4"


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("header_row = 4", "header_row = 0", "ingest.key-not-number", "options.header_row"),
        ("header_row = 4\n", "\n", "ingest.key-missing", "options.header_row"),
        ('formulas = "refuse"', 'formulas = "work out"', "ingest.key-not-choice", "options.formulas"),
        ('= "U6"', '= "U7"', "ingest.key-not-choice", "sheets.named.6 ukers kontroll"),
        ("skip =", "skipp =", "ingest.key-unknown", "sheets.skipp"),
        ('visit_date = ["dato"]\n', "", "ingest.key-missing", "fields.visit_date"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path, old, new, code, key):
    with pytest.raises(InputError) as caught:
        with_mapping(tmp_path, old, new)
    assert (caught.value.code, caught.value.parameters["key"]) == (code, key)


def test_a_formula_is_never_worked_out_and_its_row_waits(tmp_path):
    content = sheet_of((1, ODD, DAY, 1, "=2+3"), (2, ODD, DAY, 1, 5))
    stored = reworked(content, "xl/worksheets/sheet1.xml", "<f>2+3</f><v />", "<f>2+3</f><v>4.5</v>")
    for made in (content, stored):
        (batch,) = read(tmp_path, made, rows=2)
        assert batch.record.to_pylist() == ["2"]
        assert batch.broken == (5,)
        assert kinds([batch]) == [("formula", "VEKT_KG")]


def test_the_mapping_may_take_the_value_last_stored(tmp_path):
    content = sheet_of((1, ODD, DAY, 1, "=2+3"))
    stored = reworked(content, "xl/worksheets/sheet1.xml", "<f>2+3</f><v />", "<f>2+3</f><v>4.5</v>")
    mapping = with_mapping(tmp_path, 'formulas = "refuse"', 'formulas = "stored"')
    (batch,) = read(tmp_path, stored, rows=1, mapping=mapping)
    assert words(batch, "VEKT_KG") == ["4.5"]


def test_a_formula_in_a_dropped_column_is_nothing(tmp_path):
    content = sheet_of((1, ODD, DAY, 1, '=HYPERLINK("http://x")'), headings=(*HEADINGS[:4], "merknad"))
    (batch,) = read(tmp_path, content, rows=1)
    assert batch.broken == ()


def test_a_cell_with_an_error_is_left_to_be_found(tmp_path):
    (batch,) = read(tmp_path, sheet_of((1, ODD, DAY, "#N/A", "#REF!")))
    assert (words(batch, "AMMESTATUS"), words(batch, "VEKT_KG")) == (["#N/A"], ["#REF!"])


def test_a_value_in_a_column_without_a_name_stops_the_load(tmp_path):
    wrong = fault(tmp_path, sheet_of((1, ODD, DAY, 1, 5, "hva er dette")))
    assert (wrong.code, wrong.place.row, wrong.place.column) == ("sheets.column-unnamed", 5, 6)


def test_an_unknown_column_stops_the_load_and_is_named(tmp_path):
    wrong = fault(tmp_path, sheet_of((1, ODD, DAY, 1, 5), headings=(*HEADINGS[:3], "ammestatt", "vekt")))
    assert (wrong.code, wrong.parameters["field"]) == ("ingest.field-unknown", "ammestatt")
    assert wrong.suggestion == "ammestat"


def test_renamed_and_moved_columns_are_found(tmp_path):
    content = sheet_of((5.02, 1, DAY, ODD, 1), headings=("vekt_kg", "Amming", "DATO", "fnr", "id"))
    batches = read(tmp_path, content)
    assert words(batches[0], "VEKT_KG") == ["5.02"]
    assert set(kinds(batches)) == {
        ("field-renamed", "vekt_kg"),
        ("field-renamed", "Amming"),
        ("field-renamed", "DATO"),
    }


@pytest.mark.parametrize(
    "rows",
    [
        [(1, ODD, DAY)],
        [(), (), (), (), (), HEADINGS, (1, ODD, DAY)],
        [("a",), ("b",), ("c",), (ODD, "Ole", "x"), (1, ODD)],
    ],
)
def test_headings_that_are_not_where_they_should_be(tmp_path, rows):
    content = workbook({"6 uker": rows})
    if len(rows) == 1:
        assert kinds(read(tmp_path, content)) == [("sheet-empty", "")]
        assert fault(tmp_path, content, rows=1).code == "ingest.rows-differ"
    else:
        assert fault(tmp_path, content).code == "ingest.header-missing"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Helseprofil_4631_2018.xlsx", "ingest.file-municipality"), ("Rapport.xlsx", "ingest.file-unexpected")],
)
def test_file_names_that_do_not_fit(tmp_path, name, code):
    assert fault(tmp_path, sheet_of((1, ODD, DAY)), name=name).code == code


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"id;fnr\r\n"]
)
def test_what_is_no_workbook(tmp_path, content):
    """The third is how a workbook that is locked with a password begins."""
    assert fault(tmp_path, content).code == "sheets.not-workbook"


def test_an_archive_that_is_no_workbook(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("brev.txt", "hei")
    assert fault(tmp_path, made.getvalue()).code == "sheets.broken"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="5"', '<row r="3"'),
        ('<row r="5"', '<row r="99999999"'),
        ('<row r="5"', '<row r="fem"'),
        ('r="B5"', 'r="A5"'),
        ('r="E5"', 'r="ZZZ5"'),
        ('r="E5"', 'r="5"'),
        ("</sheetData>", "</sheetDataa>"),
    ],
)
def test_a_sheet_that_cannot_be(tmp_path, old, new):
    content = reworked(sheet_of((1, ODD, DAY, 1, 5.5)), "xl/worksheets/sheet1.xml", old, new)
    assert fault(tmp_path, content).code == "sheets.broken"


@pytest.mark.parametrize("number", ["999", "-1", "x", ""])
def test_a_cell_that_refers_to_a_text_that_is_not_there(tmp_path, number):
    content = reworked(shared((1, ODD, DAY)), "xl/worksheets/sheet1.xml", "<v>0</v>", f"<v>{number}</v>")
    if number:
        assert fault(tmp_path, content).code == "sheets.broken"
    else:
        assert read(tmp_path, content)[0].record.to_pylist() == ["1"]


def test_a_cell_far_out_costs_nothing(tmp_path):
    """Readers that lay a sheet out as a table ask for hundreds of gigabytes here."""
    rows = visit_sheet(HEADINGS, [(1, ODD, DAY)], end=False)
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = reworked(workbook({"6 uker": rows}), "xl/worksheets/sheet1.xml", "</sheetData>", far)
    wrong = fault(tmp_path, content)
    assert (wrong.code, wrong.place.row, wrong.place.column) == ("sheets.column-unnamed", 1048576, 16384)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_document_type_is_refused_in_every_part(tmp_path, part):
    content = shared((1, ODD, DAY, "Fullammet"))
    start = {"xl/workbook.xml": "<workbook", "xl/worksheets/sheet1.xml": "<worksheet"}.get(part, "<sst")
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaa">]>{start}'
    assert fault(tmp_path, reworked(content, part, start, bomb)).code == "archives.xml-doctype"


def test_batches_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(connector, "ROWS_AT_A_TIME", 10)
    batches = read(tmp_path, sheet_of(*((n, ODD, DAY, 1) for n in range(25))), rows=25)
    assert [len(batch.rows) for batch in batches] == [10, 10, 5]
