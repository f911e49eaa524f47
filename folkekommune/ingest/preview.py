"""Try the fitting mapping on a delivery that lies ready: what its fields are and look like, never a value.

A shape is a value without what it says: every digit a nine, every run of letters one ``a``. It is told only
when many cells of the sample have it, and never of an identity number. Nothing is loaded.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from folkekommune.catalogue.model import Texts, Variable
from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError, Place, UserError
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.cells.columns import ABSENT
from folkekommune.ingest.choice import choose_mapping
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.mapping_check import TriedField, try_mapping
from folkekommune.ingest.mappings.mapping import IDENTITY, OTHER_IDENTITY, PERSON
from folkekommune.ingest.quality.declaration import load_declaration

SAMPLE = 1000
"""Rows looked at of each occasion."""
FEWEST = 10
"""A shape that fewer cells of the sample have is not told."""
_MOST_SHAPES = 3
_LONGEST = 24
_NEVER = frozenset({IDENTITY, OTHER_IDENTITY, PERSON})
_LETTERS = re.compile(r"[^\W\d_]+")
_OTHER = re.compile(r"[^a9 .,:;/%()<>+-]")


@dataclass(frozen=True)
class PreviewField:
    """A field of the delivery, the variable it becomes, if any, and the commonest shapes in it."""

    tried: TriedField
    variable: Variable | None
    shapes: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a mapping makes of a delivery.

    :param rows: how many rows the shapes were taken from.
    :param missing: items that the delivery does not have, with the occasions.
    :param faults: what would stop a load.
    """

    mapping: str
    title: Texts
    shape: str
    rows: int
    fields: tuple[PreviewField, ...]
    missing: dict[str, tuple[str, ...]] = field(hash=False)
    faults: tuple[UserError, ...]


def preview_delivery(
    path: Path, packages: dict[str, Package], *, municipality: str, databank: str
) -> Preview:
    """Try the mapping that fits.

    :raises InputError: when the delivery is not whole, no mapping fits, or it is another municipality's.
    """
    delivery = open_delivery(path)
    if delivery.municipality != municipality:
        raise InputError("steward.other-municipality", place=Place(file=str(path)), municipality=municipality)
    package, mapping = choose_mapping(delivery, packages, mapping=None, databank=databank)
    declaration = load_declaration(package.folder / "quality.toml", package.databank)
    sample = _Sample()
    tried = try_mapping(
        path, replace(mapping, computed=declaration.computed_items), package.databank, seen=sample.add
    )
    variables = {one.item: one for one in reversed(package.databank.variables.values()) if one.item}
    return Preview(
        mapping=mapping.name,
        title=mapping.title,
        shape=mapping.shape,
        rows=sum(sample.rows.values()),
        fields=tuple(
            PreviewField(one, variables.get(one.field.target or ""), sample.shapes(one.field.target))
            for one in tried.fields
        ),
        missing=tried.missing,
        faults=tried.faults,
    )


def shape_of(written: str) -> str:
    """Give the form of a text without what it says.

    >>> shape_of("17.05.2026"), shape_of("Kari Nordmann"), shape_of("3,50 kg")
    ('99.99.9999', 'a a', '9,99 a')
    """
    digits = re.sub(r"\d", "9", _LETTERS.sub("a", written.strip()))
    plain = _OTHER.sub("?", digits)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


class _Sample:
    """Counts shapes in the first rows of each occasion."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self._shapes: dict[str, Counter[str]] = {}

    def add(self, batch: Batch) -> None:
        """Look at a batch, as far as there is room."""
        count = min(SAMPLE - self.rows[batch.occasion], len(batch.rows))
        if count <= 0:
            return
        self.rows[batch.occasion] += count
        for target, column in batch.cells.items():
            if target in _NEVER:
                continue
            found = self._shapes.setdefault(target, Counter())
            indices, times = np.unique(column.indices[:count], return_counts=True)
            for index, number in zip(indices.tolist(), times.tolist(), strict=True):
                if index != ABSENT:
                    found[shape_of(column.words[index])] += number

    def shapes(self, target: str | None) -> tuple[str, ...]:
        """Give the commonest shapes of a field that many cells have."""
        found = self._shapes.get(target or "", Counter()).most_common(_MOST_SHAPES)
        return tuple(shape for shape, number in found if shape and number >= FEWEST)
