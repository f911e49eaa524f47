"""A provider as the log-in uses it: send someone there, judge what comes back, end the session there too."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from joserfc.jwk import KeySet

from folkekommune.access.outside_identities import OutsideIdentity
from folkekommune.access.outside_sessions import Beginning
from folkekommune.web.oidc.discovery import Description, discover, read_keys
from folkekommune.web.oidc.id_token import UnknownKey, holds_identity_number, judge
from folkekommune.web.oidc.provider import Provider
from folkekommune.web.oidc.refusals import LogInRefused, Told
from folkekommune.web.oidc.ticket import Ticket, Tickets
from folkekommune.web.oidc.transport import ask

_KEPT_SECONDS = 600


@dataclass(frozen=True)
class Answered:
    """Whom a provider answers for, and what is needed to end the session there."""

    identity: OutsideIdentity
    beginning: Beginning


class ProviderClient:
    """Log people in with one provider. Its description and keys are read when needed, and kept a while."""

    def __init__(self, provider: Provider, tickets: Tickets) -> None:
        self.provider = provider
        self._tickets = tickets
        self._known: tuple[float, Description, KeySet] | None = None

    def begin(self, ticket: Ticket, *, answer_to: str) -> str:
        """Give the address at the provider's where a log-in begins.

        :param answer_to: the address here that the provider sends the person back to.
        :raises LogInRefused: when the provider cannot be reached or describes itself wrongly.
        """
        description, _ = self._description()
        levels = " ".join(self.provider.levels)
        return str(
            prepare_grant_uri(
                description.authorization,
                self.provider.client_id,
                "code",
                redirect_uri=answer_to,
                scope=self.provider.scope,
                state=self._tickets.state(ticket),
                nonce=self._tickets.nonce(ticket),
                code_challenge=self._tickets.challenge(ticket),
                code_challenge_method="S256",
                acr_values=levels or None,
                ui_locales=ticket.language,
            )
        )

    def finish(self, ticket: Ticket, answer: Mapping[str, str], *, answer_to: str) -> Answered:
        """Judge the answer to a log-in, and fetch and judge the proof.

        :raises LogInRefused: when anything about it is wrong.
        """
        description, keys = self._description()
        self._check_answer(ticket, answer, description)
        token = self._redeem(ticket, answer["code"], description, answer_to=answer_to)
        proof, access_token = token.get("id_token"), token.get("access_token", "")
        if not isinstance(proof, str) or not isinstance(access_token, str):
            raise LogInRefused("no-proof")
        nonce = self._tickets.nonce(ticket)
        try:
            claims = judge(proof, keys, self.provider, nonce=nonce, access_token=access_token)
        except UnknownKey:
            claims = judge(
                proof, self._newest_keys(description), self.provider, nonce=nonce, access_token=access_token
            )
        subject, outside_session = claims["sub"], claims.get("sid", "")
        if not subject:
            raise LogInRefused("subject")
        return Answered(
            OutsideIdentity(self.provider.name, self.provider.issuer, subject),
            Beginning(
                self.provider.name,
                outside_session=outside_session if isinstance(outside_session, str) else "",
                id_token="" if holds_identity_number(claims) else proof,
            ),
        )

    def end_session(self, id_token: str, *, back_to: str, language: str) -> str:
        """Give the address where the session at the provider's is ended; empty when it offers none."""
        try:
            description, _ = self._description()
        except LogInRefused:
            return ""
        if not description.end_session:
            return ""
        wanted = {
            "id_token_hint": id_token,
            "client_id": self.provider.client_id,
            "post_logout_redirect_uri": back_to,
            "state": language,
        }
        return str(add_params_to_uri(description.end_session, [pair for pair in wanted.items() if pair[1]]))

    def _check_answer(self, ticket: Ticket, answer: Mapping[str, str], description: Description) -> None:
        """Refuse an answer that is not to this log-in, or comes from another than was asked (RFC 9207)."""
        if not hmac.compare_digest(answer.get("state", "").encode(), self._tickets.state(ticket).encode()):
            raise LogInRefused("state")
        sender = answer.get("iss")
        if sender != self.provider.issuer and (sender is not None or description.names_itself):
            raise LogInRefused("mix-up")
        if answer.get("error") == "access_denied":
            raise LogInRefused("cancelled", Told.CANCELLED)
        if "error" in answer:
            raise LogInRefused("provider-error")
        if not answer.get("code"):
            raise LogInRefused("code")

    def _redeem(
        self, ticket: Ticket, code: str, description: Description, *, answer_to: str
    ) -> dict[str, object]:
        """Change the code for the proof, at the provider's server."""
        body = prepare_token_request(
            "authorization_code",
            redirect_uri=answer_to,
            code=code,
            code_verifier=self._tickets.verifier(ticket),
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        us = ClientAuth(self.provider.client_id, self.provider.client_secret, description.authentication)
        address, headers, body = us.prepare("POST", description.token, headers, body)
        return ask(address, form=body, headers=headers)

    def _description(self) -> tuple[Description, KeySet]:
        if self._known is None or time.monotonic() - self._known[0] > _KEPT_SECONDS:
            description = discover(self.provider)
            self._known = (time.monotonic(), description, read_keys(description))
        return self._known[1], self._known[2]

    def _newest_keys(self, description: Description) -> KeySet:
        keys = read_keys(description)
        self._known = (time.monotonic(), description, keys)
        return keys
