"""What microdata.no's tool says of rows is sorted into kinds that hold no value."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from time import monotonic, sleep
from types import SimpleNamespace

import pytest

from folkekommune.errors import UsageError
from folkekommune.export import official
from folkekommune.export.official import REQUIREMENT, OfficialTools, Verdict, tools_folder
from folkekommune.export.official_task import kind_of

PROJECT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "message",
    [
        "Error for identifier 01820099999: KANARI is not in code list",
        "Invalid value in #2 column for row with identifier: 01820099999",
        'Invalid overlapping timespans for identifier "01820099999": KANARI',
        "In CSV column #1: CSV conversion error to double: invalid value 'KANARI 01820099999'",
        "KANARI 01820099999",
    ],
)
def test_no_value_gets_through(message):
    kind = kind_of(message)
    assert kind
    assert not re.search("KANARI|[0-9]", kind)


def test_a_verdict_names_its_faults():
    verdict = Verdict(metadata=("value domain: field required",), data=(("missing value", 2),))
    assert verdict.faults == "value domain: field required; missing value (2)"
    assert not verdict.accepted
    assert not Verdict(raised="ArrowNotImplementedError").accepted
    assert Verdict().accepted


def test_the_tool_we_install_is_the_one_the_project_names():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["optional-dependencies"]["microdata"] == [REQUIREMENT]


def test_a_tool_that_cannot_be_installed_is_told_and_leaves_no_half_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(official.sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(UsageError) as refusal:
        OfficialTools(tmp_path / "tools").validate([tmp_path])
    assert refusal.value.code == "export.tool-not-installed"
    assert [path.name for path in (tmp_path / "tools").iterdir()] == [".lock"]


def test_the_folder_for_tools_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("FOLKEKOMMUNE_TOOLS", str(tmp_path))
    assert tools_folder() == tmp_path
    monkeypatch.delenv("FOLKEKOMMUNE_TOOLS")
    monkeypatch.chdir(tmp_path)
    assert tools_folder() == tmp_path / ".tools"


def test_the_tool_works_beside_the_dataset_where_rows_may_lie(tmp_path, monkeypatch):
    """It writes the rows down again while it works; a killed export's folder is removed with all in it."""
    seen = []

    def run(*_, cwd, **__):
        seen.append(Path(cwd))
        return SimpleNamespace(stdout='{"verdicts": []}')

    monkeypatch.setattr(OfficialTools, "install", lambda _: tmp_path / "python")
    monkeypatch.setattr(official.subprocess, "run", run)
    (tmp_path / "private").mkdir()
    OfficialTools(tmp_path / "tools").validate([tmp_path / "private" / "KJONN"])
    assert [folder.parent for folder in seen] == [tmp_path / "private"]
    assert list((tmp_path / "private").iterdir()) == []


def test_the_tool_ends_with_the_process_that_asked(tmp_path):
    """Who asked is killed while the tool works; then the tool stops, though its work is not done."""
    fake = tmp_path / "microdata_tools.py"
    fake.write_text("import time\ndef validate_metadata(*a, **k):\n    time.sleep(60)\n", encoding="utf-8")
    task = Path(official.__file__).with_name("official_task.py")
    asking = (
        "import subprocess, sys, os, signal\n"
        f"child = subprocess.Popen([sys.executable, {str(task)!r}, 'validate_all', str(os.getpid())],\n"
        "    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,\n"
        f"    env=os.environ | {{'PYTHONPATH': {str(tmp_path)!r}}})\n"
        'child.stdin.write(b\'{"datasets": ["x"]}\')\n'
        "child.stdin.close()\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    asked = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=False)
    child = int(asked.stdout)
    deadline = monotonic() + 30
    while _lives(child) and monotonic() < deadline:
        sleep(0.1)
    assert not _lives(child)


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
