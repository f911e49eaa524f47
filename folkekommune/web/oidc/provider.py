"""A provider, as the installation's configuration names it (``[oidc.<name>]``)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Provider:
    """Who may answer for people, and what we are to them.

    :param name: in addresses and in the audit trail. :param label: what people know the provider as.
    :param issuer: the provider's own name for itself, an address.
    :param levels: the levels of certainty that are accepted (``acr``), the one to ask for first; none
        accepts any.
    """

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    levels: tuple[str, ...] = ()
    scope: str = "openid"
