"""Hold ``NAME.json`` against the format.

Texts must stand under the language ``no`` too: microdata.no's import picks that one, though its check
asks for any language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from folkekommune.catalogue.model import Sensitivity, Temporality
from folkekommune.datasets.domains import check_domain
from folkekommune.datasets.findings import Finding
from folkekommune.datasets.shapes import also, many, one_of, record, word
from folkekommune.datasets.texts import TEXTS
from folkekommune.datasets.unit_types import UNIT_TYPES

_DATASET_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
_DATA_TYPES = ("STRING", "LONG", "DOUBLE", "DATE")


def check_name(name: str) -> Iterator[Finding]:
    """Ask for capital letters A-Z, digits and underscores, a letter first."""
    if not _DATASET_NAME.fullmatch(name):
        yield Finding("dataset-name")


def read_metadata(file: Path) -> Any:
    """Read the file as JSON.

    :returns: its content, or the finding that says why it cannot be read.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Finding("no-metadata-file")
    except UnicodeDecodeError:
        return Finding("metadata-encoding")
    except (ValueError, RecursionError):
        return Finding("not-json")


def check_metadata(content: Any) -> Iterator[Finding]:
    """Yield what is wrong with the metadata of a dataset."""
    yield from _METADATA(content, "$")


def _measure(value: Any, path: str) -> Iterator[Finding]:
    """Ask for a measure of its own type and domain, or one that is a unit."""
    if "unitType" in value and value["unitType"] is None:
        yield Finding("not-a-choice", path=f"{path}.unitType")
    elif "unitType" in value:
        for name in ("dataType", "valueDomain"):
            if value.get(name) is not None:
                yield Finding("not-with-unit", path=f"{path}.{name}")
    else:
        missing = [name for name in ("dataType", "valueDomain") if value.get(name) is None]
        for name in missing:
            yield Finding("missing-field", path=f"{path}.{name}")
        if not missing:
            yield from check_domain(value["valueDomain"], value["dataType"], f"{path}.valueDomain")


_MEASURE = also(
    record(
        {"name": TEXTS, "description": TEXTS},
        {
            "unitType": one_of(UNIT_TYPES),
            "dataType": one_of(_DATA_TYPES),
            "format": word,
            "uriDefinition": many(word),
        },
    ),
    _measure,
)

_REVISION = record(
    {"description": TEXTS},
    {"temporalEnd": record({"description": TEXTS}, {"successors": many(word, least=1)})},
    closed=True,
)


def _attributes(value: Any, path: str) -> Iterator[Finding]:
    """Ask for a list, if attributes stand there at all: null is none either."""
    if "attributeVariables" in value and not isinstance(value["attributeVariables"], list):
        yield Finding("not-list", path=f"{path}.attributeVariables")


_METADATA = also(
    record(
        {
            "temporalityType": one_of([entry.value for entry in Temporality]),
            "sensitivityLevel": one_of([entry.value for entry in Sensitivity]),
            "populationDescription": TEXTS,
            "subjectFields": many(TEXTS, least=1),
            "dataRevision": _REVISION,
            "identifierVariables": many(
                record({"unitType": one_of(UNIT_TYPES)}, closed=True), least=1, most=1
            ),
            "measureVariables": many(_MEASURE, least=1, most=1),
        },
        {"spatialCoverageDescription": TEXTS},
    ),
    _attributes,
)
