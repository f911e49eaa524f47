"""What time it is, asked through one type so that tests decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the time in UTC, to the microsecond."""
    return datetime.now(UTC)
