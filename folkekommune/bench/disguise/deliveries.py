"""Whole deliveries as another record system would have written them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from folkekommune.bench.disguise.files import (
    disguise_database,
    disguise_messages,
    disguise_resources,
    disguise_wide,
    disguise_workbooks,
)
from folkekommune.bench.disguise.tongue import Tongue
from folkekommune.catalogue.packages import Package
from folkekommune.ingest.connectors import shapes
from folkekommune.ingest.delivery import MANIFEST
from folkekommune.ingest.mappings.mapping import Mapping, load_mappings
from folkekommune.ingest.mappings.sheet_names import SheetNames

SYSTEM = {"name": "Sunnvekst", "version": "3.1"}
_STILL_RECODED = ("kjonn", "rolle")
"""Code lists of persons and staff, which every record system has words of its own for."""


def disguise(source: Path, target: Path, tongue: Tongue, mapping: Mapping) -> None:
    """Write the files of a delivery anew in another language, in the shape that the mapping tells."""
    if mapping.shape == "wide_csv":
        disguise_wide(source, target, tongue)
    elif mapping.shape == "workbook":
        disguise_workbooks(source, target, tongue, SheetNames(mapping).occasions(tongue.databank))
    elif mapping.shape == "fhir_ndjson":
        disguise_resources(source, target, tongue)
    elif mapping.shape == "relational":
        disguise_database(source, target, tongue)
    else:
        disguise_messages(source, target, tongue)


def mapping_of_shape(package: Package, shape: str) -> Mapping:
    """Give a mapping of a databank for exports of a shape."""
    return next(mapping for mapping in _mappings(package) if mapping.shape == shape)


def rename_fields(delivery: Path, package: Package) -> None:
    """Make a delivery another system's: other names of fields, another order, weights in grams; sealed anew.

    The same field gets the same name in every delivery.
    """
    manifest = json.loads((delivery / MANIFEST).read_text(encoding="utf-8"))
    mapping = next(one for one in _mappings(package) if manifest["system"]["name"] in one.systems)
    tongue = Tongue(mapping, package.databank, opaque=False, short=mapping.shape != "wide_csv", seed=1)
    tongue.words["codes"] = {name: tongue.words["codes"][name] for name in _STILL_RECODED}
    renamed = delivery.with_name(f".{delivery.name}.renamed")
    renamed.mkdir()
    disguise(delivery, renamed, tongue, mapping)
    manifest["system"] = SYSTEM
    for entry in manifest["files"]:
        content = (renamed / entry["file"]).read_bytes()
        entry |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (renamed / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(delivery)
    renamed.rename(delivery)


def _mappings(package: Package) -> list[Mapping]:
    return list(load_mappings(package.folder, package.databank, shapes=shapes()).values())
