"""Secondary hiding of exact counts: worked by hand, and attacked by whole-number programmes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from hidden_cells import Place, look
from scipy.optimize import Bounds, LinearConstraint, milp

from folkekommune.disclosure.hiding import Adding, Unseen, hide, lattice, protect_outside
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.recovery import Sum, recoverable
from folkekommune.disclosure.results import SafeValue, Sign

POLICY = load_policy()
LIMITS = POLICY.secondary


def shown(counts: Mapping[str, int], *sums: Sum) -> dict[str, str]:
    """Give what is shown: the number, or the sign that stands in its place."""
    found = protect_outside(counts, sums, POLICY)
    return {name: value.text or value.sign.value for name, value in found.items()}


def test_beside_a_hidden_part_the_smallest_next_one_is_hidden() -> None:
    """42 = 3 + 15 + 24: with 3 alone hidden it is 42 - 15 - 24."""
    counts = {"all": 42, "a": 3, "b": 15, "c": 24}
    assert shown(counts, Sum("all", ("a", "b", "c"))) == {"all": "42", "a": ":", "b": ":", "c": "24"}


def test_two_hidden_parts_of_fewer_than_ten_ask_for_a_third() -> None:
    """3 + 4 = 7: whoever knows the sum knows that the first is 3 or 4."""
    counts = {"all": 67, "a": 3, "b": 4, "c": 20, "d": 40}
    found = shown(counts, Sum("all", ("a", "b", "c", "d")))
    assert found == {"all": "67", "a": ":", "b": ":", "c": ":", "d": "40"}


def test_three_parts_that_add_up_to_ten_are_enough() -> None:
    """4 + 4 + 3 = 11, and nothing says that they are in the band: each may be 0 to 11."""
    counts = {"all": 61, "a": 4, "b": 4, "c": 3, "d": 20, "e": 30}
    found = shown(counts, Sum("all", ("a", "b", "c", "d", "e")))
    assert [found[name] for name in "abcde"] == [":", ":", ":", "20", "30"]


def test_two_sums_that_keep_the_rule_may_tell_together() -> None:
    """Of 12 = a + b, 13 = b + c and 10 = b + d each is fine; with a + b + c + d = 17, b is nine."""
    sums = (*(Sum(name, tuple(name)) for name in ("ab", "bc", "bd", "abcd")),)
    counts = {"a": 3, "b": 9, "c": 4, "d": 1, "ab": 12, "bc": 13, "bd": 10, "abcd": 17}
    known = {name: count for name, count in counts.items() if len(name) > 1}
    assert recoverable(known, sums, {"a", "c", "d"}, band=5, most=99) == ["a", "c", "d"]
    assert hide(Adding(counts, sums), {"a", "c", "d"}, LIMITS, band=None) == {"a", "b", "c", "d"}
    found = hide(Adding(counts, sums), {"a", "c", "d"}, LIMITS, band=5)
    assert found > {"a", "b", "c", "d"}
    left = {name: count for name, count in counts.items() if name not in found}
    assert recoverable(left, sums, {"a", "c", "d"}, band=5, most=99) == []


def test_where_all_parts_are_hidden_and_few_the_whole_is_hidden() -> None:
    found = shown({"all": 7, "a": 3, "b": 4}, Sum("all", ("a", "b")))
    assert found == {"all": ":", "a": ":", "b": ":"}


def test_a_hidden_whole_is_not_left_as_the_sum_of_its_parts() -> None:
    """Four in one place, all girls: hidden in the town, it must not be had by adding girls and boys."""
    counts = {"town": 60, "one": 4, "rest": 56, "girls": 4, "boys": 0}
    found = shown(counts, Sum("town", ("one", "rest")), Sum("one", ("girls", "boys")))
    assert {name for name, value in found.items() if value == ":"} == {"one", "rest", "girls", "boys"}


def test_hiding_goes_on_over_all_sums() -> None:
    """Two ways of dividing: hiding in a row opens a column, until no cell stands alone."""
    counts = {
        "a1": 2, "a2": 30, "a3": 40, "a": 72,
        "b1": 20, "b2": 50, "b3": 60, "b": 130,
        "c1": 70, "c2": 80, "c3": 90, "c": 240,
        "1": 92, "2": 160, "3": 190, "all": 442,
    }  # fmt: skip
    rows = [Sum(r, (f"{r}1", f"{r}2", f"{r}3")) for r in "abc"]
    columns = [Sum(n, (f"a{n}", f"b{n}", f"c{n}")) for n in "123"]
    found = shown(counts, *rows, *columns, Sum("all", ("a", "b", "c")), Sum("all", ("1", "2", "3")))
    assert {name for name, value in found.items() if not value.isdigit()} == {"a1", "a2", "b1", "b2"}


def test_a_number_nobody_shows_may_follow_from_two_others() -> None:
    """Two indicators over the same visits: what the second says gives away what the first hides."""
    sums = (Sum("visits", ("full", "not full")), Sum("visits", ("any", "none")))
    counts = {"full": 3, "not full": 97, "any": 60, "none": 40}
    alone = hide(Adding(counts, sums[:1]), {"full"}, LIMITS, band=5)
    together = hide(Adding(counts, sums), {"full"}, LIMITS, band=5)
    assert alone == {"full"}
    assert together == {"full", "not full"}


def test_aggregates_that_do_not_add_up_are_not_shown() -> None:
    with pytest.raises(ValueError, match="add up"):
        shown({"all": 50, "a": 3, "b": 4, "c": 13}, Sum("all", ("a", "b", "c")))


def test_without_secondary_hiding_a_part_is_recovered() -> None:
    counts = {"all": 42, "b": 15, "c": 24}
    assert recoverable(counts, [Sum("all", ("a", "b", "c"))], {"a"}, band=5, most=42) == ["a"]


def town(seed: int, sizes: Sequence[int]) -> tuple[dict[str, int], tuple[Sum, ...]]:
    """Draw counts by several axes, with every margin."""
    rng = random.Random(seed)  # noqa: S311  (invented counts)
    axes = [{"+": [str(number) for number in range(size)]} for size in sizes]
    every = [[*axis["+"], "+"] for axis in axes]
    inner = {
        place: int(rng.expovariate(1 / rng.choice((5, 60, 90, 120, 200))))
        for place in product(*(a["+"] for a in axes))
    }
    inner[next(iter(inner))] = 2
    counts = {
        "|".join(cell): sum(
            count
            for place, count in inner.items()
            if all(mine in {"+", theirs} for mine, theirs in zip(cell, place, strict=True))
        )
        for cell in product(*every)
    }
    return counts, lattice(axes, every)


def possible(published: Mapping[str, SafeValue], sums: Sequence[Sum], name: str) -> tuple[float, float]:
    """Give the least and the largest whole number a cell can be, from what is published alone."""
    names = list(published)
    low, high = np.zeros(len(names)), np.full(len(names), np.inf)
    for place, value in enumerate(published.values()):
        if value.text is not None:
            low[place] = high[place] = int(value.text)
        elif value.sign is Sign.BAND:
            high[place] = 4
    rows = np.zeros((len(sums), len(names)))
    for row, each in enumerate(sums):
        rows[row, names.index(each.whole)] = -1
        for part in each.parts:
            rows[row, names.index(part)] = 1
    goal = np.array([float(each == name) for each in names])
    ends = [
        milp(
            sign * goal,
            constraints=LinearConstraint(rows, 0, 0),
            bounds=Bounds(low, high),
            integrality=np.ones(len(names)),
        )
        for sign in (1, -1)
    ]
    # Without an end where the whole is hidden too.
    return round(ends[0].fun), math.inf if ends[1].fun is None else round(-ends[1].fun)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sizes", [(4, 3), (3, 2, 3), (3, 2, 2, 2)], ids=["places", "years", "ages"])
def test_no_hidden_cell_can_be_worked_out(seed, sizes) -> None:
    """Places by sex, by year and by age, with all margins: what is under five may still be 0, and 4."""
    counts, sums = town(seed, sizes)
    published = protect_outside(counts, sums, POLICY)
    small = [name for name, count in counts.items() if count < 5]
    assert small
    assert any(value.text for value in published.values())
    for name in small:
        low, high = possible(published, sums, name)
        assert low == 0
        assert high >= 4


def test_with_the_band_alone_they_can() -> None:
    """The counterpart: the band hides, and the sums give it away."""
    counts, sums = town(0, (3, 2, 3))
    published = {
        name: SafeValue(None, Sign.BAND) if count < 5 else SafeValue(str(count))
        for name, count in counts.items()
    }
    banded = [name for name, value in published.items() if value.sign is Sign.BAND]
    known = [name for name in banded if len(set(possible(published, sums, name))) == 1]
    assert len(known) > len(banded) / 2


def test_cubes_that_share_counts_are_hidden_together() -> None:
    """With noise too: a cell hidden in one cube is hidden wherever the same people stand."""
    place = Place.draw(3, districts=4, categories=3, size=40)
    before = [cell for cube in place.cubes(POLICY, hidden=False) for cell in cube.cells]
    after = [cell for cube in place.cubes(POLICY, hidden=True) for cell in cube.cells]
    more = [
        (old, new)
        for old, new in zip(before, after, strict=True)
        if (old.share.text, new.share.text) != (None, None)
    ]
    assert any(new.share.text is None for _, new in more)
    for old, new in zip(before, after, strict=True):
        assert new == old or (new.share.text, new.limits95, new.numerator.text) == (None, None, None)
    rows = {tuple(row) for row in look(place, place.cubes(POLICY, hidden=True)).rows}
    assert rows < {tuple(row) for row in look(place, place.cubes(POLICY, hidden=False)).rows}


@pytest.mark.parametrize("seed", range(20))
def test_what_is_hidden_later_is_hidden_as_if_all_were_hidden_anew(seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311  (invented counts)
    axes = [{"-": [f"{axis}{number}" for number in range(drawn.randint(1, 4))]} for axis in "abc"]
    every = [["-", *axis["-"]] for axis in axes]
    sums = lattice(axes, every)
    names = sorted({name for each in sums for name in each.members})
    # Nobody shows all of a category, but it follows where its parts are shown.
    counts = {name: drawn.randint(0, 40) for name in names if not name.endswith("-")}
    cells = Adding(counts, sums)
    first, later = (set(drawn.sample(sorted(counts), max(1, len(counts) // 8))) for _ in range(2))
    unseen = Unseen(cells, LIMITS)
    unseen.hide(first)
    assert unseen.names == hide(cells, first, LIMITS, band=None)
    together = unseen.names | later
    unseen.hide(later)
    assert unseen.names == hide(cells, together, LIMITS, band=None)
