"""Numbers, shares, years and dates, written the way of the language."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from folkekommune.texts import Language, number

NO_BREAK = "\N{NO-BREAK SPACE}"
_OSLO = ZoneInfo("Europe/Oslo")
_LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_PATTERNS = {"nb": "d. MMMM y", "nn": "d. MMMM y", "en": "d MMMM y"}


def write_percent(value: float, language: Language, *, decimals: int = 1) -> str:
    """Write a percentage: ``64,1 %`` with a non-breaking blank, in English ``64.1%``.

    >>> write_percent(64.06, "en")
    '64.1%'
    """
    blank = "" if language == "en" else NO_BREAK
    return f"{number(value, language, decimals)}{blank}%"


def write_amount(value: float, unit: str, language: Language, *, decimals: int) -> str:
    """Write a number with its unit, a percentage or another.

    >>> write_amount(0.52, "SD", "nb", decimals=2).replace(NO_BREAK, " ")
    '0,52 SD'
    """
    if unit == "%":
        return write_percent(value, language, decimals=decimals)
    return f"{number(value, language, decimals)}{NO_BREAK}{unit}"


def write_date(day: date, language: Language) -> str:
    """Write a date, such as ``17. mai 2026``."""
    return str(format_date(day, _PATTERNS[language], locale=_LOCALES[language]))


def write_moment(moment: datetime, language: Language) -> str:
    """Write a moment as the clock in Norway shows it, such as ``17. mai 2026 10:30``."""
    here = moment.astimezone(_OSLO)
    return f"{write_date(here.date(), language)} {here:%H:%M}"


def write_period(year: int, years: int) -> str:
    """Write a period of whole years: ``2025`` or ``2023–2025``.

    >>> write_period(2025, 3)
    '2023–2025'
    """
    return str(year) if years == 1 else f"{year - years + 1}–{year}"
