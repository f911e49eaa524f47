"""Patches of words, differences between two versions, drafts' numbers, retention and deletion."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from store_factories import (
    BREASTFEEDING,
    NAME,
    databank,
    deliver,
    files_under,
    one_delivery,
    people,
    persons,
    release,
    values,
    variable,
    visits,
    with_variable,
    without_variable,
)

from folkekommune.catalogue.model import Code, Texts, ValueType
from folkekommune.errors import InputError, UsageError
from folkekommune.store.comparison import band, compare_releases
from folkekommune.store.deliveries import Source
from folkekommune.store.patching import patch_release
from folkekommune.store.people import SCHEMA, People
from folkekommune.store.retention import Retention, apply_retention, delete_version
from folkekommune.store.withdrawal import withdraw_part

HEADER = "unit record version date age AMMESTATUS VEKT_KG BYDEL\n"
RETITLED = with_variable(
    databank(), replace(databank().variables["KJONN"], title=Texts("Barnets kjønn", "Kjønnet", "Sex"))
)
TODAY = date(2026, 5, 17)


def test_a_patch_has_new_words_and_the_data_of_the_version_before(tmp_path):
    store = one_delivery(tmp_path)
    first = release(store)
    deliver(store, "4601", "newer", who=people(3))
    made = patch_release(store, RETITLED)
    assert made.version == "1.0.1"
    assert made.definition.variables["KJONN"].title.nb == "Barnets kjønn"
    assert values(made, "AMMESTATUS_U6") == values(first, "AMMESTATUS_U6")
    assert made.manifest["parts"] == first.manifest["parts"]
    assert made.manifest["change"]["texts"] == ["KJONN"]
    assert patch_release(store, RETITLED) == made
    assert store.verify(NAME) == ("1.0.0", "1.0.1")


def test_a_patch_takes_next_to_no_room(tmp_path):
    store = one_delivery(tmp_path)
    first = release(store)
    made = patch_release(store, RETITLED)
    assert first.serving.stat().st_ino == made.serving.stat().st_ino


@pytest.mark.parametrize(
    ("bank", "named"),
    [
        (with_variable(databank(), variable("NY", ValueType.INTEGER)), "NY"),
        (without_variable(databank(), "KJONN"), "KJONN"),
        (with_variable(databank(), variable("KJONN", ValueType.STRING)), "KJONN"),
        (
            with_variable(
                databank(),
                replace(
                    databank().variables["AMMESTATUS_U6"],
                    code_list=replace(
                        BREASTFEEDING,
                        codes=(*BREASTFEEDING.codes, Code(4, Texts("a", "a", "a"), date(1900, 1, 1))),
                    ),
                ),
            ),
            "AMMESTATUS_U6",
        ),
        (
            with_variable(
                databank(),
                replace(
                    databank().variables["AMMESTATUS_U6"],
                    code_list=replace(
                        BREASTFEEDING,
                        codes=tuple(
                            replace(code, valid_from=date(2012, 1, 1)) for code in BREASTFEEDING.codes
                        ),
                    ),
                ),
            ),
            "AMMESTATUS_U6",
        ),
    ],
)
def test_a_patch_that_would_mean_something_else_is_refused(tmp_path, bank, named):
    store = one_delivery(tmp_path)
    release(store)
    with pytest.raises(InputError) as caught:
        patch_release(store, bank)
    assert (caught.value.code, caught.value.parameters) == ("store.patch-meaning", {"variables": named})
    assert store.releases(NAME) == ("1.0.0",)


def test_the_draft_has_a_number_of_four(tmp_path):
    store = one_delivery(tmp_path)
    [delivery] = store.draft(NAME, "4601").deliveries()
    second = int(datetime.fromisoformat(delivery.loaded_at).replace(tzinfo=UTC).timestamp())
    assert store.draft_version(NAME) == f"0.0.0.{second}"


def test_two_versions_are_compared_by_variables_codes_and_persons(tmp_path):
    store = one_delivery(tmp_path)
    first = release(store)
    table = visits(f"{HEADER}1 10 2 2020-02-12 43 2 4.5 460102\n3 30 1 2020-02-12 43 2 4.5 460102")
    deliver(store, "4601", "second", who=persons((3, 333)), U6=table)
    codes = (
        *(
            replace(code, title=Texts("Ny", "Ny", "New")) if code.value == 3 else code
            for code in BREASTFEEDING.codes[1:]
        ),
        Code(4, Texts("Ukjent", "Ukjend", "Unknown"), date(1900, 1, 1)),
    )
    entry = replace(databank().variables["AMMESTATUS_M6"], code_list=replace(BREASTFEEDING, codes=codes))
    bank = with_variable(without_variable(databank(), "BYDEL_U6"), entry)
    later = with_variable(bank, variable("NY", ValueType.INTEGER))
    with pytest.raises(InputError):
        release(store, bank=later)
    later = with_variable(with_variable(databank(), entry), variable("NY", ValueType.INTEGER))
    found = compare_releases(first, release(store, bank=later), municipality="4601")
    assert found.change.added == ("NY",)
    assert found.change.removed == ()
    assert "AMMESTATUS_M6" in found.change.changed
    assert found.codes["AMMESTATUS_M6"].added == ("4",)
    assert found.codes["AMMESTATUS_M6"].removed == ("1",)
    assert found.codes["AMMESTATUS_M6"].retitled == ("3",)
    assert (found.part.came, found.part.left) == ("1-9", "0")
    assert found.part.variables["AMMESTATUS_U6"] == "1-9"
    # Nothing is counted without saying whose part it is.
    assert compare_releases(first, store.release(NAME)).part is None
    json.dumps(found.part.variables)


def test_other_pseudonyms_are_no_change(tmp_path):
    store = one_delivery(tmp_path)

    def renamed(generation: int) -> People:
        rows = [(unit, unit * 7 + generation, key) for unit, key in ((1, 111), (2, 222))]
        table = pa.table(list(map(list, zip(*rows, strict=True))), names=SCHEMA.names)
        return People(table, str(generation))

    first = release(store, people=lambda: renamed(1))
    second = release(store, people=lambda: renamed(2))
    assert second.version == "2.0.0"
    found = compare_releases(first, second, municipality="4601")
    assert found.change.changed == ()
    assert (found.part.came, found.part.left, found.part.variables) == ("0", "0", {})


def test_a_release_of_units_no_one_knows_is_refused(tmp_path):
    store = one_delivery(tmp_path)
    table = pa.table([[1], [7], [111]], names=SCHEMA.names)
    with pytest.raises(InputError) as caught:
        release(store, people=lambda: People(table, "x"))
    assert (caught.value.code, caught.value.parameters) == ("store.unit-unknown", {"municipality": "4601"})


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0"), (1, "1-9"), (9, "1-9"), (10, "10-49"), (49, "10-49"), (499, "100-499"), (10**7, "500000+")],
)
def test_persons_are_told_in_bands(count, told):
    assert band(count) == told


def test_a_deleted_version_is_gone_and_others_keep_what_they_share(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    made = patch_release(store, RETITLED)
    delete_version(store, NAME, "1.0.0")
    assert store.releases(NAME) == ("1.0.1",)
    assert store.verify(NAME) == ("1.0.1",)
    assert values(made, "AMMESTATUS_U6") == {1: 3, 2: 1}
    assert not any("1.0.0" in name for name in files_under(tmp_path))
    with pytest.raises(UsageError):
        delete_version(store, NAME, "1.0.0")


def test_retention_keeps_the_newest_versions(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    for title in ("a", "b", "c"):
        release(store, bank=databank(title=Texts(title, title, title)))
    deleted = apply_retention(store, NAME, Retention(versions=2), today=TODAY)
    assert deleted.versions == ("1.0.0", "1.0.1")
    assert store.releases(NAME) == ("1.0.2", "1.0.3")
    assert apply_retention(store, NAME, Retention(versions=2), today=TODAY).versions == ()


def test_a_withdrawn_version_is_deleted_when_its_time_is_over(tmp_path):
    store = one_delivery(tmp_path)
    deliver(store, "4631", "alver", who=people(3))
    release(store, "4601", "4631")
    withdraw_part(store, NAME, "4631", today=TODAY)
    rules = Retention(withdrawn_days=30)
    assert apply_retention(store, NAME, rules, today=date(2026, 6, 15)).versions == ()
    assert apply_retention(store, NAME, rules, today=date(2026, 6, 16)).versions == ("1.0.0",)
    assert store.every_version(NAME) == ("2.0.0",)
    # It is still told why it cannot be used, and its number is not used again.
    with pytest.raises(UsageError) as caught:
        store.release(NAME, "1")
    assert caught.value.code == "store.withdrawn-instead"


def test_an_earlier_reading_of_files_is_deleted_when_its_time_is_over(tmp_path):
    store = one_delivery(tmp_path)
    for identity in ("a", "a, read better"):
        with store.draft(NAME, "4601").add(identity, Source("4601/A", 1, content="files")) as writer:
            writer.persons(people(7))
            writer.finish({})
    assert [each.identity for each in store.draft(NAME, "4601").everything()] == [
        "first",
        "a",
        "a, read better",
    ]
    rules = Retention(readings_days=0)
    assert apply_retention(store, NAME, rules, today=date(2100, 1, 1)).readings == {"4601": 1}
    assert [each.identity for each in store.draft(NAME, "4601").everything()] == ["first", "a, read better"]


def test_what_is_not_said_is_kept(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    before = files_under(tmp_path)
    apply_retention(store, NAME, Retention(), today=date(2100, 1, 1))
    assert files_under(tmp_path) == before


@pytest.mark.parametrize(
    "content", [{"versons": 2}, {"versions": "2"}, {"versions": 0}, {"withdrawn_days": -1}]
)
def test_a_rule_that_is_not_understood_is_refused(content):
    with pytest.raises(InputError) as caught:
        Retention.read(content)
    assert caught.value.code == "store.retention"


def test_a_delivery_folder_is_its_owners_alone(tmp_path):
    store = one_delivery(tmp_path)
    [delivery] = store.draft(NAME, "4601").deliveries()
    assert delivery.folder.stat().st_mode & 0o077 == 0
    assert (delivery.folder / "delivery.json").stat().st_mode & 0o077 == 0
