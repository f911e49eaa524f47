"""What an attacker has: the script language in front of one door, with a key nobody knows."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from folkekommune.analysis.door import Asker, Door, ReleaseFacts
from folkekommune.attacks.worlds import PART, RELEASE, Release
from folkekommune.bootstrap import open_engine
from folkekommune.catalogue.model import Databank, Variable
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.keys import KEY_BYTES, Keys
from folkekommune.query.dataset import ReleaseRef
from folkekommune.query.engine import Engine
from folkekommune.script.session import Session
from folkekommune.services.scripts import ScriptRun, run_script

_ASKER = Asker("attacker", "project")
WrapEngine = Callable[[Engine], Engine]
"""Puts something around an engine: how an attack takes away a defence that is no switch of the policy."""


@dataclass(frozen=True)
class _Catalogue:
    """The catalogue of one invented databank; the project covers all of it."""

    release: Release

    def names(self) -> Sequence[str]:
        """Give its name."""
        return (RELEASE.databank,)

    def databank(self, name: str) -> Databank | None:
        """Give it."""
        return self.release.databank if name == RELEASE.databank else None

    def versions(self, _: str) -> Sequence[str]:
        """Give its one version."""
        return (RELEASE.version,)

    def may_import(self, _databank: str, _variable: Variable) -> bool:
        """Allow everything."""
        return True


@dataclass(frozen=True)
class _Facts:
    """What the door knows of the release."""

    release: Release

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give it."""
        return ReleaseFacts(release, (PART,), {PART: "first"}, self.release.persons)


@dataclass(frozen=True)
class Interface:
    """Scripts in, protected results out.

    :param begin: what every script begins with: the variables imported under their names in lower case.
    """

    door: Door
    session: Session
    begin: str

    def run(self, script: str) -> ScriptRun:
        """Run a script as the attacker; it follows after the imports."""
        policy = self.door.policy.label
        return run_script(
            self.begin + script, self.session, lambda output: self.door.answer(output, _ASKER), policy=policy
        )


def new_keys() -> Keys:
    """Draw a master key."""
    return Keys(secrets.token_bytes(KEY_BYTES))


def open_interface(
    release: Release,
    folder: Path,
    *,
    without: frozenset[str] = frozenset(),
    keys: Keys | None = None,
    wrap: WrapEngine | None = None,
) -> Interface:
    """Open the door to a release, with a ledger of its own and a new key unless one is given.

    :param without: names of defences of the policy that are off.
    """
    keys = keys or new_keys()
    engine: Engine = open_engine(release.serving, (PART,), threads=1, temporary=folder / "tmp")
    door = Door(
        wrap(engine) if wrap else engine,
        replace(load_policy(), switched_off=without),
        keys,
        Ledger(folder / "ledger" / "ledger.sqlite", keys),
        CubeRegistry(folder / "ledger", keys),
        _Facts(release),
    )
    imports = "\n".join(f"import db/{name} as {name.lower()}" for name in release.databank.variables)
    begin = f"require {RELEASE.databank}:1 as db\ncreate-dataset persons\n{imports}\n"
    return Interface(door, Session(_Catalogue(release), (PART,)), begin)
