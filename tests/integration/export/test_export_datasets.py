"""Datasets as microdata.no's format asks for them, and who may let them out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from export_factories import (
    NUMBERS,
    SLEEP,
    ToolsStandIn,
    databank,
    export,
    export_all,
    lines,
    reidentify,
    small_release,
    with_variable,
)

from folkekommune.catalogue.model import Code, Texts
from folkekommune.errors import EXIT_FORBIDDEN, InputError, PermissionRefused, UsageError, UserError
from folkekommune.export.official import Verdict
from folkekommune.settings import Mode
from folkekommune.texts import LANGUAGES, catalogue, text

ONE, TWO, THREE = NUMBERS[1], NUMBERS[2], NUMBERS[3]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Release once; a release never changes."""
    return small_release(tmp_path_factory.mktemp("store"))


def refusal_of(kind: type[UserError], call, *given, **named) -> UserError:
    with pytest.raises(kind) as refusal:
        call(*given, **named)
    for language in LANGUAGES:
        assert text(refusal.value.code, language, **refusal.value.parameters)
    return refusal.value


def test_an_item_is_one_dataset_over_all_its_visits(made, tmp_path):
    """Of the two visits of person 1 on one day, the later kind counts."""
    export(made, tmp_path, "VEKT_KG")
    assert lines(tmp_path, "VEKT_KG") == [
        f"{TWO};4.5;2020-02-03;2020-02-03;",
        f"{TWO};8;2020-06-20;2020-06-20;",
        f"{ONE};7.125;2019-06-01;2019-06-01;",
    ]


def test_an_item_at_one_occasion_is_a_dataset_of_those_visits(made, tmp_path):
    export(made, tmp_path, "VEKT_KG_U6")
    assert lines(tmp_path, "VEKT_KG_U6") == [
        f"{TWO};4.5;2020-02-03;2020-02-03;",
        f"{ONE};5.25;2019-06-01;2019-06-01;",
    ]


def test_a_missing_value_is_no_row(made, tmp_path):
    export(made, tmp_path, "SOVN")
    assert lines(tmp_path, "SOVN") == [
        f"{TWO};1;2020-02-03;2020-02-03;",
        f"{THREE};9;2020-02-04;2020-02-04;",
        f"{ONE};1;2019-06-01;2019-06-01;",
    ]


def test_a_fact_of_the_person_has_no_dates(made, tmp_path):
    export(made, tmp_path, "KJONN")
    assert lines(tmp_path, "KJONN") == [f"{TWO};2;;;", f"{ONE};1;;;"]


def test_a_date_is_written_as_a_date(made, tmp_path):
    export(made, tmp_path, "DATO_M6")
    assert lines(tmp_path, "DATO_M6") == [
        f"{TWO};2020-06-20;2020-06-20;2020-06-20;",
        f"{ONE};2019-06-01;2019-06-01;2019-06-01;",
    ]


def test_the_kind_of_visit_is_a_dataset(made, tmp_path):
    export(made, tmp_path, "KONSULTASJON")
    assert lines(tmp_path, "KONSULTASJON") == [
        f"{TWO};U6;2020-02-03;2020-02-03;",
        f"{TWO};M6;2020-06-20;2020-06-20;",
        f"{THREE};U6;2020-02-04;2020-02-04;",
        f"{ONE};M6;2019-06-01;2019-06-01;",
    ]


def test_texts_are_written_as_they_are(made, tmp_path):
    export(made, tmp_path, "STED_U6")
    assert lines(tmp_path, "STED_U6") == [
        f"{TWO};Fana;2020-02-03;2020-02-03;",
        f"{ONE};Årstad;2019-06-01;2019-06-01;",
    ]


def test_the_metadata_come_from_the_catalogue(made, tmp_path):
    export(made, tmp_path, "VEKT_KG", "KJONN")
    weight = json.loads((tmp_path / "VEKT_KG" / "VEKT_KG.json").read_text(encoding="utf-8"))
    [measure] = weight["measureVariables"]
    assert weight["temporalityType"] == "STATUS"
    assert weight["sensitivityLevel"] == "PERSON_SPECIAL"
    assert weight["identifierVariables"] == [{"unitType": "PERSON"}]
    assert measure["name"] == [
        {"languageCode": "no", "value": "Vekt"},
        {"languageCode": "nb", "value": "Vekt"},
        {"languageCode": "nn", "value": "Vekt"},
        {"languageCode": "en", "value": "Weight"},
    ]
    assert measure["dataType"] == "DOUBLE"
    assert measure["valueDomain"]["measurementUnitDescription"][0] == {"languageCode": "no", "value": "kg"}
    assert weight["subjectFields"][0][0]["value"] == "Vekst"
    assert weight["spatialCoverageDescription"][0]["value"] == "4601 Bergen"
    sex = json.loads((tmp_path / "KJONN" / "KJONN.json").read_text(encoding="utf-8"))
    assert sex["temporalityType"] == "FIXED"


def test_a_code_list_keeps_validity_and_sentinels_apart(made, tmp_path):
    export(made, tmp_path, "SOVN_U6")
    content = json.loads((tmp_path / "SOVN_U6" / "SOVN_U6.json").read_text(encoding="utf-8"))
    domain = content["measureVariables"][0]["valueDomain"]
    codes = [(code["code"], code["validFrom"], code.get("validUntil")) for code in domain["codeList"]]
    assert codes == [(1, "1900-01-01", None), (2, "1900-01-01", "2019-12-31"), (2, "2020-01-01", None)]
    assert [entry["code"] for entry in domain["sentinelAndMissingValues"]] == [9]


def test_the_same_release_gives_the_same_bytes(made, tmp_path):
    names = ("VEKT_KG", "SOVN", "KJONN", "KONSULTASJON")
    first = export(made, tmp_path / "a", *names)
    second = export(made, tmp_path / "b", *names)
    for one, other in zip(first, second, strict=True):
        for ending in ("csv", "json"):
            file = f"{one.name}.{ending}"
            assert (one.dataset / file).read_bytes() == (other.dataset / file).read_bytes()


def test_an_export_can_be_repeated_into_the_same_folder(made, tmp_path):
    export(made, tmp_path, "KJONN", "SOVN")
    export(made, tmp_path, "KJONN", "SOVN")
    found = {path.name for path in tmp_path.iterdir()}
    assert found == {"KJONN", "SOVN", "export.json", ".lock"}


def test_both_checks_come_before_packing(made, tmp_path):
    tools = ToolsStandIn()
    export(made, tmp_path, "KJONN", "SOVN", package=True, public_key_dir=tmp_path, tools=tools)
    assert tools.asked == ["validate KJONN", "validate SOVN", "package KJONN", "package SOVN"]


def test_what_the_official_tool_refuses_does_not_appear(made, tmp_path):
    tools = ToolsStandIn(Verdict(data=(("overlapping periods", 3),)))
    fault = refusal_of(InputError, export, made, tmp_path, "KJONN", tools=tools)
    assert fault.code == "export.refused"
    assert fault.parameters["faults"] == "overlapping periods (3)"
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


PRODUCTION = {"mode": Mode.PRODUCTION, "package": True, "approvers": ("Kari", "Ola")}


@pytest.fixture
def as_if_real(monkeypatch):
    """Let the synthetic series pass for that of persons, since no number of a person stands in a test."""
    monkeypatch.setattr("folkekommune.identity.numbers.SYNTHETIC", ())


@pytest.mark.usefixtures("as_if_real")
def test_in_production_only_the_encrypted_packages_appear(made, tmp_path):
    given = PRODUCTION | {"public_key_dir": tmp_path}
    [exported] = export(made, tmp_path / "out", "KJONN", **given)
    assert exported.dataset is None
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"KJONN.tar", "export.json", ".lock"}
    receipt = json.loads((tmp_path / "out" / "export.json").read_text(encoding="utf-8"))
    assert receipt["approvers"] == ["Kari", "Ola"]
    assert ONE not in json.dumps(receipt)


def test_the_approval_stands_in_the_metadata(made, tmp_path):
    export(made, tmp_path, "KJONN", approvers=("Ola", "Kari"))
    content = json.loads((tmp_path / "KJONN" / "KJONN.json").read_text(encoding="utf-8"))
    description = content["dataRevision"]["description"][0]["value"]
    assert "Kari, Ola" in description
    assert "1.0.0" in description


@pytest.mark.parametrize(
    "approvers", [(), ("Kari",), ("Kari", "Kari"), ("Kari", " kari "), ("Kari", ""), ("", " ")]
)
def test_one_approver_is_not_enough(made, tmp_path, approvers):
    given = PRODUCTION | {"approvers": approvers, "public_key_dir": tmp_path}
    fault = refusal_of(PermissionRefused, export, made, tmp_path / "out", "KJONN", **given)
    assert fault.code == "export.two-approvers"
    assert fault.exit_code == EXIT_FORBIDDEN
    assert not (tmp_path / "out").exists()


def test_nothing_leaves_production_in_clear(made, tmp_path):
    given = PRODUCTION | {"package": False}
    fault = refusal_of(UsageError, export, made, tmp_path / "out", "KJONN", **given)
    assert fault.code == "export.clear-output"
    assert not (tmp_path / "out").exists()


def test_packing_needs_the_folder_of_the_key(made, tmp_path):
    fault = refusal_of(UsageError, export, made, tmp_path, "KJONN", package=True)
    assert fault.code == "export.no-key-folder"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "numbers",
    [
        {1: "12345678901"},  # control digits
        {1: NUMBERS[1][:10]},  # ten digits
        {1: ""},
        {1: "None"},
        {1: NUMBERS[2]},  # two persons with one number
    ],
)
def test_a_vault_that_does_not_fit_is_refused(made, tmp_path, numbers):
    def faulty(units: np.ndarray) -> np.ndarray:
        return np.array([(NUMBERS | numbers)[int(unit)] for unit in units])

    fault = refusal_of(InputError, export, made, tmp_path, "KJONN", reidentify=faulty)
    assert (fault.code, fault.parameters) == ("export.identity-faulty", {})
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_a_vault_that_answers_too_little_is_refused(made, tmp_path):
    fault = refusal_of(InputError, export, made, tmp_path, "KJONN", reidentify=lambda u: reidentify(u)[:-1])
    assert fault.code == "export.identity-faulty"


@pytest.mark.usefixtures("as_if_real")
def test_numbers_of_persons_do_not_leave_test_mode(made, tmp_path):
    assert refusal_of(InputError, export, made, tmp_path, "KJONN").code == "export.identity-faulty"


def test_synthetic_numbers_do_not_leave_production(made, tmp_path):
    given = PRODUCTION | {"public_key_dir": tmp_path}
    assert refusal_of(InputError, export, made, tmp_path, "KJONN", **given).code == "export.identity-faulty"


def test_a_code_must_hold_on_the_day_of_its_row(made, tmp_path):
    """Code 1 from 2020 on: the visit of 2019 has a code that did not hold."""
    codes = tuple(
        Code(1, Texts("N", "N", "N"), date(2020, 1, 1)) if code.value == 1 else code for code in SLEEP.codes
    )
    bank = with_variable(databank(), "SOVN_M6", code_list=replace(SLEEP, codes=codes))
    fault = refusal_of(InputError, export, made, tmp_path, "SOVN_M6", databank=bank)
    assert (fault.code, fault.parameters) == ("export.code-not-valid", {"variable": "SOVN_M6"})


def test_a_code_no_longer_valid_on_the_day_is_refused(made, tmp_path):
    """Code 1 until 1 February 2020: the visit on 3 February came too late."""
    codes = (Code(1, Texts("N", "N", "N"), date(1900, 1, 1), date(2020, 2, 1)), *SLEEP.codes[1:])
    bank = with_variable(databank(), "SOVN_U6", code_list=replace(SLEEP, codes=codes))
    assert (
        refusal_of(InputError, export, made, tmp_path, "SOVN_U6", databank=bank).code
        == "export.code-not-valid"
    )


def test_a_code_outside_the_list_is_refused(made, tmp_path):
    bank = with_variable(databank(), "SOVN_U6", code_list=replace(SLEEP, codes=SLEEP.codes[:3]))
    assert (
        refusal_of(InputError, export, made, tmp_path, "SOVN_U6", databank=bank).code
        == "export.code-not-valid"
    )


def test_a_variable_without_a_norwegian_text_is_refused(made, tmp_path):
    bank = with_variable(databank(), "KJONN", description=Texts(" ", "Kjønn", "Sex"))
    assert (
        refusal_of(InputError, export, made, tmp_path, "KJONN", databank=bank).code == "export.text-missing"
    )


def test_a_variable_that_may_not_be_released_stays(made, tmp_path):
    bank = with_variable(databank(), "SOVN_M6", releasable=False)
    for name in ("SOVN_M6", "SOVN"):
        assert (
            refusal_of(InputError, export, made, tmp_path, name, databank=bank).code
            == "export.not-releasable"
        )


def test_an_item_that_means_different_things_is_not_one_dataset(made, tmp_path):
    bank = with_variable(databank(), "VEKT_KG_M6", unit="g")
    assert (
        refusal_of(InputError, export, made, tmp_path, "VEKT_KG", databank=bank).code == "export.mixed-item"
    )


@pytest.mark.parametrize("name", ["UKJENT", "vekt_kg", "VEKT_KG_A4", ""])
def test_a_variable_no_one_knows(made, tmp_path, name):
    assert refusal_of(UsageError, export, made, tmp_path, name).code == "export.unknown-variable"


def test_a_variable_newer_than_the_release(made, tmp_path):
    bank = databank()
    newer = replace(bank.variables["KJONN"], name="NYTT")
    bank = replace(bank, variables=bank.variables | {"NYTT": newer})
    fault = refusal_of(InputError, export, made, tmp_path, "NYTT", databank=bank)
    assert fault.code == "export.not-in-release"


def test_without_names_everything_that_may_leave_is_exported(made, tmp_path):
    """Each fact, each item over all its visits, and the kind of visit."""
    done = export_all(made, tmp_path)
    assert [entry.name for entry in done.datasets] == [
        "KJONN",
        "DATO",
        "VEKT_KG",
        "SOVN",
        "STED",
        "KONSULTASJON",
    ]
    assert done.left_out == ()


def test_what_may_not_leave_stays_behind_with_the_reason(made, tmp_path):
    """Also when only one occasion of an item is kept back."""
    bank = with_variable(databank(), "SOVN_M6", releasable=False)
    bank = with_variable(bank, "KJONN", releasable=False)
    done = export_all(made, tmp_path, databank=bank)
    names = [entry.name for entry in done.datasets]
    assert names == ["DATO", "VEKT_KG", "SOVN_U6", "STED", "KONSULTASJON"]
    assert done.left_out == (("KJONN", "export.not-releasable"), ("SOVN_M6", "export.not-releasable"))


def test_an_item_that_means_different_things_becomes_a_dataset_an_occasion(made, tmp_path):
    bank = with_variable(databank(), "VEKT_KG_M6", unit="g")
    names = [entry.name for entry in export_all(made, tmp_path, databank=bank).datasets]
    assert "VEKT_KG" not in names
    assert {"VEKT_KG_U6", "VEKT_KG_M6"} <= set(names)


def test_what_has_no_values_stays_behind_when_it_was_not_asked_for(tmp_path):
    bank = databank()
    empty = replace(bank.variables["KJONN"], name="TOM")
    bank = replace(bank, variables=bank.variables | {"TOM": empty})
    done = export_all(small_release(tmp_path / "store", bank), tmp_path / "out")
    assert done.left_out == (("TOM", "export.no-rows"),)
    assert not (tmp_path / "out" / "TOM").exists()


def test_one_fault_keeps_everything_back(tmp_path):
    """The text that would break the line stands in the last dataset but one."""
    spoilt = small_release(tmp_path / "store", visits={"U6": ((1, "2019-06-01", 5.25, 2, "Fana;Arna"),)})
    fault = refusal_of(InputError, export, spoilt, tmp_path / "out")
    assert (fault.code, fault.parameters) == ("export.unwritable-text", {"variable": "STED"})
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".lock"]
    assert [path.name for path in (tmp_path / "out-workplace").iterdir()] == [".lock"]


def test_clear_files_lie_where_their_owner_alone_may_look(made, tmp_path):
    seen = []

    class Looking(ToolsStandIn):
        def validate(self, datasets):
            seen.extend(datasets)
            seen.append(datasets[0].parent.stat().st_mode & 0o777)
            return super().validate(datasets)

    export(made, tmp_path / "out", "KJONN", tools=Looking(), workplace=tmp_path / "private")
    folder, mode = seen
    assert folder.is_relative_to(tmp_path / "private")
    assert mode == 0o700
    assert [path.name for path in (tmp_path / "private").iterdir()] == [".lock"]


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from export_factories import ToolsStandIn, export
from folkekommune.store.released import Release

class Killing(ToolsStandIn):
    def validate(self, datasets):
        print(datasets[0], flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

export(Release.open(Path(sys.argv[1])), Path(sys.argv[2]), "KJONN", tools=Killing())
"""


def test_the_next_export_removes_what_a_killed_one_left(made, tmp_path):
    """To whichever folder the next one writes."""
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(made.folder), str(tmp_path / "out")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    left = Path(killed.stdout.strip())
    assert ONE in (left / "KJONN.csv").read_text(encoding="utf-8")
    export(made, tmp_path / "elsewhere", "KJONN", workplace=tmp_path / "out-workplace")
    assert not left.exists()
    assert [path.name for path in (tmp_path / "out-workplace").iterdir()] == [".lock"]


@pytest.mark.parametrize("parts", [("4631",), ("4601", "4631"), ()])
def test_a_municipality_that_is_not_in_the_release(made, tmp_path, parts):
    fault = refusal_of(UsageError, export, made, tmp_path, "KJONN", parts=parts)
    assert fault.code == "export.unknown-part"


def test_a_text_that_would_break_the_line_is_refused(tmp_path):
    spoilt = small_release(tmp_path / "store", visits={"U6": ((1, "2019-06-01", 5.25, 2, "Fana;Arna"),)})
    fault = refusal_of(InputError, export, spoilt, tmp_path / "out", "STED_U6")
    assert fault.code == "export.unwritable-text"


def test_a_variable_without_values_is_refused(tmp_path):
    bank = databank()
    empty = replace(bank.variables["KJONN"], name="TOM")
    bank = replace(bank, variables=bank.variables | {"TOM": empty})
    made = small_release(tmp_path / "store", bank)
    assert refusal_of(InputError, export, made, tmp_path / "out", "TOM").code == "export.no-rows"


def test_every_text_of_the_export_stands_in_three_languages():
    entries = {code: entry for code, entry in catalogue().items() if code.startswith("export.")}
    assert entries
    assert all(set(entry) == set(LANGUAGES) for entry in entries.values())
