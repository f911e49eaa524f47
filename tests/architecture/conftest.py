"""Print how large the tree is at the end: to be read, and no gate."""

from __future__ import annotations

from statistics import median

import pytest
from tracked_files import texts


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write one line of sizes."""
    sizes = {str(path): content.count("\n") for path, content in texts(".py", under="folkekommune/")}
    if sizes:
        largest = max(sizes, key=lambda name: sizes[name])
        terminalreporter.write_line(
            f"folkekommune: {len(sizes)} files, median {median(sizes.values()):.0f} lines, "
            f"largest {largest} with {sizes[largest]}"
        )
