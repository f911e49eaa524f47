"""The policy: every disclosure limit, typed, with its version. Limits stand nowhere else.

``policy.toml`` beside this file is the standard; it gives source and reason for each value. An
installation in test mode may carry another one; production refuses any policy below the standard.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from folkekommune.errors import InputError, Place

STANDARD = Path(__file__).with_name("policy.toml")


@dataclass(frozen=True)
class Floors:
    """Smallest numbers of persons; see the file for what each means."""

    hard: int
    band: int
    band_sensitive: int
    numeric: int
    spread: int
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
class Percentiles:
    """How percentiles are protected."""

    side: int
    neighbours: int
    digits: int


_SECTIONS = {
    "floors": Floors,
    "low_effect": LowEffect,
    "noise": Noise,
    "tables": Tables,
    "percentiles": Percentiles,
}

_CEILINGS = frozenset(
    {
        "floors.large_databank",
        "noise.clip_high",
        "tables.dimensions",
        "tables.cells",
        "tables.band_share",
        "percentiles.digits",
    }
)
"""Limits of which a larger value is the laxer one. Of all others it is the smaller."""


@dataclass(frozen=True)
class Policy:
    """All limits of one version.

    :param switched_off: names of defences that are off. Only the attack suite sets it, to show that
        each defence is needed; :func:`load_policy` cannot.
    """

    version: int
    name: str
    floors: Floors
    low_effect: LowEffect
    noise: Noise
    tables: Tables
    percentiles: Percentiles
    switched_off: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """Name and version, as shown with every result."""
        off = "".join(f" without {name}" for name in sorted(self.switched_off))
        return f"{self.name}-{self.version}{off}"

    def at_least_as_strict_as(self, other: Policy) -> bool:
        """Whether no limit is laxer than the other policy's, and no defence is off."""
        if self.switched_off:
            return False
        mine, theirs = asdict(self), asdict(other)
        for section in _SECTIONS:
            for name, limit in theirs[section].items():
                own = mine[section][name]
                if own > limit if f"{section}.{name}" in _CEILINGS else own < limit:
                    return False
        return True


@cache
def load_policy(file: Path = STANDARD) -> Policy:
    """Read a policy file.

    :raises InputError: when a limit is missing, unknown or of the wrong kind.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        sections = {name: _section(kind, content[name]) for name, kind in _SECTIONS.items()}
        return Policy(version=int(content["version"]), name=str(content["name"]), **sections)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        raise InputError("disclosure.policy", place=Place(file=str(file))) from None


def _section(kind: type[Any], section: dict[str, Any]) -> Any:
    """Build one section; a whole number stays one, and every limit says where it comes from."""
    wanted = get_type_hints(kind)
    values = {}
    for name, entry in section.items():
        value = entry["value"]
        if isinstance(value, bool) or not isinstance(value, (int, float) if wanted[name] is float else int):
            raise TypeError(name)
        if value < 0 or not (entry["source"] and entry["reason"]):
            raise ValueError(name)
        values[name] = wanted[name](value)
    return kind(**values)
