"""The same visit twice (E04), and what a later delivery corrects or withdraws (E24)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.answers.growth import BMI, CLASS
from folkekommune.synthetic.arrays import IntArray
from folkekommune.synthetic.faults.context import Planting
from folkekommune.synthetic.faults.log import plain_numbers
from folkekommune.synthetic.frames import Cells, Frame, Spelling
from folkekommune.synthetic.questionnaire.items import Item
from folkekommune.synthetic.questionnaire.marginals import BOY

_IDENTICAL = 0.5
_NEVER_WAS = 0.15
_WITHDRAWN_ANSWER = 0.3
_DAYS_APART = 20
ATTENDED = 1


@dataclass
class NewNumbers:
    """Hands out visit ids that no visit has."""

    following: int

    def give(self, count: int) -> IntArray:
        """Give some ids."""
        first, self.following = self.following, self.following + count
        return np.arange(first, first + count, dtype=np.int64)


def repeat_visits(planting: Planting, databank: Databank, numbers: NewNumbers) -> tuple[Frame, IntArray]:
    """Give the rows that stand in the delivery a second time (E04), and which they are."""
    frame = planting.frame
    rng = planting.rng("E04")
    rows = planting.choose(rng, np.ones(len(frame), dtype=np.bool_), planting.context.share("E04"))
    again = frame.take(rows)
    changed = np.flatnonzero((rng.random(len(rows)) >= _IDENTICAL) & (again.status == ATTENDED))
    others = _change_answers(planting, again, changed, databank=databank, rng=rng)
    again.visit[changed] = numbers.give(len(changed))
    visit_id = planting.context.questionnaire.with_role("visit_id").name
    true = [str(number) for number in frame.visit[rows]]
    planting.context.log.add(
        "E04", again, np.arange(len(rows)), municipality=planting.municipality, item=visit_id, true=true
    )
    for row, item, value in others:
        one = np.array([row], dtype=np.int64)
        planting.context.log.add(
            "E04", again, one, municipality=planting.municipality, item=item, true=[value]
        )
    return again, rows


def correct_later(
    planting: Planting,
    databank: Databank,
    *,
    numbers: NewNumbers,
    deliveries: int,
    withdraw: bool,
    repeated: IntArray,
) -> list[Frame]:
    """Spoil some answers in the first delivery, and give the frames that put them right (E24).

    What is delivered last is what is true: the first delivery has the wrong answer, or an answer where
    there is none, or a visit that never was.

    :param withdraw: whether the shape can take a whole visit back; :param repeated: rows left alone.
    """
    frame = planting.frame
    rng = planting.rng("E24")
    eligible = (frame.delivery < deliveries - 1) & (frame.status == ATTENDED)
    eligible[repeated] = False
    # The share is of all visits; those of the last delivery cannot be corrected any more.
    share = planting.context.share("E24") * len(frame) / max(int(eligible.sum()), 1)
    rows = planting.choose(rng, eligible, share)
    never = rng.random(len(rows)) < (_NEVER_WAS if withdraw else 0.0)
    gone = rng.random(len(rows)) < _WITHDRAWN_ANSWER
    wait = rng.random(len(rows))
    phantom = _phantoms(
        planting, rows[never], rng=rng, numbers=numbers, wait=wait[never], last=deliveries - 1
    )
    kept, gone, wait = rows[~never], gone[~never], wait[~never]
    right = frame.take(kept)
    changed = _change_answers(planting, frame, kept[~gone], databank=databank, rng=rng)
    changed += _invent_answers(planting, frame, kept[gone], databank=databank, rng=rng)
    for row, item, value in changed:
        planting.note("E24", np.array([row], dtype=np.int64), item=item, true=[value])
    touched = np.isin(kept, [row for row, _, _ in changed])
    right = right.take(touched)
    right.version = right.version + 1
    right.delivery = _later(right.delivery, wait[touched], deliveries - 1)
    return [*phantom, right]


def _later(delivery: IntArray, wait: np.ndarray, last: int) -> IntArray:
    """Choose one of the deliveries that follow."""
    return delivery + 1 + (wait * (last - delivery)).astype(np.int64)


def _phantoms(
    planting: Planting,
    rows: IntArray,
    *,
    rng: np.random.Generator,
    numbers: NewNumbers,
    wait: np.ndarray,
    last: int,
) -> list[Frame]:
    """Give visits that never were, and their withdrawal."""
    first = planting.frame.take(rows)
    first.visit = numbers.give(len(rows))
    first.day = first.day + rng.integers(1, _DAYS_APART, size=len(rows))
    visit_id = planting.context.questionnaire.with_role("visit_id").name
    planting.context.log.add(
        "E24",
        first,
        np.arange(len(rows)),
        municipality=planting.municipality,
        item=visit_id,
        true=[""] * len(rows),
    )
    then = first.take(np.arange(len(rows)))
    then.version = then.version + 1
    then.withdrawn = np.ones(len(rows), dtype=np.bool_)
    then.delivery = _later(then.delivery, wait, last)
    return [first, then]


def _change_answers(
    planting: Planting, frame: Frame, rows: IntArray, *, databank: Databank, rng: np.random.Generator
) -> list[tuple[int, str, str]]:
    """Give one coded answer of each row another code; return row, item and the true answer."""
    items = _changeable(planting, frame)
    changed = []
    for row in rows:
        answered = [item for item in items if _free(frame.cells[item.name], row)]
        if not answered:
            continue
        item = answered[int(rng.integers(0, len(answered)))]
        cells = frame.cells[item.name]
        codes = _codes(databank, item)
        others = [code for code in codes if code != cells.values[row]]
        changed.append((int(row), item.name, plain_numbers(cells.values[[row]])[0]))
        cells.values[row] = others[int(rng.integers(0, len(others)))]
    return changed


def _invent_answers(
    planting: Planting, frame: Frame, rows: IntArray, *, databank: Databank, rng: np.random.Generator
) -> list[tuple[int, str, str]]:
    """Give one coded answer to each row that has none; return row, item and nothing."""
    items = _changeable(planting, frame)
    invented = []
    for row in rows:
        blank = [item for item in items if not frame.cells[item.name].present[row]]
        if not blank:
            continue
        item = blank[int(rng.integers(0, len(blank)))]
        codes = _codes(databank, item)
        frame.cells[item.name].values[row] = codes[int(rng.integers(0, len(codes)))]
        frame.cells[item.name].present[row] = True
        invented.append((int(row), item.name, ""))
    return invented


def _changeable(planting: Planting, frame: Frame) -> list[Item]:
    """Give the coded items that someone could have typed wrongly."""
    found = []
    for item in planting.context.questionnaire.answered_at(frame.occasion):
        worked_out = getattr(item.specs[frame.occasion, BOY], "name", "") in {BMI, CLASS}
        if item.coded and not worked_out and item.role not in {"attendance", "performer"} and not item.offers:
            found.append(item)
    return found


def _free(cells: Cells, row: int) -> bool:
    return bool(cells.present[row] and not cells.planted[row] and cells.spelling[row] == Spelling.PLAIN)


def _codes(databank: Databank, item: Item) -> list[float]:
    return [
        float(code.value) for code in databank.code_lists[item.code_list or ""].latest if not code.sentinel
    ]
