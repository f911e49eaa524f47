"""Make the step that imports a variable of the catalogue, in one place for scripts and indicators.

A variable is known by how it came to be. If a script and an indicator described the same import in
two ways, the same cell would be two cells to disclosure control and could get two values.
"""

from __future__ import annotations

from folkekommune.catalogue.model import Variable
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.steps import Import


def import_step(
    release: ReleaseRef,
    variable: Variable,
    name: str,
    *,
    population: bool = False,
    at: int | None = None,
    link: bool = False,
) -> Import:
    """Import a variable of a release under a name.

    :param population: the first import of a script, which decides who is live.
    :param at: reference date in days since 1970-01-01, for variables that are not FIXED.
    :param link: whether it says which person a unit belongs to.
    """
    codes = None
    if variable.code_list is not None:
        codes = tuple(dict.fromkeys(code.value for code in variable.code_list.codes))
    day = "" if at is None else str(at)
    form = digest("import", release.databank, release.version, variable.name, day)
    info = ColumnInfo(variable.value_type, form, codes=codes, clip=variable.clip, link=link)
    return Import(
        variable.name, release, name, info, population=population, at=at, unit_type=variable.unit_type
    )
