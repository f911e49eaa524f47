"""Errors in who it is about: identity numbers and sex (E01, E02, E03, E05, E13)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from folkekommune.synthetic.arrays import BoolArray, IntArray, TextArray
from folkekommune.synthetic.faults.context import FaultContext, Planting
from folkekommune.synthetic.people.children import Children
from folkekommune.synthetic.people.movement import NEVER
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL
from folkekommune.synthetic.randomness import stream
from folkekommune.synthetic.visits import Visits

_LENGTH = 11
NOBODY = -1


@dataclass(frozen=True)
class PersonFaults:
    """Children whose numbers are wrong throughout.

    :param known_from: the first day a child's final number is known; before it there is a D-number.
    :param shares_with: the child whose number it was given by mistake, or ``NOBODY``.
    """

    known_from: IntArray
    shares_with: IntArray


def choose_persons(
    context: FaultContext, children: Children, *, places: Places, visits: tuple[Visits, ...]
) -> PersonFaults:
    """Choose who had a D-number first (E03), and who was given another child's number (E05)."""
    size = len(children)
    first, last = np.full(size, NEVER, dtype=np.int64), np.full(size, -NEVER, dtype=np.int64)
    for one in visits:
        first[one.child] = np.minimum(first[one.child], one.day)
        last[one.child] = np.maximum(last[one.child], one.day)
    rng = stream(context.seed, "fault", "E03")
    often = last > first
    share = context.share("E03") * size / max(int(often.sum()), 1)
    chosen = (rng.random(size) < share) & often
    day = first + 1 + (rng.random(size) * np.maximum(last - first, 0)).astype(np.int64)
    known_from = np.where(chosen, np.minimum(day, last), -NEVER)
    return PersonFaults(known_from, _sharing(context, children, places=places, seen=last > -NEVER))


def _sharing(context: FaultContext, children: Children, *, places: Places, seen: BoolArray) -> IntArray:
    rng = stream(context.seed, "fault", "E05")
    shares_with = np.full(len(children), NOBODY, dtype=np.int64)
    # Two children are affected each time.
    chosen = (rng.random(len(children)) < context.share("E05") / 2) & seen
    municipality = places.district_municipality[children.home[:, 0]]
    for child in np.flatnonzero(chosen):
        others = np.flatnonzero((municipality == municipality[child]) & seen & ~chosen)
        if len(others):
            shares_with[child] = rng.choice(others)
    return shares_with


def number_texts(numbers: IntArray) -> TextArray:
    """Write identity numbers with all their digits."""
    return np.array([f"{number:0{_LENGTH}d}" for number in numbers.tolist()], dtype=object)


def plant_numbers(planting: Planting, children: Children, persons: PersonFaults, *, lose_zeros: bool) -> None:
    """Fill in the number and sex of every row, right and wrong (shapes without a register of patients)."""
    frame = planting.frame
    item = planting.context.questionnaire.with_role("identity_number").name
    right = number_texts(children.numbers[frame.child])
    frame.number = right.copy()
    early = np.flatnonzero(frame.true_day < persons.known_from[frame.child])
    frame.number[early] = number_texts(children.d_numbers[frame.child[early]])
    planting.note("E03", early, item=item, true=list(right[early]))
    shared = np.flatnonzero(persons.shares_with[frame.child] != NOBODY)
    frame.number[shared] = number_texts(children.numbers[persons.shares_with[frame.child[shared]]])
    planting.note("E05", shared, item=item, true=list(right[shared]))
    free = frame.number == right
    rng = planting.rng("E02")
    wrong = planting.choose(rng, free, planting.context.share("E02"))
    frame.number[wrong] = spoil_numbers(rng, frame.number[wrong])
    planting.note("E02", wrong, item=item, true=list(right[wrong]))
    if lose_zeros:
        _lose_zeros(planting, right, item=item)
    sex = planting.context.questionnaire.with_role("sex").name
    rows = planting.choose(
        planting.rng("E13"), np.ones(len(frame), dtype=np.bool_), planting.context.share("E13")
    )
    planting.note("E13", rows, item=sex, true=[str(code) for code in frame.sex[rows]])
    frame.sex[rows] = BOY + GIRL - frame.sex[rows]


def _lose_zeros(planting: Planting, right: TextArray, *, item: str) -> None:
    """Lose the leading zero; the share is of all rows, and only some numbers have one (E01)."""
    frame = planting.frame
    eligible = np.array([text.startswith("0") for text in frame.number], dtype=np.bool_)
    eligible &= frame.number == right
    share = planting.context.share("E01") * len(frame) / max(int(eligible.sum()), 1)
    rows = planting.choose(planting.rng("E01"), eligible, share)
    for row in rows:
        frame.number[row] = frame.number[row][1:]
    planting.note("E01", rows, item=item, true=list(right[rows]))


def spoil_numbers(rng: np.random.Generator, numbers: TextArray) -> TextArray:
    """Change the last digit, or swap two neighbouring digits that differ."""
    spoilt = numbers.copy()
    for index, number in enumerate(numbers):
        swap, place, step = rng.random() < 1 / 2, int(rng.integers(0, 8)), int(rng.integers(1, 10))
        pairs = [p for p in range(8) if number[p] != number[p + 1]]
        if swap and pairs:
            at = pairs[place % len(pairs)]
            spoilt[index] = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        else:
            spoilt[index] = number[:-1] + str((int(number[-1]) + step) % 10)
    return spoilt
