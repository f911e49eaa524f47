"""Local times have the offset of their day, as the time-zone database has it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from folkekommune.synthetic.writing.norwegian_time import with_offset


@pytest.mark.parametrize("year", range(2010, 2032))
def test_every_noon_of_a_year_agrees_with_the_database(year):
    zone = ZoneInfo("Europe/Oslo")
    for day in range(365):
        noon = datetime(year, 1, 1, 12) + timedelta(days=day)
        assert with_offset(noon) == noon.replace(tzinfo=zone)


def test_the_day_of_the_change_has_the_new_offset():
    assert with_offset(datetime(2024, 3, 31, 9)).isoformat() == "2024-03-31T09:00:00+02:00"
    assert with_offset(datetime(2024, 10, 27, 9)).isoformat() == "2024-10-27T09:00:00+01:00"
