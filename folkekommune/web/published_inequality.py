"""Published figures by groups of people, as the pages ask for them.

:class:`folkekommune.web.ports.InequalityService` over the municipality's own publications. What the groups
are called stands in the code list of the databank that knows of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.definition import Definition, Grouping
from folkekommune.indicators.inequality import inequality_of
from folkekommune.published.figures import CurrentFigures
from folkekommune.web.ports import Cell, Divided
from folkekommune.web.published_figures import figure_of_share, key_of

_PERCENT = 100

GroupNames = Callable[[Grouping], Mapping[str, Texts]]
"""Gives what the groups of a division are called, by their codes."""


class PublishedInequality:
    """The divisions by groups that are published."""

    def __init__(self, figures: CurrentFigures, names: GroupNames) -> None:
        self._figures = figures
        self._names = names

    def of(self, definition: Definition, cell: Cell) -> Sequence[Divided]:
        """Give every division of a figure that is published."""
        return list(self._divided(definition, cell))

    def _divided(self, definition: Definition, cell: Cell) -> Iterator[Divided]:
        key = key_of(definition, cell)
        for grouping in definition.groups:
            found = self._figures.now().groups(key, grouping.code)
            names = self._names(grouping) if found else {}
            groups = tuple(
                (names.get(code, Texts(code, code, code)), figure_of_share(each, definition))
                for code, each in found.items()
            )
            if groups:
                indices = inequality_of(list(found.values()), multiplier=_PERCENT)
                yield Divided(grouping.name, groups, indices)
