"""What is worked out here. Cut-offs by hand from Cole & Lobstein 2012 as ``statistics.growth`` has them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from delivery_factory import number
from record_factory import MAPPING, PACKAGE, make_context, make_records

from folkekommune.errors import InputError
from folkekommune.ingest.loading.computed import add_computed
from folkekommune.ingest.mappings.fields import FieldNames
from folkekommune.ingest.quality.declaration import load_declaration

GIRL = number("2018-03-05", 600)


def classes(rows, occasion: str = "A4"):
    born = {"visit_date": "05.03.2022"}
    records = make_records([born | row for row in rows], occasion=occasion)
    computed = add_computed(records, make_context().declaration, PACKAGE.databank).items["IOTF_KLASSE"]
    return [int(v) if p else None for v, p in zip(computed.values, computed.present, strict=True)]


def test_the_class_follows_from_weight_height_age_and_sex():
    """At 4.0 years overweight begins at a BMI of 17.52 for boys and 17.35 for girls (100 cm: kilograms)."""
    rows = [{"VEKT_KG": weight, "HOYDE_CM": "100"} for weight in ("15,5", "17,4", "17,7", "30,0")]
    assert classes(rows) == [1, 1, 2, 4]
    assert classes([{"VEKT_KG": "17,4", "HOYDE_CM": "100", "identity": GIRL}]) == [2]


def test_without_weight_height_or_a_possible_age_there_is_none():
    rows = [
        {"VEKT_KG": "", "HOYDE_CM": "100"},
        {"VEKT_KG": "15,5", "HOYDE_CM": ""},
        {"VEKT_KG": "15,5", "HOYDE_CM": "100", "visit_date": "05.03.2019"},
    ]
    assert classes(rows) == [None, None, None]


def test_it_is_not_there_where_it_is_not_asked():
    records = make_records([{"VEKT_KG": "5", "HOYDE_CM": "57"}], occasion="U6")
    computed = add_computed(records, make_context().declaration, PACKAGE.databank)
    assert "IOTF_KLASSE" not in computed.items


def test_no_field_of_a_delivery_can_be_it():
    computed = make_context().declaration.computed_items
    assert computed == {"IOTF_KLASSE", "KMI_Z", "INNEN_14_DAGER", "INNEN_8_UKER"}
    names = FieldNames(replace(MAPPING, computed=computed), PACKAGE.databank, "A4")
    assert names.find("KMI-klasse, beregnet (IOTF 2012)") is None
    assert "IOTF_KLASSE" not in names.missing([])


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('formula = "iotf-class"', "", "ingest.key-missing", "computed[1].formula"),
        ('formula = "iotf-class"', 'formula = "x"', "ingest.key-not-choice", "computed[1].formula"),
        ('item = "IOTF_KLASSE"', 'item = "X"', "ingest.target-unknown", "computed[1].item"),
        ('items = ["VEKT_KG", "HOYDE_CM"]', 'items = ["VEKT_KG"]', "ingest.target-unknown", "swaps[1].items"),
        ("[0, 38.0, 62.0]", "[0, 38.0]", "ingest.key-not-numbers", "measures[2].usual"),
        ("[0, 38.0, 62.0]", "[0, 62.0, 38.0]", "ingest.usual-disordered", "measures[2].usual"),
        ("[checks.P1] ", "[checks.P99] ", "ingest.check-unknown", "checks.P99"),
        ("factor = 0.001", "factor = -1", "ingest.key-not-number", "measures[1].mistakes[1].factor"),
        ('severity = "warn"', 'severity = "loud"', "ingest.key-not-choice", "checks.C4.severity"),
    ],
)
def test_faults_of_the_declaration_name_file_and_key(tmp_path, old, new, code, key):
    text = (PACKAGE.folder / "quality.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "quality.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_declaration(file, PACKAGE.databank)
    assert (caught.value.code, caught.value.parameters["key"]) == (code, key)
    assert caught.value.place.file == str(file)


def test_what_is_usual_lies_on_a_straight_line_between_ages():
    measure = make_context().declaration.measures[0]
    assert measure.usual[0].tolist() == [0, 1.5, 5.6]
    assert measure.usual[1].tolist() == [28, 2.2, 6.9]
    # Halfway, at 14 days: 1.85 to 6.25.
    values = np.array([1.84, 1.86, 6.24, 6.26])
    assert list(measure.is_usual(values, np.full(4, 14))) == [False, True, True, False]


def scores(rows, occasion: str):
    records = make_records(rows, occasion=occasion)
    computed = add_computed(records, make_context().declaration, PACKAGE.databank).items["KMI_Z"]
    return [round(float(v), 1) if p else None for v, p in zip(computed.values, computed.present, strict=True)]


def test_the_score_is_whos_up_to_five_years_and_iotfs_then():
    """WHO 2006, boys of 48 months: -2 SD 13.1, median 15.3, +2 SD 18.2. IOTF-25 has z 1.310 for boys."""
    weights = ("13,1", "15,3", "18,2")
    four = [{"visit_date": "05.03.2022", "VEKT_KG": weight, "HOYDE_CM": "100"} for weight in weights]
    assert scores(four, "A4") == [-2.0, 0.0, 2.0]
    six = [{"visit_date": "05.03.2024", "VEKT_KG": "17,52", "HOYDE_CM": "100"}]
    assert scores(six, "S1") == [1.3]


def test_whether_a_visit_was_in_time_follows_from_the_age():
    rows = [{"visit_date": day, "STATUS": "1"} for day in ("19.03.2018", "20.03.2018")]
    records = make_records(rows, occasion="HB")
    computed = add_computed(records, make_context().declaration, PACKAGE.databank).items["INNEN_14_DAGER"]
    assert computed.values[computed.present].tolist() == [1, 0]
