"""From what is true to what record systems deliver, one occasion of one municipality at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.synthetic.answers.occasion import OccasionTruth
from folkekommune.synthetic.arrays import FloatArray, IntArray, TextArray, day_number
from folkekommune.synthetic.faults.cells import plant_spellings
from folkekommune.synthetic.faults.context import FaultContext, Planting
from folkekommune.synthetic.faults.corrections import NewNumbers, correct_later, repeat_visits
from folkekommune.synthetic.faults.measurements import plant_impossible, plant_measurements
from folkekommune.synthetic.faults.persons import PersonFaults, number_texts, plant_numbers
from folkekommune.synthetic.faults.visits import (
    choose_types,
    plant_dates,
    plant_residence,
    write_notes,
)
from folkekommune.synthetic.frames import Cells, Frame
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL
from folkekommune.synthetic.randomness import stream
from folkekommune.synthetic.systems import Delivery, RecordSystem, delivery_of
from folkekommune.synthetic.visits import Visits, rows_of
from folkekommune.synthetic.world import World


@dataclass
class RecordKeeper:
    """Turns the visits of an occasion into frames with everything that went wrong."""

    world: World
    context: FaultContext
    persons: PersonFaults
    deliveries: tuple[Delivery, ...]
    names: TextArray
    words: dict[str, Any]
    numbers: dict[str, NewNumbers]
    wrong_type_share: float

    def frames(
        self,
        system: RecordSystem,
        visits: Visits,
        *,
        truth: OccasionTruth,
        cells: dict[str, Cells],
        fed_before: FloatArray,
    ) -> list[Frame]:
        """Give the frames that a record system delivers of an occasion.

        :param cells: what was recorded of all visits; :param fed_before: every child's true answer to how
            it was fed, the time before.
        """
        frame = self._frame(visits, cells)
        places = self.world.places
        municipality = places.municipalities.index(system.municipality)
        chosen = np.flatnonzero(places.district_municipality[visits.district] == municipality)
        chosen = chosen[np.argsort(visits.number[chosen])]
        previous = np.full(len(visits), np.nan)
        previous[visits.attended] = truth.previous_height
        frame = frame.take(chosen)
        planting = Planting(self.context, frame, system.municipality)
        rows = rows_of(self.world.children, frame.child, frame.true_day)
        plant_measurements(planting, rows, previous_height=previous[chosen])
        plant_impossible(planting, fed_before[frame.child])
        plant_spellings(planting, self.world.databank, decimal_comma=system.shape in {"A", "B"})
        self._plant_on_visits(planting)
        if system.shape in {"A", "B", "E"}:
            # In a workbook it is the whole column that is numeric; its writer loses those zeros.
            plant_numbers(planting, self.world.children, self.persons, lose_zeros=system.shape == "A")
        return self._versions(planting, withdraw=system.shape in {"C", "D", "E"})

    def _versions(self, planting: Planting, *, withdraw: bool) -> list[Frame]:
        """Repeat, correct, and register some visits as another type."""
        numbers = self.numbers[planting.municipality]
        databank = self.world.databank
        again, repeated = repeat_visits(planting, databank, numbers)
        wrong = self.context.settings["wrong_type"].get(planting.frame.occasion)
        mistyped = np.empty(0, dtype=np.int64)
        if wrong is not None:
            mistyped = np.setdiff1d(choose_types(planting, share=self.wrong_type_share), repeated)
        later = correct_later(
            planting,
            databank,
            numbers=numbers,
            deliveries=len(self.deliveries),
            withdraw=withdraw,
            repeated=np.concatenate([repeated, mistyped]),
        )
        rest = np.ones(len(planting.frame), dtype=np.bool_)
        rest[mistyped] = False
        frames = [planting.frame.take(rest), again, *later]
        if wrong is not None:
            questionnaire = self.world.questionnaire
            items = tuple(item.name for item in questionnaire.answered_at(wrong))
            frames.append(planting.frame.take(mistyped).as_occasion(wrong, items))
        return frames

    def _plant_on_visits(self, planting: Planting) -> None:
        frame = planting.frame
        extracted = day_number(self.deliveries[-1].extracted.date())
        plant_dates(planting, self.world.children, extracted=extracted)
        plant_residence(planting, settings=self.context.settings["old_residence"])
        children = self.world.children
        write_notes(
            planting,
            words=self.words,
            names=self.names[frame.child],
            numbers=number_texts(children.numbers[frame.child]),
        )

    def _frame(self, visits: Visits, cells: dict[str, Cells]) -> Frame:
        size = len(visits)
        item = self.world.questionnaire.with_role("district")
        lost = stream(self.context.seed, "missing", visits.occasion.name, item.name).random(size)
        divided = np.array([bool(code) for code in self.world.places.districts], dtype=np.bool_)
        return Frame(
            occasion=visits.occasion.name,
            visit=visits.number,
            child=visits.child,
            day=visits.day.copy(),
            true_day=visits.day,
            minute=visits.minute,
            unit=visits.unit,
            district=visits.district,
            district_told=(lost >= item.missing[visits.occasion.name]) & divided[visits.district],
            old_residence=np.full(size, "", dtype=object),
            status=visits.status,
            delivery=delivery_of(visits.day, self.deliveries),
            sex=np.where(self.world.children.girl[visits.child], GIRL, BOY),
            number=np.full(size, "", dtype=object),
            note=np.full(size, "", dtype=object),
            version=np.ones(size, dtype=np.int64),
            withdrawn=np.zeros(size, dtype=np.bool_),
            cells=cells,
        )


def wrong_type_share(context: FaultContext, visits: tuple[Visits, ...]) -> float:
    """Give the share among visits that can be mistyped with which the share of all is met (E12)."""
    every = sum(int(one.attended.sum()) for one in visits)
    able = sum(
        int(one.attended.sum()) for one in visits if one.occasion.name in context.settings["wrong_type"]
    )
    return min(1.0, context.share("E12") * every / max(able, 1))


def child_names(seed: int, words: dict[str, Any], children: int) -> TextArray:
    """Make up names."""
    rng = stream(seed, "names")
    first = np.array(words["first"], dtype=object)[rng.integers(0, len(words["first"]), children)]
    last = np.array(words["last"], dtype=object)[rng.integers(0, len(words["last"]), children)]
    names: TextArray = first + " " + last
    return names


def new_numbers(world: World) -> dict[str, NewNumbers]:
    """Begin ids of visits that are not true where those of the true ones end."""
    last: IntArray = np.zeros(len(world.places.municipalities), dtype=np.int64)
    for one in world.visits:
        np.maximum.at(last, world.places.district_municipality[one.district], one.number)
    return {
        code: NewNumbers(int(number) + 1)
        for code, number in zip(world.places.municipalities, last, strict=True)
    }
