"""Visits as units of their own: numbered over all parts, each with whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from store_factories import NAME, databank, deliver, people, release, served, variable, visits

from folkekommune.catalogue.model import Databank, Texts, UnitType, ValueType
from folkekommune.engines.serving import read_release
from folkekommune.engines.source import ReleaseFiles
from folkekommune.store.store import Store
from folkekommune.store.withdrawal import withdraw_part

BERGEN, OTHER = "4601", "4624"


def with_visits() -> Databank:
    """Make the usual databank, with its visits as units."""
    of_visit = {
        "VISIT_CHILD": (ValueType.IDENTIFIER, None),
        "VISIT_KIND": (ValueType.STRING, "ANLEDNING"),
        "VISIT_AGE": (ValueType.INTEGER, "ALDER"),
        "VISIT_DAY": (ValueType.DATE, "DATO"),
        "VISIT_FEEDING": (ValueType.INTEGER, "AMMESTATUS"),
        "VISIT_WEIGHT": (ValueType.DECIMAL, "VEKT_KG"),
    }
    made = {n: variable(n, kind, item=item, unit_type="VISIT") for n, (kind, item) in of_visit.items()}
    text = Texts("Besøk", "Besøk", "Visit")
    return replace(databank(), unit_types={"VISIT": UnitType("VISIT", text, "VISIT_CHILD", made)})


def two_parts(folder) -> Store:
    """Make a store with three visits of two children here, and one of a third child there."""
    store = Store(folder)
    at_six_weeks = visits(
        """
        unit record version date       age AMMESTATUS VEKT_KG
        1    10     1       2020-02-12 43  3          4.5
        2    20     1       2020-02-13 44  -          5.25
        """
    )
    at_six_months = visits(
        """
        unit record version date       age AMMESTATUS
        2    21     1       2020-06-30 182 1
        """
    )
    deliver(store, BERGEN, "first", who=people(1, 2), U6=at_six_weeks, M6=at_six_months)
    elsewhere = visits(
        """
        unit record version date       age AMMESTATUS
        3    10     1       2020-02-12 40  2
        """
    )
    deliver(store, OTHER, "second", who=people(3), U6=elsewhere)
    return store


def of_units(made, name: str) -> list[tuple]:
    return served(made, f'SELECT unit, part, value FROM "V_{name}" ORDER BY unit')


def test_every_visit_is_a_unit_with_its_person_and_items(tmp_path):
    """Visits are numbered by part and record; an item is that of the visit, at whatever occasion."""
    made = release(two_parts(tmp_path), BERGEN, OTHER, bank=with_visits())
    assert served(made, 'SELECT unit, part, person FROM "U_VISIT" ORDER BY unit') == [
        (0, 0, 0),
        (1, 0, 1),
        (2, 0, 1),
        (3, 1, 2),
    ]
    assert of_units(made, "VISIT_CHILD") == [(0, 0, 10), (1, 0, 20), (2, 0, 20), (3, 1, 30)]
    assert [row[2] for row in of_units(made, "VISIT_KIND")] == ["U6", "U6", "M6", "U6"]
    assert [row[2] for row in of_units(made, "VISIT_AGE")] == [43, 44, 182, 40]
    assert of_units(made, "VISIT_FEEDING") == [(0, 0, 3), (2, 0, 1), (3, 1, 2)]
    assert of_units(made, "VISIT_WEIGHT") == [(0, 0, 4.5), (1, 0, 5.25)]
    first = (date(2020, 2, 12) - date(1970, 1, 1)).days
    assert of_units(made, "VISIT_DAY")[0] == (0, 0, first)


def test_the_reference_engine_reads_them_too(tmp_path):
    made = release(two_parts(tmp_path), BERGEN, OTHER, bank=with_visits())
    units = read_release(ReleaseFiles(made.serving, made.parts)).units["VISIT"]
    assert [(each.unit, each.part, each.person) for each in units] == [
        (0, 0, 0),
        (1, 0, 1),
        (2, 0, 1),
        (3, 1, 2),
    ]


def test_a_release_keeps_what_its_unit_types_are(tmp_path):
    """Variables of units stand apart from those of persons."""
    made = release(two_parts(tmp_path), BERGEN, bank=with_visits())
    assert made.definition.unit_types == with_visits().unit_types
    assert made.definition.variables.keys() == databank().variables.keys()


def test_a_withdrawn_part_takes_its_visits_with_it(tmp_path):
    store = two_parts(tmp_path)
    release(store, BERGEN, OTHER, bank=with_visits())
    withdraw_part(store, NAME, BERGEN, today=date(2026, 1, 1))
    left = store.release(NAME)
    assert served(left, 'SELECT unit, part, person FROM "U_VISIT"') == [(3, 0, 2)]
    assert of_units(left, "VISIT_CHILD") == [(3, 0, 30)]


def test_a_databank_without_visits_has_no_units(tmp_path):
    """The tables are there, and empty."""
    store = Store(tmp_path)
    deliver(store, BERGEN, "first", who=people(1, 2))
    made = release(store, BERGEN, bank=with_visits())
    assert served(made, 'SELECT count(*) FROM "U_VISIT"') == [(0,)]
    assert of_units(made, "VISIT_WEIGHT") == []
