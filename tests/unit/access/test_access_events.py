"""An audit event holds codes, never values."""

from __future__ import annotations

import pytest

from folkekommune.access.audit import AuditEvent
from folkekommune.access.run_records import ENDED, TRANSITIONS, RunState


@pytest.mark.parametrize(
    "value",
    [
        "Kari Nordmann",
        "a\nb",
        "01810112345",  # eleven digits in a row look like an identity number
        "user:01810112345",
        "x" * 161,
        "41 av 100",
    ],
)
def test_text_that_could_be_a_value_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="codes only"):
        AuditEvent("run", subject=value)


def test_codes_hashes_and_versions_are_let_through() -> None:
    event = AuditEvent(
        "run", "user:kari", project="p-1", release="1.0.0", script_hash="a" * 64, rules=("low-effect", "band")
    )
    assert event.rules == ("low-effect", "band")


def test_a_value_among_the_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="codes only"):
        AuditEvent("run", rules=("band", "17 persons"))


def test_every_run_state_has_its_transitions_and_an_end_is_an_end() -> None:
    assert set(TRANSITIONS) == set(RunState)
    assert all(not TRANSITIONS[state] for state in ENDED)
    assert {state.value for state in RunState} == {
        "kø",
        "kjører",
        "ferdig",
        "feil",
        "avbrutt",
        "tidsavbrudd",
    }
