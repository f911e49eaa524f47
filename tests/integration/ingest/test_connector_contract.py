"""Every connector, the same little delivery: what reaches the draft must not depend on the shape.

The deliveries in ``tests/fixtures/deliveries/`` were written by hand from one story. Three children of
Bergen and a visitor with a D-number: Odd (101, six weeks), Ane (102, six weeks; lives under the old number
1201; 105, four years), Ida (103, did not come), and one whose weight was typed in grams, and whose visit
began half past midnight (104).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import message_factory
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sheet_factory
from delivery_factory import make_loading
from relational_factory import write_dump

from folkekommune.ingest.connectors import connectors
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.persons.pseudonyms import hash_records

DELIVERIES = Path(__file__).parents[2] / "fixtures" / "deliveries"
SYSTEMS = {
    "profilrapport": "wide_csv",
    "helsestasjonsregister": "workbook",
    "barnejournal": "fhir_ndjson",
    "barnebase": "relational",
    "meldingstjenesten": "message_zip",
}
MADE = {
    "helsestasjonsregister": sheet_factory.write_story,
    "barnebase": write_dump,
    "meldingstjenesten": message_factory.write_story,
}
"""Fixtures that are no text, and are made of one."""

# Worked out by hand from the story; missing answers are left out.
BERGEN = {"KOMMUNE": "4601"}
EXPECTED = {
    "U6": {
        "101": BERGEN
        | {"visit_date": date(2018, 4, 17), "age_days": 43, "BYDEL": "460107", "ENHET": "4601-H01"}
        | {"ROLLE": 1, "STATUS": 1, "ROKING_MOR": 1, "AMMESTATUS": 1, "VEKT_KG": 5.02, "HOYDE_CM": 57.5}
        | {"SOVN": 1, "RYGGLEIE": 1, "INNEN_8_UKER": 1},
        "102": BERGEN
        | {"visit_date": date(2018, 1, 3), "age_days": 44, "BYDEL": "460103", "ENHET": "4601-H02"}
        | {"ROLLE": 3, "STATUS": 1, "ROKING_MOR": 2, "AMMESTATUS": 2, "VEKT_KG": 4.61, "SOVN": 9}
        | {"RYGGLEIE": 0, "INNEN_8_UKER": 1},
        "103": BERGEN
        | {"visit_date": date(2019, 2, 20), "age_days": 42, "ENHET": "4601-H02", "ROLLE": 1, "STATUS": 2}
        | {"INNEN_8_UKER": 1},
        "104": BERGEN
        | {"visit_date": date(2018, 7, 23), "age_days": 41, "BYDEL": "460107", "ENHET": "4601-H01"}
        | {"ROLLE": 2, "STATUS": 1, "AMMESTATUS": 3, "VEKT_KG": 4.9, "HOYDE_CM": 56.0, "SOVN": 3}
        | {"INNEN_8_UKER": 1},
    },
    "A4": {
        "105": BERGEN
        | {"visit_date": date(2021, 12, 2), "age_days": 1473, "BYDEL": "460103", "ENHET": "4601-H02"}
        | {
            "ROLLE": 1,
            "STATUS": 1,
            "VEKT_KG": 17.3,
            "HOYDE_CM": 104.2,
            "KMI": 15.9,
            "KMI_Z": 0.465,  # WHO, a girl of 1473 days
            "ISO_KMI": 1,
            "IOTF_KLASSE": 1,
        }
        | {"SKJERMTID": 2, "SPRAK_POENG": 24},
    },
}
PERSONS = [(1, 2018, 3), (1, 2018, 6), (2, 2017, 11), (2, 2019, 1)]


def delivery_of(system: str, tmp_path: Path) -> Path:
    """Give the folder of a fixture."""
    return MADE[system](tmp_path / f"{system}-made") if system in MADE else DELIVERIES / system


def load(tmp_path, system: str):
    """Load a fixture and give its report, visits by the record system's id, and persons."""
    loading = make_loading(tmp_path / system)
    report = load_delivery(delivery_of(system, tmp_path), **loading.arguments())
    (delivery,) = loading.draft().deliveries()
    ids = [str(number) for number in range(101, 106)]
    names = dict(zip(hash_records(loading.keys, report.databank, pa.array(ids)).tolist(), ids, strict=True))
    visits = {
        occasion: {names[row["record"]]: row for row in pq.read_table(file).to_pylist()}
        for occasion, file in delivery.visits().items()
    }
    return report, visits, pq.read_table(delivery.persons())


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_draft_holds_what_the_story_says(tmp_path, system):
    report, visits, persons = load(tmp_path, system)
    assert report.quarantined == {}
    assert (report.rows, report.loaded, report.persons) == (5, 5, 4)
    assert report.repaired["grams-for-kilograms"] == 1
    assert report.repaired["old-municipality"] == 1
    found = {
        occasion: {
            record: {
                name: value
                for name, value in row.items()
                if value is not None and name not in {"unit_id", "record", "version", "withdrawn"}
            }
            for record, row in rows.items()
        }
        for occasion, rows in visits.items()
    }
    assert found == EXPECTED
    facts = [persons[name].to_pylist() for name in ("KJONN", "FODSELSAAR", "FODSELSMAANED")]
    assert sorted(zip(*facts, strict=True)) == PERSONS


@pytest.mark.parametrize("system", SYSTEMS)
def test_one_person_has_one_pseudonym(tmp_path, system):
    _, visits, persons = load(tmp_path, system)
    units = {row["unit_id"] for rows in visits.values() for row in rows.values()}
    assert visits["U6"]["102"]["unit_id"] == visits["A4"]["105"]["unit_id"]
    assert units == set(persons["unit_id"].to_pylist())
    assert min(units) >= 0
    assert len(set(persons["key"].to_pylist())) == 4


def test_columns_are_the_same_in_every_shape(tmp_path):
    columns = set()
    for system in SYSTEMS:
        loading = make_loading(tmp_path / system)
        load_delivery(delivery_of(system, tmp_path), **loading.arguments())
        (delivery,) = loading.draft().deliveries()
        columns.add(tuple(str(pq.read_schema(file)) for file in delivery.visits().values()))
    assert len(columns) == 1


def test_every_connector_is_held_to_this():
    assert set(SYSTEMS.values()) == set(connectors())
