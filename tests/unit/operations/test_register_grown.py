"""The register of publications only grows: events may come, but none may be another than it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkekommune.operations.damage import noted
from folkekommune.operations.damage.finding import Kind
from folkekommune.operations.inventory import FileNote
from folkekommune.operations.seals import Seals
from folkekommune.published.cube_files import encode_json
from folkekommune.settings import Home

FIRST = {"publication": "a", "state": "approved", "at": "2026-01-01"}
SECOND = {"publication": "b", "state": "approved", "at": "2026-02-01"}


@pytest.mark.parametrize(
    ("events", "kinds"),
    [
        ([FIRST], []),
        ([FIRST, SECOND], []),
        ([SECOND], [Kind.DAMAGED]),
        ([FIRST | {"at": "2026-01-02"}, SECOND], [Kind.DAMAGED]),
        ([], [Kind.DAMAGED]),
    ],
)
def test_a_register_is_what_it_was_with_events_added(tmp_path: Path, events: list, kinds: list[Kind]):
    home = Home(tmp_path)
    home.published.mkdir()
    file = home.published / "register.json"
    file.write_bytes(encode_json({"format": 1, "events": [FIRST]}))
    seals = Seals("", "", {"published/register.json": FileNote.of(file)}, whole=True)
    file.write_bytes(encode_json({"format": 1, "events": events}))
    assert [each.kind for each in noted.find(home, seals, excused=lambda _: False)] == kinds
