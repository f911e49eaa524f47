"""Errors in what is said of a visit as a whole (E11, E12, E20, E22)."""

from __future__ import annotations

from typing import Any

import numpy as np

from folkekommune.synthetic.arrays import IntArray, TextArray, iso_dates
from folkekommune.synthetic.faults.context import Planting
from folkekommune.synthetic.people.children import Children
from folkekommune.synthetic.randomness import stream

_LAST_DAY_BEFORE_REFORM = 18261  # 2019-12-31
_FOREIGN = 0.15
_YEARS_WRONG = (-10, -1, 1, 10)
_DAYS_OFF = 400
_DAYS_AHEAD = 2000


def plant_dates(planting: Planting, children: Children, *, extracted: int) -> None:
    """Write a date before birth, in the future, or with another year (E11)."""
    frame = planting.frame
    rng = planting.rng("E11")
    rows = planting.choose(rng, np.ones(len(frame), dtype=np.bool_), planting.context.share("E11"))
    kind = rng.integers(0, 3, size=len(rows))
    before = children.born[frame.child[rows]] - rng.integers(1, _DAYS_OFF, size=len(rows))
    ahead = extracted + rng.integers(1, _DAYS_AHEAD, size=len(rows))
    years = np.array(_YEARS_WRONG)[rng.integers(0, len(_YEARS_WRONG), size=len(rows))]
    item = planting.context.questionnaire.with_role("visit_date").name
    planting.note("E11", rows, item=item, true=iso_dates(frame.day[rows]))
    frame.day[rows] = np.choose(kind, [before, ahead, _other_year(frame.day[rows], years)])


def plant_residence(planting: Planting, *, settings: dict[str, Any]) -> None:
    """Write the number of an old or foreign municipality (E20)."""
    frame = planting.frame
    rng = planting.rng("E20")
    before = frame.true_day <= _LAST_DAY_BEFORE_REFORM
    share = np.where(before, planting.context.share("E20_before"), planting.context.share("E20_after"))
    rows = np.flatnonzero(rng.random(len(frame)) < share)
    foreign = [code for code in settings["foreign"] if code != planting.municipality]
    old = settings.get(planting.municipality, foreign)
    is_foreign = rng.random(len(rows)) < _FOREIGN
    place = rng.random(len(rows))
    item = planting.context.questionnaire.with_role("municipality").name
    planting.note("E20", rows, item=item, true=[planting.municipality] * len(rows))
    for row, far, at in zip(rows, is_foreign, place, strict=True):
        codes = foreign if far else old
        frame.old_residence[row] = codes[int(at * len(codes))]


def choose_types(planting: Planting, *, share: float) -> IntArray:
    """Choose visits that are registered as another type (E12)."""
    frame = planting.frame
    rows = planting.choose(planting.rng("E12"), frame.status == 1, share)
    item = planting.context.questionnaire.with_role("occasion").name
    planting.note("E12", rows, item=item, true=[frame.occasion] * len(rows))
    return rows


def write_notes(planting: Planting, *, words: dict[str, Any], names: TextArray, numbers: TextArray) -> None:
    """Write free-text notes; some tell who they are about (E22).

    :param names: the name of each row's child; :param numbers: its identity number.
    """
    frame = planting.frame
    rng = stream(planting.context.seed, "notes", planting.municipality, frame.occasion)
    came = frame.status == 1
    noted = np.flatnonzero((rng.random(len(frame)) < words["share_with_note"]) & came)
    choice = rng.integers(0, len(words["notes"]), size=len(noted))
    for row, index in zip(noted, choice, strict=True):
        frame.note[row] = words["notes"][index]
    rng = planting.rng("E22")
    telling = noted[rng.random(len(noted)) < planting.context.share("E22")]
    item = planting.context.questionnaire.with_role("free_text").name
    planting.note("E22", telling, item=item, true=list(frame.note[telling]))
    for row in telling:
        text = words["telling"][int(rng.integers(0, len(words["telling"])))]
        # No subscriber's number begins with 1.
        phone = f"1{rng.integers(0, 10**7):07d}"
        frame.note[row] = text.format(name=names[row], phone=phone, number=numbers[row])


def _other_year(days: IntArray, years: IntArray) -> IntArray:
    """Move dates by whole years; 29 February becomes 1 March."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    of_month = (dates - months.astype("datetime64[D]")).astype(np.int64)
    moved: IntArray = (months + 12 * years).astype("datetime64[D]").astype(np.int64)
    shifted: IntArray = moved + of_month
    return shifted
