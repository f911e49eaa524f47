"""Moments as databases give them: which day they are where the visit took place, and which second."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY_LENGTH = 10
_MANY = 100_000


@lru_cache(maxsize=_MANY)
def local_day(moment: str, zone: ZoneInfo) -> str:
    """Give the day in a zone of a moment; a moment that says no zone is in UTC, and a day stays.

    What is no moment is given back as it came, for whoever reads dates to refuse.
    """
    if len(moment) <= _DAY_LENGTH:
        return moment
    found = _read(moment)
    return moment if found is None else found.astimezone(zone).date().isoformat()


@lru_cache(maxsize=_MANY)
def second_of(moment: str) -> int | None:
    """Give the second since 1970 of a moment, None for what is none."""
    found = _read(moment)
    return None if found is None else int(found.timestamp())


def _read(moment: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
