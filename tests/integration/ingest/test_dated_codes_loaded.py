"""A code map with validity, through a whole load: the same word by the day of the visit and the form."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from delivery_factory import (
    FIRST,
    PACKAGE,
    Visit,
    coded,
    csv_report,
    make_loading,
    number,
    patient,
    response,
    write_bulk,
    write_delivery,
    write_reports,
)

from folkekommune.errors import InputError
from folkekommune.ingest.loading.load import load_delivery

BOY = number("2018-03-05")
DATED = """
[[writing.codes]]
list = "amming"
to = 2018-04-16
terms = { "Mest" = 1 }
words = { "Fullammet" = 2 }

[[writing.codes]]
list = "amming"
from = 2018-04-17
terms = { "Mest" = 2 }
"""
BY_FORM = """
[[writing.codes]]
list = "amming"
forms = ["2.0"]
terms = { "1" = 3 }
"""


@pytest.fixture
def loading(tmp_path):
    """Give an installation whose mappings may be changed."""
    made = make_loading(tmp_path / "home")
    folder = tmp_path / "package"
    shutil.copytree(PACKAGE.folder, folder)
    return replace(made, packages={PACKAGE.databank.name: replace(PACKAGE, folder=folder)})


def change(loading, name, addition, *changes):
    file = loading.packages[PACKAGE.databank.name].folder / "mappings" / f"{name}.toml"
    content = file.read_text("utf-8")
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    file.write_text(content + addition, "utf-8")


def loaded(loading):
    """Give what was loaded as breastfeeding, by the day of the visit."""
    (delivery,) = loading.draft().deliveries()
    table = pq.read_table(delivery.visits()["U6"])
    days = [str(day) for day in table["visit_date"].to_pylist()]
    return sorted(zip(days, table["AMMESTATUS"].to_pylist(), strict=True))


def test_a_word_means_what_it_meant_on_the_day_of_the_visit(tmp_path, loading):
    change(loading, "bred_csv", DATED)
    said = {"15.04.2018": "Mest", "16.04.2018": "mest ", "17.04.2018": "Mest", "18.04.2018": "Delvis ammet"}
    visits = [Visit(day, BOY, day, cells={"Ammestatus": word}) for day, word in said.items()]
    visits += [
        Visit("gammel", BOY, "14.04.2018", cells={"Ammestatus": "Fullammet"}),
        Visit("ny", BOY, "19.04.2018", cells={"Ammestatus": "Fullammet"}),
    ]
    report = load_delivery(write_reports(tmp_path / "d", {"U6": visits}), **loading.arguments())
    assert report.quarantined == {}
    assert loaded(loading) == [
        ("2018-04-14", 2),
        ("2018-04-15", 1),
        ("2018-04-16", 1),
        ("2018-04-17", 2),
        ("2018-04-18", 2),
        ("2018-04-19", 1),
    ]
    # What deviates from a dated map is told, as always: one known word, one in small letters.
    assert report.repaired["known-word"] == 1
    assert report.repaired["case"] == 1


def test_outside_its_period_the_word_is_not_understood(tmp_path, loading):
    change(loading, "bred_csv", DATED.split("\n\n", maxsplit=1)[0])
    visits = [
        Visit("a", BOY, "16.04.2018", cells={"Ammestatus": "Mest"}),
        Visit("b", BOY, "17.04.2018", cells={"Ammestatus": "Mest"}),
    ]
    report = load_delivery(write_reports(tmp_path / "d", {"U6": visits}), **loading.arguments())
    assert loaded(loading) == [("2018-04-16", 1)]
    assert report.quarantined == {"code-unknown": 1}


def test_a_code_of_another_version_of_the_form(tmp_path, loading):
    change(loading, "fhir", BY_FORM)
    old = {"questionnaire": "urn:folkekommune:hp:U6|1.0", "authored": "2018-04-16T10:15:00+02:00"}
    bulk = write_bulk(
        tmp_path / "d",
        [patient("p1", BOY)],
        [
            response("1", "p1", {"hp.ammestatus": coded("1")}, **old),
            response("2", "p1", {"hp.ammestatus": coded("1")}),
        ],
    )
    load_delivery(bulk, **loading.arguments())
    assert loaded(loading) == [("2018-04-16", 1), ("2018-04-17", 3)]


def with_version(folder, version):
    visits = [Visit("1", BOY, "16.04.2018", cells={"Ammestatus": "Mest", "Skjema": "1.0"})]
    visits += [Visit("2", BOY, cells={"Ammestatus": "Mest", "Skjema": version})]
    content = csv_report(visits, header=(*FIRST, "Ammestatus", "Skjema"))
    name = "HP_U6_4601_20240115.csv"
    return write_delivery(folder, {name: content}, rows={name: 2})


def by_form(loading):
    change(
        loading,
        "bred_csv",
        '\n[[writing.codes]]\nlist = "amming"\nforms = "1.0"\nterms = { Mest = 1 }\n'
        '\n[[writing.codes]]\nlist = "amming"\nforms = "2.0"\nterms = { Mest = 2 }\n',
        ("systems =", 'forms = ["1.0", "2.0"]\nsystems ='),
        ('sex = ["Kjønn"]', 'sex = ["Kjønn"]\nform = ["Skjema"]'),
    )


def test_a_column_may_tell_the_version_of_the_form(tmp_path, loading):
    by_form(loading)
    load_delivery(with_version(tmp_path / "d", " 2.0"), **loading.arguments())
    assert loaded(loading) == [("2018-04-16", 1), ("2018-04-17", 2)]


def test_a_version_that_the_mapping_does_not_know_stops_the_load(tmp_path, loading):
    by_form(loading)
    with pytest.raises(InputError) as stopped:
        load_delivery(with_version(tmp_path / "d", "3.0"), **loading.arguments())
    assert stopped.value.code == "ingest.form-version-unknown"
    assert stopped.value.place.row == 2
    assert not loading.draft().deliveries()
