"""Digests of scripts and results stand in the trail, whatever digits they happen to hold."""

from __future__ import annotations

from hashlib import sha256

import pytest

from folkekommune.access.audit import AuditEvent

ELEVEN_DIGITS = "13897123456"
# By chance one digest in 24 has exactly eleven digits in a row.
DIGEST = "ab" + ELEVEN_DIGITS + "c" * (64 - 13)
IDENTIFIERS = [ELEVEN_DIGITS + "f" * 21, "ab" + ELEVEN_DIGITS + "c7a"]


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_digest_with_eleven_digits_in_a_row_is_no_identity_number(identifier):
    event = AuditEvent("run", subject=f"run:{identifier}", script_hash=DIGEST, result_hash=DIGEST)
    assert event.script_hash == DIGEST


def test_any_digest_can_stand_in_the_trail():
    for number in range(300):
        AuditEvent("run", script_hash=sha256(str(number).encode()).hexdigest())


@pytest.mark.parametrize(
    "code",
    [ELEVEN_DIGITS, f"user:{ELEVEN_DIGITS}", f"a{ELEVEN_DIGITS}", f"{ELEVEN_DIGITS}-{DIGEST}", DIGEST[:-1]],
)
def test_eleven_digits_anywhere_else_are_refused(code):
    with pytest.raises(ValueError, match="codes only"):
        AuditEvent("run", subject=code)
