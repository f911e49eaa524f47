"""How many are left over time: curves from an event and a duration."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.formula import Factor, FactorKind, Formula, Options, Term
from folkekommune.query.outputs.dimensions import Dimension
from folkekommune.query.outputs.requirements import require_number, require_population
from folkekommune.query.typing import QueryError


@dataclass(frozen=True)
class Survival:
    """The share that is left over time, or the Weibull curve that fits it.

    :param event: 1 where it happened, 0 where the time ran out; :param duration: until either.
    :param by: what divides into several curves, :param parametric: a Weibull curve.
    """

    dataset: Dataset
    event: str
    duration: str
    by: Dimension | None = None
    parametric: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no event, no duration or no division.

        :raises QueryError: when a variable is missing, an identifier, or a text where a number is needed.
        """
        require_population(self.dataset)
        require_number(self.dataset, self.event)
        require_number(self.dataset, self.duration)
        if self.by is not None:
            info = self.dataset.column(self.by.column)
            if info.type is ValueType.IDENTIFIER:
                raise QueryError("query.identifier", name=self.by.column)
            if self.by.categories is None and info.type in {ValueType.DECIMAL, ValueType.STRING}:
                raise QueryError("query.continuous", name=self.by.column)

    @property
    def read(self) -> tuple[str, ...]:
        """The variables that are read."""
        return (self.event, self.duration, *((self.by.column,) if self.by else ()))

    @property
    def formula(self) -> Formula:
        """The model of a Weibull curve: one for everybody, or one for each category."""
        terms: tuple[Term, ...] = ()
        if self.by is not None:
            known = self.by.categories
            levels = None if known is None else tuple((each.value, each.label) for each in known)
            terms = ((Factor(self.by.column, FactorKind.CATEGORY, levels),),)
        options = Options.of(noconstant=True) if terms else Options()
        roles = (("duration", self.duration),)
        return Formula("weibull", Factor(self.event), terms, roles=roles, options=options)

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        forms = [self.dataset.columns[name].canonical for name in self.read]
        shown = str(self.by and self.by.categories and [each.value for each in self.by.categories])
        return digest("survival", self.dataset.canonical, *forms, shown, str(self.parametric))
