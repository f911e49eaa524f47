"""Numbers and intervals are written the way of the language, however large, and clearly below nought."""

from __future__ import annotations

import pytest

from folkekommune.texts import LANGUAGES, interval, number, text

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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decimals", [None, 0, 1])
def test_below_nought_stands_a_true_minus_sign_in_every_language(language, decimals) -> None:
    written = number(-1234, language, decimals)
    assert written.startswith("\N{MINUS SIGN}1")
    assert "-" not in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_in_a_sentence_has_the_same_minus_sign(language) -> None:
    sentence = text("workbench.limits", language, low=-3, high=4)
    assert "\N{MINUS SIGN}3" in sentence
    assert "-" not in sentence


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(-0.04, 1, "0,0"), (-0.0, None, "0"), (-0.4, 0, "0"), (-0.06, 1, "−0,1"), (float("-inf"), 1, "−∞")],
)
def test_what_is_rounded_to_nought_is_not_below_it(value: float, decimals: int | None, written: str) -> None:
    assert number(value, "nb", decimals) == written


@pytest.mark.parametrize(
    ("lower", "upper", "language", "written"),
    [
        (3, 5, "nb", "3–5"),
        (0, 5, "en", "0–5"),
        (-1, 2, "nb", "−1 til 2"),
        (-1, 2, "nn", "−1 til 2"),
        (-1, 2, "en", "−1 to 2"),
        (-2, -1, "en", "−2 to −1"),
    ],
)
def test_the_ends_of_an_interval_cannot_be_taken_for_one_another(lower, upper, language, written) -> None:
    assert interval(number(lower, language), number(upper, language), language) == written
