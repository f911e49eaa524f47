"""Lines, texts and files without end: refused, in memory that does not grow with them.

A file that claims ten gigabytes is mostly hole: it takes no room on disk, and reads as it would if it did.
Memory is the process's own, as the system counts it: that of Arrow and of the XML parser is in it.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from delivery_factory import FIRST, Visit, csv_report, ndjson, number, patient, response
from record_factory import MAPPING as WIDE
from record_factory import PACKAGE

from folkekommune.errors import InputError, Place
from folkekommune.ingest.connectors import fhir_ndjson, shapes, wide_csv
from folkekommune.ingest.delivery import DeliveredFile, Delivery
from folkekommune.ingest.formats import compressed, lines
from folkekommune.ingest.formats.sheet_rows import RowHandler
from folkekommune.ingest.formats.workbook import open_workbook
from folkekommune.ingest.formats.xml_feed import CHUNK, LONGEST, BrokenXmlError, XmlFeed
from folkekommune.ingest.mappings.mapping import Mapping, load_mapping

MIB = 1024 * 1024
GIB = 1024 * MIB
ODD = number("2018-03-05")
FHIR = load_mapping(PACKAGE.folder / "mappings" / "fhir.toml", PACKAGE.databank, shapes=shapes())
CSV_NAME = "HP_U6_4601_20240115.csv"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def delivery(folder: Path, *names: str, system: str = "Profilrapport") -> Delivery:
    """Give a delivery whose manifest no one has read, since its sums would take minutes to make."""
    return Delivery(
        folder=folder,
        databank="",
        system=system,
        system_version="1",
        municipality="4601",
        extracted=datetime(2024, 1, 15, tzinfo=UTC),
        scope="full",
        since=None,
        files=tuple(DeliveredFile(name, 0, "", None) for name in names),
    )


@dataclass
class Growth:
    """How much memory something took at most, in bytes."""

    most: int = 0


@contextmanager
def measured() -> Iterator[Growth]:
    """Measure the growth of this process. The counter of the system is set back first."""
    growth = Growth()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = in_memory("VmRSS")
    yield growth
    growth.most = in_memory("VmHWM") - before


def in_memory(kind: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(rf"{kind}:\s+(\d+) kB", status)[1]) * 1024


def read_through(connector, given: Delivery, mapping: Mapping) -> tuple[str, int]:
    """Give the code that reading ends in, and the most memory that it took."""
    with measured() as growth, pytest.raises(InputError) as caught:
        for _ in connector.read(given, mapping, PACKAGE.databank):
            pass
    return caught.value.code, growth.most


def with_hole(file: Path, start: bytes, size: int) -> None:
    """Write a file that begins so, and whose rest is a hole."""
    with file.open("wb") as stream:
        stream.write(start)
        stream.truncate(size)


def test_ten_gigabytes_of_nothing_in_a_report(tmp_path):
    with_hole(tmp_path / CSV_NAME, csv_report([Visit("1", ODD)], trailer=None), 10 * GIB)
    code, memory = read_through(wide_csv, delivery(tmp_path, CSV_NAME), WIDE)
    assert code == "archives.nul"
    assert memory < 80 * MIB


def test_a_line_without_end_in_a_report(tmp_path, monkeypatch):
    """The same with letters: four times the line takes no more memory.

    The block of a row is small here, so that a moderate line is too long. What the first reading of a process
    takes (Arrow's threads and pools, which differ from machine to machine) is no matter of the line: it warms
    up and is not counted, and the next two are held against each other. Whoever kept the line would need
    72 MiB more for the longer one.
    """
    monkeypatch.setattr(wide_csv, "_BLOCK", MIB)
    most = []
    for size in (24, 24, 96):
        folder = tmp_path / f"{len(most)}"
        folder.mkdir()
        with (folder / CSV_NAME).open("wb") as file:
            file.write(csv_report([Visit("1", ODD)], trailer=None) + b"2;" + ODD.encode() + b";")
            for _ in range(size):
                file.write(b"x" * MIB)
        code, memory = read_through(wide_csv, delivery(folder, CSV_NAME), WIDE)
        assert code == "ingest.line-too-long"
        most.append(memory)
    assert most[2] < most[1] + 24 * MIB


def test_a_nul_in_the_middle_of_a_report(tmp_path):
    content = csv_report([Visit(str(n), ODD) for n in range(500)])
    (tmp_path / CSV_NAME).write_bytes(content.replace(b"Ole", b"O\0e", 1))
    assert read_through(wide_csv, delivery(tmp_path, CSV_NAME), WIDE)[0] == "archives.nul"


def test_a_header_without_end(tmp_path):
    with_hole(tmp_path / CSV_NAME, b"Rapport\r\n\r\n" + b";".join(n.encode() for n in FIRST), 10 * GIB)
    code, memory = read_through(wide_csv, delivery(tmp_path, CSV_NAME), WIDE)
    assert code in {"ingest.header-missing", "ingest.encoding-wrong"}
    assert memory < 32 * MIB


def test_ten_gigabytes_on_one_line_of_resources(tmp_path):
    (tmp_path / "Patient.ndjson").write_bytes(ndjson([patient("p1", ODD)]))
    with_hole(tmp_path / "QuestionnaireResponse.ndjson", b'{"resourceType":"', 10 * GIB)
    given = delivery(tmp_path, "Patient.ndjson", "QuestionnaireResponse.ndjson", system="Barnejournal FHIR")
    code, memory = read_through(fhir_ndjson, given, FHIR)
    assert code == "ingest.line-too-long"
    assert memory < 5 * lines.LONGEST_LINE


@pytest.mark.parametrize("name", [f"{CSV_NAME}.gz", "QuestionnaireResponse.ndjson.gz"])
def test_a_compressed_file_that_unpacks_without_end(tmp_path, monkeypatch, name):
    """Rows that are all alike pack a thousandfold."""
    monkeypatch.setattr(compressed, "SMALL", MIB)
    monkeypatch.setattr(wide_csv, "_BLOCK", MIB)
    row = Visit("1", ODD)
    whole = csv_report([row] * 20) if name.startswith("HP") else b'{"a":"' + b"b" * 1000 + b'"}\n'
    head, tail = (whole, whole.splitlines(keepends=True)[-2]) if name.startswith("HP") else (b"", whole)
    (tmp_path / name).write_bytes(gzip.compress(head + tail * (60 * MIB // len(tail)), 9))
    (tmp_path / "Patient.ndjson").write_bytes(ndjson([patient("p1", ODD)]))
    if name.startswith("HP"):
        code, memory = read_through(wide_csv, delivery(tmp_path, name), WIDE)
    else:
        code, memory = read_through(fhir_ndjson, delivery(tmp_path, "Patient.ndjson", name), FHIR)
    assert code == "archives.bomb"
    assert memory < 80 * MIB


def test_a_resource_nested_without_end_waits(tmp_path):
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n"
    (tmp_path / "Patient.ndjson").write_bytes(ndjson([patient("p1", ODD)]))
    (tmp_path / "QuestionnaireResponse.ndjson").write_bytes(deep)
    given = delivery(tmp_path, "Patient.ndjson", "QuestionnaireResponse.ndjson")
    batches = list(fhir_ndjson.read(given, FHIR, PACKAGE.databank))
    assert [row for batch in batches for row in batch.broken] == [1]


def test_a_nul_in_an_answer_makes_its_resource_wait(tmp_path):
    note = response("7", "p1", {"hp.enhet_id": {"valueString": "4601\0H01"}})
    (tmp_path / "Patient.ndjson").write_bytes(ndjson([patient("p1", ODD)]))
    (tmp_path / "QuestionnaireResponse.ndjson").write_bytes(ndjson([note]))
    given = delivery(tmp_path, "Patient.ndjson", "QuestionnaireResponse.ndjson")
    batches = list(fhir_ndjson.read(given, FHIR, PACKAGE.databank))
    assert [row for batch in batches for row in batch.broken] == [1]


class Endless:
    """A stream that begins so, repeats a piece, and never ends."""

    def __init__(self, start: bytes, piece: bytes) -> None:
        self._start = start
        self._piece = piece * (CHUNK // len(piece))
        self.given = 0

    def read(self, _size: int) -> bytes:
        """Give the next piece."""
        given, self._start = self._start or self._piece, b""
        self.given += len(given)
        return given


class Forgetful:
    """Keeps nothing of what it is told."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Forget it."""

    def end(self, name: str, text: str) -> None:
        """Forget it."""


def feed(handler: object, start: bytes, piece: bytes) -> tuple[str, int, int]:
    """Give the code that an endless document ends in, how much of it was read, and the memory it took."""
    stream = Endless(start, piece)
    with measured() as growth, pytest.raises(InputError) as caught:
        for _ in XmlFeed(handler, Place(file="x")).feed_all(stream):
            pass
    return caught.value.code, stream.given, growth.most


@pytest.mark.parametrize(
    ("start", "piece", "code"),
    [
        (b"<a b='", b"x", "archives.xml-long"),
        (b"<a>", b"x", "archives.xml-long"),
        (b"<a><![CDATA[", b"<b>", "archives.xml-long"),
        (b"<a><!--", b"x ", "archives.xml-long"),
        (b"<", b"x", "archives.xml-long"),
        (b"<a>", b"<b>", "archives.xml-deep"),
        (b"<a><b ", b"c='1' ", "archives.xml-long"),
    ],
)
def test_xml_without_end(start, piece, code):
    if piece == b"c='1' ":
        # The same attribute twice is no XML; the tag is refused for its length before its end is seen.
        piece = b"".join(f"c{n}='1' ".encode() for n in range(2000))
    found, given, memory = feed(Forgetful(), start, piece)
    assert found == code
    assert given < 4 * LONGEST
    assert memory < 32 * MIB


def test_a_row_of_a_sheet_without_end():
    head = f'<worksheet xmlns="{SHEET}"><sheetData><row r="1">'.encode()
    with pytest.raises(InputError) as caught:
        for _ in XmlFeed(RowHandler([], Place(file="x")), Place(file="x")).feed_all(
            Endless(head, b"<c><v>123456789</v></c>")
        ):
            pass
    assert caught.value.code in {"sheets.broken", "archives.xml-long"}


def test_long_texts_in_one_row_of_a_sheet_are_counted_together():
    handler = RowHandler(["x" * MIB], Place(file="x"))
    long_cell = b'<c t="inlineStr"><is><t>' + b"x" * (MIB // 2) + b"</t></is></c>"
    head = f'<worksheet xmlns="{SHEET}"><sheetData><row r="1">'.encode()
    with pytest.raises(InputError) as caught:
        XmlFeed(handler, Place(file="x")).feed(head + long_cell * 12)
    assert caught.value.code == "archives.xml-long"


def rows_of(count: int) -> Iterator[bytes]:
    yield f'<worksheet xmlns="{SHEET}"><sheetData>'.encode()
    for n in range(1, count + 1):
        cells = f'<c r="A{n}"><v>{n * 7919 % 100003}</v></c><c r="B{n}"><v>5.02</v></c>'
        yield f'<row r="{n}">{cells}</row>'.encode()
    yield b"</sheetData></worksheet>"


def test_memory_does_not_grow_with_a_sheet(tmp_path):
    """Ten times the rows, no more memory."""
    most = []
    for count in (4_000, 40_000):
        file = tmp_path / f"{count}.xlsx"
        file.write_bytes(workbook_of(b"".join(rows_of(count))))
        with measured() as growth, open_workbook(file) as workbook:
            assert sum(1 for _ in workbook.rows(workbook.sheets[0])) == count
        most.append(growth.most)
    assert most[1] < most[0] + 8 * MIB


def workbook_of(sheet: bytes) -> bytes:
    """Write the least that is a workbook."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = '<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{relation}</Relationships>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        main = relations.format(office=office, kind="officeDocument", target="xl/workbook.xml")
        below = relations.format(office=office, kind="worksheet", target="worksheets/s.xml")
        archive.writestr("_rels/.rels", main)
        archive.writestr("xl/_rels/workbook.xml.rels", below)
        sheets = '<sheets><sheet name="6 uker" r:id="r1"/></sheets>'
        book = f'<workbook xmlns="{SHEET}" xmlns:r="{office}">{sheets}</workbook>'
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/worksheets/s.xml", sheet)
    return file.getvalue()


def test_the_least_that_is_a_workbook_is_read(tmp_path):
    file = tmp_path / "x.xlsx"
    file.write_bytes(workbook_of(b"".join(rows_of(2))))
    with open_workbook(file) as workbook:
        assert [[cell.text for cell in row.cells.values()] for row in workbook.rows(workbook.sheets[0])] == [
            ["7919", "5.02"],
            ["15838", "5.02"],
        ]


def test_what_is_no_xml_is_told_apart_from_what_is_hostile():
    with pytest.raises(BrokenXmlError):
        XmlFeed(Forgetful(), Place(file="x")).feed(b"<a></b>", last=True)
