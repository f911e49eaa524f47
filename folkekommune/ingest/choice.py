"""Choose the mapping a delivery is read with: the named one, else the one that fits it."""

from __future__ import annotations

from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError, Place, UsageError
from folkekommune.ingest.connectors import connectors, shapes
from folkekommune.ingest.delivery import Delivery
from folkekommune.ingest.mappings.mapping import Mapping, load_mappings

Candidate = tuple[Package, Mapping]


def choose_mapping(
    delivery: Delivery, packages: dict[str, Package], *, mapping: str | None, databank: str | None
) -> Candidate:
    """Choose a mapping by name, else by the record system in the manifest, else by the files' names.

    :param databank: the databank to load into; else the one in the manifest, else any.

    :raises UsageError: for a mapping or databank that does not exist.
    :raises InputError: when no mapping fits, or more than one.
    """
    wanted = databank or delivery.databank
    if wanted and wanted not in packages:
        raise UsageError("ingest.databank-unknown", databank=wanted, known=", ".join(sorted(packages)))
    candidates = all_mappings({wanted: packages[wanted]} if wanted else packages)
    if mapping is not None:
        named = [candidate for candidate in candidates if candidate[1].name == mapping]
        if not named:
            known = ", ".join(sorted(candidate[1].name for candidate in candidates))
            raise UsageError("ingest.mapping-unknown", mapping=mapping, known=known)
        return _only(named, delivery)
    fitting = [candidate for candidate in candidates if _claims(delivery, candidate[1])]
    same_system = [candidate for candidate in fitting if delivery.system in candidate[1].systems]
    return _only(same_system or fitting, delivery)


def all_mappings(packages: dict[str, Package]) -> list[Candidate]:
    """Read and check every mapping of these databanks, those that an installation has added too."""
    found = []
    for package in packages.values():
        for folder in (package.folder, *package.own):
            for mapping in load_mappings(folder, package.databank, shapes=shapes()).values():
                connectors()[mapping.shape].check(mapping)
                found.append((package, mapping))
    return found


def _claims(delivery: Delivery, mapping: Mapping) -> bool:
    return bool(connectors()[mapping.shape].visit_files(delivery, mapping))


def _only(candidates: list[Candidate], delivery: Delivery) -> Candidate:
    place = Place(file=str(delivery.folder))
    if not candidates:
        raise InputError("ingest.mapping-none", place=place, system=delivery.system)
    if len(candidates) > 1:
        names = ", ".join(sorted(candidate[1].name for candidate in candidates))
        raise InputError("ingest.mapping-several", place=place, known=names)
    return candidates[0]
