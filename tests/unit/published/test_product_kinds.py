"""Each kind of file in its own form: dialects, types, sheets, and nothing that a program would run."""

from __future__ import annotations

import io

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from folkekommune.published.products.csv_files import EXCEL_NORWEGIAN, PLAIN, csv_file
from folkekommune.published.products.parquet_file import parquet_file
from folkekommune.published.products.table import Column, Kind, ProductTable
from folkekommune.published.products.workbook import WorkbookWords, workbook

FORMULA = '=HYPERLINK("x","y")'
TABLE = ProductTable(
    (Column("name", Kind.TEXT), Column("value", Kind.DECIMAL), Column("people", Kind.WHOLE)),
    (("Søre Å", "66.4", "1000"), ("a,b;c", None, None), (FORMULA, "-1.5", "7")),
)
WORDS = WorkbookWords(
    "Tall", "Tall", "Om tallene", "Tegn", facts=[("lisens", "CC BY 4.0")], meanings=[(":", FORMULA)]
)


def test_plain_csv_is_of_rfc_4180():
    assert csv_file(TABLE, PLAIN).decode() == (
        'name,value,people\r\nSøre Å,66.4,1000\r\n"a,b;c",,\r\n"=HYPERLINK(""x"",""y"")",-1.5,7\r\n'
    )


def test_the_norwegian_dialect_has_mark_semicolon_and_comma_and_no_formula():
    written = csv_file(TABLE, EXCEL_NORWEGIAN)
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").splitlines()[1:] == [
        "Søre Å;66,4;1000",
        '"a,b;c";;',
        '"\'=HYPERLINK(""x"",""y"")";-1,5;7',
    ]


def test_parquet_has_types_and_null():
    read = pq.read_table(io.BytesIO(parquet_file(TABLE)))
    assert read.schema.types == [pa.string(), pa.float64(), pa.int64()]
    assert read.column("value").to_pylist() == [66.4, None, -1.5]


def test_an_empty_table_can_be_written_in_every_form():
    empty = ProductTable(TABLE.columns, ())
    assert csv_file(empty, PLAIN) == b"name,value,people\r\n"
    assert pq.read_table(io.BytesIO(parquet_file(empty))).num_rows == 0
    assert openpyxl.load_workbook(io.BytesIO(workbook(empty, WORDS))).worksheets[0].max_row == 1


def test_a_workbook_has_three_sheets_and_no_formula():
    book = openpyxl.load_workbook(io.BytesIO(workbook(TABLE, WORDS)))
    assert book.sheetnames == ["Tall", "Om tallene", "Tegn"]
    kinds = {entry.data_type for sheet in book for row in sheet.iter_rows() for entry in row}
    assert "f" not in kinds
    figures = book["Tall"]
    assert (figures["A4"].value, figures["B2"].value, figures["C2"].value) == (FORMULA, 66.4, 1000)
    assert figures["B3"].value is None
