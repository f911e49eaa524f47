"""The whole way of a delivery into a draft: twice, killed, at once, a full disk, and what never gets in."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from delivery_factory import (
    Visit,
    coded,
    make_loading,
    number,
    patient,
    response,
    write_bulk,
    write_reports,
)

from folkekommune.errors import InputError, UsageError, UserError
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.loading.progress import DIED, LoadBoard
from folkekommune.ingest.loading.quarantine import open_quarantine, quarantine_file
from folkekommune.ingest.persons.vault import Vault
from folkekommune.settings import Mode
from folkekommune.store.writing import DeliveryWriter
from folkekommune.texts import LANGUAGES, text

ODD = number("2018-03-05")
ANE = number("2018-02-05", 502)
FACTORIES = Path(__file__).parents[2] / "fixtures" / "deliveries"


def reports(folder: Path, count: int = 3, **fields: object) -> Path:
    visits = [
        Visit(str(n), ODD if n % 2 else ANE, f"{n % 28 + 1:02d}.04.2018", cells={"Ammestatus": "Fullammet"})
        for n in range(count)
    ]
    return write_reports(folder, {"U6": visits}, **fields)


def contents(root: Path) -> dict[str, bytes]:
    """Give every file below a folder, without locks and what tells how the last load ended."""
    return {
        str(f.relative_to(root)): f.read_bytes()
        for f in root.rglob("*")
        if f.is_file() and f.stat().st_size and f.name != "load.json"
    }


def persons(loading) -> dict[int, int]:
    tables = [pq.read_table(delivery.persons()) for delivery in loading.draft().deliveries()]
    return {
        unit: key
        for table in tables
        for unit, key in zip(table["unit_id"].to_pylist(), table["key"].to_pylist(), strict=True)
    }


def test_the_same_delivery_twice_changes_nothing(tmp_path):
    loading = make_loading(tmp_path / "home")
    folder = reports(tmp_path / "d")
    first = load_delivery(folder, **loading.arguments())
    before = contents(tmp_path / "home")
    second = load_delivery(folder, **loading.arguments())
    assert not first.unchanged
    assert second.unchanged
    assert second.identity == first.identity
    assert contents(tmp_path / "home") == before


def test_a_person_keeps_handle_and_key_over_deliveries_and_the_key_over_shapes_and_municipalities(tmp_path):
    loading = make_loading(tmp_path / "home")
    load_delivery(reports(tmp_path / "a"), **loading.arguments())
    before = persons(loading)
    assert len(before) == 2
    load_delivery(reports(tmp_path / "b", 5), **loading.arguments())
    assert persons(loading) == before
    bulk = write_bulk(
        tmp_path / "c", [patient("p1", ODD)], [response("9", "p1", {"hp.ammestatus": coded("2")})]
    )
    load_delivery(bulk, **loading.arguments())
    assert set(persons(loading).values()) == set(before.values())
    alver = write_bulk(
        tmp_path / "alver",
        [patient("x", ANE, birthDate="2018-02-05", gender="female")],
        [response("9", "x", {"hp.ammestatus": coded("2")})],
        municipality="4631",
    )
    load_delivery(alver, **loading.arguments())
    (delivery,) = loading.draft(municipality="4631").deliveries()
    (key,) = pq.read_table(delivery.persons())["key"].to_pylist()
    assert key in before.values()


def test_another_installation_gives_other_pseudonyms_and_keys(tmp_path):
    found = []
    for home in ("one", "two"):
        loading = make_loading(tmp_path / home)
        load_delivery(reports(tmp_path / "d"), **loading.arguments())
        found.append(persons(loading))
    assert set(found[0]).isdisjoint(found[1])
    assert set(found[0].values()).isdisjoint(found[1].values())


def test_the_report_counts_what_went_where(tmp_path):
    loading = make_loading(tmp_path / "home")
    good = {"Ammestatus": "Fullammet", "Vekt (kg)": "5,02"}
    wrong = ODD[:10] + str((int(ODD[10]) + 1) % 10)
    visits = [
        Visit("1", ODD, cells=good),
        Visit("1", ODD, cells=good),
        Visit("2", ODD, cells=good | {"Vekt (kg)": "4,0"}),
        Visit("3", wrong, cells=good),
        Visit("4", ANE, cells=good | {"Ammestatus": "kanskje"}),
        Visit("5", ANE, "16.01.2024", cells=good),
        Visit("6", ANE, "20.04.2018", cells={"Ammestatus": "1", "Vekt (kg)": "90"}),
    ]
    report = load_delivery(write_reports(tmp_path / "d", {"U6": visits}), **loading.arguments())
    assert (report.rows, report.loaded, report.merged) == (7, 2, 1)
    assert report.quarantined == {
        "identity-control-digits": 1,
        "code-unknown": 1,
        "date-in-future": 1,
        "duplicate-conflict": 1,
    }
    assert report.rows == report.loaded + report.merged + sum(report.quarantined.values())
    assert report.excluded == {"outside-limits": 1}
    # Row 1: role, attendance, breastfeeding, weight; row 6 without the weight.
    assert report.answers == 4 + 3
    checks = {check.check: check for check in report.checks}
    assert (checks["C1"].quarantined, checks["P1"].quarantined, checks["P9"].quarantined) == (2, 1, 1)
    assert not checks["C1"].passed
    assert checks["C5"].passed
    assert json.loads(json.dumps(report.as_dict())) == report.as_dict()
    (delivery,) = loading.draft().deliveries()
    assert delivery.summary == json.loads(json.dumps(report.as_dict()))


def test_quarantine_is_sealed_and_tells_where_and_why(tmp_path):
    loading = make_loading(tmp_path / "home")
    cells = {"Vekt (kg)": "5020"}
    visits = [Visit("1", ODD, cells=cells), Visit("2", "", cells=cells), Visit("3", ANE, "x", cells=cells)]
    report = load_delivery(write_reports(tmp_path / "d", {"U6": visits}), **loading.arguments())
    vault = loading.installation.home.vault
    file = quarantine_file(vault, report.databank, "4601", identity=report.identity)
    log = open_quarantine(file, loading.keys)
    stopped, repaired = log.stopped, log.repaired
    assert stopped.drop_columns(["record"]).to_pylist() == [
        {"file": "HP_U6_4601_20240115.csv", "row": 2, "reason": "identity-missing"},
        {"file": "HP_U6_4601_20240115.csv", "row": 3, "reason": "date-unreadable"},
    ]
    assert repaired.drop_columns(["record", "file"]).to_pylist() == [
        {"row": 1, "item": "VEKT_KG", "rule": "grams-for-kilograms", "old": 5020.0}
    ]
    assert b"identity-missing" not in file.read_bytes()
    other = make_loading(tmp_path / "other")
    with pytest.raises(UsageError) as caught:
        open_quarantine(file, other.keys)
    assert caught.value.code == "ingest.vault-damaged"


def test_a_correction_has_a_higher_version(tmp_path):
    loading = make_loading(tmp_path / "home")
    load_delivery(reports(tmp_path / "a", 1), **loading.arguments())
    load_delivery(
        reports(tmp_path / "b", 2, extracted="2025-01-15T06:30:00", scope="changes", since="2024-01-15"),
        **loading.arguments(),
    )
    tables = [pq.read_table(d.visits()["U6"]) for d in loading.draft().deliveries()]
    assert tables[0]["record"][0] == tables[1]["record"][0]
    assert tables[0]["version"][0].as_py() < tables[1]["version"][0].as_py()


def test_a_withdrawn_visit_says_only_that(tmp_path):
    loading = make_loading(tmp_path / "home")
    rows = [
        response("9", "p1", {"hp.ammestatus": coded("2")}),
        response("9", "p1", {}, meta={"versionId": "2"}, status="entered-in-error"),
        response("8", "gone", {}, meta={"versionId": "5"}, status="entered-in-error"),
    ]
    report = load_delivery(write_bulk(tmp_path / "d", [patient("p1", ODD)], rows), **loading.arguments())
    assert (report.loaded, report.withdrawn, report.quarantined) == (1, 2, {})
    (delivery,) = loading.draft().deliveries()
    found = pq.read_table(delivery.visits()["U6"]).to_pylist()
    assert [(row["version"], row["withdrawn"], row["AMMESTATUS"]) for row in found] == [
        (1, False, 2),
        (2, True, None),
        (5, True, None),
    ]
    assert found[1]["unit_id"] is None
    assert found[0]["record"] == found[1]["record"]


CANARY_NUMBER = number("2001-09-11", 731)
CANARIES = ("Kanarifugl", "KANARI-7731", CANARY_NUMBER)


@pytest.mark.parametrize("shape", ["csv", "fhir"])
def test_names_notes_and_numbers_reach_nothing(tmp_path, shape, caplog, capfd):
    """Plant strings and numbers in name and note, and look in every byte that was written or said."""
    caplog.set_level(logging.DEBUG)
    loading = make_loading(tmp_path / "home")
    note = f"Kanarifugl KANARI-7731 {CANARY_NUMBER}\nog en linje til"
    if shape == "csv":
        visits = [
            Visit("1", ODD, name=f"Kanarifugl {CANARY_NUMBER}", cells={"Merknad (fritekst)": note}),
            Visit("2", CANARY_NUMBER + "0", name="Kanarifugl", cells={"Merknad (fritekst)": note}),
            Visit("3", ANE, "KANARI-7731", site=note, cells={"Merknad (fritekst)": note}),
        ]
        folder = write_reports(tmp_path / "d", {"U6": visits})
    else:
        name = [{"text": f"Kanarifugl {CANARY_NUMBER}"}]
        rows = [
            response("1", "p1", {"hp.merknad": {"valueString": note}}, author={"display": "Kanarifugl"}),
            response("2", "p2", {"hp.merknad": {"valueString": note}}),
            response("3", "p1", {"hp.ammestatus": {"valueString": "KANARI-7731"}}),
        ]
        people = [patient("p1", ODD, name=name), patient("p2", CANARY_NUMBER + "0", name=name)]
        folder = write_bulk(tmp_path / "d", people, rows)
    report = load_delivery(folder, **loading.arguments())
    assert report.loaded == 1
    assert sum(report.quarantined.values()) == 2
    written = contents(tmp_path / "home")
    assert len(written) >= 4
    said = str(report.as_dict()) + caplog.text + "".join(capfd.readouterr())
    for planted in (*CANARIES, ODD, ANE):
        assert planted not in said
        for name, content in written.items():
            for encoding in ("utf-8", "utf-16-le"):
                assert planted.encode(encoding) not in content, name
    for name, content in written.items():
        for identity in (ODD, CANARY_NUMBER):
            assert int(identity).to_bytes(8, "little") not in content, name


def test_no_error_quotes_the_cell_it_stumbled_over(tmp_path):
    loading = make_loading(tmp_path / "home")
    folder = write_reports(tmp_path / "d", {"U6": [Visit("1", ODD, cells={"Ukjent spalte": "Kanarifugl"})]})
    with pytest.raises(UserError) as caught:
        load_delivery(folder, **loading.arguments())
    for language in LANGUAGES:
        sentence = text(caught.value.code, language, **caught.value.parameters)
        assert "Ukjent spalte" in sentence
        assert "Kanarifugl" not in sentence
        assert ODD not in sentence


def test_production_refuses_synthetic_persons(tmp_path):
    loading = make_loading(tmp_path / "home", Mode.PRODUCTION)
    with pytest.raises(InputError) as caught:
        load_delivery(reports(tmp_path / "d"), **loading.arguments())
    assert (caught.value.code, caught.value.parameters["n"]) == ("ingest.synthetic-in-production", 3)
    assert loading.draft().deliveries() == ()
    assert not (loading.installation.home.vault / "linkage.sealed").exists()


def test_deliveries_of_others_are_refused(tmp_path):
    loading = make_loading(tmp_path / "home")
    oslo = reports(tmp_path / "oslo", municipality="0301")
    with pytest.raises(InputError) as caught:
        load_delivery(oslo, **loading.arguments())
    assert caught.value.code == "ingest.municipality-not-here"
    with pytest.raises(InputError) as caught:
        load_delivery(reports(tmp_path / "d"), municipality="4631", **loading.arguments())
    assert caught.value.code == "ingest.other-municipality"


def test_the_mapping_is_the_one_that_fits_or_the_one_named(tmp_path):
    loading = make_loading(tmp_path / "home")
    odd = reports(tmp_path / "d", system={"name": "Noe helt annet", "version": "1"})
    assert load_delivery(odd, **loading.arguments()).mapping == "bred_csv"
    with pytest.raises(UsageError) as caught:
        load_delivery(odd, mapping="finnes_ikke", **loading.arguments())
    assert caught.value.code == "ingest.mapping-unknown"
    assert "bred_csv" in caught.value.parameters["known"]
    with pytest.raises(UsageError) as caught:
        load_delivery(odd, databank="no.other", **loading.arguments())
    assert caught.value.code == "ingest.databank-unknown"
    with pytest.raises(InputError) as caught:
        load_delivery(odd, mapping="fhir", **loading.arguments())
    assert caught.value.code == "ingest.patients-missing"


def test_a_fault_in_the_middle_leaves_nothing_and_the_next_load_works(tmp_path):
    loading = make_loading(tmp_path / "home")
    folder = reports(tmp_path / "d")
    manifest = folder / "manifest.json"
    good = manifest.read_text()
    manifest.write_text(good.replace('"rows": 3', '"rows": 4'))
    with pytest.raises(InputError):
        load_delivery(folder, **loading.arguments())
    assert contents(tmp_path / "home") == {}
    manifest.write_text(good)
    assert load_delivery(folder, **loading.arguments()).loaded == 3


def test_two_loads_at_once(tmp_path):
    loading = make_loading(tmp_path / "home")
    folder = reports(tmp_path / "d")
    vault = Vault(loading.installation.home.vault, loading.keys, loading.events.append)
    with vault.alone(), pytest.raises(UsageError) as caught:
        load_delivery(folder, **loading.arguments())
    assert caught.value.code == "ingest.load-busy"
    assert load_delivery(folder, **loading.arguments()).loaded == 3


@pytest.mark.parametrize("place", ["store", "vault"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing_half(tmp_path, monkeypatch, place):
    loading = make_loading(tmp_path / "home")
    load_delivery(reports(tmp_path / "a"), **loading.arguments())
    before = contents(tmp_path / "home")

    def full(*arguments: object, **options: object):
        raise OSError(errno.ENOSPC, "No space left on device")

    if place == "store":
        monkeypatch.setattr(DeliveryWriter, "persons", full)
    else:
        monkeypatch.setattr("folkekommune.ingest.persons.vault.os.fsync", full)
    with pytest.raises(UsageError) as caught:
        load_delivery(reports(tmp_path / "b", 5), **loading.arguments())
    assert caught.value.code == "store.disk-full"
    monkeypatch.undo()
    assert contents(tmp_path / "home") == before
    assert load_delivery(reports(tmp_path / "b", 5), **loading.arguments()).loaded == 5


def test_progress_is_told(tmp_path):
    loading = make_loading(tmp_path / "home")
    told: list[tuple[int, int]] = []
    load_delivery(
        reports(tmp_path / "d"),
        progress=lambda done, promised: told.append((done, promised)),
        **loading.arguments(),
    )
    assert told[-1] == (3, 3)


def test_a_load_tells_how_far_it_is_and_stops_when_asked(tmp_path, monkeypatch):
    """With two files there are two batches: asked at the first, it stops before the second is written."""
    loading = make_loading(tmp_path / "home")
    board = LoadBoard.of(loading.installation.home, "4601")
    assert board.read() is None
    assert not board.ask_to_stop()
    load_delivery(reports(tmp_path / "a"), **loading.arguments())
    assert board.read() is None
    before = contents(tmp_path / "home")
    visits = [Visit(str(n), ODD, f"{n + 1:02d}.04.2018", cells={"Ammestatus": "Fullammet"}) for n in range(3)]
    two = write_reports(tmp_path / "b", {"U6": visits, "M3": visits[:1]})
    seen = []

    def ask(done: int, promised: int) -> None:
        state = board.read()
        assert state is not None
        seen.append((state.delivery, state.rows, state.promised, state.is_under_way, done, promised))
        assert board.ask_to_stop()

    with pytest.raises(UsageError) as stopped:
        load_delivery(two, progress=ask, **loading.arguments())
    assert stopped.value.code == "ingest.load-stopped"
    ((name, rows, promised, under_way, *heard),) = seen
    assert (name, promised, under_way) == ("b", 4, True)
    assert [rows, promised] == heard
    ended = board.read()
    assert (ended.fault, ended.is_under_way) == ("ingest.load-stopped", False)
    assert contents(tmp_path / "home") == before
    assert load_delivery(two, **loading.arguments()).rows == 4
    assert board.read() is None


def test_what_a_load_ended_in_is_told_and_never_a_value(tmp_path):
    loading = make_loading(tmp_path / "home", Mode.PRODUCTION)
    with pytest.raises(InputError):
        load_delivery(reports(tmp_path / "b"), **loading.arguments())
    board = LoadBoard.of(loading.installation.home, "4601")
    assert board.read().fault == "ingest.synthetic-in-production"
    (file,) = board.folder.glob("*.json")
    assert ODD not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_a_load_that_was_killed_is_told_as_one_that_died(tmp_path):
    board = LoadBoard(tmp_path / "4601")
    with board.telling("a", "no.x") as told:
        told(5, 10)
        left = (board.folder / "load.json").read_bytes()
    (board.folder / "load.json").write_bytes(left)
    state = board.read()
    assert (state.delivery, state.fault, state.is_under_way) == ("a", DIED, False)


WAITING = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from delivery_factory import make_loading
from folkekommune.errors import UserError
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.keys import Keys

loading = make_loading(Path(sys.argv[2]))
loading.keys = Keys(bytes(32))
told = []

def wait(done, promised):
    told.append(done)
    if len(told) == 1:
        print("reading", flush=True)
        sys.stdin.readline()

try:
    load_delivery(Path(sys.argv[3]), progress=wait, **loading.arguments())
except UserError as fault:
    print(fault.code, flush=True)
"""


def test_another_process_sees_a_load_waits_for_it_and_stops_it(tmp_path):
    """Two loads at once, in two processes: the second is refused, knows how far the first is, and ends it."""
    visits = [Visit(str(n), ODD, f"{n + 1:02d}.04.2018", cells={"Ammestatus": "Fullammet"}) for n in range(3)]
    first = write_reports(tmp_path / "first", {"U6": visits, "M3": visits[:1]})
    second = reports(tmp_path / "second", 5)
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(FACTORIES), str(tmp_path / "home"), str(first)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    loading = make_loading(tmp_path / "home")
    loading.keys = type(loading.keys)(bytes(32))
    with pytest.raises(UsageError) as refused:
        load_delivery(second, **loading.arguments())
    assert refused.value.code == "ingest.load-busy"
    board = LoadBoard.of(loading.installation.home, "4601")
    state = board.read()
    assert (state.delivery, state.promised, state.is_under_way) == ("first", 4, True)
    assert board.ask_to_stop()
    said, _ = process.communicate("go on\n", timeout=60)
    assert said == "ingest.load-stopped\n"
    assert loading.draft().deliveries() == ()
    assert load_delivery(second, **loading.arguments()).loaded > 0
    assert load_delivery(first, **loading.arguments()).loaded > 0
    assert board.read() is None


KILLED = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from delivery_factory import make_loading
from folkekommune.keys import Keys
from folkekommune.ingest.loading import load as load_module

loading = make_loading(Path(sys.argv[2]))
loading.keys = Keys(bytes(32))
step = sys.argv[4]
owner, name = {
    "writing": (load_module, "persons_table"),
    "vault": (load_module, "save_quarantine"),
    "linkage": (load_module.Vault, "save_linkage"),
}[step]

def stop(*arguments, **named):
    print("reached", flush=True)
    import time
    time.sleep(600)

setattr(owner, name, stop)
load_module.load_delivery(Path(sys.argv[3]), **loading.arguments())
"""


@pytest.mark.parametrize("step", ["writing", "linkage", "vault"])
def test_a_killed_load_leaves_nothing_and_the_next_one_works(tmp_path, step):
    """Kill -9 after the rows are written, before the linkage is, and before the quarantine is."""
    folder = reports(tmp_path / "d", 50)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(FACTORIES), str(tmp_path / "home"), str(folder), step],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "reached\n"
    loading = make_loading(tmp_path / "home")
    loading.keys = type(loading.keys)(bytes(32))
    with pytest.raises(UsageError) as caught:
        load_delivery(folder, **loading.arguments())
    assert caught.value.code == "ingest.load-busy"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert loading.draft().deliveries() == ()
    report = load_delivery(folder, **loading.arguments())
    assert report.loaded == 50 - report.merged
    assert len(loading.draft().deliveries()) == 1
    hidden = [file for file in (tmp_path / "home").rglob(".*") if file.name != ".lock"]
    assert hidden == []
