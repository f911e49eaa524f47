"""Form tokens: the second lock against forms that another site's page sends.

A form carries a token made from its session and a key. The log-in form, which has no session yet,
carries one that is signed and short-lived.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from itsdangerous import BadSignature, TimestampSigner

from folkekommune.errors import PermissionRefused

FIELD = "form_token"
HEADER = "X-Form-Token"
_LOG_IN = "log-in"
_LOG_IN_SECONDS = 3600


class FormTokens:
    """Make and check the tokens."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._signer = TimestampSigner(secret, salt="folkekommune.web.log-in")

    def of_session(self, session_token: str) -> str:
        """Give the token of all forms in a session."""
        return hmac.new(self._secret, f"form:{session_token}".encode(), sha256).hexdigest()

    def check(self, session_token: str, form_token: str) -> None:
        """Refuse a form whose token is not this session's."""
        if not hmac.compare_digest(self.of_session(session_token).encode(), form_token.encode()):
            raise PermissionRefused("web.form-token")

    def of_log_in(self) -> str:
        """Give a token for a log-in form, good for an hour."""
        return self._signer.sign(_LOG_IN).decode()

    def check_log_in(self, form_token: str) -> None:
        """Refuse a log-in form that is not ours or too old."""
        try:
            self._signer.unsign(form_token, max_age=_LOG_IN_SECONDS)
        except BadSignature:
            raise PermissionRefused("web.form-token") from None
