"""Read the definitions of a databank package: ``indicators/<code>.toml``.

The format is the record of ``definition.py``; an example says more than a list, so start from one of
those that ship. A fault names the file, the field and what is expected there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from folkekommune.catalogue.model import Databank
from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError, Place
from folkekommune.indicators.definition import (
    Area,
    Benchmark,
    Break,
    Counting,
    Definition,
    Dimension,
    Direction,
    Eligible,
    Grouping,
    IntervalMethod,
    Method,
    Minimums,
    MissingPolicy,
    Moment,
    Period,
    Pick,
    Reference,
    Standardisation,
    Statistic,
    Timepoint,
    Wording,
    names_in,
)
from folkekommune.indicators.fields import Fields, read_fields

FOLDER = "indicators"
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_POOLED_YEARS = (1, 3, 5)
_NO_LEAP_YEAR = 2001
_AGES = tuple(range(121))


def load_definitions(package: Package) -> dict[str, Definition]:
    """Read all definitions of a package, by code.

    :raises InputError: when one cannot be understood or does not fit the databank.
    """
    definitions = {}
    for file in sorted((package.folder / FOLDER).glob("*.toml")):
        definition = replace(load_definition(file), people=package.people)
        check_against(definition, package.databank, file=file)
        definitions[definition.code] = definition
    return definitions


def load_definition(file: Path) -> Definition:
    """Read one definition.

    :raises InputError: with the file and the field at fault.
    """
    fields = read_fields(file)
    code = fields.text("code")
    if not _CODE.fullmatch(code) or code != file.stem:
        raise fields.fault("indicators.code", "code")
    statistic = fields.choice("statistic", Statistic)
    definition = Definition(
        code=code,
        version=fields.whole("version", least=1),
        databank=fields.text("databank"),
        theme=fields.text("theme"),
        wording=_wording(fields),
        counting=_counting(fields.table("count"), statistic),
        dimensions=_dimensions(fields.table("dimensions")),
        missing_policy=fields.choice("missing_policy", MissingPolicy),
        timepoint=None if fields.has("moment") else _timepoint(fields.table("timepoint")),
        moment=_moment(fields.table("moment")) if fields.has("moment") else None,
        statistic=statistic,
        unit=fields.text("unit"),
        multiplier=fields.number("multiplier"),
        decimals=fields.whole("decimals"),
        direction=fields.choice("direction", Direction),
        interval=fields.choice("interval", IntervalMethod),
        disaggregate=fields.choices("disaggregate", Dimension),
        geography=fields.choices("geography", Area),
        period=_period(fields.table("period")),
        minimums=_minimums(fields),
        sensitive=fields.truth("sensitive"),
        source=fields.text("source"),
        form_versions=_form_versions(fields.table("form_versions")),
        breaks=tuple(_break(entry) for entry in fields.tables("breaks")),
        benchmark=_benchmark(fields.table("benchmark")),
        owner=fields.text("owner"),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day("valid_to") if fields.has("valid_to") else None,
        references=fields.list_of_texts("references"),
        standardisation=_standardisation(fields),
        groups=tuple(_grouping(entry) for entry in fields.tables("groups")),
        eligible=_eligible(fields.table("eligible")) if fields.has("eligible") else None,
    )
    fields.finish()
    _check_dimensions(definition, fields)
    return definition


def check_against(definition: Definition, databank: Databank, *, file: Path) -> None:
    """Refuse a definition that names what the databank does not have.

    The ages of the timepoint may not be narrower than the occasion's own, which are those that the
    quality control keeps to: exact ages are not in the databank, so nothing could apply them.

    :raises InputError: naming the field and what is not found.
    """

    def fault(code: str, field: str, name: str) -> InputError:
        return InputError(code, place=Place(file=str(file)), field=field, name=name)

    if definition.databank != databank.name:
        raise fault("indicators.not-in-databank", "databank", definition.databank)
    if definition.theme not in databank.themes:
        raise fault("indicators.not-in-databank", "theme", definition.theme)
    for expression in definition.expressions:
        for name in sorted(names_in(expression)):
            if name not in databank.variables:
                raise fault("indicators.not-in-databank", "count, dimensions", name)
    for group in definition.groups:
        if group.through not in databank.variables:
            raise fault("indicators.not-in-databank", "groups.through", group.through)
    time = definition.timepoint
    if time is None:
        return
    occasion = databank.occasion(time.occasion)
    if occasion is None:
        raise fault("indicators.not-in-databank", "timepoint.occasion", time.occasion)
    if time.age_min_days > occasion.earliest_days or time.age_max_days < occasion.latest_days:
        raise fault("indicators.window-narrower", "timepoint", time.occasion)


def _check_dimensions(definition: Definition, fields: Fields) -> None:
    """Refuse a breakdown for which no expression says where a child belongs."""
    wanted = (Dimension.YEAR, *(area.dimension for area in definition.geography), *definition.disaggregate)
    for dimension in wanted:
        if dimension is Dimension.YEAR and definition.moment is not None:
            continue  # it is the year of the day
        if dimension not in definition.dimensions:
            raise fields.fault("indicators.field-missing", f"dimensions.{dimension.value}")


def _wording(fields: Fields) -> Wording:
    return Wording(
        name=fields.texts("name"),
        short=fields.texts("short") if fields.has("short") else fields.texts("name"),
        purpose=fields.texts("purpose"),
        counted=fields.texts("counted"),
        case=fields.texts("case"),
        errors=fields.texts("errors"),
    )


def _counting(fields: Fields, statistic: Statistic) -> Counting:
    of_value = statistic is Statistic.MEAN
    counting = Counting(
        population=fields.text("population"),
        numerator="" if of_value else fields.text("numerator"),
        denominator=fields.text("denominator"),
        value=fields.text("value") if of_value else "",
    )
    fields.finish()
    return counting


def _dimensions(fields: Fields) -> MappingProxyType[Dimension, str]:
    found = {dim: fields.text(dim.value) for dim in Dimension if fields.has(dim.value)}
    fields.finish()
    return MappingProxyType(found)


def _timepoint(fields: Fields) -> Timepoint:
    timepoint = Timepoint(
        occasion=fields.text("occasion"),
        age_min_days=fields.whole("age_min_days"),
        age_max_days=fields.whole("age_max_days"),
        pick=fields.choice("pick", Pick),
    )
    if timepoint.age_max_days < timepoint.age_min_days:
        raise fields.fault("indicators.field-wrong", "age_max_days", expected="≥ age_min_days")
    fields.finish()
    return timepoint


def _moment(fields: Fields) -> Moment:
    moment = Moment(
        month=fields.whole("month", least=1),
        day=fields.whole("day", least=1),
        first_year=fields.whole("first_year", least=1900),
    )
    try:
        date(_NO_LEAP_YEAR, moment.month, moment.day)
    except ValueError:
        raise fields.fault("indicators.field-wrong", "day", expected="1-28 … 1-31") from None
    fields.finish()
    return moment


def _period(fields: Fields) -> Period:
    period = Period(
        years=fields.list_of_wholes("years", among=_POOLED_YEARS),
        rolling=fields.truth("rolling"),
    )
    fields.finish()
    return period


def _minimums(fields: Fields) -> Minimums:
    """Read limits stricter than the policy's, if there are any."""
    if not fields.has("minimums"):
        return Minimums()
    own = fields.table("minimums")
    minimums = Minimums(
        numerator=own.whole("numerator") if own.has("numerator") else None,
        denominator=own.whole("denominator") if own.has("denominator") else None,
        coverage=own.number("coverage") if own.has("coverage") else None,
    )
    own.finish()
    return minimums


def _form_versions(fields: Fields) -> MappingProxyType[str, str]:
    """Read which item each version of the form asks."""
    return MappingProxyType({version: fields.text(version) for version in fields.names()})


def _break(fields: Fields) -> Break:
    found = Break(
        day=fields.day("date"),
        note=fields.texts("note"),
        area=fields.text("geography") if fields.has("geography") else None,
    )
    fields.finish()
    return found


def _grouping(fields: Fields) -> Grouping:
    code = fields.text("code")
    if not _CODE.fullmatch(code):
        raise fields.fault("indicators.code", "code")
    found = Grouping(
        code=code,
        through=fields.text("through"),
        databank=fields.text("databank"),
        variable=fields.text("variable"),
        name=fields.texts("name"),
    )
    fields.finish()
    return found


def _eligible(fields: Fields) -> Eligible:
    table = fields.text("table")
    if not _CODE.fullmatch(table):
        raise fields.fault("indicators.code", "table")
    ages = fields.list_of_wholes("ages", among=_AGES) if fields.has("ages") else ()
    fields.finish()
    return Eligible(table, ages)


def _benchmark(fields: Fields) -> Benchmark:
    reference = fields.choice("reference", Reference)
    value = fields.number("value") if reference is Reference.FIXED else None
    fields.finish()
    return Benchmark(reference, value)


def _standardisation(fields: Fields) -> Standardisation | None:
    if not fields.has("standardisation"):
        return None
    own = fields.table("standardisation")
    found = Standardisation(
        method=own.choice("method", Method),
        variables=own.list_of_texts("variables"),
        reference_year=own.whole("reference_year", least=1900),
    )
    own.finish()
    return found
