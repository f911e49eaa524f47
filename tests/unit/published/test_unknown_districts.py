"""G2: where more than fifteen percent have no known district, the districts are withheld; counted by hand."""

from __future__ import annotations

from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.published.unknown_districts import Period, Unplaced, find_unplaced


def history(**cells: int) -> dict[str, PublishedCell]:
    """Give the history of cells, by district, years, sex and outcome, with what is said of each."""
    return {
        f"bank|4601|amming|2|{name.replace('_', '|').replace('to', '-')}": PublishedCell("", 0, 0, said)
        for name, said in cells.items()
    }


def test_fifteen_percent_are_not_too_many_and_sixteen_are():
    known = history(**{"-_2024_-_0": 60, "-_2024_-_1": 40, "460199_2024_-_0": 10, "460199_2024_-_1": 5})
    assert find_unplaced(known, percent=15.0) == ()
    more = known | history(**{"460199_2024_-_1": 6})
    assert find_unplaced(more, percent=15.0) == (Unplaced("amming", 2, Period(2024)),)


def test_a_period_is_judged_by_itself():
    known = history(
        **{"-_2022to2024_-_0": 300, "460199_2022to2024_-_0": 30, "-_2024_-_0": 100, "460199_2024_-_0": 20}
    )
    assert find_unplaced(known, percent=15.0) == (Unplaced("amming", 2, Period(2024)),)
    more = known | history(**{"460199_2022to2024_-_0": 50})
    assert Unplaced("amming", 2, Period(2024, 3)) in find_unplaced(more, percent=15.0)


def test_the_sexes_are_not_counted_twice_and_other_districts_are_known():
    known = history(**{"-_2024_-_0": 100, "-_2024_1_0": 5, "460199_2024_1_0": 5, "460101_2024_-_0": 95})
    assert find_unplaced(known, percent=15.0) == ()
