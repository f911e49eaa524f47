"""What an official table means: a file ``databanks/<databank>/official/<code>.toml``, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from folkekommune.catalogue.model import Texts

FOLDER = "official"


class Use(Enum):
    """What a table is declared to be. None of them is ever added to what we count ourselves."""

    BENCHMARK = "benchmark"
    DENOMINATOR = "denominator"
    GROUPING = "grouping"


class Better(Enum):
    """Which direction is better."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


class PeriodForm(Enum):
    """How the table writes its periods."""

    YEAR = "year"
    PERIOD = "period"
    SCHOOL_YEAR = "school_year"


class Protection(Enum):
    """Who has seen to it that nobody is recognised: the source, in figures open to all, or we, at import."""

    SOURCE = "source"
    OURS = "ours"


@dataclass(frozen=True)
class Origin:
    """Where figures come from.

    :param name: who made the table, :param where: which of their tables it is.
    :param licence: empty where it must be told when a file is taken in.
    """

    name: str
    where: str
    licence: str
    address: str = ""


@dataclass(frozen=True)
class Columns:
    """Which dimension of the table is what. Each may be known by several names; the case does not matter.

    :param fixed: the category of every other dimension that is to be read, by the names of the dimension.
    """

    place: tuple[str, ...]
    year: tuple[str, ...]
    sex: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    fixed: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Contents:
    """Which content of the table is the share, the cases, and the people; each by its possible names."""

    value: tuple[str, ...] = ()
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()

    def named(self) -> dict[str, tuple[str, ...]]:
        """Give what is there, by role."""
        roles = {"value": self.value, "numerator": self.numerator, "denominator": self.denominator}
        return {role: names for role, names in roles.items() if names}


@dataclass(frozen=True)
class Break:
    """A year from which figures cannot be compared with those before."""

    year: int
    note: Texts


@dataclass(frozen=True)
class Description:
    """The description of an official table. Code and version together identify its meaning for ever.

    :param code: of the indicator that the table gives or is compared with.
    :param counted: who is counted, :param case: what makes one of them a case.
    :param signs: further signs of the source, with the sign of Statistics Norway that each means.
    :param vintage: the year of the division of municipalities that the table's numbers belong to, or
        ``None`` where each year has the division of its own time.
    :param checks: own indicators whose number of people a table of denominators should agree with (V1).
    :param zero_is_safe: whether it may be told that there are none.
    """

    code: str
    version: int
    databank: str
    use: Use
    theme: str
    name: Texts
    short: Texts
    purpose: Texts
    counted: Texts
    case: Texts
    errors: Texts
    unit: str
    multiplier: float
    decimals: int
    better: Better
    origin: Origin
    columns: Columns
    contents: Contents
    sexes: Mapping[str, tuple[str, ...]] = field(hash=False)
    period: PeriodForm
    vintage: int | None
    protection: Protection
    valid_from: date
    signs: Mapping[str, str] = field(default_factory=dict, hash=False)
    breaks: tuple[Break, ...] = ()
    zero_is_safe: bool = False
    sensitive: bool = False
    checks: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def percent(self) -> bool:
        """Whether the value is a percentage of people."""
        return self.unit == "percent"
