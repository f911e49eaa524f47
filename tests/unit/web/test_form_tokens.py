"""A form token is good for its own session, and the log-in form's for an hour."""

from __future__ import annotations

import pytest
from itsdangerous import TimestampSigner

from folkekommune.errors import PermissionRefused
from folkekommune.web.form_tokens import FormTokens

TOKENS = FormTokens(b"secret one")


def test_a_token_is_good_for_its_own_session_only() -> None:
    token = TOKENS.of_session("session-a")
    TOKENS.check("session-a", token)
    for session, wrong in (
        ("session-b", token),
        ("session-a", ""),
        ("session-a", token[:-1]),
        ("session-a", "æ"),
    ):
        with pytest.raises(PermissionRefused):
            TOKENS.check(session, wrong)


def test_another_installation_s_token_is_refused() -> None:
    with pytest.raises(PermissionRefused):
        TOKENS.check("session-a", FormTokens(b"secret two").of_session("session-a"))
    with pytest.raises(PermissionRefused):
        TOKENS.check_log_in(FormTokens(b"secret two").of_log_in())


def test_the_token_of_a_log_in_form_grows_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    token = TOKENS.of_log_in()
    TOKENS.check_log_in(token)
    now = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) + 3601)
    with pytest.raises(PermissionRefused):
        TOKENS.check_log_in(token)


def test_the_token_does_not_show_the_session() -> None:
    assert "session-a" not in TOKENS.of_session("session-a")
