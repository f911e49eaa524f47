"""The sections of the policy: what each limit is, typed; ``policy.toml`` has its value, source and reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import total_ordering


@total_ordering
class Hiding(Enum):
    """What is done so that hidden cells cannot be worked out from shown ones, the laxer first."""

    NOISE_ONLY = "noise_only"
    HIDE = "hide"

    def __lt__(self, other: Hiding) -> bool:
        """Tell whether this is the laxer of two."""
        return self is Hiding.NOISE_ONLY and other is Hiding.HIDE


@dataclass(frozen=True)
class Floors:
    """Smallest numbers of persons; see the file for what each means."""

    hard: int
    band: int
    band_sensitive: int
    numeric: int
    spread: int
    pairs: int
    inequality: int
    population: int
    population_small: int
    large_databank: int
    denominator_research: int
    denominator_municipality: int
    denominator_public: int


@dataclass(frozen=True)
class LowEffect:
    """When a condition is left out because it makes a difference to too few."""

    limit: int
    fuzz: int


@dataclass(frozen=True)
class Noise:
    """Bounds and variances of the noise, and clipping."""

    research_bound: int
    research_variance: float
    cube_bound: int
    cube_variance: float
    cube_never: int
    kappa: float
    clip_low: float
    clip_high: float

    @property
    def research_total(self) -> float:
        """Variance of a free-form count: two independent layers."""
        return 2 * self.research_variance


@dataclass(frozen=True)
class Tables:
    """How large a table may be."""

    dimensions: int
    cells: int
    band_share: float


@dataclass(frozen=True)
class Secondary:
    """What is hidden beside hidden cells.

    :param cubes: for our own cubes, whose counts carry noise; :param outside: for aggregates from
        elsewhere, which carry none.
    :param parts: hidden parts that a whole has at least if it has one, :param total: their sum.
    """

    cubes: Hiding
    outside: Hiding
    parts: int
    total: int


@dataclass(frozen=True)
class Dominance:
    """When a sum is about one or two persons.

    :param largest_two: share of the two largest contributions above which it is hidden.
    :param rest: least that the others give, as a share of the largest contribution.
    """

    largest_two: float
    rest: float


@dataclass(frozen=True)
class Charts:
    """Limits of charts.

    :param bin: persons in the first and last bin of a histogram, :param hexagon: in a hexagon.
    :param series_band_share: share of a series' points that may rest on counts in the band,
        :param series_hidden_share: share that may be hidden; beyond it the whole series is.
    """

    bin: int
    hexagon: int
    series_band_share: float
    series_hidden_share: float


@dataclass(frozen=True)
class Percentiles:
    """How percentiles are protected."""

    side: int
    neighbours: int
    digits: int


@dataclass(frozen=True)
class Models:
    """Limits of models.

    :param persons: fewest with a value of everything, :param df: residual degrees of freedom.
    :param parameters: most coefficients, as a share of the persons.
    :param level: persons in a level of a variable, with and without the event.
    :param leverage: most that one row may weigh in its own fitted value.
    :param condition: largest condition number, :param r_squared: largest share explained.
    :param drop_least: persons left out of a fit, at least, :param drop_most: at most.
    :param noise: standard deviation of the noise on a coefficient, in standard errors.
    :param digits: significant digits of a coefficient.
    """

    persons: int
    df: int
    parameters: float
    level: int
    leverage: float
    condition: float
    r_squared: float
    drop_least: int
    drop_most: int
    noise: float
    digits: int


@dataclass(frozen=True)
class Budget:
    """How much a project may ask in a day, and when its stewards are told."""

    populations: int
    cells: int
    models: int
    made_up: int
    exposure: int
    exposure_cell: int
    refusals_an_hour: int
    repeats_a_day: int


SECTIONS = {
    "floors": Floors,
    "low_effect": LowEffect,
    "noise": Noise,
    "tables": Tables,
    "secondary": Secondary,
    "dominance": Dominance,
    "charts": Charts,
    "percentiles": Percentiles,
    "model": Models,
    "budget": Budget,
}

CEILINGS = frozenset(
    {
        "floors.large_databank",
        "noise.clip_high",
        "tables.dimensions",
        "tables.cells",
        "tables.band_share",
        "dominance.largest_two",
        "charts.series_band_share",
        "charts.series_hidden_share",
        "percentiles.digits",
        "model.parameters",
        "model.leverage",
        "model.condition",
        "model.r_squared",
        "model.digits",
        "budget.populations",
        "budget.cells",
        "budget.models",
        "budget.made_up",
        "budget.exposure",
        "budget.refusals_an_hour",
        "budget.repeats_a_day",
    }
)
"""Limits of which a larger value is the laxer one. Of all others it is the smaller."""
