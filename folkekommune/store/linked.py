"""Values that are persons: a mother, a partner.

A draft knows the other person by a handle, as it knows everyone. Who that is is decided anew for each
release: the archive has the pseudonym, which can be exported; the serving file has the record key, by which
data sets of any databank find the person. Someone who objects is no one's value.
"""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType, Variable
from folkekommune.store.people import Whose


def pseudonyms(variable: Variable, rows: str, whose: Whose) -> str:
    """Write the query for a variable's rows with persons as pseudonyms; others stay as they are."""
    return _told(variable, rows, whose, whose.person)


def record_keys(variable: Variable, rows: str, whose: Whose) -> str:
    """Write the query for a variable's rows with persons as record keys; others stay as they are."""
    return _told(variable, rows, whose, whose.key)


def _told(variable: Variable, rows: str, whose: Whose, told: str) -> str:
    if variable.value_type is not ValueType.IDENTIFIER or whose.known is None:
        return rows
    return (
        f"SELECT unit, owner AS unit_id, {told} AS value, start, stop FROM "
        f"(SELECT unit, unit_id AS owner, value AS unit_id, start, stop FROM ({rows})) {whose.join} "
        f"WHERE {told} IS NOT NULL"
    )
