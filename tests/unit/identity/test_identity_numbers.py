"""Held against python-stdnum and published examples. See ``synthetic_series`` for what may stand here.

No number that a person has, or could be given, may stand in a file or come up in a test. So every
number here is of the Tax Administration's synthetic series (month + 80), with two exceptions, both made in
memory: months + 65 (no person has one either), and births in 1854 of the plain series: the oldest person
who ever got a number was born in 1855, and numbers are not given backwards.

python-stdnum does not know the synthetic series, so it is asked what it can answer without a real
number: its control-digit functions take the first nine or ten digits of any series, and
``get_birth_date`` reads a date without looking at control digits. It subtracts 40 from the month, so it gets
the number with month + 40 in place of + 80. Its control digits then never fit: the change of four in the
third digit moves the first sum by 24, which is not a multiple of 11.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer as stdnum

from folkekommune.identity import Fault, Series, check_numbers, control_digits, make_synthetic, parse_numbers

# Examples of the synthetic series that the Tax Administration gave to Nav, printed in
# navikt/fnrvalidator, issue 116: number, D-number, birth date, sex.
PUBLISHED = (
    ("17912099997", "57912075186", "2020-11-17", 1),
    ("29822099635", "69822075096", "2020-02-29", 2),
    ("05840399895", "45840375084", "2003-04-05", 2),
    ("12829499914", "52829400197", "1994-02-12", 1),
    ("12905299938", "52905200100", "1952-10-12", 1),
    ("21883649874", "61883600222", "1936-08-21", 2),
    ("21929774873", "61929750062", "1897-12-21", 2),
)


def synthetic_series(count: int = 3000, **options: object) -> np.ndarray:
    """Make synthetic numbers of all centuries and kinds."""
    random = np.random.default_rng(20321)
    born = np.datetime64("1940-01-01") + random.integers(0, 36_000, count)
    late = born >= np.datetime64("2000-01-01")
    individual = np.where(late, random.integers(500, 1000, count), random.integers(0, 500, count))
    numbers = make_synthetic(born, individual, **options)
    return numbers[numbers >= 0]


def test_published_examples_are_valid_with_birth_date_and_sex():
    for number, d_number, birth_date, sex in PUBLISHED:
        checked = check_numbers(parse_numbers([number, d_number]))
        assert list(checked.valid) == [True, True], number
        assert list(checked.d_number) == [False, True]
        assert list(checked.series) == [Series.TAX_TEST] * 2
        assert checked.birth_date[0] == np.datetime64(birth_date)
        assert checked.birth_date[1] == np.datetime64(birth_date)
        assert checked.sex[0] == sex


def test_control_digits_are_those_of_stdnum():
    for number in synthetic_series():
        text = f"{number:011d}"
        assert text[9] == stdnum.calc_check_digit1(text[:9])
        assert text[10] == stdnum.calc_check_digit2(text[:10])
    first, second = control_digits(np.array([int(PUBLISHED[0][0][:9])]))
    assert (first[0], second[0]) == (9, 7)


def test_numbers_that_would_need_a_ten_are_not_made():
    """About one in eleven for each digit; the digit functions of stdnum then give two characters."""
    born = np.full(500, np.datetime64("2015-06-01"))
    individual = np.arange(500, 1000)
    made = make_synthetic(born, individual)
    for number, choice in zip(made, individual, strict=True):
        first = stdnum.calc_check_digit1(f"018615{choice}")
        second = stdnum.calc_check_digit2(f"018615{choice}{first[0]}")
        assert (number == -1) == ("10" in {first, second})
    assert 50 < (made == -1).sum() < 120


def test_birth_dates_are_those_of_stdnum():
    """Also where the day does not exist, or the individual number leaves no century."""
    random = np.random.default_rng(7)
    count = 4000
    day, month, year = (
        random.integers(0, 33, count),
        random.integers(1, 14, count),
        random.integers(0, 100, count),
    )
    day = day + 40 * random.integers(0, 2, count)
    nine = day * 10**7 + (month + 80) * 10**5 + year * 1000 + random.integers(0, 1000, count)
    first, second = control_digits(nine)
    usable = (first != 10) & (second != 10)
    numbers = (nine * 100 + first * 10 + second)[usable]
    checked = check_numbers(numbers)
    faulty = 0
    for number, date, fault in zip(numbers, checked.birth_date, checked.fault, strict=True):
        as_help_number = f"{number - 40 * 10**7:011d}"
        try:
            expected = stdnum.get_birth_date(as_help_number)
        except ValidationError:
            faulty += 1
            assert fault == Fault.DATE
            assert np.isnat(date)
        else:
            assert fault == Fault.NONE
            assert date == np.datetime64(expected)
    assert faulty > 500


def test_every_single_wrong_digit_is_found():
    """The second control digit alone finds them, so this also holds for numbers issued from 2032."""
    good = synthetic_series(200)
    for place in range(11):
        if place == 2:
            continue  # the month's first digit tells the series; see the next test
        power = 10 ** (10 - place)
        digit = good // power % 10
        for step in range(1, 10):
            wrong = good + ((digit + step) % 10 - digit) * power
            assert (check_numbers(wrong, from_2032=True).fault != Fault.NONE).all()


def test_neighbours_swapped_are_found():
    good = synthetic_series(500)
    for place in (0, 3, 4, 5, 6, 7, 8, 9):
        high, low = 10 ** (10 - place), 10 ** (9 - place)
        left, right = good // high % 10, good // low % 10
        swapped = good + (right - left) * high + (left - right) * low
        changed = left != right
        assert (check_numbers(swapped[changed]).fault != Fault.NONE).all()


def test_form_is_checked_before_anything_else():
    numbers = parse_numbers(["", "1234567890", "123456789012", "1791209999x", "１7912099997", " 7912099997"])
    assert list(numbers) == [-1] * 6
    assert list(check_numbers(numbers).fault) == [Fault.FORM] * 6
    assert list(check_numbers(np.array([10**11])).fault) == [Fault.FORM]


def test_a_lost_leading_zero_is_the_same_number():
    assert check_numbers(np.array([5840399895])).valid.all()


@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_numbers_issued_from_2032_are_valid_only_where_they_may_occur(remainder):
    numbers = synthetic_series(500, remainder=remainder)
    for number in numbers:
        text = f"{number:011d}"
        assert text[9] != stdnum.calc_check_digit1(text[:9])
        assert text[10] == stdnum.calc_check_digit2(text[:10])
    assert set(check_numbers(numbers).fault) == {Fault.CONTROL_DIGITS}
    checked = check_numbers(numbers, from_2032=True)
    assert checked.valid.all()
    assert set(checked.sex) == {0}
    assert np.isnat(checked.birth_date).all()


def test_from_2032_the_century_is_the_latest_one_possible():
    born = np.array(["2033-05-17", "1999-12-31", "2012-02-29"], dtype="datetime64[D]")
    numbers = make_synthetic(born, np.array([701, 701, 701]), remainder=2)
    assert (numbers > 0).all()
    known = np.array(["2033-06-28", "2033-06-28", "2016-03-01"], dtype="datetime64[D]")
    assert list(check_numbers(numbers, from_2032=True).birth_dates(known)) == list(born)
    earlier = np.full(3, np.datetime64("2012-02-28"))
    assert list(check_numbers(numbers, from_2032=True).birth_dates(earlier)) == [
        np.datetime64("1933-05-17"),
        np.datetime64("1999-12-31"),
        np.datetime64("1912-02-29"),
    ]


def test_the_plain_series_is_no_synthetic_one():
    """Born 31 December 1854: no person ever had such a number (see the module's text)."""
    nine = np.array([311254500 + step for step in range(250)])
    first, second = control_digits(nine)
    usable = (first != 10) & (second != 10)
    checked = check_numbers((nine * 100 + first * 10 + second)[usable])
    assert checked.valid.all()
    assert not checked.synthetic.any()
    assert set(checked.series) == {Series.PERSON}
    assert set(checked.birth_date) == {np.datetime64("1854-12-31")}


def test_the_health_network_series_is_synthetic():
    """Months 66-77 (bekkopen/NoCommons 0.15)."""
    nine = np.array([177115500 + step for step in range(100)])
    first, second = control_digits(nine)
    usable = (first != 10) & (second != 10)
    checked = check_numbers((nine * 100 + first * 10 + second)[usable])
    assert checked.valid.all()
    assert checked.synthetic.all()
    assert set(checked.birth_date) == {np.datetime64(dt.date(2015, 6, 17))}
