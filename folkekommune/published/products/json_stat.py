"""JSON-stat 2 (https://json-stat.org/full/), the format of statistics banks: one indicator in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from folkekommune.disclosure.results import Sign
from folkekommune.published.figures import CellKey, FigureSet
from folkekommune.published.products.rows import DIMENSIONS, NUMBERS, ProductRow
from folkekommune.published.products.table import UNDIVIDED

CONTENTS = "contents"
_ROLES = {"year": "time", "district": "geo", CONTENTS: "metric"}


@dataclass(frozen=True)
class Labels:
    """What the dataset and its categories are called, in one language.

    :param dimensions: of each dimension and of ``contents``; :param categories: of each of their codes;
        what is not divided has the code ``all``.
    :param signs: what each sign means.
    """

    title: str
    source: str
    dimensions: Mapping[str, str] = field(default_factory=dict, hash=False)
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    signs: Mapping[str, str] = field(default_factory=dict, hash=False)


def json_stat(
    figures: FigureSet, rows: Sequence[ProductRow], labels: Labels, *, definition: CellKey
) -> dict[str, Any]:
    """Give one indicator in one municipality: its divisions by the protected numbers.

    A number that is not shown is ``null`` and has its sign under ``status``. Numbers are those that
    were published, with the decimals that were published.

    :param rows: of one indicator and municipality; :param definition: any key of it.
    """
    by_part = {_parts(row.key): row for row in rows}
    used = {name: _categories(rows, name) for name in DIMENSIONS}
    values: list[float | None] = []
    status: dict[str, str] = {}
    told: list[ProductRow] = []
    for parts in product(*used.values()):
        row = by_part.get(parts) or ProductRow(definition, status=Sign.MISSING.value)
        told.append(row)
        for number in row.numbers:
            if row.status:
                status[str(len(values))] = row.status
            values.append(_number(number))
    categories = used | {CONTENTS: NUMBERS}
    publication = figures.publication_of(definition)
    return {
        "version": "2.0",
        "class": "dataset",
        "label": labels.title,
        "source": labels.source,
        "updated": publication.since.date().isoformat() if publication and publication.since else None,
        "id": list(categories),
        "size": [len(found) for found in categories.values()],
        "role": {role: [name] for name, role in _ROLES.items()},
        "dimension": {name: _dimension(name, found, labels) for name, found in categories.items()},
        "value": values,
        "status": status,
        "extension": {
            "indicator": definition.indicator,
            "version": definition.version,
            "municipality": definition.municipality,
            "publication": publication.identifier if publication else None,
            "release": publication.manifest.version if publication else None,
            "policy": publication.manifest.policy if publication else None,
            "status": dict(labels.signs),
            "flag": [each.flag for each in told],
            "comparison": [each.comparison for each in told],
            "coverage": [_number(each.coverage or None) for each in told],
        },
    }


def json_stat_file(dataset: dict[str, Any]) -> bytes:
    """Write a dataset; the same figures give the same bytes."""
    return json.dumps(dataset, ensure_ascii=False, separators=(",", ":")).encode()


def _dimension(name: str, codes: Sequence[str], labels: Labels) -> dict[str, Any]:
    called = labels.categories.get(name, {})
    return {
        "label": labels.dimensions.get(name, name),
        "category": {"index": list(codes), "label": {code: called.get(code, code) for code in codes}},
    }


def _categories(rows: Sequence[ProductRow], name: str) -> tuple[str, ...]:
    """Give the codes that a dimension has here, what is not divided first."""
    found = {_code(getattr(row.key, name)) for row in rows}
    return tuple(sorted(found, key=lambda code: (code != UNDIVIDED, len(code), code)))


def _parts(key: CellKey) -> tuple[str, ...]:
    return tuple(_code(getattr(key, name)) for name in DIMENSIONS)


def _code(part: object) -> str:
    return UNDIVIDED if part is None else str(part)


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    return float(text) if "." in text else int(text)
