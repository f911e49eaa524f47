"""The manual of the script language is what its sources say now, and its links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from folkekommune.script.registry import command_files

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "language"


def test_the_manual_is_current():
    checked = subprocess.run(
        [sys.executable, "scripts/language_manual.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("tongue", ["nb", "en"])
def test_every_command_has_its_place(tongue):
    content = "".join(file.read_text(encoding="utf-8") for file in (MANUAL / tongue).glob("*.md"))
    assert {command for command in command_files() if f"## `{command}`\n" not in content} == set()


@pytest.mark.parametrize("tongue", ["nb", "en"])
def test_links_lead_to_pages(tongue):
    for file in (MANUAL / tongue).glob("*.md"):
        for target in re.findall(r"\]\(([\w-]+\.md)\)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).is_file(), (file.name, target)
