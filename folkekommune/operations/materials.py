"""What FolkeKommune is made of: every package it needs, with version and licence, as CycloneDX and as a list.

Read from what is installed (``importlib.metadata``), beginning with our own requirements, so that the bill is
of what runs and holds nothing that lies in the environment by chance. The usual generator would bring twenty
packages of its own into production to read the same metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = "folkekommune"
SPECIFICATION = "1.6"
UNKNOWN = "unknown"
_LONGEST_NAME = 100
_CLASSIFIER = "License :: "
_SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+()-]+)*")


@dataclass(frozen=True)
class Material:
    """A package, its version, its licence, and the packages it needs."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]

    @property
    def address(self) -> str:
        """The package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


def gather(extras: Iterable[str] = ()) -> tuple[Material, ...]:
    """Find every package that is needed here, our own first.

    :param extras: of our own requirements, such as ``postgres``.
    """
    found: dict[str, Material] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(ROOT, frozenset(extras))]
    asked: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in asked:
            continue
        asked.add((name, wanted))
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # an extra of an extra that nobody installed
        needs = tuple(_needs(package, wanted))
        before = found[name].needs if name in found else ()
        names = tuple(sorted({*before, *(needed for needed, _ in needs)}))
        found[name] = Material(name, package.version, licence_of(package), names)
        waiting += needs
    first = found.pop(ROOT)
    return (first, *(found[name] for name in sorted(found)))


def licence_of(package: Distribution) -> str:
    """Give the licence a package names: as an expression, else by its classifiers, else in its own words."""
    metadata = package.metadata
    if expressions := metadata.get_all("License-Expression"):
        return str(expressions[0])
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in metadata.get_all("Classifier") or ()
        if line.startswith(_CLASSIFIER) and line != "License :: OSI Approved"
    ]
    if classified:
        return "; ".join(sorted(classified))
    words = str((metadata.get_all("License") or ("",))[0]).strip()
    return words if 0 < len(words) <= _LONGEST_NAME and "\n" not in words else UNKNOWN


def as_cyclonedx(materials: tuple[Material, ...]) -> dict[str, Any]:
    """Write the bill. The same packages give the same bill, so that two can be compared."""
    first, *rest = materials
    known = {each.name: each.address for each in materials}
    serial = uuid5(NAMESPACE_URL, "\n".join(each.address for each in materials))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": _component(first, "application")},
        "components": [_component(each, "library") for each in rest],
        "dependencies": [
            {"ref": each.address, "dependsOn": sorted(known[name] for name in each.needs if name in known)}
            for each in materials
        ],
    }


def _component(material: Material, kind: str) -> dict[str, Any]:
    if _SPDX.fullmatch(material.licence):
        licences = [{"expression": material.licence}]
    else:
        licences = [{"license": {"name": material.licence}}]  # type: ignore[dict-item]  # one list, two forms
    return {
        "type": kind,
        "bom-ref": material.address,
        "name": material.name,
        "version": material.version,
        "purl": material.address,
        "licenses": licences,
    }


def _needs(package: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for line in package.requires or ():
        try:
            needed = Requirement(line)
        except InvalidRequirement:
            continue
        contexts = [{"extra": extra} for extra in (extras or {""})]
        if needed.marker is None or any(needed.marker.evaluate(context) for context in contexts):
            yield canonicalize_name(needed.name), frozenset(needed.extras)
