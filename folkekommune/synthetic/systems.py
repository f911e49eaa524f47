"""Record systems and when they deliver: who writes what, in which shape, up to which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from folkekommune.synthetic.arrays import IntArray, day_number
from folkekommune.synthetic.questionnaire.items import Questionnaire
from folkekommune.synthetic.sizes import Size

FULL, CHANGES = "full", "changes"


@dataclass(frozen=True)
class Delivery:
    """One of the times a record system delivers."""

    position: int
    scope: str
    since: date | None
    until: date
    extracted: datetime


@dataclass(frozen=True)
class RecordSystem:
    """A record system of a municipality.

    :param occasions: the occasions it is used for: all, unless a municipality has several systems.
    """

    municipality: str
    shape: str
    occasions: tuple[str, ...]

    def folder(self, delivery: Delivery) -> str:
        """Give the name of a delivery's folder."""
        return f"{delivery.extracted:%Y-%m-%d}-{self.shape.lower()}-{delivery.scope}"


def read_deliveries(settings: dict[str, Any]) -> tuple[Delivery, ...]:
    """Read when record systems deliver."""
    found: list[Delivery] = []
    for entry in settings["deliveries"]:
        since = None if entry["scope"] == FULL else found[-1].extracted.date()
        found.append(Delivery(len(found), entry["scope"], since, entry["until"], entry["extracted"]))
    return tuple(found)


def delivery_of(days: IntArray, deliveries: tuple[Delivery, ...]) -> IntArray:
    """Give the first delivery that each day falls into."""
    limits = np.array([day_number(delivery.until) for delivery in deliveries])
    return np.searchsorted(limits, days)


def record_systems(size: Size, questionnaire: Questionnaire) -> tuple[RecordSystem, ...]:
    """Deal the shapes to the municipalities in turn.

    Where there are more shapes than municipalities, a municipality has several systems, each for a run of
    occasions: the health centres and the school health service, when there are two.
    """
    systems = []
    number = len(size.municipalities)
    for index, municipality in enumerate(size.municipalities):
        own = size.shapes[index % len(size.shapes) :: number] if len(size.shapes) > number else ()
        shapes = own or (size.shapes[index % len(size.shapes)],)
        for shape, occasions in zip(shapes, _runs(questionnaire, len(shapes)), strict=True):
            systems.append(RecordSystem(municipality, shape, occasions))
    return tuple(systems)


def _runs(questionnaire: Questionnaire, number: int) -> list[tuple[str, ...]]:
    names = tuple(occasion.name for occasion in questionnaire.occasions)
    if number == 1:
        return [names]
    if number == 2:  # noqa: PLR2004 - before school and at school
        at_school = {occasion.name for occasion in questionnaire.occasions if occasion.at_school}
        return [
            tuple(name for name in names if name not in at_school),
            tuple(name for name in names if name in at_school),
        ]
    return [tuple(str(name) for name in part) for part in np.array_split(np.array(names), number)]
