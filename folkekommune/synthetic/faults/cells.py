"""Errors of spelling in single cells (E14, E15, E16)."""

from __future__ import annotations

import numpy as np

from folkekommune.catalogue.model import CodeList, Databank
from folkekommune.synthetic.arrays import BoolArray
from folkekommune.synthetic.faults.context import Planting
from folkekommune.synthetic.faults.log import plain_numbers
from folkekommune.synthetic.frames import Cells, Spelling
from folkekommune.synthetic.questionnaire.items import YES_OR_NO, Item

_NINES = 999.0
_YES = 1.0
_WORDS_FOR_YES = (Spelling.LETTER, Spelling.CROSS, Spelling.LOWER, Spelling.CODE)
_WORDS_FOR_NO = (Spelling.LETTER, Spelling.LOWER, Spelling.CODE)


def plant_spellings(planting: Planting, databank: Databank, *, decimal_comma: bool) -> None:
    """Write some cells in another way than the rest of their column."""
    questionnaire = planting.context.questionnaire
    for item in questionnaire.answered_at(planting.frame.occasion):
        cells = planting.frame.cells.get(item.name)
        if cells is None or item.role == "attendance":
            continue
        if item.coded:
            _coded(planting, item, cells, code_list=databank.code_lists[item.code_list or ""])
        else:
            _numeric(planting, item, cells)
            if decimal_comma and item.kind == "dec":
                _points(planting, item, cells)


def _coded(planting: Planting, item: Item, cells: Cells, *, code_list: CodeList) -> None:
    """Write a label otherwise, or the code for it (E14)."""
    rng = planting.context.rng("E14", planting.municipality, f"{planting.frame.occasion}/{item.name}")
    sentinels = [float(code.value) for code in code_list.codes if code.sentinel]
    eligible = cells.free() & ~np.isin(cells.values, sentinels)
    rows = planting.choose(rng, eligible, planting.context.share("E14"))
    chance = rng.random(len(rows))
    if item.code_list == YES_OR_NO:
        yes = cells.values[rows] == _YES
        spelling = np.where(yes, _pick(chance, _WORDS_FOR_YES), _pick(chance, _WORDS_FOR_NO))
    else:
        ways = [Spelling.CODE, Spelling.CAPITALS, Spelling.TRAILING]
        if any(code.title.nb != code.title.nn for code in code_list.codes if not code.sentinel):
            ways.append(Spelling.NYNORSK)
        if item.code_list in planting.context.settings["old_codes"]:
            ways.append(Spelling.OLD)
        spelling = _pick(chance, tuple(ways))
    planting.note("E14", rows, item=item.name, true=plain_numbers(cells.values[rows]))
    cells.spelling[rows] = spelling
    cells.planted[rows] = True


def _numeric(planting: Planting, item: Item, cells: Cells) -> None:
    """Write a number or word that stands for missing (E15)."""
    rng = planting.context.rng("E15", planting.municipality, f"{planting.frame.occasion}/{item.name}")
    rows = planting.choose(rng, cells.free(), planting.context.share("E15"))
    low, high = item.limits or (-np.inf, np.inf)
    ways = [Spelling.MINUS, Spelling.UNKNOWN]
    if not low <= 0 <= high:
        ways.append(Spelling.ZERO)
    if not low <= _NINES <= high:
        ways.append(Spelling.NINES)
    planting.note("E15", rows, item=item.name, true=plain_numbers(cells.values[rows]))
    cells.spelling[rows] = _pick(rng.random(len(rows)), tuple(ways))
    cells.planted[rows] = True


def _points(planting: Planting, item: Item, cells: Cells) -> None:
    """Write a decimal point among commas (E16)."""
    rng = planting.context.rng("E16", planting.municipality, f"{planting.frame.occasion}/{item.name}")
    plain: BoolArray = cells.present & (cells.spelling == Spelling.PLAIN)
    rows = planting.choose(rng, plain, planting.context.share("E16"))
    planting.note("E16", rows, item=item.name, true=plain_numbers(cells.values[rows]))
    cells.spelling[rows] = Spelling.POINT


def _pick(chance: np.ndarray, ways: tuple[Spelling, ...]) -> np.ndarray:
    return np.array(ways, dtype=np.int8)[(chance * len(ways)).astype(np.int64)]
