"""When things were written down: local times with their zone offset, as record systems tell them."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from folkekommune.synthetic.arrays import IntArray, TextArray, day_number
from folkekommune.synthetic.systems import Delivery
from folkekommune.synthetic.writing.norwegian_time import with_offset
from folkekommune.synthetic.writing.texts import each_once

_MINUTES = 60
_NOON = 12 * _MINUTES
_CORRECTED_BEFORE = 200


def local_times(days: IntArray, minutes: IntArray) -> TextArray:
    """Write local times with their zone offset."""
    return each_once(days * 24 * _MINUTES + minutes, _time)


def correction_times(visits: IntArray, delivery: Delivery) -> TextArray:
    """Give the time of each correction: some day before it is delivered."""
    days = day_number(delivery.extracted.date()) - 1 - visits % _CORRECTED_BEFORE
    return local_times(days, np.full(len(visits), _NOON))


def _time(minute: float) -> str:
    # Written without its zone first: the day and the hour are local.
    local = datetime(1970, 1, 1) + timedelta(minutes=int(minute))  # noqa: DTZ001 - the offset follows
    return with_offset(local).isoformat()
