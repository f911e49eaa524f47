"""Datasets in microdata.no's format become a databank that is released and exported like any other."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from dataset_corpus import (
    GOOD,
    WRONG_DIGIT,
    Case,
    P,
    Q,
    R,
    code,
    enumerated,
    lines,
    metadata,
    unit_measure,
    words,
)

from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.catalogue.model import Temporality
from folkekommune.errors import InputError, UsageError
from folkekommune.export.datasets import export_datasets
from folkekommune.export.official import Verdict
from folkekommune.export.order import Destination, Order
from folkekommune.ingest.datasets.package_file import FILE
from folkekommune.ingest.persons.reservations import reserve
from folkekommune.services.initialisation import initialise
from folkekommune.settings import Home, Mode
from folkekommune.store.released import Release

BANK = "no.example.register"
SEX = enumerated(code(1), code(2, "2000-01-01", "2030-01-01"), sentinels=[9])
DATASETS = {
    "KJONN": (metadata("FIXED", "LONG", SEX), [f"{P};1;;;", f"{Q};2;;;", f"{R};9;;;"]),
    "FODT": (metadata("FIXED", "DATE"), [f"{P};2012-03-04;;;"]),
    "VEKT": (
        metadata("STATUS", "DOUBLE"),
        [
            f"{P};3.5;2020-01-01;2020-01-01;",
            f"{P};3.5;2020-01-02;2020-01-02;",
            f"{Q};4.25;2020-01-01;2020-01-01;",
        ],
    ),
    "SKOLE": (
        metadata("EVENT", "STRING"),
        [f"{P};Ytre Arna;2019-08-20;2021-06-18;", f"{P};Åsane;2021-06-19;;", f"{Q};Åsane;2019-08-20;;"],
    ),
    "BESOK": (
        metadata("ACCUMULATED", "LONG"),
        [f"{P};3;2019-01-01;2019-12-31;", f"{P};0;2020-01-01;2020-12-31;"],
    ),
    "BOSTED": (
        unit_measure("KOMMUNE", "EVENT"),
        [f"{P};1201;2015-01-01;2019-12-31;", f"{P};4601;2020-01-01;;"],
    ),
}


class Accepting:
    """Stand in for microdata.no's tool, which has tests of its own."""

    def validate(self, datasets):
        """Accept everything."""
        return (Verdict(),) * len(datasets)

    def package(self, datasets, *, public_key_dir, out):
        """Never asked for."""
        raise NotImplementedError


def write(folder: Path, name: str, meta: dict, *rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    return Case(name, GOOD, None, meta, lines(*rows)).write(folder)


@pytest.fixture
def wiring(tmp_path) -> Wiring:
    """Make an installation of two municipalities."""
    home = Home(tmp_path / "home")
    initialise(home, name="Prøve", mode=Mode.TEST, municipalities=("4601", "4624"))
    return open_wiring(home)


def bring(wiring: Wiring, *paths: Path, bank: str = BANK, municipality: str = "4601"):
    refused: dict[str, list[str]] = {}

    def note(name, checked):
        refused[name] = [finding.rule for finding in checked.findings]

    try:
        return wiring.intake.import_datasets(paths, bank, municipality=municipality, refused=note)
    except InputError as fault:
        fault.add_note(json.dumps(refused))
        raise


def release(wiring: Wiring) -> Release:
    return wiring.releasing.build_release(wiring.package(BANK).databank)


def rows_of(made: Release, name: str) -> list[tuple]:
    table = pq.read_table(made.variable_file("4601", name)).to_pydict()
    return sorted(zip(table["value"], table["start"], table["stop"], strict=True))


def export(wiring: Wiring, made: Release, folder: Path) -> None:
    export_datasets(
        Order(made, made.definition, (), made.parts),
        Destination(folder / "private", folder / "out"),
        mode=Mode.TEST,
        reidentify=wiring.identities.reidentify,
        package=False,
        tools=Accepting(),
    )


def test_who_moved_is_one_person_with_one_home_at_a_time(wiring, tmp_path):
    """Two municipalities both say that P lives there; the one P moved to last counts from that day on."""
    for number, day, sex in (("4601", "2020-01-01", 1), ("4624", "2021-01-01", 2)):
        rows = f"{P};{number};{day};;", f"{Q};{number};{day};{day[:4]}-12-31;"
        write(tmp_path / number, "BOSTED", unit_measure("KOMMUNE", "EVENT"), *rows)
        write(tmp_path / number, "KJONN", metadata("FIXED", "LONG", SEX), f"{P};{sex};;;")
        bring(wiring, tmp_path / number, municipality=number)
    made = release(wiring)
    assert made.parts == ("4601", "4624")
    export(wiring, made, tmp_path)
    assert (tmp_path / "out" / "BOSTED" / "BOSTED.csv").read_text(encoding="utf-8").splitlines() == [
        f"{P};4601;2020-01-01;2020-12-31;",
        f"{P};4624;2021-01-01;;",
        f"{Q};4601;2020-01-01;2020-12-31;",
        f"{Q};4624;2021-01-01;2021-12-31;",
    ]
    assert (tmp_path / "out" / "KJONN" / "KJONN.csv").read_text(encoding="utf-8") == f"{P};1;;;\n"


def test_every_temporality_comes_out_as_it_went_in(wiring, tmp_path):
    """Imported, released, and exported again: the same rows, and the same metadata where it matters."""
    for name, (meta, rows) in DATASETS.items():
        write(tmp_path / "in", name, meta, *reversed(rows))
    bring(wiring, tmp_path / "in")
    made = release(wiring)
    export(wiring, made, tmp_path)
    for name, (meta, rows) in DATASETS.items():
        folder = tmp_path / "out" / name
        assert (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines() == rows, name
        content = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        assert content["temporalityType"] == meta["temporalityType"]
        assert content["measureVariables"][0]["name"][0] == {"languageCode": "no", "value": "Vekt"}
    sex = json.loads((tmp_path / "out" / "KJONN" / "KJONN.json").read_text(encoding="utf-8"))
    domain = sex["measureVariables"][0]["valueDomain"]
    assert [(entry["code"], entry.get("validUntil")) for entry in domain["codeList"]] == [
        (1, None),
        (2, "2030-01-01"),
    ]
    assert [entry["code"] for entry in domain["sentinelAndMissingValues"]] == [9]


def test_the_databank_is_described_by_the_datasets(wiring, tmp_path):
    meta = metadata(
        "STATUS", "DOUBLE", {"description": words("x"), "measurementUnitDescription": words("kg")}
    )
    meta["measureVariables"][0]["name"] = words("Vekt") + words("Weight", "en")
    [done] = bring(wiring, write(tmp_path / "in", "VEKT", meta, *DATASETS["VEKT"][1]))
    variable = wiring.package(BANK).databank.variables["VEKT"]
    assert (variable.title.nb, variable.title.nn, variable.title.en) == ("Vekt", "Vekt", "Weight")
    assert variable.temporality is Temporality.STATUS
    assert variable.unit == "kg"
    assert wiring.package(BANK).databank.themes[variable.theme].nb == "Helse"
    assert (done.rows, done.persons, done.filled_in) == (3, 2, ("en", "nn"))


def test_the_same_dataset_again_changes_nothing(wiring, tmp_path):
    folder = write(tmp_path / "in", "KJONN", *_dataset("KJONN"))
    bring(wiring, folder)
    first = release(wiring)
    [again] = bring(wiring, folder)
    assert again.unchanged
    assert release(wiring).version == first.version


def test_a_changed_dataset_takes_the_place_of_the_old_one(wiring, tmp_path):
    """Whoever is not in it any more is gone; and the old one can come back."""
    meta, rows = DATASETS["VEKT"]
    old = write(tmp_path / "old", "VEKT", meta, *rows)
    new = write(tmp_path / "new", "VEKT", meta, f"{P};9.5;2020-01-01;2020-01-01;")
    bring(wiring, old)
    bring(wiring, new)
    assert rows_of(release(wiring), "VEKT") == [(9.5, 18262, 18262)]
    bring(wiring, old)
    assert len(rows_of(release(wiring), "VEKT")) == len(rows)


def test_a_changed_fact_takes_the_place_of_the_old_one(wiring, tmp_path):
    old = write(tmp_path / "old", "KJONN", *_dataset("KJONN"))
    bring(wiring, old)
    bring(wiring, write(tmp_path / "new", "KJONN", metadata("FIXED", "LONG", SEX), f"{P};2;;;"))
    assert rows_of(release(wiring), "KJONN") == [(2, None, None)]


def test_datasets_of_one_databank_are_about_the_same_persons(wiring, tmp_path):
    for name in ("KJONN", "VEKT"):
        write(tmp_path / "in", name, *_dataset(name))
    bring(wiring, tmp_path / "in")
    made = release(wiring)
    sex, weight = (
        set(pq.read_table(made.variable_file("4601", name))["unit_id"].to_pylist())
        for name in ("KJONN", "VEKT")
    )
    assert weight < sex
    numbers = {int(number) for number in (P, Q, R)}
    assert not sex & numbers
    assert sorted(wiring.identities.reidentify(np.array(sorted(sex)))) == sorted([P, Q, R])


def test_who_objects_is_left_out(wiring, tmp_path):
    with wiring.vault.changing("test") as linkage:
        reserve(linkage, [int(P)])
    [done] = bring(wiring, write(tmp_path / "in", "VEKT", *_dataset("VEKT")))
    assert (done.rows, done.persons, done.reserved) == (1, 1, 2)
    assert rows_of(release(wiring), "VEKT") == [(4.25, 18262, 18262)]


def test_no_identity_number_gets_into_the_store(wiring, tmp_path):
    for name in DATASETS:
        write(tmp_path / "in", name, *_dataset(name))
    bring(wiring, tmp_path / "in")
    release(wiring)
    for file in wiring.home.store.rglob("*"):
        if file.suffix == ".parquet":
            for column in pq.read_table(file).columns:
                assert not {P, int(P)} & set(column.to_pylist()), file
        elif file.is_file():
            assert P.encode() not in file.read_bytes(), file


def test_one_faulty_dataset_keeps_all_out(wiring, tmp_path):
    write(tmp_path / "in", "KJONN", *_dataset("KJONN"))
    write(tmp_path / "in", "VEKT", metadata("FIXED", "DOUBLE"), f"{P};3,5;;;", f"{WRONG_DIGIT};3;;;")
    with pytest.raises(InputError) as refusal:
        bring(wiring, tmp_path / "in")
    assert refusal.value.code == "datasets.not-accepted"
    assert refusal.value.parameters == {"datasets": "VEKT"}
    assert json.loads(refusal.value.__notes__[0]) == {"VEKT": ["value-double"]}
    assert not (wiring.home.databanks / BANK).exists()
    assert wiring.store.drafts(BANK) == ()


@pytest.mark.parametrize(
    "meta",
    [metadata() | {"identifierVariables": [{"unitType": "FAMILIE"}]}, unit_measure("PERSON")],
    ids=["families", "persons as values"],
)
def test_only_what_is_about_persons_is_imported(wiring, tmp_path, meta):
    rows = f"{P};{Q};;;" if "dataType" not in meta["measureVariables"][0] else f"{P};1;;;"
    with pytest.raises(InputError) as refusal:
        bring(wiring, write(tmp_path / "in", "MOR", meta, rows))
    assert refusal.value.code == "datasets.not-persons"


@pytest.mark.parametrize("bank", ["no.folkekommune.helseprofil", "..", "../x", "Æ", ""])
def test_a_databank_of_another_kind_is_not_overwritten(wiring, tmp_path, bank):
    with pytest.raises(UsageError) as refusal:
        bring(wiring, write(tmp_path / "in", "KJONN", *_dataset("KJONN")), bank=bank)
    assert refusal.value.code in {"datasets.other-databank", "store.bad-name"}


def test_a_package_written_by_hand_is_not_overwritten(wiring, tmp_path):
    folder = wiring.home.databanks / BANK
    folder.mkdir(parents=True)
    (folder / FILE).write_text('name = "no.example.other"\n', encoding="utf-8")
    wiring.__dict__["packages"] = {}  # the package is no whole one
    dataset = write(tmp_path / "in", "KJONN", *_dataset("KJONN"))
    with pytest.raises(UsageError) as refusal:
        bring(wiring, dataset)
    assert refusal.value.code == "datasets.other-databank"


def test_a_folder_without_datasets(wiring, tmp_path):
    with pytest.raises(UsageError) as refusal:
        bring(wiring, tmp_path)
    assert refusal.value.code == "datasets.none-here"


def test_texts_of_every_kind_survive_the_package_file(wiring, tmp_path):
    strange = 'A "quoted" \\ text\nwith a break, \x7f and æøå 🙂'
    meta = metadata("FIXED", "STRING", enumerated(code('a"b') | {"categoryTitle": words(strange)}))
    meta["measureVariables"][0]["description"] = words(strange)
    bring(wiring, write(tmp_path / "in", "TEKST", meta, f'{P};"a""b";;;'))
    variable = wiring.package(BANK).databank.variables["TEKST"]
    assert variable.description.nb == strange
    assert [entry.title.nb for entry in variable.code_list.codes] == [strange]
    assert rows_of(release(wiring), "TEKST") == [('a"b', None, None)]


def _dataset(name: str) -> tuple:
    meta, rows = DATASETS[name]
    return (meta, *rows)
