"""Tests of a file run together; and they say which features of the script language they prove.

For the latter see ``scripts/compatibility.py``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "feature(*numbers): the features of docs/language/features.csv that the test proves"
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Give each file to one worker, so that what it sets up is set up once, and begin with the slow ones."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))
    yield
    # Only now have the others put them in order by chance, and read the groups.
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fail where tests of a file would go to several workers; write what they prove, when asked to."""
    if getattr(session.config.option, "loadgroup", False) and any("@" not in i.nodeid for i in session.items):
        raise pytest.UsageError("pytest does not read the groups of pytest-xdist: see pyproject.toml")
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
