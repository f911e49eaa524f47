"""Running one line takes with it all that stands before it, and the whole of its own command."""

from __future__ import annotations

import pytest

from folkekommune.services.run_to_line import script_to_line

SCRIPT = "use a\ntabulate x \\\n  y\nsummarize x\n"


@pytest.mark.parametrize(
    ("line", "lines"),
    [(1, 1), (2, 3), (3, 3), (4, 4), (9, 4)],
)
def test_a_command_over_two_lines_is_not_cut(line: int, lines: int) -> None:
    assert script_to_line(SCRIPT, line) == "".join(SCRIPT.splitlines(keepends=True)[:lines])
