"""A D-number first and another number later (E03), in an export of rows: only an id of the patient tells."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from delivery_factory import PACKAGE, Visit, make_loading, write_reports
from home_factory import D_NUMBER, FNR

from folkekommune.ingest.loading.load import load_delivery

DATABANK = PACKAGE.databank.name
LATER = {"extracted": "2024-06-15T06:30:00"}


@pytest.fixture
def loading(tmp_path):
    """Give an installation whose supplier has the patient's id in the report, and says so in the mapping."""
    folder = tmp_path / "package"
    shutil.copytree(PACKAGE.folder, folder)
    file = folder / "mappings" / "bred_csv.toml"
    mapping = file.read_text("utf-8").replace("[fields]\n", '[fields]\nperson = ["Pasient-id"]\n')
    file.write_text(mapping, "utf-8")
    made = make_loading(tmp_path / "home")
    return replace(made, packages={DATABANK: replace(PACKAGE, folder=folder)})


def load_both(folder, loading, patients):
    """Load a visit under each number, by what stands as the patient's id; tell how many were linked."""
    noted = {}
    for name, identity, patient, fields in (
        ("first", D_NUMBER, patients[0], {}),
        ("then", FNR, patients[1], LATER),
    ):
        visit = Visit(name, identity, cells={"Ammestatus": "Fullammet"} | patient)
        report = load_delivery(write_reports(folder / name, {"U6": [visit]}, **fields), **loading.arguments())
        assert (report.loaded, report.quarantined) == (1, {})
        noted |= report.noted
    return noted.get("person-linked", 0)


def test_an_id_of_the_patient_makes_them_one(tmp_path, loading):
    assert load_both(tmp_path, loading, [{"Pasient-id": "77"}] * 2) == 1


def test_another_patient_is_another_person(tmp_path, loading):
    assert load_both(tmp_path, loading, [{"Pasient-id": "77"}, {"Pasient-id": "78"}]) == 0


def test_without_an_id_two_numbers_with_one_name_and_birth_date_stay_two_persons(tmp_path):
    """The name is dropped on arrival, and children who share a birth date are many."""
    assert load_both(tmp_path, make_loading(tmp_path / "home"), [{}, {}]) == 0
