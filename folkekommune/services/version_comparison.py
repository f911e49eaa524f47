"""How two versions differ, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from folkekommune.texts import Language, text

_NONE = "–"


class Changed(Protocol):
    """Names of variables."""

    @property
    def added(self) -> Sequence[str]:
        """Those that came."""

    @property
    def changed(self) -> Sequence[str]:
        """Those with other data or another meaning."""

    @property
    def removed(self) -> Sequence[str]:
        """Those that are gone."""

    @property
    def texts(self) -> Sequence[str]:
        """Those with other words."""


class ChangedCodes(Protocol):
    """Codes of a variable."""

    @property
    def added(self) -> Sequence[str]:
        """Those that came."""

    @property
    def removed(self) -> Sequence[str]:
        """Those that are gone."""

    @property
    def retitled(self) -> Sequence[str]:
        """Those with other words."""

    @property
    def validity(self) -> Sequence[str]:
        """Those that are valid at other times."""


class ChangedPart(Protocol):
    """A municipality's part, in bands of persons."""

    @property
    def municipality(self) -> str:
        """Whose part it is."""

    @property
    def came(self) -> str:
        """How many persons came."""

    @property
    def left(self) -> str:
        """How many are gone."""

    @property
    def variables(self) -> Mapping[str, str]:
        """How many have other values, by variable."""


class Compared(Protocol):
    """How two versions differ."""

    @property
    def earlier(self) -> str:
        """The one version."""

    @property
    def later(self) -> str:
        """The other."""

    @property
    def change(self) -> Changed:
        """What differs in variables."""

    @property
    def codes(self) -> Mapping[str, ChangedCodes]:
        """What differs in code lists."""

    @property
    def parts_added(self) -> Sequence[str]:
        """Municipalities that came."""

    @property
    def parts_removed(self) -> Sequence[str]:
        """Municipalities that are gone."""

    @property
    def part(self) -> ChangedPart | None:
        """One municipality's part."""


def comparison_text(found: Compared, language: Language) -> str:
    """Write a comparison, a line for each kind of difference."""
    change = found.change
    kinds = (
        ("persons.compared-added", change.added),
        ("persons.compared-removed", change.removed),
        ("persons.compared-changed", change.changed),
        ("persons.compared-texts", change.texts),
    )
    lines = [text(code, language, names=_listed(names)) for code, names in kinds if names]
    if found.parts_added or found.parts_removed:
        added, removed = _listed(found.parts_added), _listed(found.parts_removed)
        lines.append(text("persons.compared-parts", language, added=added, removed=removed))
    for variable, codes in found.codes.items():
        told = {
            "added": _listed(codes.added),
            "removed": _listed(codes.removed),
            "retitled": _listed(codes.retitled),
            "validity": _listed(codes.validity),
        }
        lines.append(text("persons.compared-codes", language, variable=variable, **told))
    if found.part:
        lines += _part(found.part, language)
    return "\n".join(lines) or text(
        "persons.compared-same", language, earlier=found.earlier, later=found.later
    )


def _part(part: ChangedPart, language: Language) -> list[str]:
    persons = text(
        "persons.compared-persons",
        language,
        municipality=part.municipality,
        came=part.came,
        left=part.left,
    )
    touched = [
        text("persons.compared-touched", language, variable=name, persons=count)
        for name, count in part.variables.items()
        if count != "0"
    ]
    return [persons, *touched]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or _NONE
