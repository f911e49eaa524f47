"""Checks of answers: planted faults are found, as many as were planted, and no others."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from delivery_factory import PACKAGE
from review_factory import declared, make_visits

from folkekommune.ingest.review.answers import review_answers
from folkekommune.ingest.review.completeness import (
    count_answers,
    describe_completeness,
    find_not_at_random,
    find_written_as_no,
)
from folkekommune.ingest.review.coverage import compare_with_births, describe_coverage, describe_districts
from folkekommune.ingest.review.logic import find_impossible_answers
from folkekommune.ingest.review.places import describe_spread
from folkekommune.ingest.review.practice import describe_practice
from folkekommune.ingest.review.visits import DraftTables
from folkekommune.municipalities import population

LIMITS = declared().thresholds
BERGEN, ALVER = "4601", "4631"
AGES = {"U6": 43, "M12": 368}
BABIES = population(BERGEN, 2020, ages=[0])
"""Of Bergen's residents on the first day of 2020, those who were born in 2019."""


@dataclass
class Row:
    """A visit at which someone came."""

    site: str = "A"
    day: date = date(2019, 3, 4)
    person: int = 0
    answers: dict[str, object] = field(default_factory=dict)


class Planted(DraftTables):
    """Visits written down by hand, in place of those of a draft."""

    def __init__(self, **rows: list[Row]) -> None:
        self.connection = duckdb.connect()
        self.databank = PACKAGE.databank
        self.declaration = declared()
        self.columns = {occasion: self._write(occasion, listed) for occasion, listed in rows.items()}

    def _write(self, occasion: str, rows: list[Row]) -> frozenset[str]:
        count = len(rows)
        own = {
            "person": [row.person or at for at, row in enumerate(rows, start=1)],
            "sex": [1] * count,
            "visit_date": [row.day for row in rows],
            "age_days": pa.array([AGES[occasion]] * count, pa.int32()),
            "record": list(range(count)),
            "delivery": [1] * count,
            "file_row_number": list(range(count)),
            "ENHET": [row.site for row in rows],
            "STATUS": [1] * count,
        }
        items = sorted({item for row in rows for item in row.answers})
        answers = {item: [row.answers.get(item) for row in rows] for item in items}
        self.connection.register("given", pa.table(own | answers))
        self.connection.execute(f"CREATE TABLE live_{occasion} AS SELECT * FROM given")
        return frozenset({*own, *items} - {"person", "sex"})


def fed(site: str, codes: list[int | None], item: str = "AMMESTATUS", **about: object) -> list[Row]:
    """Give visits at a place by what was answered."""
    return [Row(site, answers={item: code}, **about) for code in codes]


def test_m1_tells_the_fields_and_months_that_are_not_filled_in():
    """At B 17 of 20 answered, at C 13 of 20; below 90 percent is told, and below 70 is flagged."""
    rows = [*fed("A", [1] * 20), *fed("B", [1] * 17 + [None] * 3), *fed("C", [1] * 13 + [None] * 7)]
    few = fed("D", [1] + [None] * 18)
    seen = list(describe_completeness(count_answers(Planted(U6=rows + few)), LIMITS["M1"]))
    assert [(o.site, o.period, o.applicable, o.violating, o.figure, o.flagged) for o in seen] == [
        ("B", "2019-03", 20, 3, 85.0, False),
        ("C", "2019-03", 20, 7, 65.0, True),
    ]


@pytest.mark.parametrize(("at_b", "flagged"), [(40, True), (10, False)])
def test_m3_finds_what_is_missing_more_often_at_one_place(at_b, flagged):
    """Of 200 at each place 10 are missing at A, and 40 or as many as at A at B."""
    rows = [*fed("A", [1] * 190 + [None] * 10), *fed("B", [1] * (200 - at_b) + [None] * at_b)]
    (seen,) = (o for o in find_not_at_random(Planted(U6=rows), LIMITS["M3"]) if o.group == "site")
    assert (seen.item, seen.applicable, seen.violating) == ("AMMESTATUS", 400, 10 + at_b)
    assert (seen.figure, seen.flagged) == ((at_b - 10) / 2, flagged)


def test_m5_finds_the_place_where_not_asked_is_written_as_no():
    """At B the field is never blank, while 50 of the 1000 others are."""
    rows = [*fed("A", [1] * 950 + [None] * 50, "RYGGLEIE"), *fed("B", [0] * 1000, "RYGGLEIE")]
    seen = {o.site: (o.violating, o.flagged) for o in find_written_as_no(Planted(U6=rows), LIMITS["M5"])}
    assert seen == {"A": (0, False), "B": (1000, True)}


def test_m5_stops_the_field_at_that_place_and_nowhere_else():
    """Whoever was asked there cannot be told from whoever was not, so even a "yes" is left out."""
    rows = [*fed("A", [1] * 950 + [None] * 50, "RYGGLEIE"), *fed("B", [0] * 999 + [1], "RYGGLEIE")]
    planted = Planted(U6=rows)
    visits = planted.visits([])
    outcome = review_answers(planted, visits, BERGEN)
    (stopped,) = (each for each in outcome.objections if each.check == "M5")
    assert (stopped.item, stopped.rule, stopped.out) == ("RYGGLEIE", "written-as-no", True)
    assert sorted(visits.file_row_number[stopped.rows]) == list(range(1000, 2000))


def test_p11_flags_a_spread_that_no_group_of_children_has():
    visits = make_visits()
    scores = np.resize([-1.0, 1.0], len(visits))  # the standard deviation is 1
    at_b = visits.site == 1
    scores[at_b] *= 1.6
    (scored,) = (one for one in declared().reviewed.scores if one.items == ("HOYDE_CM",))
    seen = {o.site: o for o in describe_spread(visits, scores, LIMITS["P11"], scored=scored)}
    assert {site: (o.figure, o.flagged, o.group) for site, o in seen.items()} == {
        "A": (1.0, False, ""),
        "B": (1.6, True, "poor"),
        "C": (1.0, False, ""),
    }


def test_p14_points_at_the_place_that_answers_otherwise():
    """Half are fully breastfed at each of five places, and nine in ten at the sixth."""
    rows = [row for site in "ABCDE" for row in fed(site, [1] * 250 + [2] * 250)]
    rows += fed("F", [1] * 450 + [2] * 50)
    seen = list(describe_practice(Planted(U6=rows), LIMITS["P14"]))
    assert {(o.site, o.group, o.violating) for o in seen if o.flagged} == {("F", "1", 450), ("F", "2", 50)}
    assert [o.applicable for o in seen if not o.site] == [3000, 3000]


@pytest.mark.parametrize(
    ("rule", "before", "now", "found"),
    [
        ("fully-breastfed-at-twelve-months", None, 1, True),
        ("fully-breastfed-at-twelve-months", None, 2, False),
        ("breastfed-after-weaning", 3, 1, True),
        ("breastfed-after-weaning", 2, 1, False),
    ],
)
def test_p15_finds_answers_that_cannot_be(rule, before, now, found):
    """Of three children the second has the answers in question."""
    early = [Row(person=n, answers={"AMMESTATUS": 1}) for n in (1, 2, 3)]
    late = [Row(person=n, day=date(2020, 1, 27), answers={"AMMESTATUS": 2}) for n in (1, 2, 3)]
    early[1].answers["AMMESTATUS"], late[1].answers["AMMESTATUS"] = before, now
    (logic,) = (one for one in declared().reviewed.logic if one.rule == rule)
    _, against = find_impossible_answers(Planted(U6=early, M12=late), logic)
    assert against == ([(1, 1, "M12")] if found else [])


@pytest.mark.parametrize(
    ("unknown", "flagged", "group"), [(4, False, ""), (6, True, ""), (16, True, "withhold")]
)
def test_g2_tells_the_share_without_a_district(unknown, flagged, group):
    rows = fed("A", ["460101"] * (100 - unknown) + [None] * unknown, "BYDEL")
    (seen,) = describe_districts(Planted(U6=rows), BERGEN, LIMITS["G2"])
    assert (seen.applicable, seen.violating, seen.flagged, seen.group) == (100, unknown, flagged, group)
    assert list(describe_districts(Planted(U6=rows), ALVER, LIMITS["G2"])) == []


def seen_babies(count: int) -> Planted:
    """Give babies born in January 2019 and seen at six weeks, and one of the next year, who is not all."""
    born = [date(2019, 1, 1) + timedelta(days=AGES["U6"])] * count
    return Planted(U6=[Row(day=day) for day in [*born, date(2020, 3, 4)]])


@pytest.mark.parametrize(
    ("missing", "coverage", "births"), [(0, False, False), (0.1, False, True), (0.4, True, True)]
)
def test_m2_and_v1_hold_visits_against_those_who_live_there(missing, coverage, births):
    """All came, a tenth did not, four tenths did not: below 70 percent, and more than 5 percent apart."""
    gone = int(BABIES * missing)
    tables = seen_babies(BABIES - gone)
    came = {o.period: o for o in describe_coverage(tables, BERGEN, LIMITS["M2"])}["2019"]
    assert (came.applicable, came.violating, came.flagged) == (BABIES, gone, coverage)
    (known,) = compare_with_births(tables, BERGEN, LIMITS["V1"])
    assert (known.applicable, known.violating, known.flagged) == (BABIES, gone, births)
