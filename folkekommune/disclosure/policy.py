"""The policy: every disclosure limit, typed, with its version. Limits stand nowhere else.

``policy.toml`` beside this file is the standard; it gives source and reason for each value. An
installation in test mode may carry another one; production refuses any policy below the standard.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, get_type_hints

from folkekommune.disclosure.feasibility import disagreements, outside_their_range
from folkekommune.disclosure.policy_sections import (
    CEILINGS,
    SECTIONS,
    Budget,
    Charts,
    Dominance,
    Floors,
    LowEffect,
    Models,
    Noise,
    Percentiles,
    Secondary,
    Tables,
)
from folkekommune.errors import InputError, Place

STANDARD = Path(__file__).with_name("policy.toml")
_DIGITS_OF_DIGEST = 16


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
    secondary: Secondary
    dominance: Dominance
    charts: Charts
    percentiles: Percentiles
    model: Models
    budget: Budget
    switched_off: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """Name and version, as shown with every result."""
        off = "".join(f" without {name}" for name in sorted(self.switched_off))
        return f"{self.name}-{self.version}{off}"

    @property
    def limits(self) -> dict[str, Any]:
        """Every limit by its section and name, such as ``floors.band``."""
        mine = asdict(self)
        return {f"{section}.{name}": limit for section in SECTIONS for name, limit in mine[section].items()}

    @property
    def digest(self) -> str:
        """What tells these limits from any others, whatever they are called."""
        written = {n: limit.value if isinstance(limit, Enum) else limit for n, limit in self.limits.items()}
        return sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()[:_DIGITS_OF_DIGEST]

    def at_least_as_strict_as(self, other: Policy) -> bool:
        """Whether no limit is laxer than the other policy's, and no defence is off."""
        mine = self.limits
        return not self.switched_off and all(
            mine[name] <= limit if name in CEILINGS else mine[name] >= limit
            for name, limit in other.limits.items()
        )


@cache
def load_policy(file: Path = STANDARD) -> Policy:
    """Read a policy file.

    :raises InputError: when a limit is missing, unknown or of the wrong kind, when limits do not fit
        together, or when a file has the standard's name and other limits.
    """
    place = Place(file=str(file))
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        sections = {name: _section(kind, content[name]) for name, kind in SECTIONS.items()}
        policy = Policy(version=int(content["version"]), name=str(content["name"]), **sections)
        wrong = next(outside_their_range(policy.limits), None)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, OverflowError):
        raise InputError("disclosure.policy", place=place) from None
    if wrong is not None:
        raise InputError("disclosure.policy-range", place=place, limit=wrong)
    low_effect = policy.low_effect
    for rule in disagreements(policy.floors, policy.noise, limit=low_effect.limit, fuzz=low_effect.fuzz):
        raise InputError(f"disclosure.policy-{rule}", place=place)
    _check_name(policy, content, place)
    return policy


def _check_name(policy: Policy, content: dict[str, Any], place: Place) -> None:
    """Hold the limits against the digest of the version they claim to be.

    Results name the version. So the same name and version must always mean the same limits: the
    standard states the digest of each of its versions, and no other file may take its name.
    """
    standard = content if place.file == str(STANDARD) else _standard()
    if policy.name != standard["name"]:
        return
    known = {change["version"]: change["digest"] for change in standard["changes"]}
    if known.get(policy.version) != policy.digest:
        raise InputError("disclosure.policy-version", place=place, digest=policy.digest)


@cache
def _standard() -> dict[str, Any]:
    return tomllib.loads(STANDARD.read_text(encoding="utf-8"))


def _section(kind: type[Any], section: dict[str, Any]) -> Any:
    """Build one section; a whole number stays one, and every limit says where it comes from."""
    wanted = get_type_hints(kind)
    values = {}
    for name, entry in section.items():
        if not (entry["source"] and entry["reason"]):
            raise ValueError(name)
        values[name] = _limit(wanted[name], entry["value"])
    return kind(**values)


def _limit(kind: type[Any], value: object) -> Any:
    """Give a limit as its type; a truth value is no number.

    :raises TypeError: for another kind of value, :raises ValueError: for a word that is not known.
    """
    if issubclass(kind, Enum):
        return kind(value)
    if isinstance(value, bool) or not isinstance(value, (int, float) if kind is float else int):
        raise TypeError(value)
    return kind(value)
