"""A delivery that does not fit, and a release that was touched, are told with place and remedy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_factories import (
    NAME,
    databank,
    deliver,
    files_under,
    one_delivery,
    people,
    persons,
    release,
    variable,
    visits,
    with_variable,
)

from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.errors import InputError, UsageError
from folkekommune.store.locks import exclusive
from folkekommune.store.release import build_release
from folkekommune.store.store import Store
from folkekommune.texts import LANGUAGES, catalogue, text

ONE = "unit record version date age {item}\n1 1 1 2020-02-13 44 1"


def refused(store: Store, *parts: str, kind=InputError, **more) -> UsageError | InputError:
    with pytest.raises(kind) as refusal:
        release(store, *parts, **more)
    for language in LANGUAGES:
        assert text(refusal.value.code, language, **refusal.value.parameters)
    assert store.releases(NAME) == ()
    return refusal.value


def test_an_item_the_databank_does_not_know(tmp_path):
    store = Store(tmp_path)
    deliver(store, "4601", "a", who=people(1), U6=visits(ONE.format(item="UKJENT")))
    fault = refused(store)
    assert (fault.code, fault.parameters) == ("store.unknown-variable", {"variable": "UKJENT"})


def test_an_item_at_an_occasion_where_it_is_not_asked(tmp_path):
    store = Store(tmp_path)
    table = visits(ONE.format(item="VEKT_KG"))
    deliver(store, "4601", "a", who=people(1), M6=table)
    assert refused(store).code == "store.unknown-variable"


def test_an_occasion_the_databank_does_not_know(tmp_path):
    store = Store(tmp_path)
    deliver(store, "4601", "a", who=people(1), A2=visits(ONE.format(item="AMMESTATUS")))
    fault = refused(store)
    assert fault.code == "store.unknown-occasion"
    assert fault.parameters == {"occasion": "A2", "municipality": "4601"}


def test_an_item_of_another_type(tmp_path):
    store = Store(tmp_path)
    table = visits(ONE.format(item="AMMESTATUS"))
    bank = with_variable(
        databank(), replace(databank().variables["AMMESTATUS_U6"], value_type=ValueType.DECIMAL)
    )
    deliver(store, "4601", "a", who=people(1), U6=table)
    assert refused(store, bank=bank).code == "store.wrong-type"


def test_a_visit_of_someone_never_delivered(tmp_path):
    store = Store(tmp_path)
    deliver(store, "4601", "a", who=people(2), U6=visits(ONE.format(item="AMMESTATUS")))
    assert refused(store).code == "store.person-missing"


def test_a_person_with_another_key_in_each_municipality(tmp_path):
    store = Store(tmp_path)
    deliver(store, "4601", "a", who=persons((1, 10)))
    deliver(store, "4631", "a", who=persons((1, 11)))
    assert refused(store, "4601", "4631").code == "store.key-conflict"


@pytest.mark.parametrize("temporality", [Temporality.EVENT, Temporality.ACCUMULATED])
def test_a_variable_with_periods_that_no_delivery_can_state(tmp_path, temporality):
    entry = variable("BOSTED", ValueType.STRING, temporality=temporality)
    fault = refused(one_delivery(tmp_path), bank=with_variable(databank(), entry))
    assert fault.code == "store.no-period"


def test_a_municipality_without_deliveries(tmp_path):
    fault = refused(one_delivery(tmp_path), "4601", "4631")
    assert (fault.code, fault.parameters) == ("store.part-empty", {"municipality": "4631"})


def test_no_municipality_at_all(tmp_path):
    with pytest.raises(UsageError) as refusal:
        build_release(one_delivery(tmp_path), databank(), parts=())
    assert refusal.value.code == "store.no-parts"


def test_a_part_named_twice_counts_once(tmp_path):
    assert release(one_delivery(tmp_path), "4601", "4601").parts == ("4601",)


def test_more_municipalities_than_the_mask_has_bits(tmp_path):
    numbers = [f"{number}" for number in range(1100, 1164)]
    assert refused(Store(tmp_path), *numbers, kind=UsageError).code == "store.too-many-parts"


def test_two_releases_at_once(tmp_path):
    store = one_delivery(tmp_path)
    with exclusive(store.databank_folder(NAME), "test"):
        assert refused(store, kind=UsageError).code == "store.release-busy"


@pytest.mark.parametrize("name", ["..", "../x", "No.Such", "", ".hidden", "a/b"])
def test_a_databank_whose_name_would_be_another_folder(tmp_path, name):
    with pytest.raises(UsageError) as refusal:
        Store(tmp_path).draft(name, "4601")
    assert refusal.value.code == "store.bad-name"


@pytest.mark.parametrize("number", ["", "460", "46011", "../1", "４６０１"])
def test_a_municipality_whose_number_is_none(tmp_path, number):
    with pytest.raises(UsageError) as refusal:
        Store(tmp_path).draft(NAME, number)
    assert refusal.value.code == "store.bad-name"


def test_a_delivery_that_was_altered_after_it_was_loaded(tmp_path):
    store = one_delivery(tmp_path)
    [delivery] = store.draft(NAME, "4601").deliveries()
    file = delivery.visits()["U6"]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    fault = refused(store)
    assert fault.code == "store.damaged"
    assert fault.place.file == str(file)


def test_every_file_of_a_release_is_read_only(tmp_path):
    made = release(one_delivery(tmp_path))
    modes = {(made.folder / name).stat().st_mode & 0o777 for name in files_under(made.folder)}
    assert modes == {0o440}


@pytest.mark.parametrize(
    "name", ["serving.duckdb", "databank.json", "4601/AMMESTATUS_U6.parquet", "4601/persons.parquet"]
)
def test_one_altered_bit_is_found_when_the_release_is_opened(tmp_path, name):
    store = one_delivery(tmp_path)
    file = release(store).folder / name
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.chmod(0o640)
    file.write_bytes(content)
    assert damaged(store) == str(file)


def test_a_missing_file_is_found(tmp_path):
    store = one_delivery(tmp_path)
    file = release(store).folder / "4601" / "KJONN.parquet"
    file.unlink()
    assert damaged(store) == str(file)


def test_a_file_too_many_is_found(tmp_path):
    store = one_delivery(tmp_path)
    file = release(store).folder / "4601" / "SMUGLET.parquet"
    file.write_bytes(b"")
    assert damaged(store) == str(file)


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", "{"])
def test_a_manifest_that_is_no_manifest(tmp_path, content):
    store = one_delivery(tmp_path)
    file = release(store).folder / "manifest.json"
    file.chmod(0o640)
    file.write_text(content)
    assert damaged(store) == str(file)


def damaged(store: Store) -> str | None:
    with pytest.raises(InputError) as refusal:
        store.verify(NAME)
    assert refusal.value.code == "store.damaged"
    return refusal.value.place.file


def test_verify_lists_the_versions_that_hold(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    deliver(store, "4601", "newcomer", who=people(3))
    release(store)
    assert store.verify(NAME) == ("1.0.0", "2.0.0")


def test_a_databank_never_released(tmp_path):
    with pytest.raises(UsageError) as refusal:
        one_delivery(tmp_path).release(NAME)
    assert refusal.value.code == "store.no-releases"


def test_the_store_lists_what_it_holds(tmp_path):
    store = one_delivery(tmp_path)
    store.draft(NAME, "4631")
    assert store.databanks() == (NAME,)
    assert store.drafts(NAME) == ("4601",)
    assert store.releases(NAME) == ()
    assert Store(tmp_path / "none").databanks() == ()


def test_every_text_of_the_store_stands_in_three_languages():
    entries = {code: entry for code, entry in catalogue().items() if code.startswith("store.")}
    assert entries
    assert all(set(entry) == set(LANGUAGES) for entry in entries.values())
