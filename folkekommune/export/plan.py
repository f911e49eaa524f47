"""Decide which dataset a variable becomes at microdata.no.

A fact of the person becomes a FIXED dataset. An item becomes one STATUS dataset over all its visits,
with the day of the visit as start and stop; named with an occasion, over the visits of that kind alone.
The kind of visit itself is a dataset too, under the name ``KONSULTASJON``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Databank,
    Occasion,
    Sensitivity,
    Temporality,
    Texts,
    ValueType,
    Variable,
)
from folkekommune.errors import InputError, UsageError

VISIT_TYPE = "KONSULTASJON"
"""The name of the dataset that tells which kind of visit took place on a day."""

_VISIT_DATE = "DATO"
_PERSON = "PERSON"
_VISIT_TITLE = Texts("Konsultasjon", "Konsultasjon", "Visit type")
_BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True)
class Source:
    """One variable of the release that rows come from.

    :param values: its name; None when the value is the occasion itself.
    :param days: the variable with the day of the visit; None for a fact of the person.
    """

    values: str | None
    days: str | None = None
    occasion: str | None = None


@dataclass(frozen=True)
class Plan:
    """A dataset to make. Of two visits on one day, the later source counts."""

    name: str
    variable: Variable
    temporality: Temporality
    sources: tuple[Source, ...]


def plan_datasets(databank: Databank, names: Sequence[str]) -> tuple[Plan, ...]:
    """Plan one dataset for each name of a person's fact, an item, or an item at an occasion.

    :raises UsageError: ``export.nothing-chosen``, ``export.unknown-variable``.
    :raises InputError: ``export.not-releasable``, ``export.person-value``, ``export.mixed-item``,
        ``export.no-days``.
    """
    if not names:
        raise UsageError("export.nothing-chosen")
    return tuple(_plan(databank, name) for name in dict.fromkeys(names))


def _plan(databank: Databank, name: str) -> Plan:
    found = databank.variables.get(name)
    if found is not None and found.item is None:
        _check_releasable(found)
        return Plan(name, found, Temporality.FIXED, (Source(name),))
    if found is not None:
        _check_releasable(found)
        return Plan(name, found, Temporality.STATUS, _sources(databank, (found,)))
    asked = tuple(v for v in databank.variables.values() if v.item == name)
    if asked:
        return _item(databank, name, asked)
    if name == VISIT_TYPE and databank.occasions:
        return _visit_type(databank)
    raise UsageError("export.unknown-variable", variable=name)


def _item(databank: Databank, name: str, asked: tuple[Variable, ...]) -> Plan:
    """Plan an item over all its occasions, which must mean the same at each."""
    for variable in asked:
        _check_releasable(variable)
    first = asked[0]
    if any(
        (v.value_type, v.code_list, v.unit) != (first.value_type, first.code_list, first.unit) for v in asked
    ):
        raise InputError("export.mixed-item", variable=name)
    occasion = databank.occasion(first.occasion or "")
    variable = replace(first, name=name, title=_plain_title(first.title, occasion))
    return Plan(name, variable, Temporality.STATUS, _sources(databank, asked))


def _meaning(variable: Variable) -> tuple[object, ...]:
    return (variable.value_type, variable.code_list, variable.unit, variable.sensitivity)


def _visit_type(databank: Databank) -> Plan:
    codes = tuple(Code(o.name, o.title, _BEGINNING) for o in databank.occasions)
    variable = Variable(
        name=VISIT_TYPE,
        title=_VISIT_TITLE,
        description=_VISIT_TITLE,
        value_type=ValueType.STRING,
        sensitivity=Sensitivity.PERSON_GENERAL,
        code_list=CodeList(VISIT_TYPE.lower(), _VISIT_TITLE, codes),
    )
    sources = tuple(
        Source(None, days, occasion.name)
        for occasion in databank.occasions
        if (days := f"{_VISIT_DATE}_{occasion.name}") in databank.variables
    )
    return Plan(VISIT_TYPE, variable, Temporality.STATUS, sources)


def _sources(databank: Databank, variables: Sequence[Variable]) -> tuple[Source, ...]:
    """Put the variables in the order of the occasions, each with its days."""
    order = {occasion.name: place for place, occasion in enumerate(databank.occasions)}
    sources = []
    for variable in sorted(variables, key=lambda v: order[v.occasion or ""]):
        days = f"{_VISIT_DATE}_{variable.occasion}"
        if days not in databank.variables:
            raise InputError("export.no-days", variable=variable.name)
        sources.append(Source(variable.name, days, variable.occasion))
    return tuple(sources)


def _check_releasable(variable: Variable) -> None:
    if not variable.releasable:
        raise InputError("export.not-releasable", variable=variable.name)
    if variable.value_type is ValueType.IDENTIFIER:
        raise InputError("export.person-value", variable=variable.name)


def _plain_title(title: Texts, occasion: Occasion | None) -> Texts:
    """Take the occasion out of a title such as "Weight (2 years)"."""
    if occasion is None:
        return title
    at = occasion.title
    return Texts(
        nb=title.nb.removesuffix(f" ({at.nb})"),
        nn=title.nn.removesuffix(f" ({at.nn})"),
        en=title.en.removesuffix(f" ({at.en})"),
    )
