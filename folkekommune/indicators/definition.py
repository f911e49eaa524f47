"""What an indicator is: a versioned record, written as a file by someone who knows the subject.

An expression is written in the script language over the databank's variables. A child is a *case*
where the denominator and the numerator hold, and belongs to the *complement* where the denominator
holds and the numerator does not; *eligible* are those in the population. The windows, texts and
choices here are what the metadata sheet shows, so none may promise what is not computed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType

from folkekommune.catalogue.model import Texts
from folkekommune.catalogue.people import PEOPLE, People


class MissingPolicy(Enum):
    """What is done with children without an answer."""

    EXCLUDE = "exclude"
    AS_NO = "as_no"
    OWN_CATEGORY = "own_category"


class Pick(Enum):
    """Which visit counts where a child has several of one kind."""

    NEAREST = "nearest"
    FIRST = "first"
    LAST = "last"


class Statistic(Enum):
    """What kind of figure it is."""

    PROPORTION = "proportion"
    RATE = "rate"
    MEAN = "mean"
    MEDIAN = "median"
    RATIO = "ratio"
    COUNT = "count"


class Direction(Enum):
    """Which direction is better."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


class IntervalMethod(Enum):
    """The interval of the plain figure. A published one also accounts for the disclosure noise."""

    WILSON = "wilson"
    BYAR_EXACT = "byar_exact"
    DOBSON = "dobson"
    T = "t"
    EXACT_BINOMIAL = "exact_binomial"


class Dimension(Enum):
    """What a figure can be divided by."""

    YEAR = "year"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    SEX = "sex"


class Area(Enum):
    """Kinds of area that figures are given for."""

    MUNICIPALITY = "municipality"
    DISTRICT = "district"

    @property
    def dimension(self) -> Dimension:
        """The dimension that holds the area."""
        return Dimension(self.value)


class Reference(Enum):
    """What a figure is compared with."""

    COUNTRY = "country"
    KOSTRA_GROUP = "kostra_group"
    OWN_PREVIOUS = "own_previous"
    FIXED = "fixed"


class Method(Enum):
    """How a rate is standardised."""

    DIRECT = "direct"
    INDIRECT = "indirect"


@dataclass(frozen=True)
class Timepoint:
    """The occasion, and the ages in days at which a visit of that kind is accepted."""

    occasion: str
    age_min_days: int
    age_max_days: int
    pick: Pick


@dataclass(frozen=True)
class Moment:
    """A day of the year on which everybody is counted as they are then, from a first year on."""

    month: int
    day: int
    first_year: int

    def days(self, until: date) -> tuple[date, ...]:
        """Give the days there are, up to one."""
        days = (date(year, self.month, self.day) for year in range(self.first_year, until.year + 1))
        return tuple(day for day in days if day <= until)


@dataclass(frozen=True)
class Counting:
    """Who is counted, as expressions in the script language.

    :param numerator: who is a case; empty where there is a value instead.
    :param value: the variable of which a mean is made, of all in the denominator who have one.
    """

    population: str
    numerator: str
    denominator: str
    value: str = ""


@dataclass(frozen=True)
class Period:
    """How many years a figure covers: single, and pooled where more are named."""

    years: tuple[int, ...]
    rolling: bool


@dataclass(frozen=True)
class Minimums:
    """Limits stricter than the policy's, where the subject asks for them; else none."""

    numerator: int | None = None
    denominator: int | None = None
    coverage: float | None = None


@dataclass(frozen=True)
class Standardisation:
    """By which variables and to which year a rate is standardised."""

    method: Method
    variables: tuple[str, ...]
    reference_year: int


@dataclass(frozen=True)
class Benchmark:
    """What a figure is compared with; a fixed one has its value."""

    reference: Reference
    value: float | None = None


@dataclass(frozen=True)
class Grouping:
    """What a whole municipality is also divided by: a fact of another person, such as the mother.

    :param through: the variable of this databank that names her, :param databank: where the fact is known.
    :param variable: the fact there, with a code list whose codes are in order.
    """

    code: str
    through: str
    databank: str
    variable: str
    name: Texts


@dataclass(frozen=True)
class Eligible:
    """Whom a figure should have covered, as official figures count them.

    :param table: code of the official table that is declared as denominator.
    :param ages: those of these ages on 1 January of the year after; none where the table counts the year's
        own, such as births.
    """

    table: str
    ages: tuple[int, ...] = ()


@dataclass(frozen=True)
class Break:
    """A day from which figures cannot be compared with those before."""

    day: date
    note: Texts
    area: str | None = None


@dataclass(frozen=True)
class Wording:
    """What is read about the indicator.

    :param counted: who is counted, :param case: what makes a child count as a case,
    :param errors: known sources of error.
    """

    name: Texts
    short: Texts
    purpose: Texts
    counted: Texts
    case: Texts
    errors: Texts


@dataclass(frozen=True)
class Definition:
    """The definition of an indicator. Code and version together identify its meaning for ever.

    :param timepoint: the visit that is counted, or :param moment: the day of the year; one of them.
    """

    code: str
    version: int
    databank: str
    theme: str
    wording: Wording
    counting: Counting
    dimensions: MappingProxyType[Dimension, str]
    missing_policy: MissingPolicy
    timepoint: Timepoint | None
    moment: Moment | None
    statistic: Statistic
    unit: str
    multiplier: float
    decimals: int
    direction: Direction
    interval: IntervalMethod
    disaggregate: tuple[Dimension, ...]
    geography: tuple[Area, ...]
    period: Period
    minimums: Minimums
    sensitive: bool
    source: str
    form_versions: MappingProxyType[str, str]
    breaks: tuple[Break, ...]
    benchmark: Benchmark
    owner: str
    valid_from: date
    valid_to: date | None
    references: tuple[str, ...]
    standardisation: Standardisation | None = None
    groups: tuple[Grouping, ...] = ()
    eligible: Eligible | None = None
    people: People = field(default=PEOPLE, compare=False)
    """What those who are counted are called, as their databank's package says."""

    @property
    def expressions(self) -> tuple[str, ...]:
        """All expressions, those of who is counted first."""
        counting = self.counting
        counted = (counting.population, counting.numerator or counting.value, counting.denominator)
        return (*counted, *self.dimensions.values())

    @property
    def variables(self) -> frozenset[str]:
        """The names of the variables that the expressions read."""
        return frozenset(name for text in self.expressions for name in names_in(text))


def names_in(expression: str) -> frozenset[str]:
    """Give the names in an expression that are neither quoted nor a function.

    >>> sorted(names_in("inlist(SOVN_M6, 1, 2) & KOMMUNE_M6 == '4601'"))
    ['KOMMUNE_M6', 'SOVN_M6']
    """
    unquoted = re.sub(r"'[^']*'|\"[^\"]*\"", " ", expression)
    return frozenset(re.findall(r"\b[^\W\d]\w*\b(?!\s*\()", unquoted))
