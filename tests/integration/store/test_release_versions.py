"""The number of a release says what changed since the one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from store_factories import (
    BREASTFEEDING,
    NAME,
    databank,
    deliver,
    files_under,
    one_delivery,
    people,
    release,
    values,
    variable,
    visits,
    with_variable,
    without_variable,
)

from folkekommune.catalogue.model import Code, Texts, ValueType
from folkekommune.errors import UsageError

CORRECTION = "unit record version date age AMMESTATUS VEKT_KG BYDEL\n1 10 2 2020-02-12 43 2 4.5 460102"
SAME_AGAIN = "unit record version date age AMMESTATUS VEKT_KG BYDEL\n1 10 1 2020-02-12 43 3 4.5 460102"


def test_the_first_release_is_1_0_0(tmp_path):
    assert release(one_delivery(tmp_path)).version == "1.0.0"


def test_nothing_new_makes_no_new_release(tmp_path):
    store = one_delivery(tmp_path)
    made = release(store)
    before = {name: (made.folder / name).stat().st_mtime_ns for name in files_under(made.folder)}
    again = release(store)
    assert again == made
    assert {name: (made.folder / name).stat().st_mtime_ns for name in files_under(made.folder)} == before
    assert store.releases(NAME) == ("1.0.0",)


def test_a_delivery_that_changes_nothing_makes_no_new_release(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    deliver(store, "4601", "again", who=people(), U6=visits(SAME_AGAIN))
    assert release(store).version == "1.0.0"


def test_changed_data_raise_the_first_number(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    deliver(store, "4601", "correction", who=people(), U6=visits(CORRECTION))
    made = release(store)
    assert made.version == "2.0.0"
    assert made.manifest["change"]["changed"] == ["AMMESTATUS_U6"]


def test_the_old_release_keeps_its_data_when_a_new_one_is_made(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    deliver(store, "4601", "correction", who=people(), U6=visits(CORRECTION))
    release(store)
    assert values(store.release(NAME, "1"), "AMMESTATUS_U6") == {1: 3, 2: 1}
    assert values(store.release(NAME, "2"), "AMMESTATUS_U6") == {1: 2, 2: 1}


def test_another_person_alone_raises_the_first_number(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    deliver(store, "4601", "newcomer", who=people(3))
    assert release(store).version == "2.0.0"


def test_another_municipality_raises_the_first_number(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    deliver(store, "4631", "alver", who=people(3))
    assert release(store, "4601", "4631").version == "2.0.0"


def test_an_added_variable_raises_the_second_number(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    made = release(store, bank=with_variable(databank(), variable("FODSELSAAR", ValueType.INTEGER)))
    assert made.version == "1.1.0"
    assert made.manifest["change"]["added"] == ["FODSELSAAR"]


def test_a_removed_variable_raises_the_first_number(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    made = release(store, bank=without_variable(databank(), "AMMESTATUS_M6"))
    assert made.version == "2.0.0"
    assert made.manifest["change"]["removed"] == ["AMMESTATUS_M6"]


def test_other_words_raise_the_third_number(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    entry = replace(databank().variables["KJONN"], title=Texts("Barnets kjønn", "Kjønnet", "Sex"))
    made = release(store, bank=with_variable(databank(), entry))
    assert made.version == "1.0.1"
    assert made.manifest["change"]["texts"] == ["KJONN"]


def test_other_words_about_the_databank_raise_the_third_number(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    assert release(store, bank=databank(title=Texts("Alle barn", "Alle born", "All"))).version == "1.0.1"


@pytest.mark.parametrize(
    ("code", "version"),
    [
        (Code(3, Texts("Ammes ikke", "Ikkje amma", "None"), date(1900, 1, 1)), "1.0.1"),
        (Code(3, Texts("Ikke", "Ikkje", "None"), date(2015, 1, 1)), "2.0.0"),
        (Code(4, Texts("Ikke", "Ikkje", "None"), date(1900, 1, 1)), "2.0.0"),
    ],
)
def test_a_code_may_change_its_words_but_not_its_number_or_validity(tmp_path, code, version):
    store = one_delivery(tmp_path)
    release(store)
    codes = tuple(code if old.value == 3 else old for old in BREASTFEEDING.codes)
    entry = replace(databank().variables["AMMESTATUS_U6"], code_list=replace(BREASTFEEDING, codes=codes))
    assert release(store, bank=with_variable(databank(), entry)).version == version


def test_an_old_release_keeps_the_words_it_was_made_with(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    entry = replace(databank().variables["KJONN"], title=Texts("Ny", "Ny", "New"))
    release(store, bank=with_variable(databank(), entry))
    assert store.release(NAME, "1.0.0").definition == databank()
    assert store.release(NAME, "1.0.1").definition.variables["KJONN"].title.nb == "Ny"


def test_a_major_version_names_its_latest_release(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    release(store, bank=databank(title=Texts("a", "a", "a")), version="1.0.9")
    release(store, bank=databank(title=Texts("b", "b", "b")))
    assert store.releases(NAME) == ("1.0.0", "1.0.9", "1.0.10")
    assert store.release(NAME, 1).version == "1.0.10"
    assert store.release(NAME).version == "1.0.10"


def test_a_version_can_be_chosen_when_it_is_high_enough(tmp_path):
    store = one_delivery(tmp_path)
    assert release(store, version="3.2.1").version == "3.2.1"
    deliver(store, "4601", "newcomer", who=people(3))
    assert release(store, version="5.0.0").version == "5.0.0"


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("1.0.0", "store.version-taken"),
        ("1.9.9", "store.version-too-low"),
        ("0.9.0", "store.version-too-low"),
        ("2.0", "store.version-form"),
        ("2.0.0.1", "store.version-form"),
        ("../2.0.0", "store.version-form"),
    ],
)
def test_a_version_that_hides_a_change_is_refused(tmp_path, version, code):
    store = one_delivery(tmp_path)
    release(store)
    deliver(store, "4601", "newcomer", who=people(3))
    with pytest.raises(UsageError) as refusal:
        release(store, version=version)
    assert refusal.value.code == code
    assert store.releases(NAME) == ("1.0.0",)


@pytest.mark.parametrize("version", ["2", "1.0.7", 7])
def test_a_version_that_does_not_exist_is_not_guessed(tmp_path, version):
    store = one_delivery(tmp_path)
    release(store)
    with pytest.raises(UsageError) as refusal:
        store.release(NAME, version)
    assert refusal.value.code == "store.no-release"


def test_the_same_drafts_give_the_same_archive_bytes(tmp_path):
    first, second = release(one_delivery(tmp_path / "a")), release(one_delivery(tmp_path / "b"))
    for name in databank().variables:
        one, other = first.variable_file("4601", name), second.variable_file("4601", name)
        assert one.read_bytes() == other.read_bytes()
