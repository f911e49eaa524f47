"""An OpenID provider in a process of its own, with a key of its own, for tests: right, and wrong on demand.

Run as a program with a port and the addresses that it may send people back to. ``POST /fault`` names what is
wrong with the next proof. Its persons are invented.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import secrets
import sys
import time
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "folkekommune", "a secret between two tests"
LEVEL, LOWER_LEVEL = "idporten-loa-high", "idporten-loa-substantial"
PERSONS = ("kari", "ola", "eva")
SIGNED_WITH = "key-1"


class OidcProvider:
    """The provider's pages."""

    def __init__(self, issuer: str, back_to: tuple[str, ...]) -> None:
        self.issuer = issuer
        self.back_to = back_to
        self.key = RSAKey.generate_key(2048, parameters={"kid": SIGNED_WITH, "use": "sig"})
        self.codes: dict[str, dict[str, str]] = {}
        self.fault = ""

    def description(self, _: Request) -> Response:
        """Describe the provider, as OpenID Connect Discovery says."""
        return JSONResponse(
            {
                "issuer": self.issuer if self.fault != "other-issuer" else "https://other.example",
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/end",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    def keys(self, _: Request) -> Response:
        """Give the public key."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def set_fault(self, request: Request) -> Response:
        """Be wrong in a way, once."""
        self.fault = (await request.body()).decode()
        if self.fault == "new-key":
            self.key = RSAKey.generate_key(2048, parameters={"kid": secrets.token_hex(4), "use": "sig"})
        return Response()

    async def authorize(self, request: Request) -> Response:
        """Ask who someone is, and send them back with a code."""
        asked = request.query_params
        wrong = (
            asked.get("client_id") != CLIENT
            or asked.get("redirect_uri") not in self.back_to
            or asked.get("response_type") != "code"
            or asked.get("code_challenge_method") != "S256"
        )
        if wrong:
            return Response("wrong request", status_code=400)
        if request.method == "GET":
            buttons = "".join(
                f'<p><button name="person" value="{name}">{name.title()}</button></p>' for name in PERSONS
            )
            return HTMLResponse(
                '<!doctype html><html lang="nb"><title>Prøve-ID</title><main><h1>Hvem er du?</h1>'
                f'<form method="post" action="{html.escape(str(request.url))}">{buttons}</form></main></html>'
            )
        person = str((await request.form()).get("person", ""))
        back = {"state": asked["state"], "iss": self.issuer}
        if person not in PERSONS:
            return self._send(asked["redirect_uri"], back | {"error": "access_denied"})
        code = secrets.token_urlsafe(16)
        self.codes[code] = dict(asked) | {"person": person}
        if self.fault == "other-sender":
            back["iss"], self.fault = "https://other.example", ""
        return self._send(asked["redirect_uri"], back | {"code": code})

    async def token(self, request: Request) -> Response:
        """Change a code for a proof, once, for who holds PKCE's secret and ours."""
        sent = await request.form()
        asked = self.codes.pop(str(sent.get("code")), None)
        us = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or request.headers.get("authorization") != us:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        made = hashlib.sha256(str(sent.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or sent.get("redirect_uri") != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        access_token = secrets.token_urlsafe(16)
        proof, self.fault = self._proof(asked, access_token), ""
        return JSONResponse({"access_token": access_token, "token_type": "Bearer", "id_token": proof})

    def end(self, request: Request) -> Response:
        """End the session here, if the proof is ours, and send the person back."""
        asked = request.query_params
        jwt.decode(asked["id_token_hint"], self.key, algorithms=["RS256"])
        return self._send(asked["post_logout_redirect_uri"], {"state": asked["state"]})

    def _send(self, address: str, values: dict[str, str]) -> Response:
        return RedirectResponse(f"{address}?{urlencode(values)}", status_code=303)

    def _proof(self, asked: dict[str, str], access_token: str) -> str:
        now = int(time.time())
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": f"{asked['person']}-at-{self.issuer}",
            "aud": CLIENT,
            "exp": now + 120,
            "iat": now,
            "nonce": asked["nonce"],
            "acr": LEVEL,
            "sid": f"session-of-{asked['person']}",
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }
        claims |= {
            "nonce": {"nonce": "another"},
            "no-nonce": {"nonce": None},
            "audience": {"aud": "someone-else"},
            "more-audiences": {"aud": [CLIENT, "someone-else"]},
            "issuer": {"iss": "https://other.example"},
            "expired": {"exp": now - 3600, "iat": now - 7200},
            "old": {"iat": now - 7200},
            "level": {"acr": LOWER_LEVEL},
            "no-subject": {"sub": ""},
            "access-token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
            "identity-number": {"pid": "01815500101"},
        }.get(self.fault, {})
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": str(self.key.kid)}
        if self.fault == "unsigned":
            return ".".join((_part({"alg": "none"}), _part(claims), ""))
        if self.fault == "shared-key":
            # The public key must never do as a shared one; libraries refuse to sign so, hence by hand.
            signed = f"{_part(header | {'alg': 'HS256'})}.{_part(claims)}"
            made = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
            return f"{signed}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"
        if self.fault == "unknown-key":
            return jwt.encode(header | {"kid": "nobody-s"}, claims, RSAKey.generate_key(2048))
        if self.fault == "stolen-name":
            return jwt.encode(header, claims, RSAKey.generate_key(2048))
        proof = jwt.encode(header, claims, self.key)
        if self.fault == "altered":
            head, _, signature = proof.split(".")
            return ".".join((head, _part(claims | {"sub": "another"}), signature))
        return proof


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def serve(port: int, back_to: tuple[str, ...]) -> None:
    """Serve until stopped."""
    provider = OidcProvider(f"http://127.0.0.1:{port}", back_to)
    routes = [
        Route("/.well-known/openid-configuration", provider.description),
        Route("/keys", provider.keys),
        Route("/authorize", provider.authorize, methods=["GET", "POST"]),
        Route("/token", provider.token, methods=["POST"]),
        Route("/end", provider.end),
        Route("/fault", provider.set_fault, methods=["POST"]),
    ]
    uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    serve(int(sys.argv[1]), tuple(sys.argv[2:]))
