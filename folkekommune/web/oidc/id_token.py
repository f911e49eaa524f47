"""Judge a provider's proof of who someone is (an ID token): OpenID Connect Core 3.1.3.7."""

from __future__ import annotations

import re
import time
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ExpiredTokenError,
    InvalidClaimError,
    InvalidKeyIdError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet

from folkekommune.web.oidc.provider import Provider
from folkekommune.web.oidc.refusals import LogInRefused, Told

# Signed with a key that the provider alone has. Never "none", never one that we could sign with ourselves.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_CLOCKS_APART = 60
_OLDEST = 600
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{11}(?!\d)")
_NAMED = {"iss": "issuer", "aud": "audience", "azp": "audience", "sub": "subject", "exp": "expired"}


class UnknownKey(LogInRefused):
    """The proof is signed with a key that is not among those we have; the provider may have a new one."""

    def __init__(self) -> None:
        super().__init__("key")


def judge(
    proof: str, keys: KeySet, provider: Provider, *, nonce: str, access_token: str = ""
) -> dict[str, Any]:
    """Give what a proof says, once it is found to be this provider's, for us, now, and for this log-in.

    :raises UnknownKey: when it is signed with a key we do not have.
    :raises LogInRefused: when anything else is wrong with it.
    """
    try:
        token = jwt.decode(proof, keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "sub": {"essential": True},
                "nonce": {"essential": True, "value": nonce},
            },
            {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token},
        )
        now = int(time.time())
        claims.validate(now, _CLOCKS_APART)
    except InvalidKeyIdError:
        raise UnknownKey from None
    except ExpiredTokenError:
        raise LogInRefused("expired") from None
    except (InvalidClaimError, MissingClaimError) as fault:
        raise LogInRefused(_NAMED.get(fault.claim, "nonce" if fault.claim == "nonce" else "claims")) from None
    except UnsupportedAlgorithmError:
        raise LogInRefused("algorithm") from None
    except BadSignatureError:
        raise LogInRefused("signature") from None
    except (JoseError, TypeError, ValueError):
        raise LogInRefused("proof") from None
    if claims["iat"] < now - _OLDEST:
        raise LogInRefused("expired")
    if provider.levels and claims.get("acr") not in provider.levels:
        raise LogInRefused("level", Told.LEVEL)
    return dict(claims)


def holds_identity_number(claims: dict[str, Any]) -> bool:
    """Say whether a proof holds what may be a national identity number, which must not be kept here."""
    return any(_ELEVEN_DIGITS.search(str(value)) for value in claims.values())
