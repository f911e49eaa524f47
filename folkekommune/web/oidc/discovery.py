"""What a provider tells of itself: where its pages are, and the keys it signs with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from folkekommune.web.oidc.configuration import is_safe_address
from folkekommune.web.oidc.provider import Provider
from folkekommune.web.oidc.refusals import LogInRefused
from folkekommune.web.oidc.transport import ask

BASIC, POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True)
class Description:
    """A provider's description of itself.

    :param names_itself: whether its answers say who sent them (RFC 9207), as a lock against mix-up.
    :param end_session: where a session there is ended, if it can be.
    """

    authorization: str
    token: str
    keys: str
    authentication: str
    end_session: str
    names_itself: bool


def discover(provider: Provider) -> Description:
    """Read a provider's description.

    :raises LogInRefused: when it cannot be had, is not this provider's, or has an address that is unsafe.
    """
    told = ask(get_well_known_url(provider.issuer, external=True))
    # Exactly the configured name: else one provider could speak for another (OpenID Connect Discovery 4.3).
    if told.get("issuer") != provider.issuer:
        raise LogInRefused("issuer")
    methods = told.get("token_endpoint_auth_methods_supported", [BASIC])
    return Description(
        authorization=_address(told, "authorization_endpoint"),
        token=_address(told, "token_endpoint"),
        keys=_address(told, "jwks_uri"),
        authentication=POST if POST in methods and BASIC not in methods else BASIC,
        end_session=_address(told, "end_session_endpoint") if "end_session_endpoint" in told else "",
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
    )


def read_keys(description: Description) -> KeySet:
    """Read the keys a provider signs with.

    :raises LogInRefused: when they cannot be had.
    """
    try:
        return KeySet.import_key_set(ask(description.keys))  # type: ignore[arg-type]  # judged by the import
    except (JoseError, KeyError, TypeError, ValueError):
        raise LogInRefused("keys") from None


def _address(told: dict[str, Any], name: str) -> str:
    address = told.get(name)
    if not isinstance(address, str) or not is_safe_address(address):
        raise LogInRefused("address")
    return address
