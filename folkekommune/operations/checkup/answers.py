"""All answering stopped: right while something is looked into, wrong when it was forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from folkekommune.operations.checkup.facts import Facts, Level, Remark
from folkekommune.operations.notes import read_note
from folkekommune.operations.switch import is_stopped, note_of


def check(facts: Facts) -> Iterator[Remark]:
    """See whether answering is stopped."""
    if is_stopped(facts.home):
        since = str(read_note(note_of(facts.home)).get("at", "?"))
        yield Remark("operations.doctor-stopped", Level.RISK, {"since": since})
