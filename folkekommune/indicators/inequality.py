"""How unequal an indicator is between groups in order: slope and relative index, from published shares.

From the worst off to the best off, by the mother's education or the income of the household (indicators.md
2.11). The limits of the shares account for the disclosure noise, so those of the indices do too.
"""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.disclosure.results import ShareCell
from folkekommune.statistics.inequality_slope import GROUPS, Group, Indices, Scale, inequality_indices


def inequality_of(cells: Sequence[ShareCell], *, multiplier: float = 1.0) -> Indices | None:
    """Give the indices of the shares of groups, in their order, as shares between 0 and ``multiplier``.

    None of fewer than five groups, or where one of them is withheld, or so uncertain that it may be nothing
    or all: then no line can be drawn on the scale of odds.
    """
    groups = [group for cell in cells if (group := _group(cell)) is not None]
    if len(groups) < max(len(cells), GROUPS):
        return None
    return inequality_indices(groups, scale=Scale.LOGIT, multiplier=multiplier)


def _group(cell: ShareCell) -> Group | None:
    cases, others, limits = cell.numerator.text, cell.complement.text, cell.limits95
    if cases is None or others is None or limits is None:
        return None
    people = int(cases) + int(others)
    lower, upper = limits
    if not 0 < lower <= upper < 1:
        return None
    return Group(people, int(cases) / people, limits=limits)
