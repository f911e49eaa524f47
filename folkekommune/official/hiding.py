"""Hide small counts of aggregates from elsewhere, which carry no noise (indicators.md section 3).

A figure is weak when its cases, or the others, are in the policy's band, or when there are fewer people than
the policy's floor. A weak figure is hidden whole: share, counts and interval. Then what tells of it is
hidden too, by the sums of places and sexes (:mod:`folkekommune.disclosure.hiding`), and a series most of
which is weak or too much of which is hidden goes as a whole; one can lead to the other, so it goes on until
nothing changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from folkekommune.disclosure.hiding import Adding, hide
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.policy_sections import Hiding
from folkekommune.disclosure.recovery import Sum
from folkekommune.municipalities.division import districts, municipalities
from folkekommune.official.cubes import fault
from folkekommune.official.descriptions import Description
from folkekommune.official.figures import COUNTRY, WITHHELD, Area, Level, OfficialFigure, Slot

_OUTCOMES = ("all", "cases", "rest")
_SEXES = ("1", "2")

Figures = Mapping[Slot, OfficialFigure]


def hide_small(figures: Figures, description: Description, policy: Policy) -> dict[Slot, OfficialFigure]:
    """Give the figures with all that must be hidden replaced by the sign.

    :raises InputError: ``official.needs-counts`` when a share comes without the counts to judge it by;
        ``official.contradiction`` when the counts do not add up.
    """
    shown = {slot: each for slot, each in figures.items() if each.absent is None}
    if any(each.numerator is None or each.complement is None for each in shown.values()):
        raise fault("needs-counts")
    weak = {slot for slot, each in shown.items() if _is_weak(each, description, policy)}
    hidden = _until_stable(shown, weak, description, policy)
    return {slot: WITHHELD if slot in hidden else each for slot, each in figures.items()}


def _is_weak(figure: OfficialFigure, description: Description, policy: Policy) -> bool:
    cases, rest, people = figure.numerator or 0, figure.complement or 0, figure.denominator or 0
    if description.zero_is_safe and cases == 0:
        return people < policy.floors.denominator_municipality
    return min(cases, rest) < _band(description, policy) or people < policy.floors.denominator_municipality


def _band(description: Description, policy: Policy) -> int:
    return policy.floors.band_sensitive if description.sensitive else policy.floors.band


def _until_stable(
    shown: Figures, weak: Collection[Slot], description: Description, policy: Policy
) -> frozenset[Slot]:
    """Hide what tells of weak figures, then series and what tells of those, one after the other.

    A weak figure may not even be bounded by all sums together. One that is hidden for its series alone is no
    danger to anyone: it is enough that it does not follow from a single sum.
    """
    band = _band(description, policy)
    periods = sorted({(slot.year, slot.years) for slot in shown})
    hides = policy.secondary.outside is Hiding.HIDE
    hidden = frozenset(weak)
    if hides:
        hidden = hidden.union(*(_beside(shown, weak, period, policy, band=band) for period in periods))
    while True:
        more = hidden | _whole_series(shown, weak, hidden, policy)
        if hides:
            more = more.union(*(_beside(shown, more, period, policy, band=None) for period in periods))
        if more == hidden:
            return hidden
        hidden = more


def _whole_series(
    shown: Figures, weak: Collection[Slot], hidden: Collection[Slot], policy: Policy
) -> frozenset[Slot]:
    """Give the figures of every series that is weak in too many periods, or hidden in too many."""
    series: dict[Slot, list[Slot]] = defaultdict(list)
    for slot in shown:
        series[slot.at(0)].append(slot)
    charts = policy.charts
    return frozenset(
        slot
        for slots in series.values()
        if sum(slot in weak for slot in slots) > charts.series_band_share * len(slots)
        or sum(slot in hidden for slot in slots) > charts.series_hidden_share * len(slots)
        for slot in slots
    )


def _beside(
    shown: Figures, hidden: Collection[Slot], period: tuple[int, int], policy: Policy, *, band: int | None
) -> frozenset[Slot]:
    """Give what must be hidden in a period, so that no hidden figure follows from shown ones.

    The number of people of each figure counts as known to all: residents and pupils are counted elsewhere.

    :param band: counts under it may not be bounded either; ``None`` to look at single sums alone.
    """
    slots = {_called(slot): slot for slot in shown if (slot.year, slot.years) == period}
    unseen = {
        f"{name}|{outcome}" for name, slot in slots.items() if slot in hidden for outcome in _OUTCOMES[1:]
    }
    counts = {
        f"{name}|{outcome}": round(number)
        for name, slot in slots.items()
        for outcome, number in zip(_OUTCOMES, _numbers(shown[slot]), strict=True)
    }
    sums = tuple(_sums(slots.values()))
    for each in sums:
        parts = [counts.get(part) for part in each.parts]
        if None not in parts and counts.get(each.whole) != sum(part or 0 for part in parts):
            raise fault("contradiction")
    if not unseen:
        return frozenset()
    found = hide(Adding(counts, sums), unseen, policy.secondary, band=band)
    return frozenset(slots[name.rpartition("|")[0]] for name in found)


def _numbers(figure: OfficialFigure) -> tuple[float, float, float]:
    return figure.denominator or 0, figure.numerator or 0, figure.complement or 0


def _sums(slots: Collection[Slot]) -> Iterator[Sum]:
    """Give the sums among the figures of a period: of outcomes, of sexes, and of places."""
    names = {_called(slot) for slot in slots}
    for name in sorted(names):
        yield Sum(f"{name}|all", (f"{name}|cases", f"{name}|rest"))
    areas = {slot.area for slot in slots}
    both = [(f"{_area(place)}|", [f"{_area(place)}|{sex}" for sex in _SEXES]) for place in sorted(areas)]
    divided = [
        (f"{_area(whole)}|{sex}", [f"{_area(part)}|{sex}" for part in parts])
        for whole, parts in _wholes(areas)
        for sex in ("", *_SEXES)
    ]
    for whole, members in (*both, *divided):
        if whole in names and sum(part not in names for part in members) <= 1:
            for outcome in _OUTCOMES:
                yield Sum(f"{whole}|{outcome}", tuple(f"{part}|{outcome}" for part in members))


def _wholes(areas: Collection[Area]) -> Iterator[tuple[Area, Sequence[Area]]]:
    """Give each place with the places that add up to it."""
    everywhere = municipalities()
    counties = sorted({each.county_number for each in everywhere})
    if COUNTRY in areas:
        parts = [Area(Level.COUNTY, number) for number in counties]
        # By counties, where they are there: all municipalities at once would tell nothing more.
        by_county = all(part in areas for part in parts)
        yield COUNTRY, parts if by_county else [Area(Level.MUNICIPALITY, each.number) for each in everywhere]
    for county in counties:
        if (whole := Area(Level.COUNTY, county)) in areas:
            inside = [each.number for each in everywhere if each.county_number == county]
            yield whole, [Area(Level.MUNICIPALITY, number) for number in inside]
    for place in sorted(area for area in areas if area.level is Level.MUNICIPALITY):
        parts = [Area(Level.DISTRICT, each.number) for each in districts(place.code)]
        if parts:
            # Residents whose district is unknown are no row of such tables: they are the one unknown part.
            yield place, [*parts, replace(place, code=f"{place.code}99")]


def _area(place: Area) -> str:
    return f"{place.level.value}:{place.code}"


def _called(slot: Slot) -> str:
    return f"{_area(slot.area)}|{slot.sex}"
