"""What a model says: the variable it is about, the terms it rests on, and how it is estimated.

A formula speaks of variables by name and knows no data set, so that a model (an output) and the
predictions of one (a step) share it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from folkekommune.catalogue.model import Texts
from folkekommune.query.canonical import digest

Level = tuple[float | str, Texts]
Option = float | str | bool | tuple[str, ...]


class FactorKind(Enum):
    """Whether a variable is a quantity or divides persons into levels."""

    CONTINUOUS = "continuous"
    CATEGORY = "category"


@dataclass(frozen=True)
class Factor:
    """A variable in a model.

    :param levels: its values with their labels; ``None`` for a quantity, and for a derived whole number,
        whose levels are the whole numbers within its public limits.
    """

    column: str
    kind: FactorKind = FactorKind.CONTINUOUS
    levels: tuple[Level, ...] | None = None

    @property
    def categorical(self) -> bool:
        """Whether it has levels."""
        return self.kind is FactorKind.CATEGORY


Term = tuple[Factor, ...]
"""A main effect (one factor) or an interaction (several)."""


@dataclass(frozen=True)
class Options(Mapping[str, Option]):
    """The options of a method, which cannot change: ``Options.of(robust=True, level=95.0)``."""

    entries: tuple[tuple[str, Option], ...] = ()

    @classmethod
    def of(cls, **options: Option) -> Options:
        """Make options of what is given."""
        return cls(tuple(sorted(options.items())))

    def __getitem__(self, name: str) -> Option:
        """Give an option.

        :raises KeyError: when it is not given.
        """
        return dict(self.entries)[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return (name for name, _ in self.entries)

    def __len__(self) -> int:
        """Count them."""
        return len(self.entries)


@dataclass(frozen=True)
class Formula:
    """A model of one variable.

    :param method: the file in ``statistics/models`` that estimates it.
    :param terms: those whose coefficients are shown.
    :param parts: further terms by what they are for, such as ``control`` (not shown) or ``instruments``.
    :param roles: single variables by what they are for, such as ``cluster`` or ``exposure``.
    """

    method: str
    dependent: Factor
    terms: tuple[Term, ...]
    parts: tuple[tuple[str, tuple[Term, ...]], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    options: Options = field(default_factory=Options)

    def part(self, name: str) -> tuple[Term, ...]:
        """Give the further terms of a part; none if it is not there."""
        return dict(self.parts).get(name, ())

    def role(self, name: str) -> str | None:
        """Give the variable of a role, if there is one."""
        return dict(self.roles).get(name)

    @property
    def all_terms(self) -> tuple[Term, ...]:
        """The terms of all parts, those shown first."""
        return (*self.terms, *(term for _, terms in self.parts for term in terms))

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Every factor once, the dependent one first."""
        return tuple(dict.fromkeys((self.dependent, *(f for term in self.all_terms for f in term))))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every variable once."""
        return tuple(dict.fromkeys((*(f.column for f in self.factors), *(name for _, name in self.roles))))

    def canonical(self, forms: Mapping[str, str]) -> str:
        """Digest what is asked, given how each variable came to be: names and order of terms aside."""
        parts = [
            digest(part, *sorted({_form_of_term(term, forms) for term in terms}))
            for part, terms in sorted((("shown", self.terms), *self.parts))
        ]
        roles = [digest(role, forms[name]) for role, name in sorted(self.roles)]
        options = [repr(entry) for entry in self.options.entries]
        return digest("model", self.method, _form_of(self.dependent, forms), *parts, *roles, *options)


def _form_of_term(term: Term, forms: Mapping[str, str]) -> str:
    return digest("term", *sorted(_form_of(factor, forms) for factor in term))


def _form_of(factor: Factor, forms: Mapping[str, str]) -> str:
    levels = sorted(repr(value) for value, _ in factor.levels or ())
    return digest(factor.kind.value, forms[factor.column], *levels)
