"""Five record systems of one municipality: each delivers all its visits, also those of a wrong type."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from synthetic_deliveries import manifest

from folkekommune.catalogue.packages import Package, load_package, shipped_folder
from folkekommune.ingest.connectors import connectors, shapes
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.mappings.mapping import load_mappings
from folkekommune.synthetic import generate

SHAPES = {"a": "wide_csv", "b": "workbook", "c": "fhir_ndjson", "d": "relational", "e": "message_zip"}
# Of the eighteen occasions in five runs, the second has M4, M5, M6 and M8; visits of M6 are put under M3.
SECOND_RUN, PUT_UNDER = {"M4", "M5", "M6", "M8"}, "M3"


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Package:
    """Give the package with many visits of a wrong type."""
    folder = shutil.copytree(shipped_folder() / "helseprofil", tmp_path_factory.mktemp("five") / "package")
    file = folder / "synthetic" / "errors.toml"
    text = file.read_text(encoding="utf-8")
    assert "E12 = 0.002 " in text
    file.write_text(text.replace("E12 = 0.002 ", "E12 = 0.1 "), encoding="utf-8")
    return load_package(folder)


@pytest.fixture(scope="module")
def made(package, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    generate(
        out, size="tiny", seed=5, municipalities=("4601",), shapes=tuple("ABCDE"), package=package.folder
    )
    return out / "4601"


@pytest.mark.parametrize("letter", SHAPES)
def test_every_visit_that_is_promised_is_there(made, package, letter):
    (folder,) = made.glob(f"*-{letter}-full")
    mappings = load_mappings(package.folder, package.databank, shapes=shapes()).values()
    mapping = next(one for one in mappings if one.shape == SHAPES[letter])
    # A connector refuses a file with another number of rows than the manifest says.
    connector, delivery = connectors()[mapping.shape], open_delivery(folder)
    batches = list(connector.read(delivery, mapping, package.databank))
    read = sum(len(batch.rows) + len(batch.broken) for batch in batches)
    assert read == sum(file.rows for file in connector.visit_files(delivery, mapping))
    assert {file.name for file in folder.iterdir()} == {
        "manifest.json",
        *(entry["file"] for entry in manifest(folder)["files"]),
    }
    if letter == "b":
        assert {batch.occasion for batch in batches if len(batch.rows)} == SECOND_RUN | {PUT_UNDER}
