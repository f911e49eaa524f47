"""Norwegian local time with its offset, worked out by the rule: no time-zone database is needed.

Summer time lasts from the last Sunday of March to the last Sunday of October (regulation of 1 March 2002
on summer time). Nothing here happens in the small hours of those Sundays.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta, timezone

_WINTER = timezone(timedelta(hours=1))
_SUMMER = timezone(timedelta(hours=2))
_MARCH, _OCTOBER = 3, 10


def with_offset(local: datetime) -> datetime:
    """Give a local time its offset."""
    day = local.date()
    summer = _last_sunday(day.year, _MARCH) <= day < _last_sunday(day.year, _OCTOBER)
    return local.replace(tzinfo=_SUMMER if summer else _WINTER)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() + 1) % 7)
