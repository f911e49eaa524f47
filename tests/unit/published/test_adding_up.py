"""G1: districts and the unknown one are the municipality, person by person; counted by hand."""

from __future__ import annotations

from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.published.adding_up import Apart, find_apart

ANE, BO, CAI = 0b001, 0b010, 0b100


def history(*cells):
    """Give the history of cells: district, the keys of its people, and year."""
    found = {}
    for district, keys, year in cells:
        fingerprint = 0
        for key in keys:
            fingerprint ^= key
        found[f"bank|4601|amming|2|{district}|{year}|-|0"] = PublishedCell("", fingerprint, len(keys), 7)
    return found


def test_everyone_is_in_one_district_or_in_the_unknown_one():
    known = history(("-", [ANE, BO, CAI], 2024), ("460101", [ANE], 2024), ("460199", [BO, CAI], 2024))
    assert find_apart(known) == ()


def test_someone_in_no_district_is_found_in_that_year_alone():
    known = history(
        ("-", [ANE, BO, CAI], 2024), ("460101", [ANE], 2024), ("460199", [BO], 2024),
        ("-", [ANE], 2023), ("460101", [ANE], 2023), ("460199", [], 2023),
    )  # fmt: skip
    assert find_apart(known) == (Apart("amming", 2, 2024),)


def test_someone_in_two_districts_and_another_in_none_add_up_and_are_found():
    known = history(("-", [ANE, BO], 2024), ("460101", [ANE], 2024), ("460102", [ANE], 2024))
    assert find_apart(known) == (Apart("amming", 2, 2024),)


def test_a_municipality_without_districts_has_nothing_to_add_up():
    assert find_apart(history(("-", [ANE, BO], 2024))) == ()


def test_the_years_of_a_period_are_the_period():
    """A year without people is none of its years; who is in no year, or in two, is found."""
    years = (("-", [ANE], 2022), ("-", [BO], 2024))
    assert find_apart(history(*years, ("-", [ANE, BO], "2022-2024"))) == ()
    for people in ([ANE, BO, CAI], [ANE]):
        assert find_apart(history(*years, ("-", people, "2022-2024"))) == (Apart("amming", 2, 2024, 3),)


def test_a_mean_that_is_shown_of_the_whole_alone_is_no_matter():
    """Its people are counted as cases, in every district."""
    known = history(("-", [ANE, BO], 2024), ("460101", [ANE], 2024), ("460102", [BO], 2024))
    named = "bank|4601|amming|2|{}|2024|-|mean"
    whole = known["bank|4601|amming|2|-|2024|-|0"]
    shown = {named.format("-"): whole, named.format("460101"): known["bank|4601|amming|2|460101|2024|-|0"]}
    assert find_apart(known | shown) == ()
