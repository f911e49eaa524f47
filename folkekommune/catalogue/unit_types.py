"""Kinds of units below persons, as a databank package describes them: ``[[unit_types]]``.

Each has a link variable, which says to which person a unit belongs, and variables of its own. They stand
apart from the variables of persons, so that whoever works with those never meets a unit by mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from folkekommune.catalogue.model import PERSON_TYPE, Temporality, Texts, UnitType, ValueType, Variable


def read_unit_types(
    content: dict[str, Any], taken: frozenset[str], variable: Callable[[dict[str, Any]], Variable]
) -> dict[str, UnitType]:
    """Read the unit types of a package.

    :param taken: names of the variables of persons, :param variable: reads one.
    :raises KeyError: for what is missing. :raises ValueError: for what cannot be.
    """
    found: dict[str, UnitType] = {}
    names = set(taken)
    for entry in content.get("unit_types", ()):
        name = entry["name"]
        variables = [variable(each | {"unit_type": name}) for each in entry["variables"]]
        title = Texts(nb=entry["title"]["nb"], nn=entry["title"]["nn"], en=entry["title"]["en"])
        unit = UnitType(name, title, entry["link"], {each.name: each for each in variables})
        _check(unit, variables, names | set(found))
        names |= unit.variables.keys()
        found[name] = unit
    return found


def _check(unit: UnitType, variables: list[Variable], taken: set[str]) -> None:
    if unit.name == PERSON_TYPE or unit.name in taken:
        raise ValueError(f"unit_types.{unit.name}")
    if len(unit.variables) < len(variables) or taken & unit.variables.keys():
        raise ValueError(f"unit_types.{unit.name}.variables")
    link = unit.variables[unit.link]
    if link.value_type is not ValueType.IDENTIFIER:
        raise ValueError(f"unit_types.{unit.name}.link")
    for each in variables:
        if each.temporality is not Temporality.FIXED:
            raise ValueError(f"{each.name}.temporality")
