"""Which persons an installation takes, and that a row is counted under one reason."""

from __future__ import annotations

import numpy as np
import pytest
from delivery_factory import number
from record_factory import BOY, make_context, make_records

from folkekommune.errors import InputError
from folkekommune.identity import control_digits
from folkekommune.ingest.loading.inspection import check_series, inspect
from folkekommune.ingest.loading.quarantine import Quarantine
from folkekommune.ingest.loading.report import Tally
from folkekommune.settings import Mode


def no_ones_number() -> str:
    """Give a number of the plain series that no one has: born in 1854 (see test_identity_numbers)."""
    for nine in range(311254500, 311254750):
        first, second = control_digits(np.array([nine]))
        if first[0] != 10 and second[0] != 10:
            return f"{nine}{first[0]}{second[0]}"
    raise AssertionError


def test_a_test_installation_refuses_numbers_that_could_be_real():
    records = make_records([{}, {"identity": no_ones_number()}, {}])
    with pytest.raises(InputError) as caught:
        check_series(records, Mode.TEST)
    assert caught.value.code == "ingest.real-in-test"
    assert caught.value.place.row == 2
    assert caught.value.parameters == {"n": 1}
    check_series(make_records([{}, {}]), Mode.TEST)


def test_a_production_installation_refuses_synthetic_numbers():
    with pytest.raises(InputError) as caught:
        check_series(make_records([{"identity": no_ones_number()}, {}]), Mode.PRODUCTION)
    assert caught.value.code == "ingest.synthetic-in-production"
    assert caught.value.place.row == 2
    check_series(make_records([{"identity": no_ones_number()}]), Mode.PRODUCTION)


def test_a_mistyped_number_is_no_ones():
    """A wrong digit in the month may make a synthetic number look real, but then its control digits fail."""
    records = make_records([{"identity": BOY[:2] + "0" + BOY[3:]}, {"identity": "12345678901"}])
    check_series(records, Mode.TEST)


def test_a_row_is_stopped_once_and_counted_once():
    rows = [
        {"record": "", "identity": "1", "visit_date": "x", "AMMESTATUS": "?", "KOMMUNE": "9876"},
        {"visit_date": "01.01.2030", "KOMMUNE": "9876", "record": "b"},
        {"record": "c"},
        {"record": "d", "identity": number("2018-03-05", 600), "visit_date": "01.01.2030"},
    ]
    tally, quarantine = Tally(), Quarantine()
    records = inspect(make_records(rows), make_context(), tally=tally, quarantine=quarantine)
    assert list(records.fit) == [False, False, True, False]
    assert tally.quarantined == {"record-missing": 1, "municipality-unknown": 1, "date-in-future": 1}
    assert (tally.rows, tally.loaded) == (4, 1)
    (stopped,) = quarantine.stopped
    assert stopped.column("row").to_pylist() == [1, 2, 4]
    assert stopped.column("reason").to_pylist() == [
        "record-missing",
        "municipality-unknown",
        "date-in-future",
    ]


def test_answers_are_what_was_asked_and_answered():
    """Neither when and where the visit was, nor what is worked out, is an answer."""
    tally = Tally()
    rows = [{"AMMESTATUS": "-", "VEKT_KG": "5,0", "BYDEL": "Fana", "ENHET": "x", "EPDS_SUM": "999"}]
    inspect(make_records(rows), make_context(), tally=tally, quarantine=Quarantine())
    assert tally.answers == 2
