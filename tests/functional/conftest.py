"""One demonstration for all tests that look at it. They stand in one group, so that one worker makes it."""

from __future__ import annotations

import pytest
from demonstrated import Demonstrated, demonstrate, free_port


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Demonstrated:
    """Run the demonstration the first time."""
    home = tmp_path_factory.mktemp("demonstrated") / "home"
    return Demonstrated(home, demonstrate(home, port=free_port()))
