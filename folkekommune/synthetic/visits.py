"""Which consultations were recorded: when, of whom, where, and whether the child came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from folkekommune.synthetic.answers.draws import Draws
from folkekommune.synthetic.answers.models import Models
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import BoolArray, FloatArray, IntArray, day_number, years_of
from folkekommune.synthetic.people.calendar import nearest_day
from folkekommune.synthetic.people.children import NOWHERE, Children
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import Occasion
from folkekommune.synthetic.randomness import stream

# Actual ages keep within this many spreads of the due age, so that moving a date to an open day never
# takes a visit out of the window of the databank, which is four spreads.
_WIDEST = 3.0
_FIRST_AGE = 1
_APART = 4
ATTENDED = 1


@dataclass(frozen=True)
class Visits:
    """The recorded consultations of one occasion."""

    occasion: Occasion
    child: IntArray
    day: IntArray
    district: IntArray
    unit: IntArray
    status: IntArray
    minute: IntArray
    number: IntArray

    def __len__(self) -> int:
        """Count the visits."""
        return len(self.child)

    @property
    def attended(self) -> BoolArray:
        """Which children came."""
        came: BoolArray = self.status == ATTENDED
        return came


class VisitPlan:
    """Draws the visits of every occasion."""

    def __init__(
        self, seed: int, *, children: Children, places: Places, models: Models, period: dict[str, Any]
    ) -> None:
        self._seed = seed
        self._children = children
        self._places = places
        self._models = models
        self._first, self._last = day_number(period["first"]), day_number(period["last"])
        self._days = self._plan()

    def days(self, occasion: Occasion) -> IntArray:
        """Give the day on which each child comes, or would have come."""
        return self._days[occasion.name]

    def _plan(self) -> dict[str, IntArray]:
        """Draw the days of all occasions; one never comes before the one that is due before it."""
        days: dict[str, IntArray] = {}
        earliest = self._children.born + _FIRST_AGE
        for occasion in self._models.questionnaire.occasions:
            chance = stream(self._seed, "age", occasion.name).random(len(self._children))
            low = max(-_WIDEST, (_FIRST_AGE - occasion.due) / occasion.spread)
            edges = ndtr(np.array([low, _WIDEST]))
            spread: FloatArray = ndtri(edges[0] + chance * (edges[1] - edges[0]))
            age = np.round(occasion.due + occasion.spread * spread).astype(np.int64)
            wanted = np.maximum(self._children.born + age, earliest)
            days[occasion.name] = nearest_day(wanted, at_school=occasion.at_school)
            earliest = days[occasion.name] + _APART
        return days

    def draw(self, occasion: Occasion, draws: Draws) -> Visits:
        """Draw the visits of an occasion, in the order of the children."""
        children = self._children
        day = self.days(occasion)
        everyone = np.arange(len(children))
        district = children.district_on(everyone, day)
        rng = stream(self._seed, "attendance", occasion.name)
        share = np.full(len(children), occasion.attendance)
        for year, other in occasion.attendance_years.items():
            share[years_of(day) == year] = other
        recorded = rng.random(len(children)) < share
        chosen = np.flatnonzero(recorded & (district != NOWHERE) & (day >= self._first) & (day <= self._last))
        day, district = day[chosen], district[chosen]
        unit_chance = stream(self._seed, "unit", occasion.place).random(len(children))[chosen]
        return Visits(
            occasion=occasion,
            child=chosen,
            day=day,
            district=district,
            unit=self._places.choose_units(district, unit_chance, at_school=occasion.at_school),
            status=self._status(occasion, chosen, day, draws=draws),
            # Consultations begin every ten minutes from eight to half past three.
            minute=480
            + 10 * stream(self._seed, "minute", occasion.name).integers(0, 46, len(children))[chosen],
            number=np.zeros(len(chosen), dtype=np.int64),
        )

    def _status(self, occasion: Occasion, child: IntArray, day: IntArray, *, draws: Draws) -> IntArray:
        item = self._models.questionnaire.with_role("attendance")
        rows = rows_of(self._children, child, day)
        uniform = draws.uniform(item, occasion.name)[child]
        status = self._models.coded(item, occasion.name).draw(rows, uniform).astype(np.int64)
        rule = self._models.settings["attendance"]
        halved = (day >= day_number(rule["halved_from"])) & (day <= day_number(rule["halved_until"]))
        postponed = stream(self._seed, "postponed", occasion.name).random(len(self._children))[child] < 1 / 2
        status[halved & postponed & (status == ATTENDED)] = rule["postponed"]
        return status


def rows_of(
    children: Children,
    child: IntArray,
    day: IntArray,
    *,
    traits: dict[str, BoolArray] | None = None,
) -> Rows:
    """See some children on a day as the answer models do; traits are those of all children."""
    return Rows(
        child=child,
        girl=children.girl[child],
        ses=children.ses[child],
        effect=children.effect[child],
        born=children.born[child],
        day=day,
        year=years_of(day),
        traits={name: values[child] for name, values in (traits or {}).items()},
    )


def number_visits(visits: list[Visits], places: Places) -> list[Visits]:
    """Give visits running numbers within each municipality, in the order of their dates."""
    day = np.concatenate([one.day for one in visits])
    minute = np.concatenate([one.minute for one in visits])
    municipality = places.district_municipality[np.concatenate([one.district for one in visits])]
    order = np.lexsort((np.arange(len(day)), minute, day, municipality))
    ranked = municipality[order]
    starts = np.searchsorted(ranked, np.arange(len(places.municipalities)))
    number = np.empty(len(day), dtype=np.int64)
    number[order] = np.arange(len(day)) - starts[ranked] + 1
    ends = np.cumsum([len(one) for one in visits])[:-1]
    return [
        Visits(**(vars(one) | {"number": part}))
        for one, part in zip(visits, np.split(number, ends), strict=True)
    ]
