"""C5: where the person lived is known, in the codes of 2024, whatever the date.

A number that leads to another municipality than the delivering one is kept: the visit is real, and falls
outside the municipality's own figures. A district that cannot be told is left unknown.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.columns import ABSENT, Column, TextColumn, empty_column
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.finding import Context, Finding, Repair, Unfit
from folkekommune.municipalities import current_code, district_code, successors

_UNKNOWN = "?"
OLD = "old-municipality"


def check(records: Records, context: Context) -> Finding:
    """Bring municipality and district to the codes of 2024, and find those that lead nowhere."""
    items = context.visit_items
    own = context.municipality
    fit = records.fit
    found = {}
    given = records.places.get(items.municipality or "")
    municipality = _municipality(given, records.count, own)
    words = municipality.words or ()
    unknown = _is_word(municipality, _UNKNOWN) & fit
    noted = {
        "municipality-elsewhere": int(
            (municipality.present & ~_is_word(municipality, own) & fit & ~unknown).sum()
        )
    }
    old = _is_old(given, municipality) if given else np.zeros(records.count, dtype=np.bool_)
    if items.municipality:
        found[items.municipality] = municipality
    stated = records.places.get(items.district or "")
    if items.district and stated:
        district = _district(stated, municipality)
        noted["district-unknown"] = int((_is_word(district, _UNKNOWN) & fit).sum())
        found[items.district] = district.without(_is_word(district, _UNKNOWN))
    elif items.district:
        found[items.district] = empty_column(records.count, words=("",))
    return Finding(
        check="C5",
        applicable=int(fit.sum()),
        violating=int(unknown.sum()),
        repaired={OLD: int((old & fit).sum())} if words else {},
        noted=noted,
        quarantine={"municipality-unknown": unknown},
        items=found,
        unfit=(Unfit(items.municipality, "municipality-unknown", unknown),) if items.municipality else (),
        repairs=(Repair(items.municipality, OLD, np.flatnonzero(old & fit)),) if items.municipality else (),
    )


def _municipality(given: TextColumn | None, rows: int, own: str) -> Column:
    """Give municipalities in the codes of 2024; a row that says none is from the delivering one."""
    if given is None:
        return Column(np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=np.bool_), (own,))
    codes = [_municipality_code(word.strip()) if word.strip() else own for word in given.words]
    return _coded([*codes, own], np.where(given.indices == ABSENT, len(codes), given.indices))


def _municipality_code(code: str) -> str:
    """Give the code of 2024; a municipality that was split keeps its own, since nothing tells which part."""
    return current_code(code) or (code if successors(code) else _UNKNOWN)


def _district(stated: TextColumn, municipality: Column) -> Column:
    """Give districts by the municipality they are in."""
    names = municipality.words or ()
    width = len(names)
    place = stated.indices.astype(np.int64) * width + municipality.values
    place[stated.indices == ABSENT] = -1
    pairs, inverse = np.unique(place, return_inverse=True)
    codes = [
        "" if pair < 0 else _district_code(names[int(pair) % width], stated.words[int(pair) // width])
        for pair in pairs
    ]
    column = _coded(codes, inverse.astype(np.int64))
    return column.without(_is_word(column, ""))


def _district_code(municipality: str, stated: str) -> str:
    if not stated.strip():
        return ""
    find: Callable[[str, str], str | None] = district_code
    return find(municipality, stated) or _UNKNOWN


def _coded(codes: list[str], rows: NDArray[np.int64] | NDArray[np.int32]) -> Column:
    words = tuple(sorted(set(codes)))
    of_code = np.array([words.index(code) for code in codes], dtype=np.int64)
    return Column(of_code[rows], np.ones(len(rows), dtype=np.bool_), words)


def _is_word(column: Column, word: str) -> NDArray[np.bool_]:
    words = column.words or ()
    if word not in words:
        return np.zeros(len(column.present), dtype=np.bool_)
    same: NDArray[np.bool_] = column.present & (column.values == words.index(word))
    return same


def _is_old(given: TextColumn, municipality: Column) -> NDArray[np.bool_]:
    """Find rows whose municipality was written with another number than that of 2024."""
    words = municipality.words or ()
    changed = np.array(
        [
            bool(word.strip()) and (current_code(word.strip()) or word.strip()) != word.strip()
            for word in given.words
        ]
        + [False]
    )
    rows = np.where(given.indices == ABSENT, len(changed) - 1, given.indices)
    return changed[rows] & (len(words) > 0)
