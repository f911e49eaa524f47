"""What each column of a table is, from the row of column names."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import Remark
from folkekommune.ingest.mappings.fields import FieldNames
from folkekommune.ingest.mappings.mapping import IDENTITY, RECORD, VISIT_DATE, Mapping

REQUIRED = (RECORD, IDENTITY, VISIT_DATE)


class NoHeaderError(Exception):
    """No name in the row is known."""


def check_roles(mapping: Mapping, roles: tuple[str, ...] = REQUIRED) -> None:
    """Refuse a mapping that does not name the fields without which no row can be used."""
    for role in roles:
        if role not in mapping.labels.fields.values():
            raise InputError("ingest.key-missing", place=Place(file=str(mapping.file)), key=f"fields.{role}")


def column_targets(
    columns: Sequence[tuple[int, str]], names: FieldNames, mapping: Mapping, *, file: str, label: str
) -> tuple[dict[int, str], list[Remark]]:
    """Tell which column holds what, and what there was to remark; dropped columns are not there.

    :param columns: number, from 0, and name of each column; :param label: what the file is called in remarks.
    :raises NoHeaderError: when no name is known.
    :raises InputError: for an unknown column, one that is there twice, or one that is needed and not there.
    """
    found = [(index, name, names.find(name)) for index, name in columns]
    known = {entry.target for _, _, entry in found if entry}
    if not known - {""}:
        raise NoHeaderError
    for role in REQUIRED:
        if role not in known:
            wanted = next(name for name, target in mapping.labels.fields.items() if target == role)
            raise InputError("ingest.field-required", place=Place(file=file), field=wanted)
    targets: dict[int, str] = {}
    remarks = []
    for index, name, entry in found:
        if entry is None:
            raise names.unknown(name, file=file, column=index + 1)
        if not entry.target:
            continue
        if entry.target in targets.values():
            raise InputError("ingest.field-repeated", place=Place(file=file, column=index + 1), field=name)
        targets[index] = entry.target
        if entry.renamed:
            remarks.append(Remark("field-renamed", label, name))
    remarks += [Remark("field-missing", label, item) for item in names.missing(targets.values())]
    return targets, remarks
