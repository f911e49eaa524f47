"""Official figures of older divisions, told in the municipalities of today.

One-to-one renumbering and mergers add up, by their counts. What was split is never shared out: the old unit
stays under its old number, and the new ones begin with a break.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from folkekommune.municipalities.borders import successors
from folkekommune.municipalities.division import municipalities
from folkekommune.municipalities.tables import read_rows
from folkekommune.official.descriptions import Description, Use
from folkekommune.official.figures import (
    MISSING,
    NOT_COMPUTABLE,
    WITHHELD,
    Absent,
    Area,
    Level,
    OfficialFigure,
    Slot,
)


@dataclass(frozen=True)
class Moved:
    """Figures in the division of today.

    :param merged: figures that were added up, :param former: that stay with a unit which was split.
    """

    figures: Mapping[Slot, OfficialFigure] = field(repr=False)
    merged: int
    former: int


def to_current(figures: Mapping[Slot, OfficialFigure], description: Description) -> Moved:
    """Give figures of municipalities under the numbers of today; all other places as they are.

    A figure that stands under a number of today already is taken before one that is added up.
    """
    found = {slot: each for slot, each in figures.items() if slot.area.level is not Level.MUNICIPALITY}
    parts: dict[Slot, dict[str, OfficialFigure]] = defaultdict(dict)
    former = merged = 0
    for slot, each in figures.items():
        if slot.area.level is not Level.MUNICIPALITY:
            continue
        year = description.vintage or slot.year
        heirs = heirs_of(slot.area.code, year)
        if len(heirs) == 1:
            parts[slot.of(Area(Level.MUNICIPALITY, heirs[0]))][slot.area.code] = each
        elif not _is_empty(each):
            found[slot.of(Area(Level.FORMER, slot.area.code))] = each
            former += 1
    for slot, given in parts.items():
        number, own = slot.area.code, given.get(slot.area.code)
        others = {code: each for code, each in given.items() if code != number and not _is_empty(each)}
        if own is not None and (not _is_empty(own) or not others):
            found[slot] = own
            continue
        if not others:
            found[slot] = next(iter(given.values()))
            continue
        needed = predecessors(number, description.vintage or slot.year) - {number}
        if any(len(heirs_of(code, description.vintage or slot.year)) > 1 for code in needed):
            continue  # a part of what it took over was split, and nobody knows which share
        found[slot] = _added(
            [given.get(code, MISSING) for code in sorted(needed | others.keys())], description
        )
        merged += len(others) > 1
    return Moved(found, merged, former)


def break_year(number: str) -> int | None:
    """Give the year from which a municipality of today is counted, where it took over part of a split one.

    >>> break_year("1508"), break_year("4601")
    (2024, None)
    """
    ends = [
        last for old, _, last in _takings().get(number, ()) if old != number and len(heirs_of(old, last)) > 1
    ]
    return max(ends) + 1 if ends else None


def split_from(number: str, year: int | None = None) -> tuple[str, ...]:
    """Give the former municipalities that this one took over a part of; with a year, those of that year."""
    return tuple(
        old
        for old, first, last in _takings().get(number, ())
        if old != number and (year is None or first <= year <= last) and len(heirs_of(old, last)) > 1
    )


def heirs_of(code: str, year: int) -> tuple[str, ...]:
    """Give the municipalities of today that a number of a year became, in whole or in part."""
    found = successors(code)
    valid = [each for each in found if each.first_year <= year <= each.last_year]
    return tuple(sorted({each.number for each in valid or found}))


def predecessors(number: str, year: int) -> frozenset[str]:
    """Give the numbers of a year that became a municipality of today, in whole or in part."""
    return frozenset(old for old, first, last in _takings().get(number, ()) if first <= year <= last)


@cache
def _takings() -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Give what each municipality of today took over: the old number with its years."""
    known = {each.number for each in municipalities()}
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for row in read_rows("kommuneendringer_til_2024.csv"):
        if row["kommunenr_2024"] in known:
            entry = row["kommunenr_gammel"], int(row["fra_aar"]), int(row["til_aar"])
            found[row["kommunenr_2024"]].append(entry)
    return {number: tuple(entries) for number, entries in found.items()}


def _is_empty(figure: OfficialFigure) -> bool:
    """Tell whether a figure only says that there was no such municipality, as tables of all years do."""
    if figure.absent is not None:
        return figure.absent is not Absent.WITHHELD
    return not (figure.value or figure.numerator or figure.denominator)


def _added(parts: Iterable[OfficialFigure], description: Description) -> OfficialFigure:
    """Add figures up by their counts; percentages without counts cannot be."""
    listed = list(parts)
    if len(listed) == 1:
        return listed[0]
    if any(each.absent is Absent.WITHHELD for each in listed):
        return WITHHELD
    if any(each.absent for each in listed):
        return MISSING
    if description.use is Use.DENOMINATOR:
        return OfficialFigure(sum(each.value or 0 for each in listed))
    cases = [each.numerator for each in listed if each.numerator is not None]
    people = [each.denominator for each in listed if each.denominator is not None]
    if len(cases) < len(listed) or len(people) < len(listed) or not sum(people):
        return NOT_COMPUTABLE
    whole = OfficialFigure(0.0, sum(cases), sum(people))
    return replace(whole, value=description.multiplier * sum(cases) / sum(people))
