"""Write the files of a synthetic delivery anew in another system's language, shape by shape."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from folkekommune.bench.disguise.tongue import Tongue

_TITLE_LINES = 2
_SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_HEADER_ROW = 4


def disguise_wide(source: Path, target: Path, tongue: Tongue) -> None:
    """Rewrite wide CSV reports: other headings, another order, other words."""
    for file in sorted(source.glob("HP_*.csv")):
        occasion = file.name.split("_")[1]
        text = file.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("cp1252")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        header, body = rows[_TITLE_LINES], rows[_TITLE_LINES + 1 :]
        targets = [tongue.target(name, occasion) for name in header]
        order = tongue.random.sample(range(len(header)), len(header))
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerows(rows[:_TITLE_LINES])
        writer.writerow([tongue.rename(targets[index]) for index in order])
        for row in body:
            if len(row) == len(header):
                words = [tongue.answer(t, occasion, w) for t, w in zip(targets, row, strict=True)]
                writer.writerow([words[index] for index in order])
            else:
                writer.writerow(row)
        (target / file.name).write_bytes(out.getvalue().encode("cp1252"))


def disguise_workbooks(source: Path, target: Path, tongue: Tongue, occasions: dict[str, str]) -> None:
    """Rewrite workbooks: other column names and codes, columns and sheets in another order.

    :param occasions: the occasion of each sheet.
    """
    for file in sorted(source.glob("*.xlsx")):
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(target / file.name, "w") as new:
            names = re.findall(r'<sheet name="([^"]*)"', old.read("xl/workbook.xml").decode())
            shared = _shared(old)
            for part in old.namelist():
                content = old.read(part)
                number = re.fullmatch(r"xl/worksheets/sheet([0-9]+)\.xml", part)
                if number:
                    name = names[int(number[1]) - 1]
                    content = _sheet(content, tongue, occasions.get(name, ""), shared, name=name)
                new.writestr(part, content)


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    tree = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own
    return ["".join(part.text or "" for part in one.iter(f"{_SHEETS}t")) for one in tree]


def _sheet(content: bytes, tongue: Tongue, occasion: str, shared: list[str], *, name: str) -> bytes:
    tree = ET.fromstring(content)  # noqa: S314 - our own
    rows = tree.findall(f".//{_SHEETS}row")
    for cell in tree.iter(f"{_SHEETS}c"):
        if cell.get("t") == "s" and _text(cell):
            _write(cell, shared[int(_text(cell))])
    if name == "Kodeverk":
        _codebook(rows, tongue)
    elif occasion:
        _visits(rows, tongue, occasion)
    written: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written


def _visits(rows: list[ET.Element], tongue: Tongue, occasion: str) -> None:
    header = next(row for row in rows if row.get("r") == str(_HEADER_ROW))
    targets = {_letters(cell): tongue.target(_text(cell), occasion) for cell in header}
    letters = list(targets)
    moved = dict(zip(letters, tongue.random.sample(letters, len(letters)), strict=True))
    for row in rows:
        number = int(row.get("r", "0"))
        last = any(cell.find(f"{_SHEETS}f") is not None for cell in row)
        if number < _HEADER_ROW or last:
            continue
        for cell in list(row):
            own = _letters(cell)
            if own not in targets:
                continue
            if number == _HEADER_ROW:
                _write(cell, tongue.rename(targets[own]))
            elif _text(cell) and tongue.code_list(targets[own], occasion) is not None:
                _write(cell, tongue.answer(targets[own], occasion, _text(cell)))
            cell.set("r", f"{moved[own]}{number}")
        row[:] = sorted(row, key=lambda cell: (len(_letters(cell)), _letters(cell)))


def _codebook(rows: list[ET.Element], tongue: Tongue) -> None:
    occasions = [occasion.name for occasion in tongue.databank.occasions]
    for row in rows[1:]:
        cells = list(row)
        name = _text(cells[0])
        found = ((tongue.target(name[:8], at), at) for at in occasions)
        target, occasion = next(((t, at) for t, at in found if tongue.code_list(t, at)), ("", ""))
        if target:
            word = _text(cells[1])
            _write(cells[0], tongue.rename(target))
            _write(cells[1], tongue.answer(target, occasion, word))
            _write(cells[2], tongue.title(target, occasion, word))


def _letters(cell: ET.Element) -> str:
    match = _CELL.fullmatch(cell.get("r", ""))
    return match[1] if match else ""


def _text(cell: ET.Element) -> str:
    return "".join(part.text or "" for part in cell.iter() if part.tag in {f"{_SHEETS}v", f"{_SHEETS}t"})


def _write(cell: ET.Element, text: str) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.set("t", "inlineStr")
    inline = ET.SubElement(cell, f"{_SHEETS}is")
    ET.SubElement(inline, f"{_SHEETS}t").text = text


def disguise_resources(source: Path, target: Path, tongue: Tongue) -> None:
    """Rewrite FHIR resources: other link ids, question texts and codes."""
    for file in sorted(source.iterdir()):
        packed = file.suffix == ".gz"
        content = gzip.decompress(file.read_bytes()) if packed else file.read_bytes()
        if file.name.startswith("QuestionnaireResponse"):
            lines = [json.loads(line) for line in content.decode("utf-8-sig").splitlines()]
            for resource in lines:
                occasion = resource["questionnaire"].partition("|")[0].rpartition(":")[2]
                _items(resource.get("item", []), occasion, tongue)
            content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines).encode()
        elif file.name.startswith("Questionnaire-"):
            resource = json.loads(content)
            _items(resource["item"], resource["url"].rpartition(":")[2], tongue)
            content = json.dumps(resource, ensure_ascii=False).encode()
        (target / file.name).write_bytes(gzip.compress(content) if packed else content)


def _items(items: list[dict[str, Any]], occasion: str, tongue: Tongue) -> None:
    for item in items:
        if "item" in item:
            _items(item["item"], occasion, tongue)
            continue
        what = tongue.target(item["linkId"], occasion)
        item["linkId"] = tongue.rename(what)
        if "text" in item:
            item["text"] = item["linkId"]
        for answer in (*item.get("answer", ()), *item.get("answerOption", ())):
            coding = answer.get("valueCoding")
            if coding and "urn:folkekommune" in coding.get("system", ""):
                code = coding["code"]
                coding["code"] = tongue.answer(what, occasion, code)
                coding["display"] = tongue.title(what, occasion, code)
            elif "valueDecimal" in answer:
                answer["valueDecimal"] = float(tongue.answer(what, occasion, str(answer["valueDecimal"])))


def disguise_messages(source: Path, target: Path, tongue: Tongue) -> None:
    """Rewrite messages: other names of questions and attributes, other codes; the list of them anew."""
    for file in sorted(source.glob("*.zip")):
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(target / file.name, "w") as new:
            listed = []
            for part in old.namelist():
                if part.endswith(".xml"):
                    content = _message(old.read(part), tongue)
                    listed.append(f"{part} {hashlib.sha256(content).hexdigest()}\n")
                    new.writestr(part, content)
            new.writestr("manifest.txt", "".join(listed))


def _message(content: bytes, tongue: Tongue) -> bytes:
    tree = ET.fromstring(content)  # noqa: S314 - our own
    space = "{urn:folkekommune:hp:xml:1}"
    for visit in tree.iter(f"{space}Konsultasjon"):
        occasion = visit.get("type", "")
        for name, word in list(visit.attrib.items()):
            if name in {"type", "trukket"}:
                continue
            what = tongue.target(f"@{name}", occasion)
            del visit.attrib[name]
            new = re.sub(r"\W", "_", tongue.rename(what))
            tongue.truth.fields.pop(tongue.rename(what), None)
            tongue.truth.fields[f"@{new}"] = what
            visit.set(new, tongue.answer(what, occasion, word))
            tongue.truth.fields.pop(tongue.rename(what), None)
        for question in visit:
            what = tongue.target(question.get("navn", ""), occasion)
            question.set("navn", tongue.rename(what))
            for answer in question:
                word = answer.get("V", "")
                if answer.get("S"):
                    answer.set("V", tongue.answer(what, occasion, word))
                    answer.set("DN", tongue.title(what, occasion, word))
                    answer.set("S", "urn:annet:kodeverk")
    written: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written


def disguise_database(source: Path, target: Path, tongue: Tongue) -> None:
    """Rewrite a database: other tables and columns, names of questions, codes; rows in another order."""
    (file,) = source.glob("*.db")
    old = sqlite3.connect(file)
    new = sqlite3.connect(target / file.name)
    tables = [name for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    new_names: dict[str, dict[str, str]] = {key: tongue.words[key] for key in ("tables", "columns")}
    change = _changes(old, tongue)
    for table in tongue.random.sample(tables, len(tables)):
        columns = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
        order = tongue.random.sample(columns, len(columns))
        named = ", ".join(new_names["columns"].get(column, column) for column in order)
        name = new_names["tables"][table]
        new.execute(f"CREATE TABLE {name} ({named})")
        rows = []
        for row in old.execute(f"SELECT {', '.join(columns)} FROM {table}"):
            old_cells = dict(zip(columns, row, strict=True))
            cells = {
                c: change[table, c](old_cells) if (table, c) in change else old_cells[c] for c in columns
            }
            rows.append([cells[column] for column in order])
        new.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
    new.commit()
    new.close()
    old.close()


def _changes(
    old: sqlite3.Connection, tongue: Tongue
) -> dict[tuple[str, str], Callable[[dict[str, Any]], Any]]:
    """Give what is to be written otherwise, by table and column."""
    lists = dict(old.execute("SELECT kodeverk_id, navn FROM kodeverk"))
    occasions = [occasion.name for occasion in tongue.databank.occasions]

    def what(name: str) -> str:
        found = (tongue.target(name, at) for at in occasions)
        return next((one for one in found if one != "merknad"), "merknad")

    def code(cells: dict[str, Any], place: int) -> Any:
        known = tongue.words["codes"].get(lists[cells["kodeverk_id"]], {})
        ours = tongue.local_codes.get((lists[cells["kodeverk_id"]], cells["verdi"]))
        if ours not in known:
            return cells["tekst" if place == 0 else "verdi"]
        tongue.list_words[lists[cells["kodeverk_id"]], str(known[ours][1])] = int(ours or 0)
        return known[ours][place]

    def person(cells: dict[str, Any]) -> str:
        return str(tongue.words["codes"]["kjonn"]["1" if cells["kjonn"] == "M" else "2"][1])

    def role(cells: dict[str, Any]) -> str:
        ours = tongue.local_codes.get(("rolle", cells["rolle"]), "")
        return str(tongue.words["codes"]["rolle"].get(ours, ["", cells["rolle"]])[1])

    tongue.truth.fields |= {
        "barn_nr.fnr": "identity",
        "barn_nr.fdato": "birth_date",
        "barn_nr.kj": "sex",
        "startet": "visit_date",
        "sted_nr": "ENHET",
        "poststatus.kortkode": "STATUS",
        "ansatt_nr.rolle": "ROLLE",
        "post_nr": "record",
    }
    return {
        ("sporsmal", "kortnavn"): lambda cells: tongue.rename(what(cells["kortnavn"])),
        ("sporsmal", "tekst"): lambda cells: tongue.rename(what(cells["kortnavn"])),
        ("maling", "type"): lambda cells: tongue.rename(what(cells["type"])),
        ("kode", "verdi"): lambda cells: code(cells, 1),
        ("kode", "tekst"): lambda cells: code(cells, 0),
        ("pasient", "kjonn"): person,
        ("bruker", "rolle"): role,
    }
