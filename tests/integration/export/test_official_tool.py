"""What we export, held against microdata.no's own tool.

The tool is installed once, under ``FOLKEKOMMUNE_TOOLS`` or ``.tools`` in the project.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from export_factories import NUMBERS, export, small_release

from folkekommune.errors import UsageError
from folkekommune.export.official import OfficialTools, Verdict

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[3]
EVERYTHING = ("KJONN", "VEKT_KG", "SOVN", "STED", "DATO", "SOVN_M6", "KONSULTASJON")


@pytest.fixture(scope="module")
def tools():
    """Install the tool, or find it installed."""
    return OfficialTools(Path(os.environ.get("FOLKEKOMMUNE_TOOLS") or PROJECT / ".tools"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Release once; a release never changes."""
    return small_release(tmp_path_factory.mktemp("store"))


def test_the_tool_accepts_every_kind_of_dataset_we_make(made, tmp_path, tools):
    done = export(made, tmp_path, *EVERYTHING, tools=tools)
    assert [entry.name for entry in done] == list(EVERYTHING)
    assert set(tools.validate([entry.dataset for entry in done])) == {Verdict()}


def plant(dataset: Path, line: str) -> None:
    file = dataset / f"{dataset.name}.csv"
    file.write_text(file.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


FAULTS = {
    "code not in code list": ("SOVN", f"{NUMBERS[1]};7;2021-01-01;2021-01-01;"),
    "more than one row per identifier and date": ("SOVN", f"{NUMBERS[1]};2;2019-06-01;2019-06-01;"),
    "start and stop differ": ("SOVN", f"{NUMBERS[1]};2;2021-01-01;2021-01-02;"),
    "missing identifier": ("SOVN", ";2;2021-01-01;2021-01-01;"),
    "missing value": ("SOVN", f"{NUMBERS[1]};NA;2021-01-01;2021-01-01;"),
    "unreadable data": ("VEKT_KG", f"{NUMBERS[1]};5,25;2021-01-01;2021-01-01;"),
    "more than one row per identifier": ("KJONN", f"{NUMBERS[1]};2;;;"),
    "start where none belongs": ("KJONN", f"{NUMBERS[3]};2;2021-01-01;;"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_the_tool_finds_a_planted_fault_and_its_words_stay_inside(made, tmp_path, tools, kind):
    name, line = FAULTS[kind]
    [exported] = export(made, tmp_path, name)
    plant(exported.dataset, line)
    [verdict] = tools.validate([exported.dataset])
    assert not verdict.accepted
    assert [found for found, _ in verdict.data] == [kind]
    assert not any(number in repr(verdict) for number in NUMBERS.values())


def test_the_tool_finds_a_fault_in_the_metadata(made, tmp_path, tools):
    [exported] = export(made, tmp_path, "KJONN")
    file = exported.dataset / "KJONN.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    del content["temporalityType"]
    file.write_text(json.dumps(content), encoding="utf-8")
    [verdict] = tools.validate([exported.dataset])
    assert verdict.metadata
    assert verdict.data == ()


def test_a_fault_the_tool_cannot_report_is_told_without_its_words(made, tmp_path, tools):
    [exported] = export(made, tmp_path, "KJONN")
    (exported.dataset / "KJONN.json").write_text("{", encoding="utf-8")
    assert tools.validate([exported.dataset]) == (Verdict(raised="JSONDecodeError"),)


def test_the_receiver_unpacks_what_was_sent(made, tmp_path, tools):
    tools.make_keys(tmp_path / "keys")
    done = export(
        made, tmp_path / "out", "SOVN", "KJONN", package=True, public_key_dir=tmp_path / "keys", tools=tools
    )
    for entry in done:
        sealed = entry.package.read_bytes()
        clear = (entry.dataset / f"{entry.name}.csv").read_bytes()
        assert clear.splitlines()[0] not in sealed
        received = tools.unpackage(
            entry.package, private_key_dir=tmp_path / "keys", out=tmp_path / "received"
        )
        assert (received / f"{entry.name}.csv").read_bytes() == clear


def test_a_package_needs_the_receivers_key(made, tmp_path, tools):
    with pytest.raises(UsageError) as refusal:
        export(made, tmp_path / "out", "KJONN", package=True, public_key_dir=tmp_path, tools=tools)
    assert refusal.value.code == "export.no-public-key"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".lock"]
