"""Panels: the protected answers of each date side by side.

Each date's figures are protected as if they had been asked for alone. What is made of several dates is made
of what is shown of them, with the middle of the band where a count is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from folkekommune.disclosure.analyses import analysis_result
from folkekommune.disclosure.independence import chi_square
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import (
    _SEAL,
    Layout,
    Note,
    Protection,
    SafeAnalysis,
    SafeCell,
    SafeDimension,
    SafeLabel,
    SafeRow,
    SafeSection,
    SafeSummary,
    SafeTable,
    SafeValue,
    Sign,
)
from folkekommune.disclosure.values import HIDDEN
from folkekommune.query.outputs import Measure

Place = tuple[int | None, ...]

COUNT = Measure.FREQUENCY.value
_MADE = frozenset({Measure.ROW_PERCENT.value, Measure.CELL_PERCENT.value})
"""Shares across dates."""
_WITHIN = {Measure.COLUMN_PERCENT.value: Measure.CELL_PERCENT.value}
"""A share of a column is the share of a cell in the table of its date."""
_ONE_DECIMAL_FROM = 1000


def tables_side_by_side(
    tables: Sequence[SafeTable],
    dates: SafeDimension,
    measures: Sequence[str],
    *,
    policy: Policy,
    independence: bool,
) -> SafeTable:
    """Put the tables of dates beside each other, a column each."""
    rows = [
        _all_categories([table.dimensions[k] for table in tables]) for k in range(len(tables[0].dimensions))
    ]
    by_date = [_by_values(table) for table in tables]
    places = list(product(*([*range(len(each.categories)), None] for each in rows)))
    counts = {place: [_value(found, rows, place, COUNT) for found in by_date] for place in places}
    shares = _Shares(counts, policy)
    cells = [
        SafeCell(
            (*place, date),
            tuple(
                (
                    measure,
                    shares.of(measure, place, date)
                    if measure in _MADE
                    else _value(by_date[date], rows, place, _WITHIN.get(measure, measure)),
                )
                for measure in measures
            ),
        )
        for place in places
        for date in range(len(tables))
    ]
    tests = (
        chi_square([counts[place] for place in places if None not in place], policy) if independence else ()
    )
    return SafeTable(
        _protection(policy, tables),
        _SEAL,
        dimensions=(*rows, dates),
        measures=tuple(measures),
        cells=tuple(cells),
        tests=tests,
        layout=Layout(tuple(places), tuple(range(len(tables)))),
    )


def summaries_by_date(
    summaries: Sequence[SafeSummary], dates: Sequence[SafeLabel], policy: Policy
) -> SafeAnalysis:
    """Put the key figures of dates below each other, a section a variable."""
    sections = []
    for place, (name, values) in enumerate(summaries[0].rows):
        figures = tuple(f"rendering.{figure}" for figure, _ in values)
        rows = tuple(
            SafeRow(date, tuple((f"rendering.{figure}", value) for figure, value in summary.rows[place][1]))
            for date, summary in zip(dates, summaries, strict=True)
        )
        sections.append(SafeSection("analyses.by-date", figures, rows, about=name))
    return analysis_result(policy, "analyses.summary-panel", sections, _notes(summaries))


def transitions(variables: Sequence[tuple[str, Sequence[SafeTable]]], policy: Policy) -> SafeAnalysis:
    """Add the tables of every two dates in a row up, for each variable."""
    sections = []
    for name, tables in variables:
        before = _all_categories([table.dimensions[0] for table in tables])
        after = _all_categories([table.dimensions[1] for table in tables])
        found = [_by_values(table) for table in tables]
        added = {
            place: _added([_value(each, [before, after], place, COUNT) for each in found], policy)
            for place in product(
                [*range(len(before.categories)), None], [*range(len(after.categories)), None]
            )
        }
        columns = (*range(len(after.categories)), None)
        heads = (*after.categories, TOTAL)
        for title in ("analyses.transitions", "analyses.transition-shares"):
            rows = []
            for start, label in enumerate(before.categories):
                values = [added[start, end] for end in columns]
                if title == "analyses.transition-shares":
                    whole = _count(added[start, None], policy)
                    values = [_share(value, whole, policy) for value in values]
                names = [head.value for head in heads]
                rows.append(SafeRow(label, tuple(zip(names, values, strict=True))))
            sections.append(
                SafeSection(title, tuple(head.value for head in heads), tuple(rows), heads, about=name)
            )
    everything = [table for _, tables in variables for table in tables]
    notes = [*_notes(everything), Note("analysis.transitions")]
    return analysis_result(policy, "analyses.transitions-panel", sections, notes)


MISSING = "."
TOTAL = SafeLabel("@total", "Alle", "Alle", "Total")


class _Shares:
    """Shares across dates, of the counts that are shown."""

    def __init__(self, counts: dict[Place, list[SafeValue]], policy: Policy) -> None:
        self._counts, self._policy = counts, policy
        (whole,) = [place for place in counts if set(place) == {None}]
        self._everything = sum(_count(value, policy) for value in counts[whole])

    def of(self, measure: str, place: Place, date: int) -> SafeValue:
        """Give the share of a cell of its row, or of all dates together."""
        row = self._counts[place]
        of_row = measure == Measure.ROW_PERCENT.value
        whole = sum(_count(value, self._policy) for value in row) if of_row else self._everything
        return _share(row[date], whole, self._policy)


def _share(value: SafeValue, whole: float, policy: Policy) -> SafeValue:
    if value.text is None or whole <= 0 or whole < policy.floors.denominator_research:
        return HIDDEN
    decimals = 1 if whole >= _ONE_DECIMAL_FROM else 0
    return SafeValue(f"{min(100 * float(value.text) / whole, 100.0):.{decimals}f}", value.sign)


def _count(value: SafeValue, policy: Policy) -> float:
    return (policy.floors.band - 1) / 2 if value.text is None else float(value.text)


def _added(values: Sequence[SafeValue], policy: Policy) -> SafeValue:
    total = round(sum(_count(value, policy) for value in values))
    if all(value.text is None for value in values) or total < policy.floors.band:
        return SafeValue(None, Sign.BAND)
    return SafeValue(str(total))


def _all_categories(dimensions: Sequence[SafeDimension]) -> SafeDimension:
    """Give every category that is shown at some date, in their order."""
    found: dict[str, SafeLabel] = {}
    order: dict[str, float] = {}
    for dimension in dimensions:
        for place, label in enumerate(dimension.categories):
            found.setdefault(label.value, label)
            order[label.value] = max(order.get(label.value, 0), place)
    numeric = all(_is_number(value) or value == MISSING for value in found)

    def place_of(value: str) -> tuple[bool, float]:
        if value == MISSING:
            return True, 0.0
        return False, float(value) if numeric else order[value]

    return SafeDimension(dimensions[0].name, tuple(found[value] for value in sorted(found, key=place_of)))


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


Values = dict[tuple[str | None, ...], dict[str, SafeValue]]


def _by_values(table: SafeTable) -> Values:
    return {
        tuple(
            None if place is None else dimension.categories[place].value
            for place, dimension in zip(cell.place, table.dimensions, strict=True)
        ): dict(cell.values)
        for cell in table.cells
    }


def _value(found: Values, rows: Sequence[SafeDimension], place: Place, measure: str) -> SafeValue:
    """Give what a date shows of a cell; a category that it does not list is in the band there."""
    key = tuple(
        None if slot is None else row.categories[slot].value for slot, row in zip(place, rows, strict=True)
    )
    if key in found:
        return found[key][measure]
    return SafeValue(None, Sign.BAND) if measure == COUNT else HIDDEN


def _protection(policy: Policy, results: Sequence[SafeTable]) -> Protection:
    return Protection(
        policy.label, max(result.protection.noise_sd for result in results), tuple(_notes(results))
    )


def _notes(results: Sequence[SafeTable] | Sequence[SafeSummary]) -> list[Note]:
    return list(dict.fromkeys(note for result in results for note in result.protection.notes))
