"""M1, M3, M5: what is answered, where it is missing, and whether "not asked" is told from "no"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review.outcome import Observation
from folkekommune.ingest.review.visits import DraftTables, Ints
from folkekommune.store.tables import VISIT_COLUMNS

_OWN = {*VISIT_COLUMNS, "person", "delivery", "sex", "filename", "file_row_number"}
_PERCENT = 100.0


@dataclass(frozen=True)
class Answered:
    """How many visits of each place and month there were, and how many answered each item."""

    occasion: str
    sites: tuple[str, ...]
    months: tuple[str, ...]
    visits: Ints
    answered: dict[str, Ints]


def count_answers(tables: DraftTables) -> list[Answered]:
    """Count visits and answers by occasion, place and month. Items that tell of the visit are left out."""
    return [_count(tables, occasion) for occasion in tables.columns]


def asked_items(tables: DraftTables, occasion: str) -> list[str]:
    """Give the items of an occasion that are answers."""
    known = tables.declaration.reviewed.items
    told = {known.site, known.recorder, known.attended}
    derived = {one.item for one in (*tables.declaration.derived, *tables.declaration.computed)}
    items = tables.columns[occasion] - _OWN - told - derived
    listed = {v.item: v for v in tables.databank.variables.values() if v.occasion == occasion}
    return sorted(item for item in items if item in listed and listed[item].theme)


def describe_completeness(answered: list[Answered], limits: Threshold) -> Iterator[Observation]:
    """Tell the answered share of each field by place and month, where there are enough visits (M1)."""
    for one in answered:
        for item, counts in one.answered.items():
            if not counts.any():
                continue  # never asked for: what a file lacks is C3's
            for at in np.flatnonzero(one.visits >= limits["least"]):
                share = _PERCENT * counts[at] / one.visits[at]
                if share >= limits["warn_below"]:
                    continue
                yield Observation(
                    "M1",
                    int(one.visits[at]),
                    int(one.visits[at] - counts[at]),
                    flagged=bool(share < limits["flag_below"]),
                    item=item,
                    occasion=one.occasion,
                    site=one.sites[at],
                    period=one.months[at],
                    figure=round(float(share), 1),
                )


def describe_places(answered: list[Answered]) -> Iterator[Observation]:
    """Tell how much of what was asked is answered, by place and month over all fields (M1)."""
    totals: dict[tuple[str, str], list[int]] = {}
    for one in answered:
        used = [counts for counts in one.answered.values() if counts.any()]
        asked = one.visits * len(used)
        answers = np.zeros_like(one.visits)
        for counts in used:
            answers = answers + counts
        for at, place in enumerate(zip(one.sites, one.months, strict=True)):
            total = totals.setdefault(place, [0, 0])
            total[0] += int(asked[at])
            total[1] += int(answers[at])
    for (site, month), (asked_here, answers_here) in sorted(totals.items()):
        yield Observation("M1", asked_here, asked_here - answers_here, site=site, period=month)


def find_written_as_no(tables: DraftTables, limits: Threshold) -> Iterator[Observation]:
    """Find yes-or-no fields that are never blank at a place, where others leave them blank (M5)."""
    for occasion, columns in tables.columns.items():
        site = tables.column(occasion, tables.declaration.reviewed.items.site)
        for item in asked_items(tables, occasion):
            if not _is_yes_or_no(tables, occasion, item) or item not in columns:
                continue
            found = tables.rows(
                f"SELECT coalesce({site}::VARCHAR, ''), count(*), count(\"{item}\") FROM live_{occasion} "
                f"WHERE {tables.came(occasion)} GROUP BY ALL ORDER BY ALL"
            )
            total, answers = sum(row[1] for row in found), sum(row[2] for row in found)
            for name, visits, present in found:
                elsewhere = total - visits
                missing = _PERCENT * (elsewhere - (answers - present)) / elsewhere if elsewhere else 0.0
                if visits >= limits["least"]:
                    never_blank = present == visits and missing >= limits["others_missing"]
                    yield Observation(
                        "M5",
                        visits,
                        visits if never_blank else 0,
                        flagged=never_blank,
                        item=item,
                        occasion=occasion,
                        site=name,
                    )


def answers_of_place(tables: DraftTables, seen: Observation) -> list[tuple[int, int, str]]:
    """Give delivery, row and occasion of every answer to a field at a place."""
    site = tables.column(seen.occasion, tables.declaration.reviewed.items.site)
    found = tables.rows(
        f"SELECT delivery, file_row_number FROM live_{seen.occasion} "
        f"WHERE \"{seen.item}\" IS NOT NULL AND coalesce({site}::VARCHAR, '') = ?",
        seen.site,
    )
    return [(delivery, row, seen.occasion) for delivery, row in found]


def find_not_at_random(tables: DraftTables, limits: Threshold) -> Iterator[Observation]:
    """Find fields that are missing more often in one group than in another (M3).

    The groups are places, the sexes, quarters of birth, and the answers to a few other questions. Of the
    table of answered and not by group the difference between the extremes is told when it is large and
    more than chance.
    """
    for occasion, columns in tables.columns.items():
        items = asked_items(tables, occasion)
        if not items:
            continue
        counted = ", ".join(f'count("{item}")' for item in items)
        for name, group in _groups(tables, columns).items():
            found = tables.rows(
                f"SELECT {group}::VARCHAR AS part, count(*), {counted} FROM live_{occasion} "
                f"WHERE {tables.came(occasion)} AND {group} IS NOT NULL GROUP BY part "
                f"HAVING count(*) >= {limits['least']} ORDER BY part"
            )
            if len(found) < 2:  # noqa: PLR2004 - one group differs from none
                continue
            numbers = np.array([row[1:] for row in found], dtype=np.int64)
            for at, item in enumerate(items, start=1):
                yield from _compare(numbers[:, 0], numbers[:, at], limits, about=(item, occasion, name))


def _compare(
    visits: Ints, answers: Ints, limits: Threshold, *, about: tuple[str, str, str]
) -> Iterator[Observation]:
    item, occasion, group = about
    missing = visits - answers
    if not answers.any() or not missing.any() or item == group:
        return
    shares = _PERCENT * missing / visits
    points = float(shares.max() - shares.min())
    expected = visits * (missing.sum() / visits.sum())
    chi_squared = float(((missing - expected) ** 2 * (1 / expected + 1 / (visits - expected))).sum())
    p = float(chdtrc(len(visits) - 1, chi_squared))
    yield Observation(
        "M3",
        int(visits.sum()),
        int(missing.sum()),
        flagged=points > limits["points"] and p < limits["p"],
        item=item,
        occasion=occasion,
        group=group,
        figure=round(points, 1),
    )


def _groups(tables: DraftTables, columns: frozenset[str]) -> dict[str, str]:
    """Give an expression for each grouping by name."""
    known = tables.declaration.reviewed.items
    groups = {"sex": "nullif(sex, 0)", "birth-quarter": "quarter(visit_date - age_days)"}
    if known.site in columns:
        groups["site"] = f'"{known.site}"'
    return groups | {item: f'"{item}"' for item in known.beside if item in columns}


def _is_yes_or_no(tables: DraftTables, occasion: str, item: str) -> bool:
    variable = tables.databank.variables.get(f"{item}_{occasion}")
    if variable is None or variable.code_list is None:
        return False
    return {code.value for code in variable.code_list.codes if not code.sentinel} == {0, 1}


def _count(tables: DraftTables, occasion: str) -> Answered:
    items = asked_items(tables, occasion)
    site = tables.column(occasion, tables.declaration.reviewed.items.site)
    counted = "".join(f', count("{item}")' for item in items)
    found = tables.rows(
        f"SELECT coalesce({site}::VARCHAR, '') AS site, strftime(visit_date, '%Y-%m') AS month, count(*)"
        f"{counted} FROM live_{occasion} WHERE {tables.came(occasion)} GROUP BY ALL ORDER BY site, month"
    )
    numbers = np.array([row[2:] for row in found], dtype=np.int64).reshape(len(found), len(items) + 1)
    return Answered(
        occasion,
        tuple(row[0] for row in found),
        tuple(row[1] for row in found),
        numbers[:, 0],
        {item: numbers[:, at] for at, item in enumerate(items, start=1)},
    )
