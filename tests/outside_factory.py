"""The pages of a site where people log in with providers outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from oidc_provider import CLIENT, LEVEL, SECRET
from sqlalchemy import Engine
from web_fakes import FakeFigures, accounts_in

from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.outside_log_ins import OutsideLogIns
from folkekommune.access.sessions import Sessions
from folkekommune.web.application import create_app
from folkekommune.web.oidc.provider import Provider
from folkekommune.web.ports import Services
from folkekommune.web.settings import WebSettings

HOST = "https://kommune.example"
KEY = b"a key of outside identities"


@dataclass(frozen=True)
class OutsideSite:
    """The pages, and what lies behind them."""

    app: FastAPI
    engine: Engine
    audit: AuditTrail
    log_ins: OutsideLogIns


def provider_at(issuer: str, name: str = "prove", label: str = "Prøve-ID") -> Provider:
    """Describe one of the providers of ``oidc_processes``."""
    return Provider(name, label, issuer, CLIENT, client_secret=SECRET, levels=(LEVEL,))


def open_site(folder: Path, *providers: Provider, address: str = HOST) -> OutsideSite:
    """Make the pages, with the accounts of ``web_fakes``."""
    accounts = accounts_in(folder)
    engine = open_control_database(folder / "control.sqlite")
    audit = AuditTrail(engine, b"a key for tests")
    log_ins = OutsideLogIns(engine, KEY, sessions=Sessions(engine), audit=audit)
    services = Services(FakeFigures(), FakeFigures(), accounts, outside=log_ins)
    settings = WebSettings(secret=b"a secret for tests", address=address, providers=providers)
    return OutsideSite(create_app(services, settings=settings), engine, audit, log_ins)
