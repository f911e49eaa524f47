"""Read synthetic deliveries in the plainest way, apart from the connectors."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq


def read_wide(file: Path) -> list[dict[str, str]]:
    """Read a file of shape A: the rows between the headings and the last line."""
    text = file.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("cp1252")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    headings, body = rows[2], rows[3:]
    if body and body[-1][0] == "Antall rader":
        assert int(body[-1][1]) == len(body) - 1
        body = body[:-1]
    assert all(len(row) == len(headings) for row in body)
    return [dict(zip(headings, row, strict=True)) for row in body]


def read_lines(file: Path) -> list[dict[str, Any]]:
    """Read an NDJSON file, compressed or not."""
    content = file.read_bytes()
    if file.suffix == ".gz":
        content = gzip.decompress(content)
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def responses(folder: Path) -> Iterator[dict[str, Any]]:
    """Read all responses of a delivery in shape C."""
    for file in sorted(folder.glob("QuestionnaireResponse-*")):
        yield from read_lines(file)


def answers_of(response: dict[str, Any]) -> dict[str, Any]:
    """Give the answers of a response by item name: the value as it stands, None for an item without."""
    found: dict[str, Any] = {}
    for group in response.get("item", ()):
        for item in group["item"]:
            answer = item.get("answer")
            found[item["linkId"].removeprefix("hp.")] = next(iter(answer[0].values())) if answer else None
    return found


def manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a delivery."""
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def truth(out: Path, name: str) -> list[dict[str, Any]]:
    """Read a table of the truth."""
    rows: list[dict[str, Any]] = pq.read_table(out / "truth" / f"{name}.parquet").to_pylist()
    return rows
