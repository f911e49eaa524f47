"""Compile an indicator: from its definition to the cube that is asked for.

The cube is a query like any other: the variables that the definition reads are imported as a script
would import them, and the outcome and the dimensions are derived from them. What a definition says
that cannot be computed yet is refused, never passed over: a figure must be what its metadata sheet
says it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from folkekommune.catalogue.model import Databank, Temporality
from folkekommune.errors import InputError
from folkekommune.indicators.definition import (
    Area,
    Definition,
    Dimension,
    Grouping,
    Minimums,
    MissingPolicy,
    Statistic,
)
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import Dataset, Join, PersonRoot, start
from folkekommune.query.expressions import (
    Binary,
    Branch,
    Choose,
    Column,
    Expression,
    IsMissing,
    Missing,
    Not,
    Number,
    Operator,
    columns_of,
)
from folkekommune.query.imports import import_step
from folkekommune.query.outputs import CubeValue, ShareCube
from folkekommune.query.steps import Assign

ReadExpression = Callable[[str], Expression]
"""Gives what an expression in the script language means over the databank's variables."""

CASE, COMPLEMENT = 1.0, 0.0
PERCENT = 100
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Linked:
    """A release of another databank, in which facts of related persons are known."""

    release: ReleaseRef
    databank: Databank


def compile_indicator(
    definition: Definition,
    *,
    databank: Databank,
    release: ReleaseRef,
    municipality: str,
    districts: tuple[str, ...],
    expression: ReadExpression,
    on: date | None = None,
    group: tuple[Grouping, Linked] | None = None,
) -> ShareCube:
    """Ask for the cube of an indicator over one municipality's part of a release.

    :param districts: codes of the municipality's districts; none where it has none.
    :param on: the day on which all are counted, for an indicator with a moment; its cube has that year.
    :param group: a division by groups; its cube holds the cells of the whole municipality by group alone.
    :raises InputError: when the definition asks for what cannot be computed.
    """
    _check_computable(definition)
    outcome = _outcome(definition, expression)
    wanted = {dimension: expression(text) for dimension, text in definition.dimensions.items()}
    if on is not None:
        # Of the population alone, as a script that begins with it has no more: the same people, one cell.
        population = Branch(expression(definition.counting.population), Number(float(on.year)))
        wanted[Dimension.YEAR] = Choose((population,), Missing())
    if Area.DISTRICT not in definition.geography:
        wanted.pop(Dimension.DISTRICT, None)
        districts = ()
    if group is not None:
        wanted.pop(Dimension.DISTRICT, None)
        districts = ()
    if Dimension.SEX not in definition.disaggregate or group is not None:
        wanted.pop(Dimension.SEX, None)
    dataset = start(PersonRoot(release, (municipality,)))
    for name in sorted({name for part in (outcome, *wanted.values()) for name in columns_of(part)}):
        variable = databank.variables[name]
        fixed = variable.temporality is Temporality.FIXED
        if not fixed and on is None:
            raise InputError("indicators.needs-date", indicator=definition.code, name=name)
        at = None if fixed or on is None else (on - _EPOCH).days
        dataset = dataset.then(import_step(release, variable, name, at=at))
    dataset, column = _derive(dataset, "outcome", outcome)
    columns = {}
    for dimension in Dimension:
        dataset, columns[dimension] = _derive(dataset, dimension.value, wanted.get(dimension, Missing()))
    grouped: dict[str, Any] = {}
    if group is not None:
        dataset, grouped = _grouped(dataset, definition, databank, municipality=municipality, group=group)
    return ShareCube(
        dataset=dataset,
        indicator=definition.code,
        version=definition.version,
        outcome=column,
        municipality=columns[Dimension.MUNICIPALITY],
        district=columns[Dimension.DISTRICT],
        year=columns[Dimension.YEAR],
        sex=columns[Dimension.SEX],
        districts=districts,
        sexes=_sexes(definition, databank, wanted.get(Dimension.SEX)),
        pooled=tuple(years for years in definition.period.years if years > 1),
        value=_value(definition, databank, dataset),
        **grouped,
    )


def days_of(definition: Definition, until: date) -> tuple[date | None, ...]:
    """Give the days on which an indicator is counted, each with a cube of its own; ``None`` for visits.

    :param until: the last day that is known of.
    """
    return (None,) if definition.moment is None else definition.moment.days(until)


def _check_computable(definition: Definition) -> None:
    """Refuse what a cube of shares by year cannot hold."""
    of_value = definition.statistic is Statistic.MEAN
    faults = {
        "statistic": definition.statistic not in {Statistic.PROPORTION, Statistic.MEAN},
        "multiplier": definition.multiplier != (1 if of_value else PERCENT),
        "missing_policy": definition.missing_policy
        in ({MissingPolicy.OWN_CATEGORY, MissingPolicy.AS_NO} if of_value else {MissingPolicy.OWN_CATEGORY}),
        "standardisation": definition.standardisation is not None,
        "minimums": definition.minimums != Minimums(),
        "period": not _is_computable(definition),
        "geography": Area.MUNICIPALITY not in definition.geography,
    }
    for field, fault in faults.items():
        if fault:
            raise InputError("indicators.not-computed-yet", indicator=definition.code, field=field)


def _is_computable(definition: Definition) -> bool:
    """Say whether a cube can hold the definition's periods.

    Rolling ones of people with one outcome each: who is counted on the same day of every year is counted
    more than once in a period.
    """
    period = definition.period
    return period.years == (1,) or (1 in period.years and period.rolling and definition.moment is None)


def _outcome(definition: Definition, expression: ReadExpression) -> Expression:
    """Write who is a case and who belongs to the complement; everybody else has no outcome."""
    counting = definition.counting
    population, answered = expression(counting.population), expression(counting.denominator)
    counted = Binary(Operator.AND, population, answered)
    if counting.value:
        valued = Not(IsMissing(expression(counting.value)))
        return Choose((Branch(Binary(Operator.AND, counted, valued), Number(CASE)),), Missing())
    case = Binary(Operator.AND, counted, expression(counting.numerator))
    # "As no" counts everyone in the population who is not a case, with an answer or without.
    complement = population if definition.missing_policy is MissingPolicy.AS_NO else counted
    branches = (Branch(case, Number(CASE)), Branch(complement, Number(COMPLEMENT)))
    return Choose(branches, Missing())


def _value(definition: Definition, databank: Databank, dataset: Dataset) -> CubeValue | None:
    """Give the variable that a mean is of, with the catalogue's limits."""
    name = definition.counting.value
    if not name:
        return None
    variable = databank.variables[name] if name in dataset.columns else None
    if variable is None or variable.clip is None:
        raise InputError("indicators.no-limits", indicator=definition.code, name=name)
    return CubeValue(name, *variable.clip)


def _grouped(
    dataset: Dataset,
    definition: Definition,
    databank: Databank,
    *,
    municipality: str,
    group: tuple[Grouping, Linked],
) -> tuple[Dataset, dict[str, Any]]:
    """Merge the fact of the related person in, as a script would."""
    grouping, linked = group
    variable = linked.databank.variables.get(grouping.variable)
    if variable is None or variable.code_list is None:
        raise InputError("indicators.group-codes", indicator=definition.code, name=grouping.variable)
    release = dataset.release
    if grouping.through not in dataset.columns:
        through = databank.variables[grouping.through]
        dataset = dataset.then(import_step(release, through, grouping.through))
    name = grouping.variable
    while name in dataset.columns:
        name += "_"
    source = start(PersonRoot(linked.release, (municipality,)))
    source = source.then(import_step(linked.release, variable, name))
    codes = tuple(float(code.value) for code in variable.code_list.latest if not code.sentinel)
    dataset = dataset.then(Join(source, (name,), grouping.through))
    return dataset, {"group": name, "groups": codes, "grouping": grouping.code}


def _derive(dataset: Dataset, name: str, value: Expression) -> tuple[Dataset, str]:
    """Give a variable that holds the value: one that is there, or a new one."""
    if isinstance(value, Column):
        return dataset, value.name
    while name in dataset.columns:
        name += "_"
    return dataset.then(Assign(name, value)), name


def _sexes(definition: Definition, databank: Databank, sex: Expression | None) -> tuple[float, ...]:
    """Give the codes of the sexes, from the code list of the variable."""
    if sex is None:
        return ()
    code_list = databank.variables[sex.name].code_list if isinstance(sex, Column) else None
    if code_list is None:
        raise InputError("indicators.sex-codes", indicator=definition.code)
    return tuple(float(code.value) for code in code_list.latest if not code.sentinel)
