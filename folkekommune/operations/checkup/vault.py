"""A vault that should be apart, and is not: silent, or open to those who ask it."""

from __future__ import annotations

import pwd
from collections.abc import Iterator
from pathlib import Path

from folkekommune.keys.vault_client import keeper_at
from folkekommune.operations.checkup.facts import Facts, Level, Remark
from folkekommune.operations.vault_work import somebody_works


def check(facts: Facts) -> Iterator[Remark]:
    """See that the vault answers, under a user of its own, who alone may read what it keeps, and works."""
    settings = facts.installation.vault
    if settings is None:
        return
    keeper = keeper_at(settings.socket)
    if keeper is None:
        yield Remark("vault.away", Level.WRONG)
    elif facts.vault_fault is not None:
        yield Remark(facts.vault_fault.code, Level.WRONG, facts.vault_fault.parameters)
    if not somebody_works(facts.home):
        yield Remark("tasks.nobody-works", Level.WRONG)
    for name in settings.answering:
        yield from _user(facts, name, keeper)


def _user(facts: Facts, name: str, keeper: int | None) -> Iterator[Remark]:
    try:
        user = pwd.getpwnam(name).pw_uid
    except KeyError:
        yield Remark("vault.no-such-user", Level.WRONG, {"user": name})
        return
    if user == keeper:
        yield Remark("vault.same-user", Level.WRONG, {"user": name})
    for folder in (facts.home.keys, facts.home.vault):
        # What its owner alone may open is open to them; that it is open to others is told elsewhere.
        if folder.exists() and folder.stat().st_uid == user:
            yield Remark("vault.open-to-user", Level.WRONG, {"user": name, "folder": str(folder)})
    databanks = facts.home.databanks
    if databanks.exists() and _may_write(databanks, user):
        yield Remark("vault.databanks-open", Level.RISK, {"user": name, "folder": str(databanks)})
    if _may_replace(facts, user):
        file = str(facts.home.configuration)
        yield Remark("vault.configuration-open", Level.RISK, {"user": name, "file": file})


def _may_replace(facts: Facts, user: int) -> bool:
    """Tell whether a user may change the configuration, which the vault's own commands also go by."""
    return any(
        path.exists() and _may_write(path, user) for path in (facts.home.configuration, facts.home.root)
    )


def _may_write(path: Path, user: int) -> bool:
    state = path.stat()
    return state.st_uid == user or bool(state.st_mode & 0o022)
