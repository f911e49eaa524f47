"""Decide which dataset a variable becomes at microdata.no.

A fact of the person becomes a FIXED dataset. What holds over time keeps its own days and its temporality.
An item becomes one STATUS dataset over all its visits, with the day of the visit as start and stop; named
with an occasion, over the visits of that kind alone. The kind of visit itself is a dataset too, under the
name ``KONSULTASJON``.
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
_VISIT_TITLE = Texts("Konsultasjon", "Konsultasjon", "Visit type")
_BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True)
class Source:
    """One variable of the release that rows come from.

    :param values: its name; None when the value is the occasion itself.
    :param days: the variable with the day of the visit; None when the rows have days of their own, or none.
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


@dataclass(frozen=True)
class Plans:
    """What an export shall make.

    :param left_out: names that were not asked for and stay behind, each with the code of the reason.
    """

    datasets: tuple[Plan, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    asked: bool = True


def plan_datasets(databank: Databank, names: Sequence[str]) -> Plans:
    """Plan one dataset for each name of a person's fact, an item, or an item at an occasion.

    :param names: none for everything that may leave.
    :raises UsageError: ``export.unknown-variable``.
    :raises InputError: ``export.not-releasable``, ``export.person-value``, ``export.mixed-item``,
        ``export.no-days``.
    """
    if not names:
        return _everything(databank)
    return Plans(tuple(_plan(databank, name) for name in dict.fromkeys(names)))


def _everything(databank: Databank) -> Plans:
    """Plan every fact, every item over all its visits, and the kind of visit.

    An item that means different things at its occasions becomes one dataset for each occasion.
    """
    datasets, left_out = [], []
    for name in _names(databank):
        try:
            datasets.append(_plan(databank, name))
        except InputError as reason:
            left_out.append((name, reason.code))
    return Plans(tuple(datasets), tuple(left_out), asked=False)


def _names(databank: Databank) -> list[str]:
    visited: dict[str, list[Variable]] = {}
    names = []
    for variable in databank.variables.values():
        if _at_visit(databank, variable):
            visited.setdefault(variable.item or "", []).append(variable)
        else:
            names.append(variable.name)
    for item, asked in visited.items():
        may = [variable for variable in asked if variable.releasable]
        same = len({_meaning(variable) for variable in asked}) == 1
        whole = item not in databank.variables and same and (len(may) == len(asked) or not may)
        names += [item] if whole else [variable.name for variable in asked]
    return [*names, VISIT_TYPE] if visited else names


def _plan(databank: Databank, name: str) -> Plan:
    found = databank.variables.get(name)
    if found is not None:
        _check_releasable(found)
        if not _at_visit(databank, found):
            return Plan(name, found, found.temporality, (Source(name),))
        return Plan(name, found, Temporality.STATUS, _sources(databank, (found,)))
    asked = tuple(v for v in databank.variables.values() if v.item == name and _at_visit(databank, v))
    if asked:
        return _item(databank, name, asked)
    if name == VISIT_TYPE and databank.occasions:
        return _visit_type(databank)
    raise UsageError("export.unknown-variable", variable=name)


def _at_visit(databank: Databank, variable: Variable) -> bool:
    """Tell whether a variable has its day from the visit at which it was recorded."""
    if variable.item is None or variable.temporality not in {Temporality.FIXED, Temporality.STATUS}:
        return False
    return databank.occasion(variable.occasion or "") is not None


def _item(databank: Databank, name: str, asked: tuple[Variable, ...]) -> Plan:
    """Plan an item over all its occasions, which must mean the same at each."""
    for variable in asked:
        _check_releasable(variable)
    if len({_meaning(variable) for variable in asked}) > 1:
        raise InputError("export.mixed-item", variable=name)
    first = asked[0]
    occasion = databank.occasion(first.occasion or "")
    variable = replace(first, name=name, title=_plain_title(first.title, occasion))
    return Plan(name, variable, Temporality.STATUS, _sources(databank, asked))


def _meaning(variable: Variable) -> tuple[object, ...]:
    codes = variable.code_list.name if variable.code_list else None
    return (variable.value_type, codes, variable.unit)


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
