"""What becomes of a variable that is given a value."""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo, derived, of_few
from folkekommune.query.expressions import Column
from folkekommune.query.steps import Assign
from folkekommune.query.typing import QueryError, type_of_condition


def assign(step: Assign, columns: dict[str, ColumnInfo]) -> None:
    """Add what is known of an assigned variable.

    :raises QueryError: when the value does not fit.
    """
    value = derived(step.value, columns)
    old = columns.get(step.name)
    form, aggregated, of_person = value.canonical, value.aggregated, value.of_person
    if step.where is not None:
        type_of_condition(step.where, {name: info.type for name, info in columns.items()})
        where = derived(step.where, columns)
        before = old.canonical if old else digest("missing")
        form = digest("where", where.canonical, value.canonical, before)
        aggregated = value.aggregated or where.aggregated or (old is not None and old.aggregated)
        of_person = value.of_person and where.of_person and (old is None or old.of_person)
    copied = columns[step.value.name] if isinstance(step.value, Column) and step.where is None else None
    codes = step.codes if step.codes is not None else copied.codes if copied else None
    kind = _assigned_type(step, value.type, old.type if old else None)
    clip = copied.clip if copied else None
    few = of_few(step.value, columns) and (step.where is None or old is None or old.made_of_few)
    columns[step.name] = ColumnInfo(
        kind, form, aggregated, codes=codes, clip=clip, of_person=of_person, few=few
    )


def _assigned_type(step: Assign, new: ValueType | None, old: ValueType | None) -> ValueType:
    """Give the type of an assigned variable: both types where some rows keep the old value."""
    if old is None or (step.where is None and new is not None):
        return new or ValueType.DECIMAL
    if old is ValueType.IDENTIFIER:
        # An identifier with a few rows replaced would be an identifier that can be read.
        raise QueryError("query.identifier", name=step.name)
    if new is None or new is old:
        return old
    if new.is_number != old.is_number:
        raise QueryError("query.mixed-types")
    return ValueType.DECIMAL
