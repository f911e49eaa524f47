"""Code maps with validity: what ``mapping check`` says of those that cannot be, with line and key."""

from __future__ import annotations

import pytest
from delivery_factory import PACKAGE

from folkekommune.ingest.mapping_check import check_mapping
from folkekommune.texts import LANGUAGES, text

SHIPPED = (PACKAGE.folder / "mappings" / "bred_csv.toml").read_text(encoding="utf-8")
PACKAGES = {PACKAGE.databank.name: PACKAGE}


def check(tmp_path, codes):
    file = tmp_path / "egen.toml"
    file.write_text(SHIPPED.replace("systems =", 'forms = ["1.0", "2.0"]\nsystems =', 1) + codes, "utf-8")
    start = len(file.read_text("utf-8").splitlines()) - len(codes.splitlines())
    faults = check_mapping(file, PACKAGES).faults
    for fault in faults:
        for language in LANGUAGES:
            assert text(fault.code, language, **fault.parameters)
    return [(f.code, f.parameters.get("key"), f.place.line and f.place.line - start) for f in faults], faults


def a_map(name="amming", terms='{ "Bare brystmelk" = 1 }', **more):
    lines = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[writing.codes]]\nlist = "{name}"\nterms = {terms}\n{lines}'


@pytest.mark.parametrize(
    "more", [{"from": "2020-01-01"}, {"to": "2019-12-31"}, {"forms": '["2.0"]'}, {"forms": '"1.0"'}]
)
def test_a_map_that_holds_for_a_while_is_sound(tmp_path, more):
    assert check(tmp_path, a_map(**more))[0] == []


@pytest.mark.parametrize(
    ("codes", "code", "key", "line"),
    [
        (a_map(), "mapping.codes-without-validity", "list", 2),
        (a_map(**{"from": "2020-02-01", "to": "2020-01-31"}), "mapping.codes-end-first", "to", 5),
        (a_map(**{"from": '"2020-02-01"'}), "ingest.key-not-day", "from", 4),
        (a_map(**{"from": "2020-02-01T10:00:00"}), "ingest.key-not-day", "from", 4),
        (a_map(forms='["2.1"]'), "mapping.codes-form-unlisted", "forms", 4),
        (a_map("ammning", to="2020-01-31"), "ingest.code-list-unknown", "list", 2),
        (a_map(terms='{ "Litt" = 7 }', to="2020-01-31"), "ingest.code-not-in-list", "terms.Litt", 3),
        (a_map(terms="{}", to="2020-01-31"), "ingest.key-missing", "terms", 3),
        (a_map(till="2020-01-31", to="2020-01-31"), "ingest.key-unknown", "till", 4),
    ],
)
def test_what_cannot_be_is_told_with_its_line(tmp_path, codes, code, key, line):
    found, _ = check(tmp_path, codes)
    assert found == [(code, f"writing.codes[1].{key}", line)]


def test_a_misspelt_code_list_and_form_get_the_nearest_known(tmp_path):
    _, faults = check(tmp_path, a_map("ammning", to="2020-01-31") + a_map(forms='["2.00"]'))
    assert [fault.suggestion for fault in faults] == ["amming", "2.0"]


def test_two_maps_that_meet_must_agree(tmp_path):
    early = a_map(terms='{ "Delvis" = 2 }', to="2019-12-31")
    late = a_map(terms='{ "DELVIS " = 3 }', **{"from": "2020-01-01"})
    assert check(tmp_path, early + late)[0] == []
    overlapping = late.replace("2020-01-01", "2019-12-31")
    assert check(tmp_path, early + overlapping)[0] == [
        ("mapping.codes-contradict", "writing.codes[2].terms.DELVIS ", 7)
    ]
    same = overlapping.replace("= 3", "= 2")
    assert check(tmp_path, early + same)[0] == []


def test_maps_of_two_versions_of_the_form_do_not_meet(tmp_path):
    first = a_map(terms='{ "Delvis" = 2 }', forms='["1.0"]')
    second = a_map(terms='{ "Delvis" = 3 }', forms='["2.0"]')
    assert check(tmp_path, first + second)[0] == []
    assert [code for code, *_ in check(tmp_path, first + second.replace("2.0", "1.0"))[0]] == [
        "mapping.codes-contradict"
    ]


def test_a_code_that_the_databank_does_not_have_then(tmp_path):
    """Screen time is asked for from 1 August 2015 on: before that no code of its list is valid."""
    before = a_map("timer", terms='{ "Lite" = 1 }', to="2015-07-31")
    assert check(tmp_path, before)[0] == [("mapping.code-not-valid-then", "writing.codes[1].terms.Lite", 3)]
    assert check(tmp_path, before.replace("2015-07-31", "2015-08-01"))[0] == []
