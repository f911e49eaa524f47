"""Invented values for the variables of a databank package that ships."""

from __future__ import annotations

from collections.abc import Iterable

from folkekommune.catalogue.model import ValueType, Variable
from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.services.invention import InventedBank, InventedVariable

_LIMITS = {ValueType.DATE: (14_000, 18_000)}
"""Days between 2008 and 2019."""


def shipped_bank(name: str, variables: Iterable[str]) -> InventedBank:
    """Describe some variables of a shipped databank, so that values can be invented for them."""
    databank = load_packages(shipped_folder())[name].databank
    known = databank.everything
    asked = set(variables)
    # Units are not worth anything without whose they are.
    asked |= {unit.link for unit in databank.unit_types.values() if asked & unit.variables.keys()}
    return InventedBank(name, ("1",), tuple(_invented(known[each]) for each in sorted(asked)))


def _invented(variable: Variable) -> InventedVariable:
    codes = variable.code_list.latest if variable.code_list else None
    # A hundred places are enough to divide people by.
    low, high = variable.clip or variable.limits or _LIMITS.get(variable.value_type, (0, 100))
    return InventedVariable(
        variable.name,
        variable.value_type,
        variable.temporality,
        unit_type=variable.unit_type,
        codes=tuple(code.value for code in codes[:20]) if codes else None,
        labels=tuple(code.title.nb for code in codes[:20]) if codes else (),
        lowest=low if variable.name != "FODSELSAAR" else 2008,
        highest=high if variable.name != "FODSELSAAR" else 2020,
    )
