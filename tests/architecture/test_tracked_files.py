"""What may stand in no file: addresses of package indexes, paths of one machine, words of the workshop."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from tracked_files import ROOT, texts, tracked

_INDEX = re.compile(
    r"https?://[^\s\"'<>)]*(?:pypi|npmjs|pythonhosted|registry|artifactory|nexus)[^\s\"'<>)]*"
    r"|--(?:extra-)?index-url|^registry=",
    re.IGNORECASE | re.MULTILINE,
)
_MACHINE = re.compile(r"(?<![\w.~-])/(?:root|work|home/\w+|Users/\w+|mnt)/[\w.-]+")
_WORD = re.compile(r"[a-z]{3,}")

# The words are kept as digests, so that this file does not hold them either.
_WORKSHOP = frozenset(
    {
        "c857d09db23e6822",
        "c70eca6b0f88f44d",
        "60965168ce762e94",
        "7d3194f79e645c42",
        "3ea125d0bff386e6",
        "487b91042c7cf27a",
        "de2187af3fb01170",
        "053ea4804ef1bb33",
        "5d72436256ada538",
        "57de4cf40144bdf7",
        "94a168d2da574b00",
        "d298391b07433318",
        "386ebc0efd04339a",
        "920510199770f4d6",
    }
)


def digest(word: str) -> str:
    """Give what stands for a word in the list."""
    return hashlib.sha256(word.encode()).hexdigest()[:16]


@pytest.mark.parametrize("path", [path for path in tracked() if path.name.endswith("-lock.json")], ids=str)
def test_a_lock_file_has_no_addresses(path):
    packages = json.loads((ROOT / path).read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert all("integrity" in entry for name, entry in packages.items() if name)


def test_there_are_lock_files_to_look_at():
    assert any(path.name == "package-lock.json" for path in tracked())


def test_constraints_name_versions_alone():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9_.\[\]-]+==[\w.+!]+( ;.*)?", line)] == []


def test_no_file_names_a_package_index():
    assert [(str(path), found[0]) for path, text in texts() if (found := _INDEX.search(text))] == []


def test_no_file_holds_a_path_of_one_machine():
    assert [(str(path), found[0]) for path, text in texts() if (found := _MACHINE.search(text))] == []


def test_no_file_speaks_of_the_workshop():
    seen: dict[str, str] = {}
    for path, text in texts():
        for word in set(_WORD.findall(text.lower())):
            seen.setdefault(word, str(path))
    assert {path for word, path in seen.items() if digest(word) in _WORKSHOP} == set()


def test_no_large_file_is_followed():
    sizes = {str(path): (ROOT / path).stat().st_size for path in tracked()}
    assert {name: size for name, size in sizes.items() if size > 5_000_000} == {}
