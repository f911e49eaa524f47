"""What those who operate an installation work with."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from folkekommune.access.postgresql import keeps_checksums
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.errors import PermissionRefused, UserError
from folkekommune.ingest.persons.vault import check_may_open
from folkekommune.keys.vault_client import VaultUnreachable, open_keys
from folkekommune.operations.anchors import Held, anchor_file, hold_against, read_anchors
from folkekommune.operations.backup import Made, back_up
from folkekommune.operations.checkup import examine
from folkekommune.operations.checkup.facts import Facts, Remark
from folkekommune.operations.verification import Verified, verify_files
from folkekommune.settings import Home, load_installation


class Operating:
    """What is done to keep an installation running."""

    def __init__(self, base: Foundations) -> None:
        self.base = base

    def back_up(self, to: Path, *, passphrase: str | None = None, keys_apart: bool = False) -> Made:
        """Back the installation up while in use. ``[backup] keep_days`` says how long backups are kept.

        :raises PermissionRefused: ``vault.refused`` where the vault is a process of its own, and this is not.
        """
        check_may_open(self.base.keys)
        section = self.base.installation.extra.get("backup")
        settings = section if isinstance(section, dict) else {}
        keep = settings.get("keep_days")
        return back_up(
            self.base.home,
            self.base.keys,
            self.base.audit,
            to=to,
            passphrase=passphrase,
            keys_apart=keys_apart or bool(settings.get("keys_apart", False)),
            keep_days=int(keep) if keep is not None else None,
            server=self.base.control_server,
        )

    def verify(self, *, accept: bool = False) -> Verified:
        """Look through every file, and name those that are damaged; refused as a backup is."""
        check_may_open(self.base.keys)
        return verify_files(
            self.base.home,
            self.base.keys,
            deleted=self._was_deleted,
            accept=accept,
            server=self.base.control_server,
        )

    def hold_audit(self, heads: tuple[str, ...] = ()) -> Held:
        """Hold the audit trail against itself and against what was noted of it elsewhere."""
        noted = read_anchors(anchor_file(self.base.installation))
        return hold_against(self.base.audit, (*noted, *heads))

    def _was_deleted(self, databank: str, version: str) -> bool:
        try:
            events = self.base.audit.of_action("release-delete")
        except UserError:
            return False
        return any(event.release == f"{databank}:{version}" for event in events)


def examine_home(home: Home) -> tuple[Remark, ...]:
    """Tell what is wrong with an installation and what is at risk, also when it cannot be opened.

    :raises UserError: when there is no installation, or its configuration cannot be understood.
    """
    installation = load_installation(home)
    known = Facts(installation, now=datetime.now(UTC))
    if installation.replica is not None:
        return examine(known)
    try:
        base = Foundations(installation, open_keys(installation))
        base.keys.derive("audit")
    except (VaultUnreachable, PermissionRefused) as fault:
        return examine(replace(known, vault_fault=fault))
    except UserError:
        return examine(known)  # what is wrong with the keys is among what is told
    try:
        latest, holds = base.audit.latest(1), Operating(base).hold_audit().holds
        server = base.control_server
        known = replace(known, checksums=keeps_checksums(server) if server else None)
    except UserError as fault:
        return examine(replace(known, chain_holds=None, control_fault=fault))
    except (ValueError, TypeError):
        return examine(replace(known, chain_holds=None))
    last = datetime.fromisoformat(latest[0].at) if latest else None
    return examine(replace(known, last_audit=last, chain_holds=holds, released=_released(base)))


def _released(base: Foundations) -> dict[str, datetime]:
    """Tell when the newest release of each databank was made; one that cannot be read is left out."""
    found = {}
    for databank in base.store.databanks():
        with suppress(UserError, KeyError, ValueError):
            newest = base.store.release(databank)
            found[databank] = datetime.fromisoformat(newest.manifest["created"])
    return found
