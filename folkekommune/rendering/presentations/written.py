"""Numbers of presentations, written the way of the language."""

from __future__ import annotations

from folkekommune.rendering.presentations.twin import Estimate
from folkekommune.texts import Language, number
from folkekommune.texts import interval as joined

_NO_BREAK = "\N{NO-BREAK SPACE}"


def percent(estimate: Estimate, language: Language) -> str:
    """Write the value, or the sign that stands for it."""
    if estimate.value is None:
        return estimate.mark.sign
    return write_share(estimate.value, language)


def interval(estimate: Estimate, language: Language) -> str:
    """Write the interval, or the sign of the value that is not there."""
    if estimate.lower is None or estimate.upper is None:
        return estimate.mark.sign
    return joined(number(estimate.lower, language, 1), number(estimate.upper, language, 1), language)


def write_share(value: float, language: Language, decimals: int = 1) -> str:
    """Write a percentage."""
    blank = "" if language == "en" else _NO_BREAK
    return f"{number(value, language, decimals)}{blank}%"
