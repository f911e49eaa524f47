"""What is asked of the databank of a country, the same of every engine."""

from __future__ import annotations

from functools import cache

from folkekommune.bench.country import DAY, PARTS, RELEASE, imported
from folkekommune.bench.import_ import VARIABLES
from folkekommune.catalogue.model import Temporality, Texts
from folkekommune.indicators.definition import Dimension as Division
from folkekommune.query.dataset import Dataset, PersonRoot, start
from folkekommune.query.engine import CellRequest, RowsRequest
from folkekommune.query.expressions import (
    Binary,
    Branch,
    Choose,
    Column,
    IsMissing,
    Missing,
    Not,
    Number,
    Operator,
)
from folkekommune.query.imports import import_step
from folkekommune.query.outputs import Category, Dimension, ShareCube, Table
from folkekommune.query.steps import Assign
from folkekommune.synthetic.national.definition import (
    BIRTH_YEAR,
    CODED,
    ITEMS,
    MEASURED,
    MUNICIPALITY,
    SEX,
    SEXES,
    codes_of,
    national_databank,
)

INDICATORS = ITEMS[:CODED]
COVARIATES = 10
_EVENT, _NUMBER = ITEMS[0], MEASURED[1]
_EXPLAINING = ITEMS[1:COVARIATES]
"""All but one of what explains; a measure is the last."""

MODELLED = {"regress": (_NUMBER, MEASURED[0], *_EXPLAINING), "logit": (_EVENT, MEASURED[0], *_EXPLAINING)}
"""The columns of each model, what is explained first."""

_TABLED = (MUNICIPALITY, SEX, BIRTH_YEAR, ITEMS[0], ITEMS[1])
_CASE, _COMPLEMENT = 1.0, 0.0


def ten_variables() -> Dataset:
    """Give the children with ten variables at a date."""
    return imported(VARIABLES)


def two_way() -> CellRequest:
    """Count sex by an item, with keys."""
    return CellRequest(imported(_TABLED), (SEX, ITEMS[0]))


def four_way() -> CellRequest:
    """Count municipality by sex, birth year and an item, with keys."""
    return CellRequest(imported(_TABLED), (MUNICIPALITY, SEX, BIRTH_YEAR, ITEMS[0]))


def protected() -> Table:
    """Ask for sex by two items as anybody may, with all that protects them."""
    sizes = {SEX: SEXES, ITEMS[0]: codes_of(ITEMS[0]), ITEMS[1]: codes_of(ITEMS[1])}
    return Table(imported(_TABLED), tuple(_dimension(name, size) for name, size in sizes.items()))


def model_rows(columns: tuple[str, ...]) -> RowsRequest:
    """Ask for the rows that a model is fitted on."""
    return RowsRequest(imported((_EVENT, _NUMBER, MEASURED[0], *_EXPLAINING)), columns)


@cache
def cube(item: str) -> ShareCube:
    """Ask for the share with an item's first code among all who have one, as an indicator does.

    The steps are those that an indicator is compiled to. What differs is that the municipality is a
    variable, as there is one part for the whole country, and that the year is that of birth.
    """
    databank = national_databank()
    dataset = start(PersonRoot(RELEASE, PARTS))
    for name in sorted((item, MUNICIPALITY, BIRTH_YEAR, SEX)):
        variable = databank.variables[name]
        at = None if variable.temporality is Temporality.FIXED else DAY
        dataset = dataset.then(import_step(RELEASE, variable, name, at=at))
    case = Binary(Operator.EQUAL, Column(item), Number(1.0))
    answered = Not(IsMissing(Column(item)))
    outcome = Choose((Branch(case, Number(_CASE)), Branch(answered, Number(_COMPLEMENT))), Missing())
    dataset = dataset.then(Assign("outcome", outcome)).then(Assign(Division.DISTRICT.value, Missing()))
    return ShareCube(
        dataset=dataset,
        indicator=item,
        version=1,
        outcome="outcome",
        municipality=MUNICIPALITY,
        district=Division.DISTRICT.value,
        year=BIRTH_YEAR,
        sex=SEX,
        districts=(),
        sexes=tuple(float(code) for code in range(1, SEXES + 1)),
    )


def _dimension(name: str, size: int) -> Dimension:
    codes = tuple(Category(code, Texts(str(code), str(code), str(code))) for code in range(1, size + 1))
    return Dimension(name, name, codes)
