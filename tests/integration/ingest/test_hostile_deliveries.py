"""Every attack against every shape it can be tried on: refused whole, or its row waits, and nothing gets in.

Lines, texts and files without end are in ``tests/unit/ingest/formats/test_hostile_sizes.py``, values without
end of a database in ``tests/unit/ingest/connectors/test_relational.py``.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import message_factory
import pytest
import relational_factory
import sheet_factory
from delivery_factory import (
    Visit,
    coded,
    csv_report,
    make_loading,
    number,
    patient,
    response,
    write_bulk,
    write_delivery,
    write_reports,
)

from folkekommune.errors import InputError
from folkekommune.ingest.formats import compressed
from folkekommune.ingest.loading.load import load_delivery

MIB = 1024 * 1024
ODD = number("2018-03-05")
FORMULA = '=HYPERLINK("http://kvitebjorn")'
MARK = "kvitebjorn"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)
U6 = "HP_U6_4601_20240115.csv"
BOOK = "Helseprofil_4601_2018.xlsx"
HEADINGS = (*sheet_factory.FIRST, "ammestat")
ROW = (7, ODD, "2018-04-17", "4601-H01", "Årstad", 1, 1, "2018-03-05", 1, "4601", 1)


def csv_with(**cells: str) -> list[Visit]:
    """Give two visits, the second with something hostile in it."""
    bad = Visit("8", number("2018-03-06"), **cells)
    return [Visit("7", ODD, cells={"Ammestatus": "Fullammet"}), bad]


def book(*rows: tuple[object, ...], rework: Callable[[dict[str, bytes]], None] | None = None) -> bytes:
    """Write a workbook, and change its parts as no program would."""
    content = sheet_factory.workbook({"6 uker": sheet_factory.visit_sheet(HEADINGS, list(rows or (ROW,)))})
    if rework is None:
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    rework(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name, part in parts.items():
            after.writestr(name, part)
    return made.getvalue()


def in_sheet(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def rework(parts: dict[str, bytes]) -> None:
        assert old in parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new, 1)

    return rework


def with_part(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


def books(folder: Path, content: bytes) -> Path:
    return sheet_factory.write_workbooks(folder, {BOOK: content}, {})


def messages(folder: Path, *listed: str | bytes, more: dict[str, bytes] | None = None) -> Path:
    good = message_factory.message("7", ODD, {"ammestatus": "1"})
    return message_factory.write_packed(folder, message_factory.pack([good, *listed], more=more))


def resources(folder: Path, *responses: dict[str, object]) -> Path:
    good = response("7", "p1", {"hp.ammestatus": coded("1")})
    return write_bulk(folder, [patient("p1", ODD)], [good, *responses])


def packed_rows(folder: Path) -> Path:
    """Write a compressed report whose rows are all alike."""
    whole = csv_report([Visit("7", ODD)] * 3, trailer=None)
    row = whole.splitlines(keepends=True)[-1]
    return write_delivery(folder, {f"{U6}.gz": whole + row * (30 * MIB // len(row))})


def packed_resources(folder: Path) -> Path:
    written = resources(folder)
    files = {"Patient.ndjson": (written / "Patient.ndjson").read_bytes()}
    files["QuestionnaireResponse.ndjson.gz"] = (b'{"a":"' + b"b" * 1000 + b'"}\n') * (30 * 1024)
    system = {"system": {"name": "Barnejournal FHIR", "version": "2.1"}}
    return write_delivery(folder, files, **system)


def outside(folder: Path) -> Path:
    """Let the manifest lead out of the folder, to a file that is there."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["files"][0]
    (folder.parent / entry["file"]).write_bytes((folder / entry["file"]).read_bytes())
    entry["file"] = f"../{entry['file']}"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def recoded(folder: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change the bytes of a file, and the manifest with it."""
    content = change((folder / name).read_bytes())
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["files"]:
        if entry["file"] == name:
            entry |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Attack:
    """A delivery, and the code that it is refused with, or the reason for which its row waits."""

    write: Callable[[Path], Path]
    refused: str = ""
    waits: str = ""


LATIN = message_factory.message("8", ODD, about='enhet="4601-Ås"').encode("iso-8859-1")
SITE = (
    "UPDATE konsultasjon SET enhet_id = '{}' WHERE kons_id = 101; UPDATE enhet SET enhet_id = '{}' WHERE 0;"
)
NOT_UTF8 = "UPDATE konsultasjon SET enhet_id = CAST(x'343630312dc573' AS TEXT) WHERE kons_id = 101;"
ATTACKS = {
    # zip bombs
    "bomb, report": Attack(packed_rows, refused="archives.bomb"),
    "bomb, resources": Attack(packed_resources, refused="archives.bomb"),
    "bomb, workbook": Attack(
        lambda f: books(f, book(rework=in_sheet(b"<sheetData>", b" " * 20 * MIB + b"<sheetData>"))),
        refused="archives.bomb",
    ),
    "bomb, messages": Attack(lambda f: messages(f, b" " * 20 * MIB), refused="archives.bomb"),
    # entities that expand
    "entities, workbook": Attack(
        lambda f: books(f, book(rework=in_sheet(b"<worksheet", LAUGHS.encode() + b"<worksheet"))),
        refused="archives.xml-doctype",
    ),
    "entities, messages": Attack(
        lambda f: messages(f, message_factory.message("8", ODD).replace("<MsgHead", LAUGHS + "<MsgHead")),
        refused="archives.xml-doctype",
    ),
    # formulas
    "formula, report": Attack(
        lambda f: write_reports(f, {"U6": csv_with(site=FORMULA)}), waits="text-unexpected"
    ),
    "formula, coded cell of a report": Attack(
        lambda f: write_reports(f, {"U6": csv_with(cells={"Ammestatus": FORMULA})}), waits="code-unknown"
    ),
    "formula, workbook": Attack(lambda f: books(f, book(ROW, (8, *ROW[1:10], FORMULA))), waits="row-broken"),
    "formula, resources": Attack(
        lambda f: resources(f, response("8", "p1", {"hp.enhet_id": {"valueString": FORMULA}})),
        waits="text-unexpected",
    ),
    "formula, database": Attack(
        lambda f: relational_factory.write_dump(f, SITE.format(FORMULA, FORMULA)), waits="text-unexpected"
    ),
    "formula, messages": Attack(
        lambda f: messages(
            f, message_factory.message("8", ODD, about=f"enhet='{FORMULA}' rolle='1' oppmote='1'")
        ),
        waits="text-unexpected",
    ),
    # paths that lead elsewhere
    "path, report": Attack(
        lambda f: outside(write_reports(f, {"U6": csv_with()})), refused="ingest.file-outside"
    ),
    "path, workbook": Attack(lambda f: outside(books(f, book())), refused="ingest.file-outside"),
    "path, resources": Attack(lambda f: outside(resources(f)), refused="ingest.file-outside"),
    "path, database": Attack(
        lambda f: outside(relational_factory.write_dump(f)), refused="ingest.file-outside"
    ),
    "path, messages": Attack(lambda f: outside(messages(f)), refused="ingest.file-outside"),
    "path in a workbook": Attack(
        lambda f: books(f, book(rework=with_part("../../xl/styles.xml", b"<x/>"))), refused="archives.path"
    ),
    "path among messages": Attack(
        lambda f: messages(f, more={"../../hjem/a.xml": b"<x/>"}), refused="archives.path"
    ),
    # another encoding than is declared
    "encoding, report": Attack(
        lambda f: recoded(
            write_reports(f, {"U6": csv_with()}), U6, lambda old: old.decode("windows-1252").encode()
        ),
        refused="ingest.encoding-wrong",
    ),
    "encoding, workbook": Attack(
        lambda f: books(f, book(rework=in_sheet("Årstad".encode(), "Årstad".encode("iso-8859-1")))),
        refused="sheets.broken",
    ),
    "encoding, resources": Attack(
        lambda f: recoded(
            resources(f, response("8", "p1", {"hp.enhet_id": {"valueString": "4601-Ås"}})),
            "QuestionnaireResponse.ndjson",
            lambda old: old.decode().encode("iso-8859-1"),
        ),
        refused="ingest.encoding-not-utf8",
    ),
    "encoding, database": Attack(
        lambda f: relational_factory.write_dump(f, NOT_UTF8), waits="text-unexpected"
    ),
    "encoding, messages": Attack(lambda f: messages(f, LATIN), refused="messages.encoding-wrong"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_refused_or_its_row_waits_and_nothing_of_it_gets_in(tmp_path, monkeypatch, name):
    monkeypatch.setattr(compressed, "SMALL", MIB)
    attack = ATTACKS[name]
    loading = make_loading(tmp_path / "home")
    folder = attack.write(tmp_path / "delivery")
    if attack.refused:
        with pytest.raises(InputError) as caught:
            load_delivery(folder, **loading.arguments())
        assert caught.value.code == attack.refused
        assert loading.draft().deliveries() == ()
    else:
        report = load_delivery(folder, **loading.arguments())
        assert report.quarantined == {attack.waits: 1}
        assert report.loaded > 0
    assert not [path for path in (tmp_path / "home").rglob("*") if path.is_file() and holds_mark(path)]


def holds_mark(file: Path) -> bool:
    return MARK.encode() in file.read_bytes()
