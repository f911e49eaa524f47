"""Numbers are written the way of the language, however large."""

from __future__ import annotations

import pytest

from folkekommune.texts import number

BLANK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "language", "decimals", "written"),
    [
        (1234.5, "nb", None, f"1{BLANK}234,5"),
        (1234.5, "nn", 2, f"1{BLANK}234,50"),
        (1234.5, "en", 0, "1,234"),
        (0.25, "nb", 1, "0,2"),
    ],
)
def test_thousands_and_decimals(value: float, language: str, decimals: int | None, written: str) -> None:
    assert number(value, language, decimals) == written  # type: ignore[arg-type]


@pytest.mark.parametrize("exponent", [30, 100, 308])
def test_a_number_is_never_too_large_to_write(exponent: int) -> None:
    """Whether a text can be written must not depend on the size of what is in the data."""
    written = number(10.0**exponent, "nb", 1)
    digits = written.replace(BLANK, "").removesuffix(",0")
    assert len(digits) == exponent + 1
