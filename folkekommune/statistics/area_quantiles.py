"""Groups of areas by rank: quintiles, deciles."""

from __future__ import annotations

import math
from collections.abc import Sequence


def quantile_groups(
    values: Sequence[float | None], groups: int, *, highest_first: bool = False
) -> tuple[int | None, ...]:
    """Give the group of each area, from 1; none where there are fewer values than groups.

    Equal values get the same rank, the lowest of theirs. An area without a value has no group.
    """
    known = [value for value in values if value is not None]
    size = len(known)
    if size < groups:
        return (None,) * len(values)
    ordered = sorted(known, reverse=highest_first)
    ranks: dict[float, int] = {}
    for rank, value in enumerate(ordered, start=1):
        ranks.setdefault(value, rank)

    def group(value: float) -> int:
        placed = math.floor((groups + 1) - math.ceil(((size + 1) - ranks[value]) / (size / groups)))
        return placed or 1

    return tuple(None if value is None else group(value) for value in values)
