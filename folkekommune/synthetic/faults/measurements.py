"""Errors of measuring and typing in weight, height and breastfeeding (E06-E10, E19, E21)."""

from __future__ import annotations

import numpy as np

from folkekommune.synthetic.answers.growth import BMI, CLASS, HEIGHT, WEIGHT
from folkekommune.synthetic.answers.occasion import bmi_class, body_mass_index
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import FloatArray, IntArray, TextArray
from folkekommune.synthetic.faults.context import Planting
from folkekommune.synthetic.faults.log import plain_numbers
from folkekommune.synthetic.frames import Cells
from folkekommune.synthetic.questionnaire.items import Item

_LEAST_DROP, _MOST_DROP = 2.1, 6.0
_SAME = 0.05


def plant_measurements(planting: Planting, rows: Rows, *, previous_height: FloatArray) -> None:
    """Plant errors in weight and height, and what the record system works out from them.

    :param rows: the children of the frame, one a row of it.
    """
    frame, questionnaire = planting.frame, planting.context.questionnaire
    weight = questionnaire.measured(WEIGHT, frame.occasion)
    height = questionnaire.measured(HEIGHT, frame.occasion)
    cause: TextArray = np.full(len(frame), "", dtype=object)
    if weight is not None and height is not None:
        _swapped(planting, weight, height, cause=cause)
    if weight is not None:
        _other_unit_of_weight(planting, weight, cause)
    if height is not None:
        _other_unit_of_height(planting, height, cause)
        _previous_height(planting, height, cause, previous=previous_height)
        _lost_height(planting, height, cause, previous=previous_height)
        _preferred_digits(planting, height, cause)
    if weight is not None and height is not None:
        _work_out_again(planting, rows, weight=weight, height=height, cause=cause)


def plant_impossible(planting: Planting, before: FloatArray) -> None:
    """Plant answers that cannot be, given the age or the answer before (E19).

    :param before: each child's true answer the time before.
    """
    rule = planting.context.settings["impossible"]
    item = planting.context.questionnaire.with_role("breastfeeding")
    occasion = planting.frame.occasion
    if item.name not in planting.frame.cells:
        return
    cells = planting.frame.cells[item.name]
    eligible = cells.free() & (cells.values != rule["code"])
    if occasion not in rule["always"]:
        after = rule["after"]
        eligible &= (occasion in after["occasions"]) & (before == after["code"])
    rng = planting.rng("E19")
    chosen = planting.choose(rng, eligible, planting.context.share("E19"))
    _replace(planting, "E19", item, chosen, values=np.full(len(chosen), float(rule["code"])))


def _replace(planting: Planting, error: str, item: Item, rows: IntArray, *, values: FloatArray) -> None:
    cells = planting.frame.cells[item.name]
    planting.note(error, rows, item=item.name, true=plain_numbers(cells.values[rows]))
    cells.values[rows] = values
    cells.planted[rows] = True


def _change(
    planting: Planting, error: str, item: Item, *, rows: IntArray, values: FloatArray, cause: TextArray
) -> None:
    _replace(planting, error, item, rows, values=values)
    cause[rows] = error


def _swapped(planting: Planting, weight: Item, height: Item, *, cause: TextArray) -> None:
    frame = planting.frame
    weights, heights = frame.cells[weight.name], frame.cells[height.name]
    rows = planting.choose(
        planting.rng("E08"), weights.free() & heights.free(), planting.context.share("E08")
    )
    old_weight, old_height = weights.values[rows], heights.values[rows]
    _change(planting, "E08", weight, rows=rows, values=old_height, cause=cause)
    _change(planting, "E08", height, rows=rows, values=old_weight, cause=cause)


def _other_unit_of_weight(planting: Planting, item: Item, cause: TextArray) -> None:
    """Write grams for kilograms, or lose the decimal mark."""
    cells = planting.frame.cells[item.name]
    rng = planting.rng("E06")
    rows = planting.choose(rng, cells.free(), planting.context.share("E06"))
    in_grams = rng.random(len(rows)) < 1 / 2
    decimals = item.decimals[planting.frame.occasion]
    factor = np.where(in_grams, 1000.0, float(10**decimals))
    values = np.round(cells.values[rows] * factor)
    _change(planting, "E06", item, rows=rows, values=values, cause=cause)


def _other_unit_of_height(planting: Planting, item: Item, cause: TextArray) -> None:
    """Write metres or millimetres for centimetres."""
    cells = planting.frame.cells[item.name]
    rng = planting.rng("E07")
    rows = planting.choose(rng, cells.free(), planting.context.share("E07"))
    in_metres = rng.random(len(rows)) < 1 / 2
    values = np.round(cells.values[rows] * np.where(in_metres, 0.01, 10.0), 3)
    _change(planting, "E07", item, rows=rows, values=values, cause=cause)


def _previous_height(planting: Planting, item: Item, cause: TextArray, *, previous: FloatArray) -> None:
    """Copy the height of the visit before."""
    cells = planting.frame.cells[item.name]
    old = np.round(previous, item.decimals[planting.frame.occasion])
    known = ~np.isnan(old) & (np.abs(np.nan_to_num(old) - cells.values) > _SAME)
    rows = planting.choose(planting.rng("E09"), cells.free() & known, planting.context.share("E09"))
    _change(planting, "E09", item, rows=rows, values=old[rows], cause=cause)


def _lost_height(planting: Planting, item: Item, cause: TextArray, *, previous: FloatArray) -> None:
    """Let a child shrink by more than two centimetres."""
    cells = planting.frame.cells[item.name]
    rng = planting.rng("E10")
    rows = planting.choose(rng, cells.free() & ~np.isnan(previous), planting.context.share("E10"))
    lower = previous[rows] - rng.uniform(_LEAST_DROP, _MOST_DROP, size=len(rows))
    values = np.round(lower, item.decimals[planting.frame.occasion])
    _change(planting, "E10", item, rows=rows, values=values, cause=cause)


def _preferred_digits(planting: Planting, item: Item, cause: TextArray) -> None:
    """Round to whole and half centimetres."""
    cells = planting.frame.cells[item.name]
    rows = planting.choose(planting.rng("E21"), cells.free(), planting.context.share("E21"))
    rounded = np.round(cells.values[rows] * 2) / 2
    changed = rows[np.abs(rounded - cells.values[rows]) > _SAME]
    values = np.round(cells.values[changed] * 2) / 2
    _change(planting, "E21", item, rows=changed, values=values, cause=cause)
    # A rounded height is a good height: other errors may still befall it.
    cells.planted[changed] = False


def _work_out_again(planting: Planting, rows: Rows, *, weight: Item, height: Item, cause: TextArray) -> None:
    """Let the record system work out index and class from what was typed."""
    frame, questionnaire = planting.frame, planting.context.questionnaire
    found = questionnaire.measured(BMI, frame.occasion), questionnaire.measured(CLASS, frame.occasion)
    typed = np.flatnonzero(cause != "")
    bmi = body_mass_index(frame.cells[weight.name].values, np.maximum(frame.cells[height.name].values, 0.1))
    classes, known = bmi_class(bmi, rows)
    for item, values in zip(found, (bmi, classes), strict=True):
        if item is None:
            continue
        cells = frame.cells[item.name]
        if item.coded:
            cells.present[typed] &= known[typed]
        _log_consequences(
            planting,
            item,
            cells,
            rows=typed,
            values=np.round(values, item.decimals[frame.occasion]),
            cause=cause,
        )


def _log_consequences(
    planting: Planting, item: Item, cells: Cells, *, rows: IntArray, values: FloatArray, cause: TextArray
) -> None:
    changed = rows[cells.present[rows] & (np.abs(values[rows] - cells.values[rows]) > _SAME)]
    for error in sorted(set(cause[changed])):
        own = changed[cause[changed] == error]
        planting.note(error, own, item=item.name, true=plain_numbers(cells.values[own]))
    cells.values[changed] = values[changed]
    cells.planted[changed] = True
