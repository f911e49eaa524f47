"""Small counts of tables that are not open to all are hidden, and cannot be worked out from the rest."""

from __future__ import annotations

import numpy as np
import pytest
from official_factories import at, description, figure
from scipy.optimize import linprog

from folkekommune.disclosure.policy import load_policy
from folkekommune.errors import InputError
from folkekommune.municipalities.division import municipalities
from folkekommune.official.figures import WITHHELD, Absent, Area, Level, OfficialFigure, Slot
from folkekommune.official.hiding import hide_small

POLICY = load_policy()
COUNTY = Area(Level.COUNTY, "55")
TROMS = [each.number for each in municipalities() if each.county_number == "55"]


def hidden(figures: dict[Slot, OfficialFigure], **changes: object) -> set[Slot]:
    found = hide_small(figures, description(**changes), POLICY)
    assert found.keys() == figures.keys()
    assert all(found[slot] == figures[slot] for slot in figures if found[slot] is not WITHHELD)
    return {slot for slot, each in found.items() if each.absent is Absent.WITHHELD}


@pytest.mark.parametrize(
    ("cases", "people", "goes"),
    [
        (4, 100, True),
        (5, 100, False),
        (96, 100, True),
        (95, 100, False),
        (9, 19, True),
        (10, 20, False),
        (0, 50, True),
    ],
)
def test_few_cases_few_others_and_few_people(cases, people, goes):
    slot = at("4601", 2024)
    assert hidden({slot: figure(cases, people)}) == ({slot} if goes else set())


def test_zero_may_be_told_where_the_description_says_so():
    slot = at("4601", 2024)
    assert hidden({slot: figure(0, 50)}, zero_is_safe=True) == set()
    assert hidden({slot: figure(0, 19)}, zero_is_safe=True) == {slot}


def test_a_sensitive_subject_has_the_wider_band():
    slot = at("4601", 2024)
    assert hidden({slot: figure(7, 100)}, sensitive=True) == {slot}
    assert hidden({slot: figure(8, 100)}, sensitive=True) == set()


def test_beside_a_hidden_sex_the_other_goes_too():
    both, boys, girls = at("4601", 2024), at("4601", 2024, "1"), at("4601", 2024, "2")
    found = hidden({both: figure(63, 200), boys: figure(3, 100), girls: figure(60, 100)})
    assert {boys, girls} <= found


def test_a_series_that_is_mostly_weak_goes_whole():
    years = {at("4601", year): figure(3 if year < 2023 else 50, 100) for year in range(2020, 2025)}
    assert hidden(years) == set(years)
    few = {at("4601", year): figure(3 if year == 2020 else 50, 100) for year in range(2015, 2025)}
    assert hidden(few) == {at("4601", 2020)}


def test_shares_without_counts_cannot_be_judged():
    with pytest.raises(InputError, match="needs-counts"):
        hide_small({at("4601", 2024): OfficialFigure(50.0)}, description(), POLICY)


def test_counts_that_do_not_add_up_are_told():
    figures = {
        at("4601", 2024): figure(50, 100),
        at("4601", 2024, "1"): figure(2, 50),
        at("4601", 2024, "2"): figure(20, 50),
    }
    with pytest.raises(InputError, match="contradiction"):
        hide_small(figures, description(), POLICY)


def county_table(seed: int) -> dict[Slot, OfficialFigure]:
    """Make a county with all its municipalities by sex, whose counts add up."""
    draws = np.random.default_rng(seed)
    figures: dict[Slot, OfficialFigure] = {}
    totals = {sex: [0, 0] for sex in ("", "1", "2")}
    for number in TROMS:
        own = {
            sex: (int(n), int(draws.binomial(n, 0.15)))
            for sex, n in zip("12", draws.integers(20, 160, 2), strict=True)
        }
        own[""] = (own["1"][0] + own["2"][0], own["1"][1] + own["2"][1])
        for sex, (people, cases) in own.items():
            figures[at(number, 2024, sex)] = figure(cases, people)
            totals[sex][0] += people
            totals[sex][1] += cases
    return figures | {Slot(COUNTY, 2024, sex=sex): figure(n[1], n[0]) for sex, n in totals.items()}


def widths(figures: dict[Slot, OfficialFigure], unseen: list[Slot]) -> list[float]:
    """Tell how far each weak count is left open to who knows all sums and all numbers of people."""
    place = {slot: number for number, slot in enumerate(unseen)}
    rows, right = [], []
    for whole, parts in sums():
        row, known = np.zeros(len(unseen)), 0.0
        for slot, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if slot in place:
                row[place[slot]] += sign
            else:
                known += sign * figures[slot].numerator
        if row.any():
            rows.append(row)
            right.append(-known)
    limits = [(0, figures[slot].denominator) for slot in unseen]
    found = []
    for slot in weak_in(figures):
        goal = np.zeros(len(unseen))
        goal[place[slot]] = 1
        ends = [
            linprog(sign * goal, A_eq=np.array(rows), b_eq=right, bounds=limits).fun * sign
            for sign in (1, -1)
        ]
        found.append(ends[1] - ends[0])
    return found


def weak_in(figures: dict[Slot, OfficialFigure]) -> list[Slot]:
    return sorted(slot for slot, each in figures.items() if min(each.numerator, each.complement) < 5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_attacker_who_knows_all_numbers_of_people_cannot_pin_a_hidden_count(seed):
    figures = county_table(seed)
    assert weak_in(figures)
    assert min(widths(figures, sorted(hidden(figures)))) >= 4 - 1e-6


def test_without_hiding_beside_them_the_same_attacker_pins_counts():
    figures = county_table(1)
    assert min(widths(figures, weak_in(figures))) < 1


def sums() -> list[tuple[Slot, list[Slot]]]:
    """Give the sums of the table, written apart from the program's own."""
    by_sex = [
        (Slot(area, 2024), [Slot(area, 2024, sex=sex) for sex in "12"])
        for area in (COUNTY, *(Area(Level.MUNICIPALITY, number) for number in TROMS))
    ]
    by_place = [
        (Slot(COUNTY, 2024, sex=sex), [at(number, 2024, sex) for number in TROMS]) for sex in ("", "1", "2")
    ]
    return by_sex + by_place
