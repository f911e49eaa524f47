"""Same seed, same bytes; faults of whole deliveries; wrong input."""

from __future__ import annotations

import errno
import gzip
import hashlib
import shutil
from pathlib import Path

import pytest
from synthetic_deliveries import manifest, read_lines, read_wide, truth

from folkekommune.catalogue.packages import shipped_folder
from folkekommune.errors import InputError, UsageError
from folkekommune.synthetic import generate
from folkekommune.synthetic.truth.tables import TruthTables

PACKAGE = shipped_folder() / "helseprofil"


def sums(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def faulty_package(folder: Path) -> Path:
    """Copy the package so that every delivery has every fault of deliveries."""
    package = shutil.copytree(PACKAGE, folder / "package")
    file = package / "synthetic" / "errors.toml"
    text = file.read_text(encoding="utf-8")
    for line in ("E17 = 10 ", "E18 = 8  ", "E23 = 12 "):
        assert line in text
        text = text.replace(line, f"{line[:6]}1 ")
    file.write_text(text, encoding="utf-8")
    return package


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    first, again, other = tmp_path / "first", tmp_path / "again", tmp_path / "other"
    for out, seed in ((first, 4), (again, 4), (other, 5)):
        generate(out, size="tiny", seed=seed, municipalities=("4601", "4624"))
    assert sums(first) == sums(again)
    assert sums(first) != sums(other)


def test_the_shape_does_not_change_what_is_true(tmp_path):
    wide, bulk = tmp_path / "wide", tmp_path / "bulk"
    for out, shape in ((wide, "A"), (bulk, "C")):
        generate(out, size="tiny", seed=6, municipalities=("4624",), shapes=(shape,))
    same = {name: content for name, content in sums(wide / "truth").items() if "answers" in name}
    assert len(same) == 18
    assert same == {name: c for name, c in sums(bulk / "truth").items() if "answers" in name}
    assert [f.name for f in (wide / "4624").iterdir()] != [f.name for f in (bulk / "4624").iterdir()]


def test_one_municipality_with_two_shapes_has_two_systems(tmp_path):
    out = tmp_path / "out"
    generate(out, size="tiny", seed=6, municipalities=("4601",), shapes=("A", "C"))
    folders = sorted(folder.name for folder in (out / "4601").iterdir())
    assert folders[:2] == ["2024-01-15-a-full", "2024-01-15-c-full"]
    wide = {file.name.split("_")[1] for file in (out / "4601" / folders[0]).glob("HP_*")}
    forms = {file.stem.rsplit("-", 1)[1] for file in (out / "4601" / folders[1]).glob("Questionnaire-hp-*")}
    assert wide & forms == set()
    assert forms == {"S1", "S3", "S8", "V1"}


def test_progress_is_told_and_what_a_killed_run_left_does_not_get_in(tmp_path):
    left = tmp_path / ".out.partial"
    left.mkdir()
    (left / "old.txt").write_text("x", encoding="utf-8")
    told: dict[str, list[tuple[int, int]]] = {}
    generate(
        tmp_path / "out",
        size="tiny",
        seed=1,
        municipalities=("4624",),
        progress=lambda stage, done, total: told.setdefault(stage, []).append((done, total)),
    )
    assert list(told) == ["people", "answers", "files"]
    assert all(steps[-1][0] == steps[-1][1] for steps in told.values())
    assert not left.exists()
    assert not list((tmp_path / "out").rglob("old.txt"))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("faulty")
    out = folder / "out"
    package = faulty_package(folder)
    generate(out, size="tiny", seed=2, municipalities=("4601", "4624"), shapes=("A", "C"), package=package)
    return out


def test_faults_of_deliveries_are_planted_and_told(faulty):
    out = faulty
    told = {
        (row["error"], row["item"]): row["true_value"] for row in truth(out, "errors") if not row["visit"]
    }
    wide = sorted((out / "4601").iterdir())
    assert "Ã…rstad" in "".join(file.read_bytes().decode("cp1252") for file in wide[0].glob("HP_*"))
    kinds = {told["E23", folder.name] for folder in wide}
    assert kinds == {"interrupted", "byte-order-mark", "no-last-line"}
    for folder in wide:
        kind = told["E23", folder.name]
        first = folder / f"HP_HB_4601_{folder.name[:10].replace('-', '')}.csv"
        raw = first.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") == (kind == "byte-order-mark")
        assert (b"Antall rader" in raw) == (kind != "no-last-line")
        assert len(read_wide(first)) == next(
            entry["rows"] for entry in manifest(folder)["files"] if entry["file"] == first.name
        )
    headings = {folder.name: list(read_wide(next(folder.glob("HP_M6*")))[0]) for folder in wide}
    changed = {told[error, name] for error, name in told if error == "E18"}
    assert len(changed) == 2
    usual = headings[wide[0].name]
    for folder in wide[1:]:
        kind, found = told["E18", folder.name], headings[folder.name]
        assert found != usual
        if kind == "moved":
            assert sorted(found) == sorted(usual)
        elif kind == "added":
            assert set(found) - set(usual) == {"Saksnummer"}
        else:
            assert "Amming" in found
            assert "Ammestatus" not in found


def test_an_interrupted_copy_is_shorter_than_its_manifest_says(faulty):
    out = faulty
    copies = list((out / "interrupted" / "4624").iterdir())
    assert len(copies) == 1
    short = [
        entry["file"]
        for entry in manifest(copies[0])["files"]
        if (copies[0] / entry["file"]).stat().st_size < entry["bytes"]
    ]
    assert len(short) == 1
    whole = out / "4624" / copies[0].name
    assert manifest(whole) == manifest(copies[0])
    assert all((whole / e["file"]).stat().st_size == e["bytes"] for e in manifest(whole)["files"])


def test_bulk_files_are_split_and_compressed_without_a_clock(tmp_path):
    package = shutil.copytree(PACKAGE, tmp_path / "package")
    file = package / "synthetic" / "deliveries.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("resources_a_file = 20000", "resources_a_file = 300"), encoding="utf-8")
    out = tmp_path / "out"
    generate(out, size="tiny", seed=2, municipalities=("4624",), shapes=("C",), package=package)
    folder = out / "4624" / "2024-01-15-c-full"
    parts = sorted(folder.glob("QuestionnaireResponse-*"))
    assert len(parts) >= 3
    assert all(part.name.endswith(".ndjson.gz") for part in parts)
    assert [len(read_lines(part)) for part in parts][:-1] == [300] * (len(parts) - 1)
    raw = parts[0].read_bytes()
    assert raw[4:8] == b"\0\0\0\0"
    assert gzip.decompress(raw).endswith(b"}\n")
    later = out / "4624" / "2025-01-15-c-changes"
    assert all(part.suffix == ".ndjson" for part in later.glob("QuestionnaireResponse-*"))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"size": "huge"}, "synthetic.size-unknown"),
        ({"size": "tiny", "shapes": ("A", "Z")}, "synthetic.shape-unknown"),
        ({"size": "tiny", "municipalities": ("1201",)}, "synthetic.municipality-unknown"),
        ({"size": "tiny", "municipalities": ("4601", "4601")}, "synthetic.municipality-twice"),
    ],
)
def test_wrong_use_is_refused_before_anything_is_written(tmp_path, asked, code):
    with pytest.raises(UsageError) as refused:
        generate(tmp_path / "out", seed=1, **asked)
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_as_it_was(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        generate(out, size="tiny", seed=1)
    assert refused.value.code == "synthetic.folder-in-use"
    assert [file.name for file in tmp_path.rglob("*")] == ["out", "mine.txt"]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "synthetic.disk-full"), (errno.EACCES, "synthetic.not-writable")]
)
def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch, number, code):
    def fail(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(TruthTables, "write_answers", fail)
    with pytest.raises(InputError) as refused:
        generate(tmp_path / "out", size="tiny", seed=1, municipalities=("4624",))
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_package_without_generator_input_says_which_file_is_missing(tmp_path):
    package = shutil.copytree(PACKAGE, tmp_path / "package")
    (package / "synthetic" / "items.csv").unlink()
    with pytest.raises(InputError) as refused:
        generate(tmp_path / "out", size="tiny", seed=1, package=package)
    assert refused.value.code == "synthetic.input-missing"
    assert str(refused.value.place).count("items.csv")
