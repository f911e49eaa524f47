"""The databank of a country that several benches measure on, and its data sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from folkekommune.bootstrap import open_engine
from folkekommune.catalogue.model import Temporality, Variable
from folkekommune.export.official import tools_folder
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset, PersonRoot, start
from folkekommune.query.engine import Engine
from folkekommune.query.steps import Import
from folkekommune.synthetic.national import definition
from folkekommune.synthetic.national.release import CHILDREN, National, national

RELEASE = ReleaseRef(definition.NAME, definition.VERSION)
PARTS = (definition.PART,)
DAY = (date(2018, 6, 1) - date(1970, 1, 1)).days
"""The date of imports: somewhat past the middle of the years there are."""


def country(scale: float) -> National:
    """Give the databank at a scale; making the whole of it takes some minutes, once."""
    return national(tools_folder() / f"country-{scale:g}", children=int(CHILDREN * scale))


@contextmanager
def open_country(serving: Path) -> Iterator[Engine]:
    """Open an engine on its serving file."""
    with TemporaryDirectory() as folder:
        engine = open_engine(serving, PARTS, threads=2, temporary=Path(folder))
        try:
            yield engine
        finally:
            engine.close()


def imported(names: tuple[str, ...]) -> Dataset:
    """Give the children with variables at the date; the first of them decides who is in."""
    databank, dataset = definition.national_databank(), start(PersonRoot(RELEASE, PARTS))
    for place, name in enumerate(names):
        variable = databank.variables[name]
        at = None if variable.temporality is Temporality.FIXED else DAY
        step = Import(name, RELEASE, name, _info(variable), population=place == 0, at=at)
        dataset = dataset.then(step)
    return dataset


def _info(variable: Variable) -> ColumnInfo:
    codes = tuple(code.value for code in variable.code_list.latest) if variable.code_list else None
    return ColumnInfo(variable.value_type, digest("bench", variable.name), codes=codes, clip=variable.clip)
