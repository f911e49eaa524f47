"""Local times have the offset of their day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from folkekommune.synthetic.writing.norwegian_time import with_offset

# The days on which the clocks were changed, from the almanac.
CHANGES = [
    ("2010-03-28", "2010-10-31"),
    ("2015-03-29", "2015-10-25"),
    ("2020-03-29", "2020-10-25"),
    ("2024-03-31", "2024-10-27"),
    ("2025-03-30", "2025-10-26"),
]


@pytest.mark.parametrize(("spring", "autumn"), CHANGES)
def test_summer_time_lasts_from_the_one_change_to_the_other(spring, autumn):
    offsets = {
        day: with_offset(datetime.fromisoformat(f"{day}T09:00")).isoformat()[-6:]
        for change in (spring, autumn)
        for day in (change, str(datetime.fromisoformat(change).date() - timedelta(days=1)))
    }
    assert offsets[spring] == "+02:00"
    assert offsets[autumn] == "+01:00"
    assert sorted(offsets.values()) == ["+01:00", "+01:00", "+02:00", "+02:00"]
