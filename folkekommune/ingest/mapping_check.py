"""Check a mapping: against its databank, and by trying it on a delivery without loading anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from folkekommune.catalogue.model import Databank
from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError, Place, UserError
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.connectors import connectors, shapes
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.mappings.fields import FieldNames
from folkekommune.ingest.mappings.mapping import Mapping, read_mapping
from folkekommune.ingest.mappings.toml_tables import Faults, read_toml
from folkekommune.ingest.mappings.witness import SeenField, Witness
from folkekommune.ingest.quality.declaration import load_declaration


@dataclass(frozen=True)
class CheckedMapping:
    """A mapping and all that is wrong with it; without a mapping when it cannot be read at all."""

    mapping: Mapping | None
    package: Package | None
    faults: tuple[UserError, ...]


@dataclass(frozen=True)
class TriedField:
    """A field of a delivery, what it was taken for, and the occasions at which it is there."""

    field: SeenField
    occasions: tuple[str, ...]


@dataclass(frozen=True)
class TriedMapping:
    """What the fields of a delivery turned out to be, items it does not have, and what would stop a load."""

    fields: tuple[TriedField, ...]
    missing: dict[str, tuple[str, ...]]
    faults: tuple[UserError, ...]

    @property
    def unknown(self) -> tuple[TriedField, ...]:
        """Give the fields that the mapping does not know."""
        return tuple(tried for tried in self.fields if tried.field.target is None)


def check_mapping(file: Path, packages: dict[str, Package]) -> CheckedMapping:
    """Check a mapping file against the databank that it names."""
    faults = Faults()
    package, mapping = None, None
    with faults.gathered():
        _, top = read_toml(file)
        package = packages.get(top.text("databank"))
        if package is None:
            raise top.fault("databank", "mapping.databank-unknown", known=", ".join(sorted(packages)))
        mapping, found = read_mapping(file, package.databank, shapes=shapes())
        faults.found += found
        if not found:
            connectors()[mapping.shape].check(mapping)
            mapping = _with_computed(mapping, package)
            faults.found += _ambiguous(mapping, package.databank)
    return CheckedMapping(mapping, package, tuple(faults.found))


def try_mapping(
    path: Path, mapping: Mapping, databank: Databank, *, seen: Callable[[Batch], None] | None = None
) -> TriedMapping:
    """Read a delivery with a mapping, and note its fields. Nothing is kept of what stands in them.

    :param seen: told of every batch of rows as it goes by.
    """
    witness = Witness()
    faults = Faults()
    with faults.gathered():
        delivery = open_delivery(path)
        connector = connectors()[mapping.shape]
        if not connector.visit_files(delivery, mapping):
            place = Place(file=str(path))
            raise InputError("mapping.no-files", place=place, mapping=mapping.file.name)
        for batch in connector.read(delivery, replace(mapping, witness=witness), databank):
            if seen is not None:
                seen(batch)
    return TriedMapping(
        fields=_by_field(witness),
        missing=_missing(witness, mapping, databank),
        faults=tuple(faults.found),
    )


def _with_computed(mapping: Mapping, package: Package) -> Mapping:
    """Leave out the items that are worked out here, as a load does."""
    declaration = load_declaration(package.folder / "quality.toml", package.databank)
    return replace(mapping, computed=declaration.computed_items)


def _ambiguous(mapping: Mapping, databank: Databank) -> Iterable[InputError]:
    """Find names that two items of one occasion would have."""
    told = set()
    for occasion in databank.occasions:
        for label, items in FieldNames(mapping, databank, occasion.name).ambiguous():
            if (label, items) not in told:
                told.add((label, items))
                yield InputError(
                    "mapping.label-ambiguous",
                    place=Place(file=str(mapping.file)),
                    label=label,
                    items=", ".join(items),
                    occasion=occasion.name,
                )


def _by_field(witness: Witness) -> tuple[TriedField, ...]:
    occasions: dict[SeenField, list[str]] = {}
    likely: dict[SeenField, str] = {}
    for (occasion, _), seen in witness.fields.items():
        # What is likely meant may differ by occasion; the field is the same.
        field = replace(seen, suggestion=None)
        occasions.setdefault(field, []).append(occasion)
        if seen.suggestion:
            likely.setdefault(field, seen.suggestion)
    tried = [
        TriedField(replace(field, suggestion=likely.get(field)), tuple(dict.fromkeys(at)))
        for field, at in occasions.items()
    ]
    return tuple(sorted(tried, key=lambda one: (one.field.target or "", one.field.name)))


def _missing(witness: Witness, mapping: Mapping, databank: Databank) -> dict[str, tuple[str, ...]]:
    seen: dict[str, set[str]] = {}
    for (occasion, _), field in witness.fields.items():
        seen.setdefault(occasion, set()).add(field.target or "")
    missing: dict[str, list[str]] = {}
    for occasion, targets in seen.items():
        for item in FieldNames(mapping, databank, occasion).missing(targets):
            missing.setdefault(item, []).append(occasion)
    return {item: tuple(occasions) for item, occasions in sorted(missing.items())}
