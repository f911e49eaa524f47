"""Load synthetic deliveries and hold the draft against the truth they were made from.

The generator plants errors and writes down which (``truth/errors.parquet``) and what was true
(``truth/answers/``). Slips of writing, mistakes of unit and swaps must come out right, nothing that was
right may come out wrong, and no row may be stopped that has nothing wrong with it.
"""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from delivery_factory import make_loading

from folkekommune.errors import InputError
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.loading.quarantine import open_quarantine, quarantine_file
from folkekommune.ingest.persons.pseudonyms import hash_records
from folkekommune.settings import Home, Installation, MunicipalitySettings
from folkekommune.synthetic import generate

MENDED = {"E06", "E07", "E08", "E14", "E16"}
"""Written wrongly, but it can only mean one thing: the true value is in the draft."""
# These are in the draft as they were planted: each is plausible by itself, and only a child's other visits,
# other children or a later delivery tell that it is wrong.
NOT_LOOKED_FOR = {"E03", "E05", "E09", "E10", "E12", "E13", "E19", "E21", "E24"}
STOPS = {"E02", "E04", "E05", "E11", "E12"}
SENTINELS = {8, 9}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Generate and load the smallest size there is, once."""
    root = tmp_path_factory.mktemp("truth")
    made = generate(root / "synth", size="tiny", seed=20)
    loading = make_loading(root / "home")
    towns = tuple(MunicipalitySettings(number, number) for number in made.municipalities)
    options = loading.arguments() | {"installation": Installation(Home(root / "home"), municipalities=towns)}
    names = {}
    visits = range(1, 20_000)
    hashes = hash_records(
        loading.keys, "no.folkekommune.helseprofil", pa.array(map(str, visits), pa.string())
    )
    names.update(zip(hashes.tolist(), visits, strict=True))
    draft: dict[tuple[str, str, int], dict[str, object]] = {}
    stopped: list[tuple[str, int, str]] = []
    for folder in made.deliveries:
        try:
            report = load_delivery(folder, **options)
        except InputError as fault:  # a delivery cut off on the way (E23)
            assert fault.code in {"ingest.file-size", "ingest.file-missing"}  # noqa: PT017 - the rest is loaded
            continue
        assert report.rows == (
            report.loaded + report.withdrawn + report.merged + sum(report.quarantined.values())
        )
        town = report.municipality
        file = quarantine_file(root / "home" / "vault", report.databank, town, identity=report.identity)
        waiting = open_quarantine(file, loading.keys).stopped
        stopped += [(town, names[row["record"]], row["reason"]) for row in waiting.to_pylist()]
        delivery = loading.draft(municipality=town).deliveries()[-1]
        for occasion, table in delivery.visits().items():
            for row in pq.read_table(table).to_pylist():
                key = (town, occasion, names[row["record"]])
                if key not in draft or row["version"] >= draft[key]["version"]:
                    draft[key] = row
    errors = pq.read_table(root / "synth" / "truth" / "errors.parquet").to_pylist()
    return root / "synth" / "truth", draft, stopped, errors


def same(value: object, true: str) -> bool:
    return abs(float(str(value)) - float(true)) < 1e-6


def test_what_was_written_wrongly_comes_out_right(loaded):
    _, draft, _, errors = loaded
    right = 0
    for error in errors:
        row = draft.get((error["municipality"], error["occasion"], error["visit"]))
        if error["error"] in MENDED and row is not None:
            value = row[error["item"].upper()]
            # What the record system worked out from a wrong value may be taken out.
            if value is not None or error["item"] not in {"kmi", "iso_kmi"}:
                assert same(value, error["true_value"]), error
                right += 1
    assert right > 100


def test_a_number_that_stands_for_missing_is_no_answer(loaded):
    _, draft, _, errors = loaded
    found = [
        row[error["item"].upper()]
        for error in errors
        if error["error"] == "E15"
        and (row := draft.get((error["municipality"], error["occasion"], error["visit"]))) is not None
    ]
    assert len(found) > 10
    assert set(found) == {None}


def test_what_was_right_stays_right(loaded):
    truth, draft, _, errors = loaded
    planted = defaultdict(set)
    for error in errors:
        planted[error["municipality"], error["occasion"], error["visit"]].add(error["item"])
    compared = 0
    for file in (truth / "answers").glob("*.parquet"):
        for row in pq.read_table(file).to_pylist():
            key = (row["municipality"], file.stem, row["visit"])
            found = draft.get(key, {})
            for item, true in row.items():
                value = found.get(item.upper())
                if value is None or item in planted[key] or value in SENTINELS or true is None:
                    continue
                assert same(value, str(true)), (key, item)
                compared += 1
    assert compared > 15_000


def test_only_rows_with_an_error_wait(loaded):
    _, _, stopped, errors = loaded
    codes = defaultdict(set)
    of_children = defaultdict(set)
    for error in errors:
        codes[error["municipality"], error["visit"]].add(error["error"])
        if error["error"] == "E02" and not error["visit"]:
            of_children[error["municipality"]].add(error["child"])
    for town, visit, reason in stopped:
        if reason == "identity-control-digits" and of_children[town]:
            continue  # a patient's number is wrong in all of the child's visits
        assert codes[town, visit] & STOPS, (town, visit, reason)


def test_every_wrong_number_waits(loaded):
    _, draft, _, errors = loaded
    wrong = [error for error in errors if error["error"] == "E02" and error["visit"]]
    assert wrong
    for error in wrong:
        assert (error["municipality"], error["occasion"], error["visit"]) not in draft


def test_every_planted_kind_is_accounted_for(loaded):
    """A new kind of error in the generator must be placed in one of the lists above."""
    _, _, _, errors = loaded
    about_files = {"E01", "E15", "E17", "E18", "E20", "E22", "E23"}
    assert {error["error"] for error in errors} <= MENDED | NOT_LOOKED_FOR | STOPS | about_files
