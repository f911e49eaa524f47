"""Tests say which features of the script language they prove; see ``scripts/compatibility.py``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "feature(*numbers): the features of docs/language/features.csv that the test proves"
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write which tests prove which features, when asked to."""
    target = os.environ.get("FOLKEKOMMUNE_FEATURES")
    if target is None:
        return
    found: dict[int, set[str]] = {}
    for item in session.items:
        # A parametrised test is one place in the file, whatever its cases.
        name = item.nodeid.split("[", maxsplit=1)[0]
        for mark in item.iter_markers("feature"):
            for number in mark.args:
                found.setdefault(number, set()).add(name)
    Path(target).write_text(json.dumps({number: sorted(names) for number, names in found.items()}))
