"""What an attacker has: the script language in front of one door, with a key nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from folkekommune.analysis.door import Asker, Door, ReleaseFacts
from folkekommune.attacks.worlds import PART, RELEASE, Release
from folkekommune.bootstrap import open_engine
from folkekommune.catalogue.model import Databank, Variable
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import Policy, load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import SafeTable, Sign
from folkekommune.disclosure.watch import Watch
from folkekommune.errors import FolkeKommuneError
from folkekommune.keys import KEY_BYTES, Keys
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.engine import Engine
from folkekommune.script.binder import bind_text
from folkekommune.script.session import Session
from folkekommune.services.scripts import ScriptRun, run_script


class AttackError(FolkeKommuneError):
    """An attack's own script did not run: nothing can be said of the defence."""


ATTACKER, ACCOMPLICE = Asker("attacker", "project"), Asker("accomplice", "another project")
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
        return (self.release.ref.version,)

    def withdrawn(self, name: str) -> Mapping[str, str]:  # noqa: ARG002  (the protocol's)
        """Give no version: none was withdrawn."""
        return {}

    def may_import(self, _databank: str, _variable: Variable) -> bool:
        """Allow everything."""
        return True


@dataclass(frozen=True)
class _Facts:
    """What the door knows of the release."""

    release: Release

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give it."""
        return ReleaseFacts(release, (PART,), {PART: release.version}, self.release.persons)


@dataclass(frozen=True)
class Interface:
    """Scripts in, protected results out.

    :param session: after the imports, which every script here shares: each variable of the release
        under its name in lower case.
    """

    door: Door
    session: Session
    asker: Asker = ATTACKER

    def run(self, script: str) -> ScriptRun:
        """Run a script as the attacker; it follows after the imports."""
        policy = self.door.policy.label
        return run_script(
            script, self.session, lambda output: self.door.answer(output, self.asker), policy=policy
        )

    def after(self, script: str) -> Interface:
        """Let every script here follow after this one too.

        :raises AttackError: when it has faults.
        """
        bound = bind_text(script, self.session)
        if bound.faults:
            raise AttackError(*(fault.code for fault in bound.faults))
        return replace(self, session=bound.session)

    def by(self, asker: Asker) -> Interface:
        """Let another user ask."""
        return replace(self, asker=asker)

    def table(self, script: str) -> SafeTable | None:
        """Run a script that ends in a table and give it, or nothing when it was refused.

        :raises AttackError: when the script has faults.
        """
        run = self.run(script)
        if run.faults:
            raise AttackError(*(fault.code for fault in run.faults))
        found = run.results[-1].result if run.results else None
        return found if isinstance(found, SafeTable) else None

    def tables(self, script: str) -> list[SafeTable]:
        """Run a script of tables and give them.

        :raises AttackError: when the script does not run to its end.
        """
        run = self.run(script)
        found = [each.result for each in run.results if isinstance(each.result, SafeTable)]
        if run.faults or run.refused:
            raise AttackError
        return found


def drawn_keys(random: np.random.Generator) -> Keys:
    """Draw a master key that the attacker does not know; the same seed gives the same figures."""
    return Keys(random.bytes(KEY_BYTES))


def open_interface(
    release: Release,
    folder: Path,
    *,
    keys: Keys,
    without: frozenset[str] = frozenset(),
    wrap: WrapEngine | None = None,
    budgets: bool = False,
    policy: Policy | None = None,
) -> Interface:
    """Open the door to a release, with a ledger of its own.

    :param without: names of defences of the policy that are off.
    :param budgets: hold the attacker to what a project may ask in a day.
    :param policy: other limits than the standard ones.
    """
    engine: Engine = open_engine(release.serving, (PART,), threads=1, temporary=folder / "tmp")
    door = Door(
        wrap(engine) if wrap else engine,
        replace(policy or load_policy(), switched_off=without),
        keys,
        Ledger(folder / "ledger" / "ledger.sqlite", keys),
        CubeRegistry(folder / "ledger", keys),
        _Facts(release),
        Watch(folder / "ledger" / "watch.sqlite", keys) if budgets else None,
    )
    imports = "\n".join(f"import db/{name} as {name.lower()}" for name in release.databank.variables)
    begin = f"require {RELEASE.databank}:1 as db\ncreate-dataset persons\n{imports}\n"
    return Interface(door, bind_text(begin, Session(_Catalogue(release), (PART,))).session)


def counts_of(table: SafeTable) -> dict[tuple[int | None, ...], int]:
    """Give the counts a table shows, by the codes of each dimension; ``None`` is a total.

    Counts in the band are left out, and those that stand for nearly all of a group.
    """
    return {place: int(count) for place, count in values_of(table, "freq").items()}


def values_of(table: SafeTable, measure: str) -> dict[tuple[int | None, ...], float]:
    """Give what a table shows of a measure, by the codes of each dimension; ``None`` is a total."""
    codes = [[*(int(category.value) for category in each.categories)] for each in table.dimensions]
    return {
        tuple(None if at is None else known[at] for at, known in zip(cell.place, codes, strict=True)): float(
            value.text
        )
        for cell in table.cells
        if (value := cell.value(measure)).sign is Sign.SHOWN and value.text is not None
    }
