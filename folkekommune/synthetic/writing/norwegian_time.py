"""Norwegian local time with its offset, worked out by the rule: no time-zone database is needed.

Summer time lasts from the last Sunday of March at two to the last Sunday of October at three (regulation of
1 March 2002 on summer time). Nothing here happens in the hour that comes twice.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta, timezone

_WINTER = timezone(timedelta(hours=1))
_SUMMER = timezone(timedelta(hours=2))
_MARCH, _OCTOBER = 3, 10


def with_offset(local: datetime) -> datetime:
    """Give a local time its offset."""
    begins = datetime.combine(_last_sunday(local.year, _MARCH), time(2))
    summer = begins <= local < datetime.combine(_last_sunday(local.year, _OCTOBER), time(3))
    return local.replace(tzinfo=_SUMMER if summer else _WINTER)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() + 1) % 7)
