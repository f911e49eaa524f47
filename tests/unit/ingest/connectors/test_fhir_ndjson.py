"""FHIR R4 NDJSON: resources to rows, and what stops a file."""

from __future__ import annotations

import pytest
from delivery_factory import coded, ndjson, number, patient, response, write_bulk, write_delivery
from record_factory import PACKAGE

from folkekommune.errors import InputError
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.cells.columns import ABSENT
from folkekommune.ingest.connectors import fhir_ndjson, shapes
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.mappings.mapping import load_mapping

MAPPING = load_mapping(PACKAGE.folder / "mappings" / "fhir.toml", PACKAGE.databank, shapes=shapes())
ODD = number("2018-03-05")
PATIENT = patient("p1", ODD)
DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def read(folder, mapping=MAPPING) -> list[Batch]:
    return list(fhir_ndjson.read(open_delivery(folder), mapping, PACKAGE.databank))


def fault(folder) -> InputError:
    with pytest.raises(InputError) as caught:
        read(folder)
    assert caught.value.place.file
    assert ODD not in str(caught.value.parameters)
    return caught.value


def words(batch: Batch, target: str) -> list[str | None]:
    cells = batch.cells[target]
    return [None if index == ABSENT else cells.words[index] for index in cells.indices]


def test_a_response_becomes_a_row(tmp_path):
    items = {
        "hp.ammestatus": coded("1"),
        "hp.vekt_kg": {"valueDecimal": 5.02},
        "hp.epds_sum": {"valueInteger": 7},
        "hp.ryggleie": {"valueBoolean": True},
        "hp.enhet_id": {"valueReference": {"reference": "Organization/4601-H01"}},
        "hp.merknad": {"valueString": "hemmelig"},
        "hp.sovn": coded("unknown", DATA_ABSENT),
    }
    (batch,) = read(write_bulk(tmp_path / "d", [PATIENT], [response("7", "p1", items)]))
    assert batch.occasion == "U6"
    assert batch.record.to_pylist() == ["7"]
    assert batch.identity.to_pylist() == [ODD]
    assert list(batch.version) == [1]
    assert {target: words(batch, target) for target in batch.cells} == {
        "visit_date": ["2018-04-17"],
        "AMMESTATUS": ["1"],
        "VEKT_KG": ["5.02"],
        "EPDS_SUM": ["7"],
        "RYGGLEIE": ["1"],
        "ENHET": ["4601-H01"],
        "SOVN": ["absent:unknown"],
        "birth_date": ["2018-03-05"],
        "sex": ["male"],
        "person": ["p1"],
    }
    assert "hemmelig" not in str(batch)


def test_versions_and_withdrawals_come_through(tmp_path):
    rows = [
        response("7", "p1", {}, meta={"versionId": "1"}),
        response("7", "p1", {}, meta={"versionId": "3"}, status="amended"),
        response("7", "p1", {}, meta={"versionId": "4"}, status="entered-in-error"),
        response("8", "p1", {}, meta={}),
    ]
    (batch,) = read(write_bulk(tmp_path / "d", [PATIENT], rows))
    assert list(batch.version) == [1, 3, 4, 1]
    assert list(batch.withdrawn) == [False, False, True, False]


def test_answers_that_say_nothing_are_no_answers(tmp_path):
    one = response("7", "p1", {"hp.ammestatus": coded("1")})
    one["item"][0]["item"] += [
        {"linkId": "hp.vekt_kg"},
        {"linkId": "hp.hoyde_cm", "answer": []},
        {"linkId": "hp.sovn", "answer": [{"extension": [{"url": "x"}]}]},
    ]
    (batch,) = read(write_bulk(tmp_path / "d", [PATIENT], [one]))
    assert {"VEKT_KG", "HOYDE_CM", "SOVN"}.isdisjoint(batch.cells)


def test_rows_with_and_without_an_answer_stay_apart(tmp_path):
    rows = [
        response("1", "p1", {"hp.vekt_kg": {"valueDecimal": 5.5}}),
        response("2", "p1", {}),
        response("3", "p1", {"hp.vekt_kg": {"valueDecimal": 4}}),
    ]
    (batch,) = read(write_bulk(tmp_path / "d", [PATIENT], rows))
    assert words(batch, "VEKT_KG") == ["5.5", None, "4"]


@pytest.mark.parametrize(
    ("authored", "day"),
    [
        ("2018-04-17T10:15:00+02:00", "2018-04-17"),
        ("2018-04-17T22:30:00Z", "2018-04-18"),  # half past midnight in Norway in summer
        ("2018-01-17T22:30:00Z", "2018-01-17"),
        ("2018-01-17T23:30:00+00:00", "2018-01-18"),
        ("2018-04-17", "2018-04-17"),
        ("tomorrow at noon", "tomorrow at noon"),  # for the checks to find
    ],
)
def test_the_day_is_the_day_in_norway(tmp_path, authored, day):
    (batch,) = read(write_bulk(tmp_path / "d", [PATIENT], [response("7", "p1", {}, authored=authored)]))
    assert words(batch, "visit_date") == [day]


def test_the_fodselsnummer_comes_before_the_d_number(tmp_path):
    both = [
        {"system": "urn:oid:2.16.578.1.12.4.1.4.2", "value": number("2018-03-05", d_number=True)},
        {"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": ODD},
    ]
    rows = [response("7", "p1", {}), response("8", "p2", {})]
    people = [patient("p1", "", identifier=both), patient("p2", "", identifier=both[:1])]
    (batch,) = read(write_bulk(tmp_path / "d", people, rows))
    assert batch.identity.to_pylist() == [ODD, both[0]["value"]]


def test_a_response_about_someone_else_has_no_number(tmp_path):
    (batch,) = read(write_bulk(tmp_path / "d", [PATIENT], [response("7", "p9", {})]))
    assert batch.identity.to_pylist() == [None]


def test_where_someone_lived_can_come_from_the_patient(tmp_path):
    """A mapping names the extensions; the place at the visit's day counts, and the visit's own before it."""
    base = "http://hl7.no/fhir/StructureDefinition/no-basis-"
    text = (PACKAGE.folder / "mappings" / "fhir.toml").read_text(encoding="utf-8")
    named = (
        f'municipality_extension = "{base}municipalitycode"\ndistrict_extension = "{base}urban-district"\n'
    )
    file = tmp_path / "other.toml"
    file.write_text(text.replace("[options]\n", f"[options]\n{named}"), encoding="utf-8")
    mapping = load_mapping(file, PACKAGE.databank, shapes=shapes())

    def lives(code: str, **period: str) -> dict[str, object]:
        return {
            "extension": [{"url": f"{base}municipalitycode", "valueCoding": {"code": code}}],
            "period": period,
        }

    moved = patient("p1", ODD, address=[lives("4631", end="2018-12-31"), lives("4601", start="2019-01-01")])
    rows = [
        response("1", "p1", {}),
        response("2", "p1", {}, authored="2020-04-17T10:15:00+02:00"),
        response("3", "p1", {"hp.kommunenr": coded("0301", "x")}),
    ]
    (batch,) = read(write_bulk(tmp_path / "d", [moved], rows), mapping)
    assert words(batch, "KOMMUNE") == ["4631", "4601", "0301"]


def test_occasions_are_batches_of_their_own(tmp_path):
    rows = [
        response("1", "p1", {}),
        response("2", "p1", {}, questionnaire="urn:folkekommune:hp:M6|2.0"),
        response("3", "p1", {}),
    ]
    batches = read(write_bulk(tmp_path / "d", [PATIENT], rows))
    assert {batch.occasion: list(batch.rows) for batch in batches} == {"U6": [1, 3], "M6": [2]}


def test_many_responses_come_in_bounded_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(fhir_ndjson, "ROWS_AT_A_TIME", 10)
    rows = [response(str(n), "p1", {"hp.vekt_kg": {"valueDecimal": 4 + n / 100}}) for n in range(35)]
    batches = read(write_bulk(tmp_path / "d", [PATIENT], rows))
    assert [len(batch.rows) for batch in batches] == [10, 10, 10, 5]
    assert [word for batch in batches for word in words(batch, "VEKT_KG")] == [
        str(4 + n / 100) for n in range(35)
    ]


def test_split_and_compressed_files(tmp_path):
    files = {
        "Patient-1.ndjson": ndjson([PATIENT]),
        "Patient-2.ndjson.gz": ndjson([patient("p2", ODD)]),
        "QuestionnaireResponse-1.ndjson.gz": ndjson([response("1", "p2", {})]),
        "QuestionnaireResponse-2.ndjson": ndjson([response("2", "p1", {})]),
        "Organization.ndjson": b"{}\n",
    }
    batches = read(write_delivery(tmp_path / "d", files))
    assert [batch.record.to_pylist() for batch in batches] == [["1"], ["2"]]
    assert batches[0].identity.to_pylist() == [ODD]


def test_a_byte_order_mark_is_told(tmp_path):
    files = {
        "Patient.ndjson": b"\xef\xbb\xbf" + ndjson([PATIENT]),
        "QuestionnaireResponse.ndjson": b"\xef\xbb\xbf" + ndjson([response("1", "p1", {})]),
    }
    batches = read(write_delivery(tmp_path / "d", files))
    assert [(remark.kind, remark.file) for batch in batches for remark in batch.remarks] == [
        ("byte-order-mark", "Patient.ndjson"),
        ("byte-order-mark", "QuestionnaireResponse.ndjson"),
    ]


def test_a_broken_line_waits_and_the_others_are_read(tmp_path):
    good = ndjson([response("1", "p1", {})])
    several = response("2", "p1", {})
    del several["subject"]
    content = good + b'{"resourceType": \n' + ndjson([several]) + b"[]\n" + ndjson([response("5", "p1", {})])
    files = {"Patient.ndjson": ndjson([PATIENT]), "QuestionnaireResponse.ndjson": content}
    (batch,) = read(write_delivery(tmp_path / "d", files))
    assert batch.record.to_pylist() == ["1", "5"]
    assert batch.broken == (2, 3, 4)


def test_a_file_of_nothing_but_broken_lines(tmp_path):
    files = {"Patient.ndjson": ndjson([PATIENT]), "QuestionnaireResponse.ndjson": b"x\ny\n"}
    (batch,) = read(write_delivery(tmp_path / "d", files))
    assert len(batch.rows) == 0
    assert batch.broken == (1, 2)


def test_several_answers_where_one_belongs_are_not_chosen_between(tmp_path):
    one = response("7", "p1", {})
    one["item"][0]["item"] = [{"linkId": "hp.ammestatus", "answer": [coded("1"), coded("2")]}]
    (batch,) = read(write_bulk(tmp_path / "d", [PATIENT], [one]))
    assert words(batch, "AMMESTATUS") == ["1|2"]


def test_what_stops_the_load(tmp_path):
    whole = ndjson([response("1", "p1", {}), response("2", "p1", {})])

    def delivery(name: str, content: bytes, **options: object):
        files = {"Patient.ndjson": ndjson([PATIENT]), "QuestionnaireResponse.ndjson": content}
        return write_delivery(tmp_path / name, files, **options)

    cut = fault(delivery("cut", whole[:-30]))
    assert (cut.code, cut.place.line) == ("ingest.file-cut-line", 2)
    assert (
        fault(delivery("rows", whole, rows={"QuestionnaireResponse.ndjson": 3})).code == "ingest.rows-differ"
    )
    latin = response("3", "p1", {"hp.enhet_id": {"valueString": "Årstad"}})
    wrong = fault(delivery("latin", ndjson([latin]).decode().encode("windows-1252")))
    assert wrong.code == "ingest.encoding-not-utf8"
    nobody = write_delivery(tmp_path / "nobody", {"QuestionnaireResponse.ndjson": whole})
    assert fault(nobody).code == "ingest.patients-missing"
    spoilt = {"Patient.ndjson": b"{}\n", "QuestionnaireResponse.ndjson": whole}
    assert fault(write_delivery(tmp_path / "spoilt", spoilt)).code == "ingest.patient-broken"


def test_an_unknown_link_id_is_named(tmp_path):
    wrong = fault(write_bulk(tmp_path / "d", [PATIENT], [response("7", "p1", {"hp.amestatus": coded("1")})]))
    assert (wrong.code, wrong.parameters["field"]) == ("ingest.field-unknown", "hp.amestatus")
    assert wrong.suggestion == "hp.ammestatus"


@pytest.mark.parametrize(
    ("questionnaire", "code"),
    [
        ("urn:folkekommune:hp:U6|9.0", "ingest.form-version-unknown"),
        ("urn:folkekommune:hp:U6", "ingest.form-version-unknown"),
        ("urn:folkekommune:hp:U9|2.0", "ingest.form-unknown"),
        ("urn:other:U6|2.0", "ingest.form-unknown"),
    ],
)
def test_forms_the_mapping_does_not_know(tmp_path, questionnaire, code):
    rows = [response("7", "p1", {}, questionnaire=questionnaire)]
    assert fault(write_bulk(tmp_path / "d", [PATIENT], rows)).code == code


def test_a_line_without_end_is_not_read_into_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("folkekommune.ingest.formats.lines.LONGEST_LINE", 2000)
    rows = [response("7", "p1", {"hp.merknad": {"valueString": "x" * 3000}})]
    assert fault(write_bulk(tmp_path / "d", [PATIENT], rows)).code == "ingest.line-too-long"
