"""The steps of a data set, but those that bring another one in."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.model import PERSON_TYPE
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.expressions import Expression


@dataclass(frozen=True)
class Import:
    """Add a variable of the release: one value a unit, missing where it has none.

    :param population: the first import; only units with a value are live.
    :param outer: units with a value are live too, whether or not they have one in the first import.
    :param at: reference date in days since 1970-01-01, for variables that are not FIXED.
    :param unit_type: what the variable is about.
    """

    variable: str
    release: ReleaseRef
    name: str
    info: ColumnInfo
    population: bool = False
    at: int | None = None
    outer: bool = False
    unit_type: str = PERSON_TYPE


@dataclass(frozen=True)
class Assign:
    """Give a variable the value of an expression where a condition holds.

    Elsewhere a new variable is missing and an old one keeps its value. The condition is kept apart
    from the value because edits of few rows are a matter for disclosure control.
    """

    name: str
    value: Expression
    where: Expression | None = None
    codes: tuple[float | str, ...] | None = None


@dataclass(frozen=True)
class Keep:
    """Let only rows that satisfy the condition be live.

    One conjunct a step (:func:`~folkekommune.query.expressions.conjuncts`): the effect of a condition
    can only be seen where it is a condition of its own.
    """

    condition: Expression


@dataclass(frozen=True)
class Rename:
    """Give a variable another name."""

    old: str
    new: str


@dataclass(frozen=True)
class Copy:
    """Give a variable a second name; the only thing that can be done to an identifier."""

    old: str
    new: str


@dataclass(frozen=True)
class Rank:
    """Number the live units by the size of a variable: 0 for the lowest group, up to ``groups - 1``.

    The groups are cut at the order statistics of the live units, so equal values share a group. A door
    puts protected thresholds in its place.
    """

    name: str
    column: str
    groups: int


@dataclass(frozen=True)
class Draw:
    """Draw units by their keys: 1 for those drawn, 0 for the others.

    :param size: a share under 1, or a number of live units. A door makes a share of the number.
    :param salt: what is mixed into the keys; a door makes it of the seed and the release's key.
    """

    name: str
    size: float
    seed: int
    salt: int = 0


@dataclass(frozen=True)
class Select:
    """Keep these variables and no others."""

    names: tuple[str, ...]
