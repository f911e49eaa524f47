"""The same children through workbooks, messages and wide reports: the same answers, and the true ones.

Each municipality's record system writes the same visits in its own shape. What is planted differs by shape,
so each is held against the truth where nothing was planted, and against the others where nothing was in
either.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from delivery_factory import make_loading

from folkekommune.errors import InputError
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.persons.pseudonyms import hash_records
from folkekommune.synthetic import generate

SHAPES = ("A", "B", "E")
SYSTEMS = {"A": "bred_csv", "B": "regneark", "E": "meldinger"}
SENTINELS = {8, 9}
MENDED = {"E01", "E06", "E07", "E08", "E14", "E16"}
DATABANK = "no.folkekommune.helseprofil"
Key = tuple[str, int]


@dataclass
class Loaded:
    """What came of the deliveries in one shape."""

    truth: dict[Key, dict[str, object]] = field(default_factory=dict)
    draft: dict[Key, dict[str, object]] = field(default_factory=dict)
    planted: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    errors: list[dict[str, object]] = field(default_factory=list)
    repaired: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    remarks: set[str] = field(default_factory=set)


def load_shape(root, shape: str) -> Loaded:
    made = generate(root / "out", size="tiny", seed=20, municipalities=("4601",), shapes=(shape,))
    loading = make_loading(root / "home")
    names = range(1, 20_000)
    hashes = hash_records(loading.keys, DATABANK, pa.array(map(str, names), pa.string()))
    of_hash = dict(zip(hashes.tolist(), names, strict=True))
    found = Loaded()
    for folder in made.deliveries:
        try:
            report = load_delivery(folder, **loading.arguments())
        except InputError as fault:
            assert fault.code in {"ingest.file-size", "ingest.file-missing"}  # noqa: PT017 - cut off (E23)
            continue
        assert report.mapping == SYSTEMS[shape]
        assert report.rows == (
            report.loaded + report.withdrawn + report.merged + sum(report.quarantined.values())
        )
        for rule, count in report.repaired.items():
            found.repaired[rule] += count
        found.remarks |= {remark.kind for remark in report.remarks}
        for occasion, table in loading.draft().deliveries()[-1].visits().items():
            for row in pq.read_table(table).to_pylist():
                key = (occasion, of_hash[row["record"]])
                if key not in found.draft or row["version"] >= found.draft[key]["version"]:
                    found.draft[key] = row
    truth = root / "out" / "truth"
    found.errors = pq.read_table(truth / "errors.parquet").to_pylist()
    for error in found.errors:
        found.planted[error["visit"]].add(error["item"])
    for file in (truth / "answers").glob("*.parquet"):
        for row in pq.read_table(file).to_pylist():
            found.truth[file.stem, row["visit"]] = row
    return found


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> dict[str, Loaded]:
    return {shape: load_shape(tmp_path_factory.mktemp(f"shape{shape}"), shape) for shape in SHAPES}


def same(value: object, true: object) -> bool:
    return abs(float(str(value)) - float(str(true))) < 1e-6


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_right_stays_right(loaded, shape):
    one, compared = loaded[shape], 0
    for key, true in one.truth.items():
        found = one.draft.get(key, {})
        for item, answer in true.items():
            value = found.get(item.upper())
            if value is None or answer is None or value in SENTINELS or item in one.planted[key[1]]:
                continue
            assert same(value, answer), (key, item)
            compared += 1
    assert compared > 12_000


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_written_wrongly_comes_out_right(loaded, shape):
    one, right = loaded[shape], 0
    for error in one.errors:
        row = one.draft.get((error["occasion"], error["visit"]))
        if error["error"] in MENDED - {"E01"} and row is not None:
            value = row[error["item"].upper()]
            # What the record system worked out from a wrong value may be taken out.
            if value is not None or error["item"] not in {"kmi", "iso_kmi"}:
                assert same(value, error["true_value"]), error
                right += 1
    assert right > 80


@pytest.mark.parametrize("other", ["B", "E"])
def test_the_same_children_answer_alike_in_every_shape(loaded, other):
    """Whatever was lost before it was written was lost in both."""
    first, second = loaded["A"], loaded[other]
    assert first.truth == second.truth
    shared, alike = set(first.draft) & set(second.draft), 0
    assert len(shared) > 0.95 * max(len(first.draft), len(second.draft))
    for key in shared:
        if first.draft[key]["withdrawn"] or second.draft[key]["withdrawn"]:
            continue
        planted = {item.upper() for item in first.planted[key[1]] | second.planted[key[1]]}
        # A wrong height or weight may take the body mass index with it.
        touched = planted & {"VEKT_KG", "HOYDE_CM", "KMI", "ISO_KMI", "KONSULTASJON_DATO"}
        leave = planted | {"unit_id", "record", "version"}
        if touched:
            leave |= {"KMI", "ISO_KMI", "IOTF_KLASSE", "VEKT_KG", "HOYDE_CM", "visit_date", "age_days"}
        for name, value in first.draft[key].items():
            if name not in leave and not (name == "KOMMUNE" and "KOMMUNENR" in planted):
                assert second.draft[key][name] == value, (key, name)
                alike += 1
    assert alike > 25_000


def test_lost_zeros_in_numeric_columns_are_found_again(loaded):
    books = loaded["B"]
    lost = [error for error in books.errors if error["error"] == "E01"]
    assert lost
    assert books.repaired["leading-zero"] >= len(lost)
    stopped = [error for error in lost if (error["occasion"], error["visit"]) not in books.draft]
    # Some of them wait for another reason, such as a wrong digit as well.
    assert len(stopped) < 0.05 * len(lost)


def test_a_visit_that_never_was_is_withdrawn_by_message(loaded):
    letters = loaded["E"]
    phantoms = {e["visit"] for e in letters.errors if e["error"] == "E24" and e["item"] == "konsultasjon_id"}
    rows = [row for (_, visit), row in letters.draft.items() if visit in phantoms]
    assert rows
    assert all(row["withdrawn"] for row in rows)
