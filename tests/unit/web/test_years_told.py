"""Years that follow each other are told from the first to the last."""

from __future__ import annotations

import pytest

from folkekommune.web.public.changes import _spans


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ([2019], ["2019"]),
        ([2010, 2011, 2012, 2013], ["2010–2013"]),
        ([2014, 2015, 2019, 2021, 2022], ["2014–2015", "2019", "2021–2022"]),
        ([], []),
    ],
    ids=["one", "a row", "with gaps", "none"],
)
def test_rows_of_years_are_told_by_their_ends(years, told):
    assert list(_spans(years)) == told
