"""Connectors, one an export shape, found by folder.

A connector is a module with ``SHAPE``, ``check(mapping)`` (raises when an option of the mapping is missing
or wrong), ``visit_files(delivery, mapping)`` (the files that hold visits, none when the delivery is not for
it) and ``read(delivery, mapping, databank)``, which gives batches of a bounded size. Connectors do not
import each other; what they share stands in ``folkekommune.ingest``.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from folkekommune.catalogue.model import Databank
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.delivery import DeliveredFile, Delivery
from folkekommune.ingest.mappings.mapping import Mapping


class Connector(Protocol):
    """What every module in this folder offers."""

    SHAPE: str

    def check(self, mapping: Mapping) -> None:
        """Refuse a mapping whose options this connector cannot work with."""

    def visit_files(self, delivery: Delivery, mapping: Mapping) -> list[DeliveredFile]:
        """Give the files of a delivery that this mapping describes and that hold visits."""

    def read(self, delivery: Delivery, mapping: Mapping, databank: Databank) -> Iterator[Batch]:
        """Read a delivery, a bounded number of rows at a time."""


@cache
def connectors() -> dict[str, Connector]:
    """Give every connector in this folder, by the shape it reads."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    found = [cast("Connector", import_module(f"{__name__}.{name}")) for name in sorted(names)]
    return {connector.SHAPE: connector for connector in found}


def shapes() -> tuple[str, ...]:
    """Give the shapes of export that can be read."""
    return tuple(connectors())
