"""A delivery is only read when everything its manifest names is there, whole and unaltered."""

from __future__ import annotations

import json

import pytest
from delivery_factory import write_delivery

from folkekommune.errors import InputError
from folkekommune.ingest.delivery import open_delivery

FILES = {"a.csv": b"one\n", "b.csv": b"two\n"}


def change_manifest(folder, change):
    file = folder / "manifest.json"
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


def code_of(folder) -> str:
    with pytest.raises(InputError) as caught:
        open_delivery(folder)
    assert caught.value.place is not None
    assert caught.value.place.file
    return caught.value.code


def test_a_whole_delivery_is_opened(tmp_path):
    delivery = open_delivery(write_delivery(tmp_path / "d", FILES, rows={"a.csv": 3, "b.csv": 4}))
    assert delivery.municipality == "4601"
    assert delivery.system == "Profilrapport"
    assert [file.name for file in delivery.files] == ["a.csv", "b.csv"]
    assert [file.rows for file in delivery.files] == [3, 4]
    assert open_delivery(tmp_path / "d" / "manifest.json") == delivery


def test_what_is_missing_is_named(tmp_path):
    assert code_of(tmp_path / "nothing") == "ingest.delivery-missing"
    (tmp_path / "empty").mkdir()
    assert code_of(tmp_path / "empty") == "ingest.manifest-missing"
    folder = write_delivery(tmp_path / "d", FILES)
    (folder / "b.csv").unlink()
    assert code_of(folder) == "ingest.file-missing"


def test_a_file_that_was_cut_or_altered_is_refused(tmp_path):
    folder = write_delivery(tmp_path / "d", FILES)
    (folder / "b.csv").write_bytes(b"tw")
    assert code_of(folder) == "ingest.file-size"
    (folder / "b.csv").write_bytes(b"tvo\n")
    assert code_of(folder) == "ingest.file-altered"


@pytest.mark.parametrize("key", ["system", "municipality", "extracted", "scope", "files"])
def test_a_manifest_without_a_field_is_refused_with_its_name(tmp_path, key):
    folder = write_delivery(tmp_path / "d", FILES)
    change_manifest(folder, lambda content: content.pop(key))
    with pytest.raises(InputError) as caught:
        open_delivery(folder)
    assert caught.value.code == "ingest.manifest-incomplete"
    assert caught.value.parameters == {"key": key}


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b'{"scope": "full"}', b'"x"'])
def test_a_manifest_that_is_something_else_is_refused(tmp_path, content):
    folder = write_delivery(tmp_path / "d", FILES)
    (folder / "manifest.json").write_bytes(content)
    assert code_of(folder) in {"ingest.manifest-unreadable", "ingest.manifest-incomplete"}


@pytest.mark.parametrize("name", ["../a.csv", "/etc/passwd", "x/../../a.csv", "..\\a.csv", ""])
def test_files_outside_the_delivery_are_not_touched(tmp_path, name):
    folder = write_delivery(tmp_path / "d", FILES)
    change_manifest(folder, lambda content: content["files"][0].update(file=name))
    assert code_of(folder) == "ingest.file-outside"


def test_a_link_that_leads_out_of_the_delivery_is_not_followed(tmp_path):
    folder = write_delivery(tmp_path / "d", FILES)
    name = next(iter(FILES))
    secret = tmp_path / "secret.csv"
    secret.write_bytes((folder / name).read_bytes())
    (folder / name).unlink()
    (folder / name).symlink_to(secret)
    assert code_of(folder) == "ingest.file-outside"
    (folder / name).unlink()
    (folder / name).hardlink_to(secret)
    assert open_delivery(folder).files
    (tmp_path / "linked").symlink_to(folder)
    assert open_delivery(tmp_path / "linked").files, "the folder itself may be a link"


@pytest.mark.parametrize("again", ["{}", "./{}"])
def test_a_file_that_the_manifest_names_twice_is_refused(tmp_path, again):
    folder = write_delivery(tmp_path / "d", FILES)

    def name_twice(content):
        entry = content["files"][0]
        content["files"].append(entry | {"file": again.format(entry["file"])})

    change_manifest(folder, name_twice)
    assert code_of(folder) == "ingest.file-twice"


def test_identity_follows_content_and_mapping_and_not_place(tmp_path):
    first = open_delivery(write_delivery(tmp_path / "one", FILES))
    moved = open_delivery(write_delivery(tmp_path / "two", dict(reversed(FILES.items()))))
    other = open_delivery(write_delivery(tmp_path / "three", FILES | {"b.csv": b"2\n"}))
    assert first.identity("m") == moved.identity("m")
    assert len({first.identity("m"), first.identity("n"), other.identity("m")}) == 3
