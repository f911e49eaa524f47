"""Sorting and cutting a protected table: by what it shows, with hidden cells first."""

from __future__ import annotations

from folkekommune.disclosure.arranging import arranged
from folkekommune.disclosure.results import (
    _SEAL,
    Protection,
    SafeCell,
    SafeDimension,
    SafeLabel,
    SafeTable,
    SafeValue,
    Sign,
)
from folkekommune.query.outputs import Arrangement


def dimension(name: str, *codes: str) -> SafeDimension:
    return SafeDimension(name, tuple(SafeLabel(code, *[f"{name} {code}"] * 3) for code in codes))


def table(figures: dict[tuple[int | None, ...], int | None], *dimensions: SafeDimension) -> SafeTable:
    cells = tuple(
        SafeCell(place, (("freq", SafeValue(None, Sign.BAND) if n is None else SafeValue(str(n))),))
        for place, n in figures.items()
    )
    return SafeTable(Protection("p", 1.4), _SEAL, dimensions=dimensions, measures=("freq",), cells=cells)


ONE = table({(0,): 30, (1,): None, (2,): 9, (None,): 42}, dimension("a", "x", "y", "z"))
TWO = table(
    {
        (0, 0): 9,
        (0, 1): 30,
        (0, None): 39,
        (1, 0): 100,
        (1, 1): 7,
        (1, None): 107,
        (None, 0): 109,
        (None, 1): 37,
        (None, None): 146,
    },
    dimension("a", "1", "2"),
    dimension("b", "2019", "2020"),
)


def rows(result: SafeTable) -> list[tuple[int | None, ...]]:
    assert result.layout is not None
    return list(result.layout.rows)


def test_what_is_hidden_comes_first_and_totals_last() -> None:
    assert rows(arranged(ONE, Arrangement(rows_by=()))) == [(1,), (2,), (0,), (None,)]
    assert rows(arranged(ONE, Arrangement(rows_by=(), last=1))) == [(0,), (None,)]
    assert rows(arranged(ONE, Arrangement(first=2))) == [(0,), (1,), (None,)]


def test_rows_and_columns_are_sorted_by_the_code_or_the_label_of_the_other() -> None:
    assert rows(arranged(TWO, Arrangement(rows_by=(2020,)))) == [(1,), (0,), (None,)]
    assert rows(arranged(TWO, Arrangement(rows_by=("b 2019",)))) == [(0,), (1,), (None,)]
    found = arranged(TWO, Arrangement(columns_by=("2",))).layout
    assert found is not None
    assert found.columns == (1, 0, None)


def test_a_code_that_is_not_shown_leaves_the_order() -> None:
    """Whether a category is listed may hang on protected counts: that is no fault of the script."""
    assert rows(arranged(TWO, Arrangement(rows_by=(1999,)))) == [(0,), (1,), (None,)]


def test_nothing_asked_for_is_nothing_done() -> None:
    assert arranged(TWO, Arrangement()) is TWO
