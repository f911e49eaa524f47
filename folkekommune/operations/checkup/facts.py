"""What the examination is told of an installation, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from folkekommune.errors import Parameter, UserError
from folkekommune.keys.volume import BLOCKS, MOUNTS
from folkekommune.settings import Home, Installation, Mode


class Level(Enum):
    """How bad it is."""

    WRONG = "wrong"
    """Mend it now."""
    RISK = "risk"
    """Nothing has happened yet."""


@dataclass(frozen=True)
class Remark:
    """Something that is wrong or at risk: a text code with its parameters, which hold no data value."""

    code: str
    level: Level
    parameters: Mapping[str, Parameter] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Facts:
    """What is known when the examination begins.

    :param last_audit: when the last row of the audit trail was written.
    :param released: when the newest release of each databank was made.
    :param chain_holds: whether the audit trail is whole; None when its database cannot be opened.
    :param control_fault: why the control database cannot be opened.
    :param vault_fault: why the vault, a process of its own, does not answer.
    :param checksums: whether the server of control data sees damage on its disk; None where there is none.
    """

    installation: Installation
    now: datetime
    last_audit: datetime | None = None
    chain_holds: bool | None = True
    control_fault: UserError | None = None
    vault_fault: UserError | None = None
    checksums: bool | None = None
    released: Mapping[str, datetime] = field(default_factory=dict, hash=False)
    mounts: Path = MOUNTS
    blocks: Path = BLOCKS

    @property
    def home(self) -> Home:
        """The installation's folders."""
        return self.installation.home

    @property
    def in_production(self) -> bool:
        """Whether real persons may be in it."""
        return self.installation.mode is Mode.PRODUCTION

    @property
    def serious(self) -> Level:
        """What is wrong in production and a risk where all persons are made up."""
        return Level.WRONG if self.in_production else Level.RISK

    def section(self, name: str) -> dict[str, Any]:
        """Give a section of the configuration."""
        found = self.installation.extra.get(name)
        return found if isinstance(found, dict) else {}
