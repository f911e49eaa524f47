"""Units: whole factors, exact numbers, and what is no number left as it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from folkekommune.ingest.cells.units import convert, factor_between
from folkekommune.ingest.cells.words import Writing

POINT = Writing(coded="codes", missing_numbers=frozenset({999.0, -1.0, 0.0}))
COMMA = Writing(coded="titles", decimal=",")


@pytest.mark.parametrize(
    ("written", "wanted", "factor"),
    [
        ("g", "kg", "0.001"),
        ("kg", "g", "1000"),
        ("mm", "cm", "0.1"),
        ("m", "cm", "100"),
        ("timer", "timer", "1"),
        ("kg", "cm", None),
        ("stein", "kg", None),
    ],
)
def test_factors(written, wanted, factor):
    assert factor_between(written, wanted) == (None if factor is None else Decimal(factor))


@pytest.mark.parametrize(
    ("word", "factor", "writing", "right"),
    [
        ("5020", "0.001", POINT, "5.02"),
        (" 5020 ", "0.001", POINT, "5.02"),
        ("1.1", "0.1", POINT, "0.11"),
        ("1,75", "100", COMMA, "175"),
        ("574", "0.1", COMMA, "57,4"),
        ("999", "0.001", POINT, "999"),
        ("ukjent", "0.001", POINT, "ukjent"),
        ("", "0.001", POINT, ""),
        ("NaN", "0.001", POINT, "NaN"),
        ("1e9999999", "1", POINT, "1e9999999"),
    ],
)
def test_numbers_are_exact_and_the_rest_is_left(word, factor, writing, right):
    assert convert(word, Decimal(factor), writing) == right
