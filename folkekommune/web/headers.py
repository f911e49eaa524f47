"""Security headers on every answer (interfaces.md section 3).

Scripts come from our own server only. Style elements need the nonce of their answer; public pages
need none and get none, so that they can be cached. The nonce lies in ``request.state.nonce``.
"""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folkekommune.web.addresses import is_embedded, is_public

_POLICY = (
    "default-src 'self'",
    "script-src 'self'",
    "style-src {style}",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors {frames}",
)
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Add the headers; pages may not weaken them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and decorate its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        embedded = is_embedded(scope["path"])
        nonce = "" if is_public(scope["path"]) else secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = content_policy(nonce, embedded=embedded)
                if embedded:
                    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                if nonce:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def content_policy(nonce: str, *, embedded: bool = False) -> str:
    """Write the content security policy; what is made to be embedded may stand in any site's frame."""
    style = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    policy = "; ".join(_POLICY).format(style=style, frames="*" if embedded else "'none'")
    return policy.replace("script-src 'self'", "script-src 'none'") if embedded else policy
