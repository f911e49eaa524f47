"""Wide CSV: what stops a file, and what does not."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from delivery_factory import FIRST, Visit, csv_report, number, write_delivery
from record_factory import MAPPING, PACKAGE

from folkekommune.errors import InputError
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.connectors import wide_csv
from folkekommune.ingest.delivery import open_delivery
from folkekommune.texts import text

NAME = "HP_U6_4601_20240115.csv"
ODD = number("2018-03-05")
TWO = [
    Visit("101", ODD, cells={"Ammestatus": "Fullammet", "Vekt (kg)": "5,02"}),
    Visit("102", ODD, cells={"Ammestatus": "", "Vekt (kg)": "4,9"}, date="18.04.2018"),
]


def read(tmp_path, content: bytes, *, rows: int | None = None, name: str = NAME) -> list[Batch]:
    folder = write_delivery(tmp_path / "d", {name: content}, rows={name: rows})
    return list(wide_csv.read(open_delivery(folder), MAPPING, PACKAGE.databank))


def fault(tmp_path, content: bytes, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content, **options)
    assert caught.value.place.file
    for language in ("nb", "nn", "en"):
        sentence = text(caught.value.code, language, **caught.value.parameters)
        assert ODD not in sentence
        assert "Testesen" not in sentence
    return caught.value


def words(batch: Batch, target: str) -> list[str]:
    cells = batch.cells[target]
    return [cells.words[index] for index in cells.indices]


def kinds(batches: list[Batch]) -> dict[str, str]:
    return {
        remark.kind: remark.field
        for batch in batches
        for remark in batch.remarks
        if "missing" not in remark.kind
    }


def test_rows_come_as_they_are_written(tmp_path):
    (batch,) = read(tmp_path, csv_report(TWO), rows=2)
    assert batch.occasion == "U6"
    assert list(batch.rows) == [1, 2]
    assert batch.record.to_pylist() == ["101", "102"]
    assert batch.identity.to_pylist() == [ODD, ODD]
    assert words(batch, "visit_date") == ["17.04.2018", "18.04.2018"]
    assert words(batch, "AMMESTATUS") == ["Fullammet", ""]
    assert words(batch, "VEKT_KG") == ["5,02", "4,9"]
    assert words(batch, "BYDEL") == ["Årstad", "Årstad"]
    assert batch.version is None
    assert batch.broken == ()


def test_names_and_notes_are_never_read(tmp_path):
    visits = [Visit("1", ODD, cells={"Ammestatus": "Fullammet", "Merknad (fritekst)": "hemmelig"})]
    (batch,) = read(tmp_path, csv_report(visits))
    assert set(batch.cells) == {"visit_date", "ENHET", "BYDEL", "ROLLE", "STATUS", "AMMESTATUS"}
    assert "Testesen" not in str(batch)
    assert "hemmelig" not in str(batch)


def test_line_breaks_separators_and_quotes_inside_quotes(tmp_path):
    note = 'linje 1\nlinje 2; "sitat"\r\nAntall rader;7'
    visits = [Visit("1", ODD, cells={"Merknad (fritekst)": note, "Ammestatus": "Fullammet"}), *TWO]
    batches = read(tmp_path, csv_report(visits), rows=3)
    assert sum(len(batch.rows) for batch in batches) == 3
    assert words(batches[0], "AMMESTATUS")[0] == "Fullammet"


def test_a_compressed_file(tmp_path):
    (batch,) = read(tmp_path, csv_report(TWO), rows=2, name=NAME + ".gz")
    assert batch.record.to_pylist() == ["101", "102"]


def test_split_files_are_one_after_the_other(tmp_path):
    files = {f"HP_U6_4601_20240115-{n}.csv": csv_report([TWO[n - 1]]) for n in (1, 2)}
    delivery = open_delivery(write_delivery(tmp_path / "d", files))
    batches = list(wide_csv.read(delivery, MAPPING, PACKAGE.databank))
    assert [batch.record.to_pylist() for batch in batches] == [["101"], ["102"]]


def test_a_file_without_rows(tmp_path):
    batches = read(tmp_path, csv_report([], header=(*FIRST, "Ammestatus")), rows=0)
    assert sum(len(batch.rows) for batch in batches) == 0


def test_big_files_come_in_bounded_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(wide_csv, "_BLOCK", 4096)
    visits = [Visit(str(n), ODD, cells={"Merknad (fritekst)": "a\nb" if n % 7 else ""}) for n in range(500)]
    batches = read(tmp_path, csv_report(visits), rows=500)
    assert len(batches) > 5
    assert [row for batch in batches for row in batch.rows] == list(range(1, 501))
    assert [r for batch in batches for r in batch.record.to_pylist()] == [str(n) for n in range(500)]


@pytest.mark.parametrize("cut", [-20, -40, -90])
def test_a_cut_file_is_refused(tmp_path, cut):
    content = csv_report([Visit(str(n), ODD) for n in range(9)])
    assert fault(tmp_path, content[:cut], rows=9).code in {"ingest.file-cut", "ingest.rows-differ"}


def test_a_file_without_its_last_line(tmp_path):
    content = csv_report(TWO, trailer=None)
    wrong = fault(tmp_path, content)
    assert (wrong.code, wrong.parameters["n"]) == ("ingest.file-cut", 2)
    assert fault(tmp_path, content, rows=3).code == "ingest.file-cut"


def test_the_manifest_can_vouch_for_a_file_without_its_last_line(tmp_path):
    batches = read(tmp_path, csv_report(TWO, trailer=None), rows=2)
    assert any(remark.kind == "trailer-missing" for batch in batches for remark in batch.remarks)


@pytest.mark.parametrize("trailer", ["Antall rader;3", "Antall rader;", "Antall rader", "Antall rader;to"])
def test_a_last_line_that_says_another_number(tmp_path, trailer):
    assert fault(tmp_path, csv_report(TWO, trailer=trailer)).code == "ingest.rows-differ"


def test_a_manifest_that_says_another_number(tmp_path):
    assert fault(tmp_path, csv_report(TWO), rows=3).code == "ingest.rows-differ"


def test_a_row_with_too_few_or_too_many_cells_waits_and_the_others_are_read(tmp_path):
    lines = csv_report([*TWO, Visit("103", ODD)]).split(b"\r\n")
    lines[4] = lines[4].rpartition(b";")[0]
    (batch,) = read(tmp_path, b"\r\n".join(lines), rows=3)
    assert batch.record.to_pylist() == ["101", "103"]
    assert list(batch.rows) == [1, 3]
    assert batch.broken == (2,)
    lines[5] += b";;;"
    batches = read(tmp_path, b"\r\n".join(lines), rows=3)
    assert [row for batch in batches for row in batch.broken] == [2, 3]


def test_a_quotation_mark_that_is_not_closed_loses_nothing_silently(tmp_path):
    content = csv_report([Visit(str(n), ODD) for n in range(9)]).replace(b"Ole", b'"Ole', 1)
    assert fault(tmp_path, content, rows=9).code in {
        "ingest.rows-differ",
        "ingest.file-cut",
        "ingest.csv-broken",
    }


def test_a_byte_order_mark_is_told(tmp_path):
    for encoding in ("windows-1252", "utf-8"):
        batches = read(tmp_path, b"\xef\xbb\xbf" + csv_report(TWO, encoding=encoding), rows=2)
        assert kinds(batches) == {"byte-order-mark": ""}
        assert words(batches[0], "BYDEL") == ["Årstad", "Årstad"]


def test_a_file_in_utf8_where_another_encoding_is_declared(tmp_path):
    wrong = fault(tmp_path, csv_report(TWO, encoding="utf-8"))
    assert (wrong.code, wrong.suggestion) == ("ingest.encoding-wrong", "utf-8")
    assert wrong.parameters["mapping"] == "bred_csv.toml"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_of_two_bytes_a_letter(tmp_path, encoding):
    content = csv_report(TWO).decode("windows-1252").encode(encoding)
    assert fault(tmp_path, content).code == "ingest.encoding-wrong"


def test_bytes_that_the_encoding_does_not_have(tmp_path):
    content = csv_report(TWO).replace("Årstad".encode("windows-1252"), b"\x81rstad", 1)
    assert fault(tmp_path, content).code == "ingest.encoding-wrong"


def test_columns_are_found_by_name_wherever_they_stand(tmp_path):
    moved = ("Kons.dato", "Ammestatus", "Fødselsnr", "Kons.id")
    content = csv_report([], header=moved).replace(
        b"Antall rader;0", f"17.04.2018;Fullammet;{ODD};7\r\nAntall rader;1".encode()
    )
    (batch,) = read(tmp_path, content)
    assert batch.record.to_pylist() == ["7"]
    assert words(batch, "AMMESTATUS") == ["Fullammet"]
    missing = {remark.field for remark in batch.remarks if remark.kind == "field-missing"}
    assert {"VEKT_KG", "ENHET", "STATUS"} <= missing
    assert "DATO" not in missing
    assert "KOMMUNE" not in missing


@pytest.mark.parametrize("name", ["Amming", "AMMESTATUS", " ammestatus ", "Ammestatus"])
def test_a_column_with_another_name_is_used_and_told(tmp_path, name):
    header = (*FIRST, name)
    content = csv_report([], header=header).replace(
        b"Antall rader;0", f"1;{ODD};;17.04.2018;;;;;Fullammet\r\nAntall rader;1".encode()
    )
    batches = read(tmp_path, content)
    assert words(batches[0], "AMMESTATUS") == ["Fullammet"]
    assert kinds(batches) == ({} if name == "Ammestatus" else {"field-renamed": name})


def test_a_label_without_its_unit_is_known(tmp_path):
    batches = read(tmp_path, csv_report([Visit("1", ODD, cells={"Vekt": "5,0", "Lengde": "57"})]))
    assert words(batches[0], "VEKT_KG") == ["5,0"]
    assert words(batches[0], "HOYDE_CM") == ["57"]


def test_an_unknown_column_stops_the_load_and_is_named(tmp_path):
    wrong = fault(tmp_path, csv_report([Visit("1", ODD, cells={"Ammestatuss": "Fullammet"})]))
    assert wrong.code == "ingest.field-unknown"
    assert wrong.parameters["field"] == "Ammestatuss"
    assert wrong.suggestion == "Ammestatus"
    assert wrong.place.column == 9


def test_an_item_of_another_occasion_is_an_unknown_column(tmp_path):
    assert (
        fault(tmp_path, csv_report([Visit("1", ODD, cells={"Snus": "Nei"})])).code == "ingest.field-unknown"
    )


def test_a_column_name_that_looks_like_a_number_is_not_repeated(tmp_path):
    wrong = fault(tmp_path, csv_report([Visit("1", ODD, cells={f"Kopi {ODD}": "x"})]))
    assert wrong.parameters["field"] == "#9"


def test_a_column_twice_is_refused(tmp_path):
    wrong = fault(tmp_path, csv_report([Visit("1", ODD, cells={"Ammestatus": "Fullammet", "Amming": "x"})]))
    assert (wrong.code, wrong.parameters["field"]) == ("ingest.field-repeated", "Amming")


def test_a_needed_column_that_is_gone(tmp_path):
    wrong = fault(tmp_path, csv_report([], header=("Kons.id", "Kons.dato", "Ammestatus")))
    assert (wrong.code, wrong.parameters["field"]) == ("ingest.field-required", "Fødselsnr")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"x",
        f"Rapport\r\n\r\n101;{ODD};Ole Testesen;17.04.2018\r\n".encode(),
        b"\x00" * 100,
        b"<html>\r\n\r\n<body>\r\n",
    ],
)
def test_a_file_whose_header_is_not_there_quotes_nothing_of_it(tmp_path, content):
    assert fault(tmp_path, content).code == "ingest.header-missing"


def test_a_damaged_compressed_file(tmp_path):
    whole = gzip.compress(csv_report([Visit(str(n), ODD) for n in range(2000)]))
    folder = write_delivery(tmp_path / "d", {"x": whole[: len(whole) // 2]})
    (folder / "x").rename(folder / f"{NAME}.gz")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"x"', f'"{NAME}.gz"'))
    with pytest.raises(InputError) as caught:
        list(wide_csv.read(open_delivery(folder), MAPPING, PACKAGE.databank))
    assert caught.value.code == "ingest.compression-broken"


def test_a_line_longer_than_a_row_can_be(tmp_path, monkeypatch):
    monkeypatch.setattr(wide_csv, "_BLOCK", 4096)
    visits = [Visit("1", ODD, name="x" * 20_000), Visit("2", ODD)]
    assert fault(tmp_path, csv_report(visits)).code == "ingest.line-too-long"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("HP_U6_4631_20240115.csv", "ingest.file-municipality"),
        ("HP_U9_4601_20240115.csv", "ingest.occasion-unknown"),
        ("Rapport.csv", "ingest.file-unexpected"),
    ],
)
def test_file_names_that_do_not_fit(tmp_path, name, code):
    assert fault(tmp_path, csv_report(TWO), name=name).code == code


def test_batches_have_as_many_cells_as_rows(tmp_path):
    for batch in read(tmp_path, csv_report(TWO)):
        assert {len(cells.indices) for cells in batch.cells.values()} == {len(batch.rows)}
        assert not np.any(batch.withdrawn)
